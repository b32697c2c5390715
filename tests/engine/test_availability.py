"""What supporters set about themselves in a tap or two, and the clinician behind them."""

from __future__ import annotations

from datetime import date

import pytest

from bot.conversation.effects import Remind
from bot.conversation.events.availability import MemberLeft, PeopleAvoided
from bot.conversation.events.backup import BackupPageOpen
from bot.conversation.flows.backup import PAGE
from bot.domain.hours import Leave
from bot.domain.people import PersonId, Role, Supporter
from bot.domain.typed.hours import parse_hours
from bot.ui import Action, FieldErrors, Link, Show, Submitted, Toast
from tests.engine.roster import TRAINED
from tests.engine.test_views import mentioned, parts
from tests.engine.world import CARL, OLGA, RITA, SAM, SUE, clinic, officer, peer

LENA, LIAM, IDA = PersonId("web:lena"), PersonId("web:liam"), PersonId("web:ida")
TODAY = date(2026, 6, 1)


def sends(world, person, name, draft=(), **values):
    form = Submitted(Action(name, draft=draft), tuple((key, tuple(many)) for key, many in values.items()))
    return world.sends(person, form)


@pytest.mark.parametrize(
    ("preset", "hours"),
    [
        (("weekdays",), "Mon-Fri 08:00-18:00"),
        (("weekends",), "Sat-Sun 09:00-18:00"),
        (("weekdays", "weekends"), "Mon-Fri 08:00-18:00; Sat-Sun 09:00-18:00"),
        (("nonsense",), "Mon 10:00-11:00"),
    ],
)
def test_usual_hours_take_one_tap(preset, hours):
    """What is tapped takes the place of what was written."""
    world = clinic()
    sends(world, SAM, "hours_send", preset=preset, hours=("Mon 10:00-11:00",))
    assert world.supporter(SAM).hours == parse_hours(hours)


def test_away_for_a_week_and_back_are_one_tap_each():
    later = Leave(date(2026, 7, 1), date(2026, 7, 9))
    world = clinic(peer(SAM, supporter=Supporter(trained_on=TRAINED, leave=(later,))))
    assert isinstance(sends(world, SAM, "away"), Toast)
    assert world.supporter(SAM).leave == (Leave(TODAY, date(2026, 6, 7)), later)
    sends(world, SAM, "back")
    assert world.supporter(SAM).leave == (later,)


def test_somebody_who_is_away_is_not_asked():
    world = clinic(peer(SAM), peer(SUE))
    sends(world, SAM, "away")
    world.suggests()
    assert [one.supporter for one in world.case.offers] == [SUE]


def test_people_one_can_not_support_are_never_offered():
    world = clinic(peer(SAM), peer(SUE))
    sends(world, SAM, "avoid_send", avoid=(RITA, SAM))
    assert world.supporter(SAM).avoid == {RITA}
    world.suggests()
    assert [one.supporter for one in world.case.offers] == [SUE]


def test_only_their_owner_sees_the_list():
    world = clinic(peer(SAM), peer(SUE))
    sends(world, SAM, "avoid_send", avoid=(OLGA,))
    shown = sends(world, SAM, "avoid").form
    assert shown.fields[0].values == (OLGA,)
    assert sends(world, SUE, "avoid").form.fields[0].values == ()


@pytest.mark.parametrize(("cap", "kept"), [("1", 1), ("2", 2)])
def test_the_cap_is_one_or_two(cap, kept):
    world = clinic()
    sends(world, SAM, "settings_send", cap=(cap,), languages=("fr", "klingon"), specialty=("surgery",))
    about = world.supporter(SAM)
    assert (about.cap_open, about.traits.languages, about.traits.specialty) == (kept, {"fr"}, "surgery")


@pytest.mark.parametrize("cap", ["", "0", "3", "many"])
def test_another_cap_is_mended(cap):
    assert isinstance(sends(clinic(), SAM, "settings_send", cap=(cap,)), FieldErrors)


def test_i_supported_someone_is_one_tap_and_names_nobody():
    world = clinic()
    for _ in range(2):
        assert isinstance(sends(world, SAM, "supported"), Toast)
    assert world.supporter(SAM).informal_support == 2
    assert world.counts == {"informal_support": 2}


@pytest.mark.parametrize("name", ["away", "back", "avoid_send", "settings_send", "supported", "backup_send"])
def test_who_supports_nobody_changes_nothing(name):
    world = clinic()
    before = dict(world.members)
    assert isinstance(sends(world, CARL, name, cap=("1",)), Show)
    assert (world.members, world.outbox, world.counts) == (before, [], {})


def test_nobody_changes_the_entry_of_another():
    world = clinic(peer(SAM), peer(SUE))
    before = dict(world.members)
    world.happens(PeopleAvoided(by=CARL, avoid=frozenset({RITA})))
    assert world.members == before


def test_a_supporter_asks_for_themselves_and_reads_a_warm_word():
    world = clinic(peer(SAM), peer(SUE))
    reply = sends(world, SAM, "ask_too")
    assert (world.case.recipient, [one.supporter for one in world.case.offers]) == (SAM, [SUE])
    assert any("need a peer, too" in one for one in parts(reply) if isinstance(one, str))


