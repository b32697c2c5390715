"""What an import makes of a roster: what people set themselves stays, and nobody goes unless it was said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.people import Address, PersonId, Role, Traits
from bot.roster_file.csv_reading import RosterFileError
from bot.roster_file.diff import Choices, compare
from tests.roster_file.examples import ANA, CORA, ana, cora, entries

PLAIN = "web:ana,Ana,supporter,,,,,,"


@pytest.fixture
def found(sqlite_store):
    """Compares these rows with these members."""

    def look(*rows: str, members=(), **choices: bool):
        sqlite_store.run_now(lambda work: work.roster.replace_all(members))
        chosen = Choices(timezone="America/New_York", **choices)
        return sqlite_store.read_now(lambda work: compare(work, entries(*rows), chosen))

    return look


def changes(comparison) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(one.kind, one.person, one.columns) for one in comparison.changes]


def test_everybody_new_is_added(found):
    comparison = found(CORA, PLAIN)
    assert changes(comparison) == [("added", "web:cora", ()), ("added", ANA, ())]
    assert [one.timezone for one in comparison.members] == ["America/New_York"] * 2
    assert [one.supporter is None for one in comparison.members] == [True, False]


def test_what_somebody_set_stays_where_the_cell_is_empty(found):
    comparison = found(CORA, PLAIN, members=[cora(), ana()])
    assert (comparison.members, comparison.changes, comparison.unchanged) == ((), (), 2)


def test_only_what_the_file_says_is_changed(found):
    row = "web:ana,Ana,supporter,midwife,Sat 09:00-12:00,,,2,"
    (after,) = found(CORA, row, members=[cora(), ana()]).members
    before = ana().supporter
    assert before is not None
    assert replace(after.supporter, traits=Traits(), hours=(), cap_open=1) == replace(
        before, traits=Traits(), hours=(), cap_open=1
    )
    assert (after.supporter.traits.profession, after.supporter.traits.specialty) == ("midwife", "theatre")


def test_the_columns_that_change_are_named(found):
    row = "web:ana,Ana,supporter,nurse,-,Europe/Paris,,,en fr"
    comparison = found(CORA, row, members=[cora(), ana()])
    assert changes(comparison) == [("changed", ANA, ("languages", "hours", "timezone"))]
    assert comparison.members[0].supporter.hours == ()


def test_who_is_missing_stays_and_is_listed(found):
    comparison = found(CORA, members=[cora(), ana()])
    assert (comparison.missing, comparison.leaving, comparison.changes) == ((ANA,), (), ())


def test_who_is_missing_leaves_only_if_that_was_said(found):
    comparison = found(CORA, members=[cora(), ana()], remove_missing=True)
    assert (comparison.leaving, comparison.missing) == ((ANA,), ())
    assert changes(comparison) == [("left", ANA, ())]


def test_who_is_no_longer_supporter_leaves_their_cases(found):
    comparison = found(CORA, "web:ana,Ana,deputy,,,,,,", members=[cora(), ana()])
    assert (comparison.leaving, comparison.members[0].roles) == ((ANA,), {Role.DEPUTY})


def test_who_returns_finds_what_protects_them(found):
    comparison = found(CORA, PLAIN, members=[cora(), replace(ana(), active=False)])
    assert changes(comparison) == [("returned", ANA, ())]
    assert comparison.members[0].supporter == ana().supporter


def test_who_has_left_is_neither_missing_nor_leaves_again(found):
    comparison = found(CORA, members=[cora(), replace(ana(), active=False)], remove_missing=True)
    assert (comparison.missing, comparison.leaving) == ((), ())


@pytest.mark.parametrize(
    ("rows", "choices"),
    [((PLAIN,), {"remove_missing": True}), (("web:cora,Cora Blake,deputy,,,,,,",), {})],
)
def test_somebody_stays_coordinator(found, rows, choices):
    members = [cora(), ana()]
    with pytest.raises(RosterFileError, match="--allow-no-coordinator"):
        found(*rows, members=members, **choices)
    assert found(*rows, members=members, allow_no_coordinator=True, **choices).leaving is not None


def test_a_coordinator_who_is_not_in_the_file_is_enough(found):
    assert not found(PLAIN, members=[cora(), ana()]).leaving


def test_what_only_supporters_have_is_passed_over_and_said(found):
    comparison = found("web:cora,Cora Blake,coordinator,nurse,,,,2,", members=[cora()])
    assert (comparison.ignored, comparison.members) == (((2, ("profession", "cap_open")),), ())


def test_two_addresses_of_one_person_are_refused(sqlite_store, found):
    sqlite_store.run_now(lambda work: work.people.link(Address("web", "anne"), PersonId("web:ana")))
    with pytest.raises(RosterFileError, match="line 4, address: is the same person as on line 3"):
        found(CORA, PLAIN, PLAIN.replace("ana", "anne"), members=[cora()])
