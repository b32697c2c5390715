"""Loads: what cases change lies apart from the roster; the release before is moved, and a night tells nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text

from bot.domain.case import Step
from bot.domain.errors import NotSavedError, StaleWriteError
from bot.domain.people import Member, Role
from store.opening import open_store
from store.tables import loads, roster
from tests.store.examples import BEN, CLEO, CODE, NOW, a_case, a_member, an_offer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Table

    from store.sealing import Keyring
    from store.store import SqlStore
    from store.unit_of_work import SqlUnitOfWork
    from tests.conftest import RealClock

DAY = 86_400.0
COUNT = 12


def carrying(member: Member, **fields: object) -> Member:
    assert member.supporter is not None
    given = {"accepted_on": (date(2026, 5, 1),), "rest_until": NOW, "last_offer_at": NOW, **fields}
    return replace(member, supporter=replace(member.supporter, **given))  # pyright: ignore[reportArgumentType]


def rows(store: SqlStore, table: Table) -> Sequence[dict[str, object]]:
    return store.read_now(lambda unit: unit.cases.scope.execute(select(table)).mappings())


def kept(store: SqlStore) -> dict[str, Member]:
    return {one.person: replace(one, version=0) for one in store.read_now(lambda unit: unit.roster.everybody())}


def one_takes_it(unit: SqlUnitOfWork) -> None:
    """A case and its supporter's load, in one transaction."""
    member = unit.roster.lock(BEN)
    assert member is not None
    unit.cases.save(a_case(step=Step.ACCEPTED, supporter=BEN, offers=(an_offer(CLEO),)))
    unit.roster.save(carrying(member))


def test_a_case_leaves_the_row_of_the_roster_as_it_is(store: SqlStore) -> None:
    store.run_now(lambda unit: unit.roster.replace_all([a_member(BEN), a_member(CLEO)]))
    before = rows(store, roster)
    store.run_now(one_takes_it)
    assert rows(store, roster) == before
    assert kept(store) == {BEN: carrying(a_member(BEN)), CLEO: a_member(CLEO)}


def test_of_two_who_change_a_load_the_second_looks_again(store: SqlStore) -> None:
    store.run_now(lambda unit: unit.roster.save(a_member(BEN)))
    read = store.read_now(lambda unit: unit.roster.get(BEN))
    assert read is not None
    store.run_now(lambda unit: unit.roster.save(carrying(read)))
    with pytest.raises((StaleWriteError, NotSavedError)):
        store.run_now(lambda unit: unit.roster.save(carrying(read, rest_until=None)))


def test_whoever_is_forgotten_leaves_no_load(store: SqlStore) -> None:
    store.run_now(lambda unit: unit.roster.save(carrying(a_member(BEN, active=False))))
    assert len(rows(store, loads)) == 1
    store.run_now(lambda unit: unit.roster.forget(BEN))
    assert rows(store, loads) == rows(store, roster) == []


@pytest.mark.proof("T24", unit="migrations")
def test_the_release_before_kept_it_in_the_entry(
    store: SqlStore, database_url: str, keys: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its entries hold everything, and the roster has no mark yet."""
    before = [carrying(a_member(BEN)), a_member(CLEO, Role.COORDINATOR, supporter=None)]
    with monkeypatch.context() as patched:
        patched.setattr("store.repositories.roster.parted", lambda member: (member, None))
        store.run_now(lambda unit: unit.roster.replace_all(before))
    store.run_now(lambda unit: unit.cases.scope.connection.execute(text("DELETE FROM roster_head")))
    assert rows(store, loads) == []
    store.close()
    again = open_store(database_url, keys)
    assert len(rows(again, loads)) == 1
    assert kept(again) == {one.person: one for one in before}
    again.close()


async def test_a_night_gives_everybody_another_pseudonym(store: SqlStore, real_clock: RealClock) -> None:
    people = [f"web:s{number}" for number in range(COUNT)]
    store.run_now(lambda unit: unit.roster.replace_all([carrying(a_member(one)) for one in people]))
    before, known = rows(store, loads), kept(store)
    real_clock.seconds += DAY
    await store.tidy()
    after = rows(store, loads)
    assert len(after) == len(before) == COUNT
    for column in ("person_index", "body", "version", "period"):
        assert not {one[column] for one in before} & {one[column] for one in after}, column
    assert kept(store) == known


async def test_a_load_keeps_its_pseudonym_until_the_night(store: SqlStore, real_clock: RealClock) -> None:
    """A change between midnight and the walk would else name the old one beside the new one."""
    store.run_now(lambda unit: unit.roster.save(carrying(a_member(BEN))))
    [before] = rows(store, loads)
    real_clock.seconds += DAY
    read = store.read_now(lambda unit: unit.roster.get(BEN))
    assert read is not None
    store.run_now(lambda unit: unit.roster.save(carrying(read, rest_until=None)))
    [after] = rows(store, loads)
    assert (after["person_index"], after["period"]) == (before["person_index"], before["period"])
    assert after["body"] != before["body"]


def transactions(store: SqlStore, *tables: str) -> set[int]:
    """Numbers of the transactions that a copy of the files shows in the rows of these tables."""

    def read(unit: SqlUnitOfWork) -> set[int]:
        run = unit.cases.scope.connection.execute
        found = [row for one in tables for row in run(text(f"SELECT xmin::text, xmax::text FROM {one}"))]  # noqa: S608
        return {int(number) for row in found for number in row} - {0}

    return store.read_now(read)


@pytest.mark.proof("T27", unit="joins")
def test_t27_no_transaction_joins_an_entry_of_the_roster_to_a_case(postgres_store: SqlStore) -> None:
    """A row names who wrote and who locked it: a supporter was locked, and took a case. The load is the control."""
    store = postgres_store
    store.run_now(lambda unit: unit.roster.replace_all([a_member(BEN), a_member(CLEO)]))
    store.run_now(one_takes_it)
    store.run_now(lambda unit: unit.cases.lock(CODE) and unit.roster.lock(BEN))
    of_cases = transactions(store, "cases", "offer_index", "outbox", "agenda")
    assert transactions(store, "loads") & of_cases
    assert not transactions(store, "roster", "roster_head") & of_cases


@pytest.mark.proof("T27", unit="joins")
async def test_t27_after_a_night_a_number_says_only_who_came_back_together(
    postgres_store: SqlStore, real_clock: RealClock
) -> None:
    store = postgres_store
    store.run_now(lambda unit: unit.roster.replace_all([a_member(f"web:s{number}") for number in range(COUNT)]))
    for number in range(COUNT):
        store.run_now(lambda unit, who=f"web:s{number}": rests(unit, who))
    assert len(transactions(store, "loads")) == COUNT
    real_clock.seconds += DAY
    await store.tidy()
    assert len(transactions(store, "loads")) == 1


def rests(unit: SqlUnitOfWork, who: str) -> None:
    member = unit.roster.lock(a_member(who).person)
    assert member is not None
    unit.roster.save(carrying(member))
