"""Places in group sessions, on both databases: the last goes to one person, and nobody else reads whose it is."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import NullPool, create_engine, select

from bot.app.administration.oversight import request_disclosure
from bot.conversation import engine
from bot.conversation.effects import Remind
from bot.conversation.events.oversight import DisclosureReason, DisclosureRequested
from bot.conversation.events.sessions import PlaceGivenUp, PlaceWanted, SessionCalledOff, SessionPlanned
from bot.conversation.flows.oversight import DISCLOSURE
from bot.conversation.flows.sessions import PLACE, SESSION
from bot.domain.people import PersonId, Role
from bot.domain.policy import Policy
from bot.service.applying_effects import write
from bot.service.loading import Asked, facts_for
from bot.service.sight import sessions_for
from store.backup.restoring import restore
from store.journal import Journal
from store.opening import open_store
from store.tables import agenda
from tests.engine.meeting import KEY, session
from tests.recovery.test_backup import NOW as BACKED_UP
from tests.recovery.test_backup import back_up, way
from tests.store.examples import ANA, BEN, CLEO, NOW, a_member

if TYPE_CHECKING:
    from bot.conversation.events.every import Event

MANY = [PersonId(f"web:person{number}") for number in range(16)]


def happens(event, now=NOW):
    """As the service does: facts, decision, effects, in one transaction."""

    def work(unit):
        world: Any = SimpleNamespace(policy=Policy(), clock=SimpleNamespace(now=lambda: now))
        facts = facts_for(Asked(world, unit, None, event))
        write(unit, engine.decide(None, event, facts))

    return work


def planned(store, *people, at=NOW, **about):
    store.run_now(lambda unit: unit.roster.save(a_member(CLEO, Role.COORDINATOR)))
    store.run_now(happens(SessionPlanned(by=CLEO, session=session(at, **about)), at))
    for number, person in enumerate(people):
        store.run_now(happens(PlaceWanted(by=person, session=KEY, key=f"place {number}"), at))


def comers(store):
    return {one.event.person for one in store.read_now(lambda unit: unit.agenda.named(PLACE))}


@pytest.mark.slow
def test_of_many_who_want_the_last_places_as_many_as_fit_get_one(store):
    planned(store, capacity=3)
    with ThreadPoolExecutor(8) as threads:
        wishes = [happens(PlaceWanted(by=one, session=KEY, key=f"of {one}")) for one in MANY]
        list(threads.map(store.run_now, wishes))
    assert len(comers(store)) == 3


@pytest.mark.slow
def test_who_presses_twice_at_once_has_one_place(store):
    planned(store)
    with ThreadPoolExecutor(8) as threads:
        wishes = [happens(PlaceWanted(by=ANA, session=KEY, key=f"press {number}")) for number in range(16)]
        list(threads.map(store.run_now, wishes))
    assert len(store.read_now(lambda unit: unit.agenda.named(PLACE))) == 1


@pytest.mark.slow
def test_nobody_keeps_a_place_in_what_was_called_off_meanwhile(store):
    planned(store, capacity=60)
    events: list[Event] = [PlaceWanted(by=one, session=KEY, key=f"of {one}") for one in MANY]
    events.insert(8, SessionCalledOff(by=CLEO, session=KEY))
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(store.run_now, map(happens, events)))
    assert comers(store) == set()
    assert store.read_now(lambda unit: unit.agenda.named(SESSION)) == []


def test_everybody_sees_how_many_and_only_their_own(store):
    planned(store, ANA, BEN)
    [own] = store.read_now(lambda unit: sessions_for(unit, ANA, NOW))
    [other] = store.read_now(lambda unit: sessions_for(unit, CLEO, NOW))
    assert (own.taken, own.mine, other.taken, other.mine) == (2, True, 2, False)


def test_neither_names_nor_places_stand_in_the_clear(store, database_url):
    planned(store, ANA, facilitator=CLEO)
    with create_engine(database_url, poolclass=NullPool).connect() as connection:
        rows = [repr(tuple(row)) for row in connection.execute(select(agenda))]
    assert len(rows) == 2
    assert not [row for row in rows if ANA in row or CLEO in row or "Room" in row or "grief" in row]


def test_a_place_is_in_what_the_operator_can_be_made_to_print_and_nobody_elses_with_it(store):
    planned(store, ANA, BEN)
    yes = DisclosureRequested(key="T9WX", person=ANA, reason=DisclosureReason.COURT, approved=True)
    asked = Remind(subject=f"{DISCLOSURE}:T9WX", name=DISCLOSURE, event=yes, at=NOW + timedelta(days=7))
    store.run_now(lambda unit: unit.agenda.add(asked))
    outcome = store.run_now(lambda unit: request_disclosure(unit, ANA, DisclosureReason.COURT, at=(NOW, Policy())))
    assert [one.what for one in outcome.found] == ["waiting: place held"]
    assert BEN not in repr([one.told for one in outcome.found])


@pytest.mark.parametrize(
    ("since", "left"),
    [
        (None, {ANA, BEN}),
        (happens(PlaceGivenUp(by=ANA, session=KEY), BACKED_UP), {BEN}),
        (lambda unit: unit.people.erased(ANA, BACKED_UP + timedelta(minutes=1)), {BEN}),
        (happens(SessionCalledOff(by=CLEO, session=KEY), BACKED_UP), set()),
    ],
)
def test_no_backup_brings_back_what_was_given_up_erased_or_called_off(since, left, database_url, keys, tmp_path):
    store = open_store(database_url, keys, journal=Journal(tmp_path, keys))
    planned(store, ANA, BEN, at=BACKED_UP)
    back_up(database_url, keys, tmp_path / "a.backup")
    if since:
        store.run_now(since)
    store.close()
    restore(way(database_url, keys, tmp_path), tmp_path / "a.backup", replace=True)
    store = open_store(database_url, keys)
    found, sessions = comers(store), store.read_now(lambda unit: unit.agenda.named(SESSION))
    store.close()
    assert (found, len(sessions)) == (left, 1 if left else 0)
