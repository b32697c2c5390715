"""Group sessions: who plans them, who comes, and when what is known of it goes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.conversation.effects import Cancel, Remind
from bot.conversation.events.digest import NudgeDue
from bot.conversation.events.privacy import DataErased
from bot.conversation.events.sessions import PlaceGivenUp, PlaceHeld, PlaceWanted, SessionCalledOff, SessionPlanned
from bot.conversation.flows import restoring
from bot.conversation.needs import HOME, See
from bot.conversation.privacy_export import export_data
from bot.conversation.views import sessions as views
from bot.domain.hours import local
from bot.ui import Action, Toast
from tests.engine.meeting import KEY, named, seen_by, session, signed_up
from tests.engine.saying import texts
from tests.engine.world import CARL, CLEO, DORA, OLGA, RITA, SAM, START, World, clinic

if TYPE_CHECKING:
    from bot.domain.people import PersonId

BEGINS = START + timedelta(days=9)


def planned(*people: PersonId, **about: object) -> World:
    """A session with these people, planned by Cleo."""
    world = clinic()
    for event in signed_up(CLEO, *people, at=START, **about):
        world.happens(event)
    return world


def wants(world: World, person: PersonId) -> object:
    """What the sentence reads, if there is one."""
    reply = world.happens(PlaceWanted(by=person, session=KEY, key=f"wish of {person}")).reply
    return reply.words.text if isinstance(reply, Toast) else None


def taken(world: World) -> int:
    [one] = seen_by(OLGA, world.agenda, world.now)
    return one.taken


@pytest.mark.parametrize("person", [SAM, RITA])
def test_only_who_runs_the_programme_plans_and_calls_off(person):
    world = planned(RITA)
    world.happens(SessionPlanned(by=person, session=session(START, key="another")))
    world.happens(SessionCalledOff(by=person, session=KEY))
    assert len(named(world.agenda, "session")) == len(named(world.agenda, "place")) == 1


def test_whoever_leads_it_is_on_the_roster():
    world = clinic()
    assert isinstance(world.happens(SessionPlanned(by=CLEO, session=session(START, facilitator=OLGA))).reply, Toast)
    world.happens(SessionPlanned(by=CLEO, session=session(START, facilitator=SAM)))
    assert [one.session.facilitator for one in world.sight(SAM).sessions] == [SAM]


@pytest.mark.parametrize(
    "about", [{"capacity": 1}, {"capacity": 61}, {"begins": START}, {"begins": START.replace(2027)}]
)
def test_what_no_form_allows_is_not_planned(about):
    assert named(planned(**about).agenda, "session") == []


def test_a_full_session_takes_nobody_else_and_says_so():
    world = planned(RITA, CARL, capacity=2)
    assert wants(world, OLGA) == "This session is full now. Sorry. A place may become free again."
    world.happens(PlaceGivenUp(by=CARL, session=KEY))
    assert (wants(world, OLGA), taken(world)) == (None, 2)


def test_signing_up_twice_takes_one_place():
    world = planned(RITA, RITA)
    assert (wants(world, RITA), taken(world)) == (None, 1)


def test_one_gives_up_only_ones_own_place():
    world = planned(RITA)
    world.happens(PlaceGivenUp(by=CARL, session=KEY))
    assert taken(world) == 1


def test_nobody_signs_up_for_what_is_called_off_or_has_begun():
    world = planned()
    world.passes(days=9)
    assert wants(world, RITA) == "This session is no longer planned."
    world = planned()
    world.happens(SessionCalledOff(by=CLEO, session=KEY))
    assert wants(world, RITA) == "This session is no longer planned."


def test_when_it_begins_it_is_forgotten_with_everybody_in_it():
    world = planned(RITA, SAM)
    world.passes(until=BEGINS - timedelta(minutes=1))
    assert len(named(world.agenda, "place")) == 2
    world.passes(minutes=1)
    assert world.agenda == []


@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_the_reminder_comes_once_on_the_day_before_by_day_on_ones_own_clock(hour):
    begins = BEGINS.replace(hour=hour)
    world = planned(SAM, begins=begins)
    world.passes(days=12)
    [sent] = world.outbox
    here = local(sent.at, "America/New_York")
    assert world.kinds(SAM) == ["tomorrow"]
    assert here.date() == local(begins, "America/New_York").date() - timedelta(days=1)
    assert 7 <= here.hour < 21


def test_who_signs_up_on_the_eve_is_not_told_that_it_is_tomorrow():
    world = planned()
    world.passes(until=BEGINS - timedelta(hours=20))
    wants(world, SAM)
    world.passes(days=2)
    assert (world.kinds(SAM), world.agenda) == ([], [])


def test_after_an_outage_nobody_reads_of_a_tomorrow_that_is_today():
    world = planned(SAM)
    [place] = named(world.agenda, "place")
    world.now = BEGINS - timedelta(hours=1)
    decision = world.happens(place.event)
    [kept] = decision.effects
    assert isinstance(kept, Remind)
    assert kept.at == BEGINS


def test_who_signed_up_is_told_in_waking_hours_that_it_is_called_off():
    world = planned(SAM)
    world.now = START.replace(hour=6) + timedelta(days=1)  # 02:00
    world.happens(SessionCalledOff(by=CLEO, session=KEY))
    assert (world.kinds(SAM), named(world.agenda, "place"), named(world.agenda, "session")) == ([], [], [])
    world.passes(hours=5)
    assert world.kinds(SAM) == ["session_off"]


def test_an_erasure_gives_up_every_place_of_that_person_and_nobody_elses():
    world = planned(RITA, CARL)
    world.happens(DataErased(by=RITA, key="erase"))
    assert [getattr(one.event, "person", None) for one in named(world.agenda, "place")] == [CARL]


@pytest.mark.parametrize("person", [CLEO, SAM])
def test_nobody_reads_who_comes(person):
    """Whoever runs or leads it: with other people in it, every word is the same."""
    worlds = planned(RITA, CARL, facilitator=SAM), planned(OLGA, DORA, facilitator=SAM)
    sights = [world.bare_sight(person, HOME | {See.SESSIONS, See.CASE}) for world in worlds]
    makers = (views.sessions, views.sessions_desk, views.leading)
    first, second = ([word for make in makers for word in texts(make(one))] for one in sights)
    assert first == second
    assert not {RITA, CARL, OLGA, DORA} & set(first)


def test_ones_own_place_is_in_what_one_takes_along():
    world = planned(RITA)
    assert export_data(world.sight(RITA, Action("export")))["places_in_group_sessions"] == [BEGINS.isoformat()]
    assert export_data(world.sight(CARL, Action("export")))["places_in_group_sessions"] == []


def test_after_a_restore_a_place_is_kept_and_nobody_is_reminded_again():
    world = planned(RITA)
    [place], [meeting] = named(world.agenda, "place"), named(world.agenda, "session")
    kept = restoring.entry_after_restore(place, place.at + timedelta(hours=1))
    assert kept is not None
    assert isinstance(kept.event, PlaceHeld)
    assert (kept.event.reminded, kept.at) == (True, BEGINS)
    assert restoring.entry_after_restore(place, BEGINS) is restoring.entry_after_restore(meeting, BEGINS) is None


def test_what_is_called_off_leaves_the_agenda_entry_by_entry():
    """Each by its own name, so that the journal notes it and no backup brings it back."""
    decision = planned(RITA, CARL).happens(SessionCalledOff(by=CLEO, session=KEY))
    gone = [one.name for one in decision.effects if isinstance(one, Cancel)]
    assert gone == ["session", "place", "place"]
    assert [
        one.event.to for one in decision.effects if isinstance(one, Remind) and isinstance(one.event, NudgeDue)
    ] == [
        RITA,
        CARL,
    ]
