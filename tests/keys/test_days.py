"""Days come and go: what lies under yesterday's key is found, moved and sealed anew, and the key destroyed in time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select, text

from bot.domain.case import Step
from bot.domain.errors import NotSavedError, StaleWriteError
from bot.domain.people import Person
from store import resealing
from store.opening import open_store
from store.sealing import Keyring
from store.sealing.box import PERIOD
from store.sealing.folder import KeyFolder
from store.tables import agenda, cases, inbox, outbox, people
from tests.conftest import RealClock
from tests.store.examples import (
    ANA,
    BEN,
    CLEO,
    CODE,
    NOW,
    a_case,
    a_member,
    a_reminder,
    an_offer,
    claim,
    move_on,
    save,
    sent,
    tell,
)

DAY = 86_400.0
TABLES = (cases, people, agenda, outbox, inbox)


def days_used(store):
    read = lambda unit: {day for table in TABLES for day in unit.cases.scope.execute(select(table.c.period)).scalars()}  # noqa: E731
    return store.read_now(read) - {None}


async def days_pass(store, real_clock, days=1):
    """Tidied twice a day: a key goes when two walks one after the other found it idle."""
    for _ in range(days):
        real_clock.seconds += DAY
        await store.tidy()
        await store.tidy()


def busy(unit):
    unit.cases.save(a_case(step=Step.ACCEPTED, supporter=BEN, offers=(an_offer(CLEO),)))
    unit.people.save(Person(person=ANA, rests_until=NOW, opted_out=True))
    unit.agenda.add(a_reminder(subject="key-of-a-suggestion"))
    unit.agenda.add(a_reminder())
    for to in (BEN, CLEO):
        tell(to)(unit)
    tell(ANA, case=None)(unit)
    unit.roster.replace_all([a_member(BEN), a_member(CLEO)])


async def test_a_day_later_everything_is_found_as_before(store, real_clock):
    store.run_now(busy)
    (first, *_) = store.run_now(claim())
    store.run_now(sent(first, "where it is"))
    before = days_used(store)
    await days_pass(store, real_clock)
    assert days_used(store) == {min(before) + 1}
    look = store.read_now
    assert look(lambda unit: unit.cases.open_of(ANA)).code == CODE
    assert [one.code for one in look(lambda unit: unit.cases.supported_by(BEN))] == [CODE]
    assert [one.code for one in look(lambda unit: unit.cases.offered_to(CLEO))] == [CODE]
    assert look(lambda unit: unit.cases.count_open()) == {BEN: 1, CLEO: 0}
    assert look(lambda unit: unit.people.get(ANA)).rests_until == NOW
    assert look(lambda unit: unit.people.get(ANA)).opted_out
    assert len(store.run_now(lambda unit: unit.agenda.claim(NOW, limit=9, lease_seconds=60))) == 2
    store.run_now(lambda unit: unit.outbox.withdraw(first.to and BEN, case=CODE))
    assert {parcel.reference for parcel in store.run_now(claim())} >= {"where it is"}


async def test_the_same_is_found_between_midnight_and_the_walk(store, real_clock):
    store.run_now(busy)
    real_clock.seconds += DAY
    store.run_now(tell(BEN, name="second"))
    assert store.run_now(lambda unit: unit.cases.lock_open_of(ANA)).code == CODE
    with pytest.raises(StaleWriteError):
        store.run_now(save(a_case("X2B4")))
    parcels = store.run_now(claim())
    assert sorted(str(parcel.to) for parcel in parcels) == [ANA, BEN, CLEO]  # the second to Ben waits for the first


async def test_a_key_is_destroyed_when_fourteen_days_have_passed_and_no_sooner(store, real_clock, key_folder):
    store.run_now(busy)
    first = min(days_used(store))
    await days_pass(store, real_clock, 13)
    assert PERIOD | first in key_folder.ids()
    await days_pass(store, real_clock)
    assert PERIOD | first not in key_folder.ids()
    assert len(key_folder.ids()) == 1 + 14
    assert store.read_now(lambda unit: unit.cases.open_of(ANA)).code == CODE


async def test_a_key_that_a_row_needs_stays(store, real_clock, key_folder, monkeypatch):
    """Whatever keeps the walk from moving a row keeps its key."""
    store.run_now(busy)
    monkeypatch.setattr("store.resealing.walks", lambda _: ())
    await days_pass(store, real_clock, 15)
    assert store.read_now(lambda unit: unit.cases.open_of(ANA)).code == CODE
    assert len(key_folder.ids()) >= 2


async def test_a_walk_that_was_interrupted_is_taken_up(store, real_clock, monkeypatch):
    store.run_now(busy)
    real_clock.seconds += DAY
    monkeypatch.setattr("store.resealing.BATCH", 1)
    steps = store.run_now(store._sweep.steps)
    (first, *_) = (walk for table, day in steps for walk in [resealing.batch_of(table, day)])
    store.run_now(first)
    assert len(days_used(store)) == 2
    await store.tidy()
    assert len(days_used(store)) == 1


async def test_a_missing_key_makes_exactly_its_rows_unreadable(store, real_clock, keys):
    store.run_now(busy)
    first = min(days_used(store))
    real_clock.seconds += DAY
    store.run_now(save(a_case("X2B4", recipient="web:zoe")))
    store.run_now(lambda unit: unit.agenda.add(a_reminder("new", subject="X2B4")))
    keys.destroy(first)
    assert [case.code for case in store.read_now(lambda unit: unit.cases.all())] == ["X2B4"]
    due = store.run_now(lambda unit: unit.agenda.claim(NOW, limit=9, lease_seconds=60))
    assert [one.name for one in due] == ["new"]
    await store.tidy()
    assert store.unreadable >= 4
    assert store.read_now(lambda unit: unit.roster.get(BEN)).person == BEN


async def test_a_row_that_does_not_open_keeps_no_key_alive(store, real_clock, key_folder):
    store.run_now(busy)
    first = min(days_used(store))
    store.run_now(lambda unit: unit.cases.scope.connection.execute(text("UPDATE cases SET body = wrapped_key")))
    await days_pass(store, real_clock, 15)
    assert PERIOD | first not in key_folder.ids()


def test_a_disk_that_refuses_the_key_of_the_day_is_said(store, real_clock, keys, monkeypatch):
    store.run_now(save(a_case()))
    real_clock.seconds += DAY
    monkeypatch.setattr("store.sealing.folder._write", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
    with pytest.raises(NotSavedError):
        store.run_now(move_on)
    monkeypatch.undo()
    store.run_now(move_on)


def test_tomorrows_key_is_there_an_hour_before(keys):
    keys.period(DAY * 20_780 - 3_599)
    assert keys.refresh().periods.keys() == {20_779, 20_780}


def test_a_delivery_is_new_once_also_over_midnight(store, real_clock):
    real_clock.seconds = DAY * 20_780 - 30
    first = lambda unit: unit.inbox.first_time("Ev1")  # noqa: E731
    assert store.run_now(first) is True
    for seconds in (0, 60, 3_600, 5 * DAY):
        real_clock.seconds = DAY * 20_780 - 30 + seconds
        assert store.run_now(first) is False


@pytest.fixture
def two_processes(empty_postgres_url, key_folder):
    """Where two days meet: one clock is a second before midnight, the other one after it."""
    clocks = (RealClock(DAY * 20_780 - 1), RealClock(DAY * 20_780 + 1))
    stores = [open_store(empty_postgres_url, Keyring(KeyFolder(key_folder.path)), now=clock) for clock in clocks]
    yield stores
    for store in stores:
        store.close()


def together(stores, *works):
    """Each store begins its work, waits for the other, then goes on."""
    met = Barrier(len(stores))

    def run(store, work):
        def waiting(unit):
            met.wait(10) if not met.broken and met.n_waiting < len(stores) and not store.__dict__.get("met") else None
            store.__dict__["met"] = True
            return work(unit)

        try:
            return store.run_now(waiting)
        except StaleWriteError:
            return None

    with ThreadPoolExecutor(len(stores)) as threads:
        return list(threads.map(run, stores, works))


@pytest.mark.postgres
@pytest.mark.parametrize("_round", range(5))
def test_of_two_openings_at_midnight_one_wins(two_processes, _round):
    def opening(code):
        return lambda unit: unit.cases.save(a_case(code)) or code

    won = together(two_processes, opening("K7F3"), opening("X2B4"))
    kept = two_processes[0].read_now(lambda unit: [case.code for case in unit.cases.all()])
    assert len(kept) == 1
    assert sorted(map(str, won)) == sorted(["None", *kept])


@pytest.mark.postgres
def test_of_two_deliveries_at_midnight_one_is_new(two_processes):
    first = lambda unit: unit.inbox.first_time("Ev1")  # noqa: E731
    assert sorted(map(str, together(two_processes, first, first))) == ["False", "True"]


@pytest.mark.postgres
def test_of_two_first_records_at_midnight_one_is_kept(two_processes):
    keep = lambda unit: unit.people.save(Person(person=ANA, rests_until=NOW + timedelta(days=1))) or "kept"  # noqa: E731
    assert sorted(map(str, together(two_processes, keep, keep))) == ["None", "kept"]


@pytest.mark.postgres
async def test_a_walk_beside_traffic_loses_nothing(two_processes):
    """One process moves rows to the new day while the other goes on deciding."""
    before, after = two_processes
    before.run_now(busy)
    with ThreadPoolExecutor(1) as threads:
        deciding = threads.submit(lambda: [before.run_now(move_on) for _ in range(40)])
        for _ in range(10):
            await after.tidy()
        deciding.result()
    case = after.read_now(lambda unit: unit.cases.open_of(ANA))
    assert case == replace(a_case(step=Step.ACCEPTED, supporter=BEN, offers=(an_offer(CLEO),)), turn=40, version=41)
