"""What each role reads: no view raises, no limit is exceeded, and a name appears only where it may."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.conversation import actions
from bot.conversation.actions import ROWS
from bot.conversation.actions.rows import View
from bot.conversation.facts import Sight
from bot.conversation.gallery_examples import FORMS
from bot.conversation.nudges import EXAMPLES
from bot.conversation.views import asking, home
from bot.domain.case import CaseCode, Closing, Move, NextStep, Origin, Reach, Step, Wishes
from bot.domain.policy import Policy
from bot.language import speak
from bot.ui import Action, Buttons, Form, Home, Link, Mention, Notice, Opened, Show, Submitted, TooMuchError, Words
from tests.engine.walks import programme
from tests.engine.world import CARL, CLEO, DAN, DORA, OLGA, RITA, SAM, START, SUE, World, clinic, peer

if TYPE_CHECKING:
    from bot.domain.people import PersonId

VIEWERS = (RITA, CARL, SAM, SUE, CLEO, DAN, DORA, OLGA)
JOURNEY = {
    Step.WAITING: (),
    Step.OFFERED: (),
    Step.NEEDS_COORDINATOR: (),
    Step.ACCEPTED: ("take",),
    Step.OUTREACH: ("take", "attempt"),
    Step.CONNECTED: ("take", "contact"),
    Step.FOLLOW_UP: ("take", "contact", "plan_send"),
    Step.CLOSED: ("take", "decline"),
}


def parts(thing: Any) -> Any:
    """Everything inside a reply, to any depth."""
    yield thing
    held = [getattr(thing, one.name) for one in fields(thing)] if is_dataclass(thing) else []
    for one in (*held, *(thing if isinstance(thing, tuple) else ())):
        yield from parts(one)


def mentioned(thing: Any) -> set[PersonId]:
    return {one.person for one in parts(thing) if isinstance(one, Mention)}


def tells(thing: Any, person: PersonId) -> bool:
    """Whether an id of this person, which their name contains, is anywhere in what is read, beside mentions."""
    if isinstance(thing, Mention):
        return False
    held = [getattr(thing, one.name) for one in fields(thing)] if is_dataclass(thing) else []
    here = isinstance(thing, str) and person in thing
    return here or any(tells(one, person) for one in (*held, *(thing if isinstance(thing, tuple) else ())))


def at(step: Step) -> World:
    """Rita's case, suggested by Carl, at this step; Sam is asked first, Sue too when he can't."""
    world = clinic(peer(SAM))
    if step is Step.WAITING:
        world.passes(hours=14)
    if step is Step.NEEDS_COORDINATOR:
        world.adjusts(SAM, cap_open=0)
    world.suggests()
    for deed in JOURNEY[step]:
        world.presses(SAM, deed, plan="light")
    assert world.step is step
    return world.joins(peer(SUE))


def sent(world: World, person: PersonId, name: str) -> Any:
    """Ask for this view or do this deed, with the right turn and plausible values."""
    draft = (("colleague", (OLGA,)), ("category", ("unsaid",)), ("key", ("k",)))
    action = Action(name, world.case.code, world._turn(person, name, world.case), draft)
    values = {"colleague": OLGA, "plan": "light", "closing": "declined", "supporter": SUE, "reach": "chat"}
    return world.sends(person, Submitted(action, tuple((key, (one,)) for key, one in values.items())))


@pytest.mark.parametrize("step", JOURNEY)
@pytest.mark.parametrize("person", VIEWERS)
def test_only_the_supporter_of_a_case_reads_who_it_is(step, person):
    """Nobody else, at no step, in no form; every view and deed answers everybody without failing."""
    before = at(step)
    for name in ROWS:
        world = before.fork()
        reply = sent(world, person, name)
        supports = person in {one.supporter for one in world.cases.values()}
        assert reply is not None, name
        assert RITA not in mentioned(reply) or supports, name
        assert CARL not in mentioned(reply), name
        assert not tells(reply, RITA), name
        assert not tells(reply, CARL), name


@pytest.mark.parametrize("step", JOURNEY)
@pytest.mark.parametrize("person", VIEWERS)
def test_home_names_nobody(step, person):
    """Codes, dates and counts, never a recipient's name."""
    shown = home.home(at(step).sight(person))
    assert isinstance(shown, Home)
    assert mentioned(shown) == set()
    assert not [one for one in VIEWERS if tells(shown, one)]


@pytest.mark.parametrize("step", JOURNEY)
def test_a_referred_recipient_finds_nothing_at_home_before_contact(step):
    """They hear from a human first, never from the bot; from then on they find what they can change."""
    world = at(step)
    met = any(one.contacted_at and one.is_open for one in world.cases.values())
    assert (home.home(world.sight(RITA)) == home.home(world.sight(OLGA))) is not met


@pytest.mark.parametrize("name", ["entry", "crisis", "suggest"])
def test_the_door_and_the_crisis_lines_need_only_the_policy(name):
    """Static text that works when the database is down."""
    bare = Sight(now=START, policy=Policy(), person=OLGA)
    full = programme().sight(OLGA)
    press = actions.pressed(Submitted(Action(name), ()))
    assert actions.show(bare, press) == actions.show(full.also(now=START, policy=Policy()), press)


