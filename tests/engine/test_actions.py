"""What a form that is sent means: what has to be mended, by field; and what a press can't be made to mean."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, Any

import pytest

from bot.conversation import actions
from bot.conversation.actions.rows import View
from bot.conversation.events.asking import SuggestionMade
from bot.conversation.events.availability import HoursChanged
from bot.domain.case import Origin, Step, Wishes
from bot.domain.hours import Leave
from bot.domain.policy import Quiet
from bot.domain.typed.hours import parse_hours
from bot.ui import Action, FieldErrors, Show, Submitted
from tests.engine.world import CARL, CLEO, DAN, OLGA, RITA, SAM, SUE, World, clinic, peer

if TYPE_CHECKING:
    from bot.domain.people import PersonId


def means(name: str, person: PersonId = SAM, world: World | None = None, **values: str) -> Any:
    world = world or clinic()
    form = Submitted(Action(name), tuple((key, (value,)) for key, value in values.items()))
    press = actions.pressed(form)
    sight = world.bare_sight(person, press.row.before, form.action)
    return actions.show(sight, press) if isinstance(press.row, View) else actions.means(sight, press)


def wrong(reply):
    """The fields that have to be mended."""
    assert isinstance(reply, FieldErrors)
    return [name for name, _ in reply.errors]


@pytest.mark.parametrize("phone", ["call me", "+1 617 555 0100 ext 5", "-----", "٣٤٥٦٧", "617" * 9, "<b>617</b>"])
def test_a_phone_number_is_validated(phone):
    assert wrong(means("wishes", RITA, reach="phone", phone=phone)) == ["phone"]


@pytest.mark.parametrize(
    ("name", "field", "text"),
    [
        ("wishes", "phone", "+1 617 555 0100" + " " * 200),
        ("hours_send", "hours", "; ".join(["Mon-Fri 08:00-18:00"] * 20)),
        ("link_send", "code", "K7F3-9QXM" * 40),
        ("suggest_check", "colleague", "x" * 201),
    ],
)
def test_a_text_that_is_too_long_is_said_at_its_field(name, field, text):
    """Whatever the form does with it: no adapter cuts it or loses the form for it."""
    reply = means(name, RITA, **{field: text})
    assert wrong(reply) == [field]
    assert "at most" in reply.errors[0][1].text


@pytest.mark.parametrize("phone", ["+1 617 555 0100", "(617) 555-0100", " 617.555.0100 "])
def test_usual_numbers_pass(phone):
    assert means("wishes", RITA, reach="phone", phone=phone).suggestion.wishes.phone == phone.strip()


def test_who_wants_a_call_leaves_a_number():
    assert wrong(means("wishes", RITA, reach="phone", phone=" ")) == ["phone"]


@pytest.mark.parametrize("name", ["suggest_check"])
@pytest.mark.parametrize("colleague", ["", CARL])
def test_a_colleague_is_somebody_else(name, colleague):
    assert wrong(means(name, CARL, colleague=colleague)) == ["colleague"]


@pytest.mark.parametrize("hours", ["mornings", "Mon 8", "Mon 18:00-18:00", "Mon 08:00-25:00"])
def test_hours_are_validated(hours):
    assert wrong(means("hours_send", hours=hours)) == ["hours"]


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        ("2026-06-02", "", "away_to"),
        ("", "2026-06-02", "away_from"),
        ("soon", "2026-06-02", "away_from"),
        ("2026-06-02", "2026-13-01", "away_to"),
        ("2026-06-03", "2026-06-02", "away_to"),
    ],
)
def test_the_error_of_a_leave_stands_at_the_right_day(first, last, field):
    assert wrong(means("hours_send", hours="", away_from=first, away_to=last)) == [field]


def test_good_hours_and_a_leave_are_kept():
    event = means("hours_send", hours="Mon 08:00-24:00", away_from="2026-06-02", away_to="2026-06-02")
    day = date(2026, 6, 2)
    assert event == HoursChanged(by=SAM, hours=parse_hours("Mon 08:00-24:00"), leave=(Leave(day, day),))


def test_hours_are_shown_as_they_were_typed():
    """Until midnight stays until midnight when the form is saved again."""
    world = clinic()
    world.presses(SAM, "hours_send", hours="Mon-Tue 08:00-24:00; Sat 09:00-12:00")
    typed = next(one.value for one in means("hours", world=world).form.fields if one.name == "hours")
    assert parse_hours(typed) == world.supporter(SAM).hours


def test_hours_of_somebody_without_a_roster_entry_change_nothing():
    world = clinic()
    before = dict(world.members)
    assert world.presses(CARL, "hours_send", hours="Mon 08:00-18:00") is not None
    assert world.members == before


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [("plan_send", "plan", ""), ("plan_send", "plan", "weekly"), ("close_send", "closing", "")]
    + [("close_send", "closing", one) for one in ("rude", "no_response", "withdrawn", "group_session")]
    + [("assign_send", "supporter", "")],
)
def test_only_what_the_form_offered_is_accepted(name, field, value):
    """A choice is one of those shown: a forged form can't record that somebody did not respond."""
    assert wrong(means(name, **{field: value})) == [field]


