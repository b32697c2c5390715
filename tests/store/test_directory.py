"""The hospital's list is sealed, found by address alone, staged in pieces, and takes its place as a whole or not."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, update

from bot.app.directory.name_lookup import Chain
from bot.domain.people import Address, Listed, PersonId, Traits
from store.repositories.directory import CHUNK
from store.repositories.people import SqlPeople
from store.tables import directory

if TYPE_CHECKING:
    from store.store import SqlStore

ANA, NOOR = PersonId("teams:tenant/ana-object-id"), PersonId("slack:T1/UNOOR")
ABOUT_ANA = Listed(person=ANA, name="Ana Duarte", traits=Traits(department="surgery", languages=frozenset({"en"})))


def kept(store: SqlStore, *people: Listed) -> int:
    generation = store.read_now(lambda work: work.directory.begin())
    store.run_now(lambda work: work.directory.stage(generation, people))
    assert store.run_now(lambda work: work.directory.swap(generation, len(people)))
    return generation


def rows(store: SqlStore) -> int:
    return store.read_now(
        lambda work: work.cases.scope.execute(select(func.count()).select_from(directory)).scalar_one()
    )


def of(store: SqlStore, person: PersonId) -> Listed | None:
    return store.read_now(lambda work: work.directory.of(person))


def test_whoever_is_listed_is_found_by_their_address_alone(store: SqlStore):
    kept(store, ABOUT_ANA)
    assert of(store, ANA) == ABOUT_ANA
    assert of(store, NOOR) is None


@pytest.fixture
def noor_is_also_ana(store: SqlStore):
    """One person with two addresses, to whom the bot writes at the first: the list has them under the other."""
    kept(store, ABOUT_ANA)
    store.run_now(lambda work: work.people.link(Address.parse(ANA), NOOR))


@pytest.mark.usefixtures("noor_is_also_ana")
def test_a_row_under_another_address_of_theirs_counts(store: SqlStore):
    other = PersonId("slack:T1/UOTHER")
    assert of(store, NOOR) == ABOUT_ANA
    assert store.read_now(lambda work: work.directory.each((NOOR, other))) == {NOOR: ABOUT_ANA}


@pytest.mark.usefixtures("noor_is_also_ana")
async def test_and_so_they_have_a_name_for_whoever_may_read_it(store: SqlStore):
    chain = Chain()
    chain.store = store
    assert (await chain.of([NOOR]))[NOOR].name == "Ana Duarte"


@pytest.mark.usefixtures("noor_is_also_ana")
def test_until_the_two_are_parted(store: SqlStore):
    store.run_now(lambda work: work.people.unlink(Address.parse(ANA), datetime(2026, 6, 1, tzinfo=UTC)))
    assert of(store, NOOR) is None


def test_the_row_of_the_address_that_the_bot_writes_to_goes_before(store: SqlStore):
    own = Listed(person=NOOR, name="Noor")
    kept(store, ABOUT_ANA, own)
    store.run_now(lambda work: work.people.link(Address.parse(ANA), NOOR))
    assert of(store, NOOR) == own


def test_where_no_list_was_imported_nothing_more_is_asked_for(store: SqlStore, monkeypatch):
    monkeypatch.setattr(SqlPeople, "whose", lambda *_: pytest.fail("asked whose addresses are whose"))
    assert of(store, ANA) is None


def test_what_is_staged_says_nothing_before_it_takes_its_place(store: SqlStore):
    store.run_now(lambda work: work.directory.stage(1, [ABOUT_ANA]))
    assert of(store, ANA) is None


@pytest.mark.parametrize("size", [0, 2])
def test_a_list_of_which_something_is_missing_never_takes_its_place(store: SqlStore, size: int):
    kept(store, Listed(person=NOOR, name="Noor"))
    store.run_now(lambda work: work.directory.stage(2, [ABOUT_ANA]))
    assert not store.run_now(lambda work: work.directory.swap(2, size))
    assert of(store, NOOR) is not None
    assert of(store, ANA) is None


def test_an_older_list_does_not_replace_a_newer_one(store: SqlStore):
    store.run_now(lambda work: work.directory.stage(1, [ABOUT_ANA]))
    store.run_now(lambda work: work.directory.stage(2, [Listed(person=NOOR, name="Noor")]))
    assert store.run_now(lambda work: work.directory.swap(2, 1))
    assert not store.run_now(lambda work: work.directory.swap(1, 1))


async def test_what_was_replaced_is_deleted_and_what_is_being_staged_is_left(store: SqlStore):
    kept(store, ABOUT_ANA)
    kept(store, Listed(person=NOOR, name="Noor"))
    store.run_now(lambda work: work.directory.stage(3, [ABOUT_ANA]))
    await store.tidy()
    assert rows(store) == 2
    assert of(store, NOOR) is not None


def test_everything_goes_in_small_pieces(store: SqlStore):
    kept(store, *(Listed(person=PersonId(f"web:{n}"), name="x") for n in range(CHUNK + 1)))
    store.run_now(lambda work: work.directory.close())
    assert of(store, PersonId("web:7")) is None
    assert store.run_now(lambda work: work.directory.prune(everything=True))
    assert not store.run_now(lambda work: work.directory.prune(everything=True))
    assert rows(store) == 0


def test_the_rows_name_nobody(store: SqlStore):
    kept(store, ABOUT_ANA)
    shown = store.read_now(lambda work: repr([one for one in work.inspection.tables() if one[0] == "directory"]))
    assert "generation" in shown
    for clear in ("Ana", "ana-object", "tenant", "surgery"):
        assert clear not in shown


def test_a_row_in_the_place_of_another_is_passed_over_and_counted(store: SqlStore):
    kept(store, ABOUT_ANA, Listed(person=NOOR, name="Noor"))

    def swapped(work):
        found = {row.id: row.body for row in work.cases.scope.execute(select(directory))}
        first, second = sorted(found)
        work.cases.scope.execute(update(directory).where(directory.c.id == first).values(body=found[second]))

    store.run_now(swapped)
    assert of(store, ANA) is None
    assert store.unreadable == 1


def test_after_a_rotation_the_list_is_found_and_the_new_key_seals_it(store: SqlStore):
    kept(store, ABOUT_ANA)
    assert store.rotate() == 2
    assert of(store, ANA) == ABOUT_ANA
    assert store.read_now(lambda work: work.inspection.keys().programme) == {1: 0, 2: 1}