@pytest.mark.parametrize("policy", [Policy(), Policy(crisis_lines=())])
def test_every_entry_surface_opens_with_the_crisis_line(policy):
    sight = clinic().sight(OLGA).also(policy=policy)
    for shown in (home.home(sight), asking.entry(policy), asking.suggest(policy)):
        assert isinstance(shown.blocks[0], Notice)
        assert shown.blocks[0].tone == "crisis"
        assert any(one.name == "crisis" for one in parts(shown) if isinstance(one, Action)) or isinstance(shown, Form)


@pytest.mark.parametrize("gesture", [Opened(), Submitted(Action("no_such_button"), ()), Submitted(Action(""), ())])
def test_an_unknown_button_opens_the_door(gesture):
    sight = Sight(now=START, policy=Policy(), person=OLGA)
    press = actions.pressed(gesture)
    assert isinstance(press.row, View)
    assert actions.show(sight, press) == Show(asking.entry(Policy()))


@pytest.mark.parametrize("person", [OLGA, SAM, CLEO])
def test_a_button_of_a_case_that_is_purged_answers_too(person):
    world = programme()
    for name in ROWS:
        assert world.fork().sends(person, Submitted(Action(name, CaseCode("GONE"), 3), ())) is not None, name


SCREENS = {**FORMS, **EXAMPLES}


@pytest.mark.parametrize("shown", SCREENS.values(), ids=SCREENS)
def test_at_most_one_button_stands_out_and_danger_comes_last(shown):
    buttons = [one for block in shown.blocks if isinstance(block, Buttons) for one in block.buttons]
    standing_out = [one for one in (*buttons, getattr(shown, "submit", None)) if one and one.style == "primary"]
    assert len(standing_out) <= 1
    assert [one.action.name for one in buttons[:-1]].count("crisis") == 0


def test_a_code_of_the_roster_is_read_by_its_name():
    """Whoever looks at what is kept of them reads no code, and in French no English."""
    read = " ".join(
        speak(one, "fr", "UTC") for one in parts(FORMS["privacy.about-supporter"]) if isinstance(one, Words)
    )
    assert "chirurgie générale" in read
    assert not [one for one in ("general_surgery", "physician", "attending") if one in read]


def test_a_message_fits_every_platform():
    """At most 5 buttons, short labels: checked at construction, so every example was."""
    assert all(len(one.blocks) <= 2 for one in EXAMPLES.values())
    assert not [one for one in EXAMPLES.values() for part in parts(one) if isinstance(part, Mention)]


def test_a_desk_of_a_hundred_cases_still_fits():
    """The tightest platform limit holds on the worst day."""
    world = at(Step.NEEDS_COORDINATOR)
    many = tuple(replace(world.case, code=CaseCode(f"C{one}")) for one in range(100))
    sight = world.sight(CLEO, Action("desk")).also(queue=many)
    try:
        shown = actions.show(sight, actions.pressed(Submitted(Action("desk"), ())))
    except TooMuchError:
        pytest.fail("the desk broke")
    assert isinstance(shown, Show)


def test_the_desk_names_the_supporter_to_call_after_72_hours_only():
    world = at(Step.ACCEPTED)
    world.passes(hours=71)
    assert mentioned(sent(world, CLEO, "desk")) == set()
    world.passes(hours=2)
    assert mentioned(sent(world, CLEO, "desk")) == {SAM}


@pytest.mark.parametrize("step", [Step.CONNECTED, Step.FOLLOW_UP, Step.CLOSED])
def test_a_form_to_assign_is_not_shown_for_a_case_that_moved_on(step):
    assert sent(at(step), CLEO, "assign").form.fields == ()


def test_a_coordinator_never_sees_who_could_support_them():
    """Whom they are not offered would tell who suggested them."""
    world = at(Step.NEEDS_COORDINATOR)
    mine = replace(world.case, recipient=CLEO)
    world.cases[mine.code] = mine
    assert sent(world, CLEO, "assign").form.fields == ()


def test_a_case_without_a_supporter_can_be_closed_as_unmatched():
    world = at(Step.NEEDS_COORDINATOR)
    choices = [one.value for one in sent(world, CLEO, "close").form.fields[0].choices]
    assert (choices[0], Closing.COMPLETED.value in choices) == (Closing.UNMATCHED.value, False)


def test_waiting_promises_an_opening_only_if_there_is_one():
    """Never more than is true: the deadline is when the coordinator steps in, not when peers can be asked."""
    case = at(Step.WAITING).case
    assert "can be asked again" in home.own_standing(case).text
    deadline = NextStep(move=Move.DEADLINE_MISSED, due=START + timedelta(hours=24))
    assert "the coordinator steps in" in home.own_standing(replace(case, next_step=deadline)).text


def test_a_number_to_call_dials():
    world = at(Step.ACCEPTED)
    wishes = Wishes(reach=Reach.PHONE, phone="+1 (617) 555-0100")
    world.cases[world.case.code] = replace(world.case, origin=Origin.SELF, wishes=wishes)
    links = [one.url for one in parts(sent(world, SAM, "open")) if isinstance(one, Link)]
    assert "tel:+16175550100" in links


def test_the_form_after_one_tap_holds_the_wishes_given_before():
    world = clinic()
    world.presses(RITA, "ask")
    world.presses(RITA, "wishes", reach="phone", phone="617 555 0100")
    form = world.presses(RITA, "ask").form
    assert [one.value for one in form.fields[:2]] == ["phone", "617 555 0100"]