@pytest.mark.parametrize("category", ["", "nonsense", "litigation"])
def test_an_unknown_category_is_one_not_said(category):
    event = means("wishes", RITA, reach="chat", category=category)
    assert event.suggestion.category == ("litigation" if category == "litigation" else "unsaid")


def test_one_tap_says_nothing_about_wishes():
    assert means("ask", RITA).suggestion.wishes is None
    assert means("wishes", RITA, reach="chat", phone="").suggestion.wishes == Wishes()


def suggest_send(draft: Any, person: PersonId = CARL) -> Any:
    action = Action("suggest_send", draft=draft)
    return actions.means(clinic().sight(person, action), actions.pressed(Submitted(action, ())))


def test_the_draft_of_a_suggestion_becomes_the_suggestion():
    event = suggest_send((("colleague", (RITA,)), ("not_these", (SUE, SAM)), ("key", ("k",))))
    assert isinstance(event, SuggestionMade)
    suggestion = event.suggestion
    assert (event.by, event.key, suggestion.referrer, suggestion.not_these) == (CARL, "k", CARL, {SUE, SAM})
    assert suggestion.origin is Origin.COLLEAGUE


@pytest.mark.parametrize("draft", [(), (("colleague", ()),), (("colleague", (CARL,)),), (("colleague", ("",)),)])
def test_a_draft_without_a_colleague_starts_again(draft):
    """Also one that names oneself: that would be a request by a colleague who is none."""
    assert isinstance(suggest_send(draft), Show)


def test_a_draft_without_a_key_gets_a_fresh_one():
    assert suggest_send((("colleague", (RITA,)),)).key == "fresh0"


def test_a_referrer_reads_the_same_whatever_is_known_about_the_colleague():
    """No answer tells whether somebody opted out, has a case, or is on the roster."""
    answers = set()
    for make in (lambda _: None, lambda world: world.asks(RITA), lambda world: world.joins(peer(RITA))):
        world = clinic()
        make(world)
        world.made = 0
        draft = (("colleague", (RITA,)), ("key", ("k",)))
        answers.add(world.sends(CARL, Submitted(Action("suggest_send", draft=draft), ())))
        answers.add(world.sends(CARL, Submitted(Action("suggest_send", draft=draft), ())))
    assert len(answers) == 1


@pytest.mark.parametrize(
    "name", ["take", "pass", "attempt", "contact", "hand_back_send", "plan_send", "close_send", "check_in"]
)
def test_a_stranger_who_forges_a_button_reads_that_it_moved_on(name):
    world = clinic()
    before = world.accepted()
    reply = world.presses(OLGA, name, turn=before.turn, plan="light", closing="completed")
    assert (world.case, reply.form.title.text) == (before, "Taken care of")


def test_the_coordinator_reads_the_desk_after_assigning_also_when_it_came_too_late():
    world = clinic(peer(CARL))
    world.suggests()
    world.joins(peer(SAM))
    turn = world.case.turn
    for person in (CLEO, DAN):
        assert world.presses(person, "assign_send", supporter=SAM, turn=turn).form.title.text == "The desk"
    assert (world.step, len(world.case.offers)) == (Step.OFFERED, 1)


def test_a_late_pass_of_the_supporter_shows_the_case_as_it_is():
    world = clinic()
    world.accepted()
    assert "Your case" in world.presses(SAM, "pass").form.title.text


@pytest.mark.parametrize(
    ("quiet", "field"),
    [(("21:00", ""), "quiet_to"), (("9 pm", "7 am"), "quiet_from"), (("21:00", "21:00"), "quiet_to")],
)
def test_quiet_hours_are_validated(quiet, field):
    found = means("hours_send", hours="Mon 08:00-18:00", quiet_from=quiet[0], quiet_to=quiet[1])
    assert wrong(found) == [field]


def test_hours_in_ones_own_quiet_hours_are_told_at_the_field():
    """Nobody reads that they can be asked, and never is."""
    assert wrong(means("hours_send", hours="Mon-Sun 22:00-06:00")) == ["quiet_from"]


def test_whoever_works_nights_says_when_they_sleep():
    event = means("hours_send", hours="Mon-Sun 22:00-06:00", quiet_from="09:00", quiet_to="17:00")
    assert event == HoursChanged(
        by=SAM, hours=parse_hours("Mon-Sun 22:00-06:00"), leave=(), quiet=Quiet(starts=time(9), ends=time(17))
    )
