"""What is exported is taken back without a change, and no spreadsheet runs any of it."""

from __future__ import annotations

import csv
import io
import string
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.hours import Window
from bot.domain.people import Member, PersonId, Role, Supporter, Traits
from bot.roster_file.columns import NAMES
from bot.roster_file.csv_writing import write_roster
from bot.roster_file.diff import Choices, compare
from bot.roster_file.entries import read_entries
from tests.roster_file.examples import TODAY, ana, cora

codes = st.text(string.ascii_lowercase + string.digits + "éß", max_size=8)
names = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=2, max_size=12).map(
    lambda text: f"{text} {text}"
)
clocks = st.times().map(lambda one: one.replace(second=0, microsecond=0))


@st.composite
def windows(draw) -> Window:
    opens = draw(clocks.filter(lambda one: one < time(23, 59)))
    closes = draw(st.one_of(st.just(time.max), clocks.filter(lambda one: one > opens)))
    return Window(draw(st.integers(0, 6)), opens, closes)


traits = st.builds(
    Traits,
    profession=codes,
    level=codes,
    specialty=codes,
    cluster=codes,
    department=codes,
    site=codes,
    gender=codes,
    languages=st.frozensets(st.sampled_from(["en", "fr", "es", "yue"])),
)
supporters = st.builds(
    Supporter,
    traits=traits,
    hours=st.lists(windows(), max_size=6).map(tuple),
    cap_open=st.integers(1, 9),
    trained_on=st.none() | st.dates(date(2000, 1, 1), TODAY),
    reviews_events=st.booleans(),
)


@st.composite
def members(draw) -> Member:
    roles = draw(st.frozensets(st.sampled_from(Role), min_size=1))
    supporter = draw(supporters) if Role.SUPPORTER in roles else draw(st.none() | supporters)
    person = f"web:{draw(st.text(string.ascii_lowercase, min_size=1, max_size=8))}"
    return Member(
        person=PersonId(person),
        name=draw(names),
        roles=roles,
        timezone=draw(st.sampled_from(["Europe/London", "America/St_Johns", "Asia/Kathmandu"])),
        locale=draw(st.sampled_from(["en", "fr", "fr-CA"])),
        active=draw(st.booleans()),
        supporter=supporter,
    )


rosters = st.lists(members(), min_size=1, max_size=6, unique_by=lambda one: one.person)


class Kept:
    """A unit of work that has this roster and nothing else."""

    def __init__(self, roster: list[Member]) -> None:
        self.roster = self.people = self.cases = self
        self._members = roster

    def everybody(self) -> list[Member]:
        return self._members

    def canonical(self, address) -> PersonId:
        return PersonId(str(address))

    def supported_by(self, _person) -> list[object]:
        return []

    offered_to = supported_by


def taken_back(roster: list[Member], kept: list[Member]):
    entries = read_entries(write_roster(roster).encode(), TODAY)
    choices = Choices(timezone="UTC", remove_missing=True, allow_no_coordinator=True)
    return compare(Kept(kept), entries, choices)  # pyright: ignore[reportArgumentType]


@given(rosters.filter(lambda roster: any(one.active for one in roster)))
def test_an_export_changes_nothing(roster):
    found = taken_back(roster, roster)
    assert (found.changes, found.members, found.leaving, found.ignored) == ((), (), (), ())


@given(rosters.filter(lambda roster: any(one.active for one in roster)))
def test_an_export_makes_the_same_roster_elsewhere(roster):
    found = taken_back(roster, [])
    assert write_roster(found.members) == write_roster(roster)


@given(rosters, st.sampled_from(["=1+1", "+1", "-1", "@SUM(A1)", "\uff1d1", "'=1", "''+1"]))
def test_no_cell_begins_like_a_formula(roster, name):
    odd = Member(person=PersonId("web:0"), name=name, roles=frozenset({Role.DIRECTOR}), timezone="Europe/London")
    cells = [cell for line in csv.reader(io.StringIO(write_roster([*roster, odd]))) for cell in line]
    assert not [cell for cell in cells if cell[:1] in set("=+-@\t\r\uff0b\uff0d\uff1d\uff20")]
    assert [one.given["name"] for one in read_entries(write_roster([odd]).encode(), TODAY)] == [name]


def test_all_columns_are_written_and_a_coordinators_own_cells_are_empty():
    lines = list(csv.DictReader(io.StringIO(write_roster([ana(), cora()]))))
    assert list(lines[0]) == list(NAMES)
    assert lines[0]["hours"] == "Mon-Fri 09:00-17:00"
    assert (lines[1]["role"], lines[1]["hours"], lines[1]["cap_open"]) == ("coordinator", "", "")


@pytest.mark.parametrize("word", ["otto", "2026-09-01", "2026-07-01", "2026-08-09"])
def test_what_somebody_set_for_themselves_is_not_exported(word):
    """Leave, whom they avoid, when they accepted, when they rest: that is theirs."""
    assert word not in write_roster([ana()])