FAR, NEAR = PersonId("teams:T/rita"), PersonId("web:olga")


@pytest.mark.parametrize(("others", "kept"), [((), {FAR, CARL}), (("off",), {CARL})])
def test_whom_the_form_cannot_show_stays_on_the_avoid_list(others, kept):
    """A picker has the people of one platform; saving it says nothing about those of another."""
    world = clinic(peer(SAM, supporter=Supporter(trained_on=TRAINED, avoid=frozenset({FAR, NEAR}))))
    reply = sends(world, SAM, "avoid")
    assert [one.values for one in reply.form.fields if one.name == "avoid"] == [(NEAR,)]
    assert FAR in mentioned(reply)
    sends(world, SAM, "avoid_send", avoid=(CARL,), others=others)
    assert world.supporter(SAM).avoid == kept


def guarded(*backups):
    return clinic(peer(SAM)).joins(*(officer(one, Role.BACKUP) for one in backups or (LENA, LIAM)))


def pages(world, person=SAM):
    return sends(world, person, "backup_send", draft=(("key", ("page",)),))


def answers(world, person):
    return sends(world, person, "backup_answer", draft=(("key", ("page",)),))


def test_the_numbers_stand_there_before_anything_is_pressed():
    for reply in (sends(guarded(), SAM, "backup"), pages(guarded())):
        assert [one.url for one in parts(reply) if isinstance(one, Link)][:2] == ["tel:988", "sms:988"]


def test_a_page_goes_to_the_first_then_to_the_next_then_the_supporter_is_told():
    """Ten minutes each, at any hour."""
    world = guarded()
    world.passes(hours=15)
    pages(world)
    assert (world.kinds(LENA), world.kinds(LIAM)) == (["backup_page"], [])
    world.passes(minutes=10)
    assert (world.kinds(LIAM), world.kinds(SAM)) == (["backup_page"], [])
    world.passes(minutes=10)
    assert world.kinds(SAM) == ["backup_silent"]
    world.passes(days=3)
    assert (world.kinds(SAM), world.agenda) == (["backup_silent"], [])


@pytest.mark.parametrize("change", ["leaves", "other_role", "comes_before"])
def test_the_next_is_paged_although_the_list_of_back_ups_changed(change):
    """Who was paged is kept by address: a place in the list is somebody else's once the list has changed."""
    world = guarded()
    pages(world)
    if change == "leaves":
        world.happens(MemberLeft(by=LENA))
    elif change == "other_role":
        world.joins(officer(LENA, Role.DIRECTOR))
    else:
        world.members = {IDA: officer(IDA, Role.BACKUP), **world.members}
    world.passes(minutes=10 if change != "comes_before" else 20)
    assert (world.kinds(LIAM), world.kinds(SAM)) == (["backup_page"], [])
    assert world.kinds(LENA) == ["backup_page"]
    world.passes(minutes=10)
    assert world.kinds(SAM) == ["backup_silent"]


def test_whoever_becomes_a_back_up_meanwhile_is_paged_after_the_others():
    world = guarded(LENA)
    pages(world)
    world.joins(officer(LIAM, Role.BACKUP))
    world.passes(minutes=10)
    assert (world.kinds(LIAM), world.kinds(SAM)) == (["backup_page"], [])


def test_a_page_of_the_release_before_goes_on_with_the_next():
    world = guarded()
    page = BackupPageOpen(supporter=SAM, key="page", level=1)
    world.agenda.append(Remind(subject="page", name=PAGE, event=page, at=world.now))
    world.passes()
    assert (world.kinds(LENA), world.kinds(LIAM)) == ([], ["backup_page"])


def test_an_answer_stops_the_cascade_and_shows_the_supporter_only():
    world = guarded()
    world.accepted()
    pages(world)
    reply = answers(world, LENA)
    assert mentioned(reply) == {SAM}
    world.passes(minutes=30)
    assert (world.kinds(LIAM), world.kinds(SAM)[-1]) == ([], "backup_answered")


def test_a_second_answer_tells_nobody_twice():
    world = guarded()
    pages(world)
    world.passes(minutes=10)
    answers(world, LENA)
    assert mentioned(answers(world, LIAM)) == {SAM}
    assert world.kinds(SAM) == ["backup_answered"]


def test_an_answer_after_the_last_is_still_good_news():
    world = guarded()
    pages(world)
    world.passes(minutes=40)
    answers(world, LIAM)
    assert world.kinds(SAM) == ["backup_silent", "backup_answered"]


def test_pressing_twice_pages_once():
    world = guarded()
    pages(world)
    pages(world)
    assert world.kinds(LENA) == ["backup_page"]


@pytest.mark.parametrize("person", [CARL, SUE, SAM])
def test_nobody_else_answers(person):
    world = guarded().joins(peer(SUE))
    pages(world)
    assert mentioned(answers(world, person)) == set()
    assert world.kinds(SAM) == []


def test_without_any_back_up_the_supporter_is_told_at_once():
    reply = pages(clinic())
    assert any("Nobody is on the back-up list" in one for one in parts(reply) if isinstance(one, str))
