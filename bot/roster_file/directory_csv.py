"""The hospital's directory as CSV: reads an administrator's table of everybody, and writes it."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.domain.people import Listed, PersonId, Traits
from bot.roster_file.columns import BY_NAME, WrongCellError
from bot.roster_file.csv_reading import checked_sheet, guard_formula, left_out
from bot.roster_file.entries import address_of, refuse, twice, wrong_cells
from bot.roster_file.reporting_line import Lines, Named, resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.domain.people import Address
    from bot.roster_file.csv_reading import Line, Problem

TRAITS = ("profession", "level", "specialty", "department", "site", "languages")
NEEDED = ("address", "name")
NAMES = (*NEEDED, *TRAITS, "timezone", "manager")


@dataclass(frozen=True)
class Listing:
    """Everybody who is taken, what is wrong with the other lines, and what an administrator should look at.

    ``left_out``: the lines that are not taken, as a CSV file.
    """

    people: list[Listed]
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    left_out: str = ""


def read_listing(raw: bytes, *, pretended: bool = True) -> list[Listed]:
    """Everybody in the product's own file, each once; raises RosterFileError with every mistake, one a line.

    ``pretended``: the playground's own people may be among them.
    """
    listing = take_listing(raw, pretended=pretended)
    refuse(listing.problems)
    return listing.people


def take_listing(raw: bytes, *, pretended: bool = True) -> Listing:
    """Everybody whose line is right; raises RosterFileError only for what concerns the whole file."""
    sheet = checked_sheet(raw, NAMES, NEEDED)
    problems = list(sheet.problems)
    found: list[tuple[int, Address]] = []
    people: dict[int, Listed] = {}
    named: list[Named] = []
    for line in sheet.lines:
        if wrong := list(wrong_cells(line, lambda name, cell: _check_cell(name, cell, pretended=pretended))):
            problems += wrong
            continue
        address = address_of(line.cells["address"])
        found.append((line.number, address))
        people[line.number] = _listed_person(line, PersonId(str(address)))
        named.append(_named(line, str(address)))
    again = list(twice(found))
    for one in again:
        people.pop(one.line)
    problems += again
    line_of = resolve(named) if "manager" in sheet.head else Lines()
    return Listing(
        people=[with_managers(one, line_of) for one in people.values()],
        problems=tuple(problems),
        notes=line_of.notes,
        left_out=left_out(sheet, problems),
    )


def _named(line: Line, address: str) -> Named:
    """A line as the reporting line sees it: known by its address."""
    return Named(line=line.number, key=address, name=line.cells["name"], manager=line.cells.get("manager", ""))


def with_managers(one: Listed, line_of: Lines) -> Listed:
    """The person with whom they report to."""
    managers = line_of.managers.get(one.person, ())
    return replace(one, managers=tuple(PersonId(key) for key in managers), line_known=one.person in line_of.known)


def _check_cell(name: str, cell: str, *, pretended: bool) -> None:
    if name == "address":
        address_of(cell, pretended=pretended)
    elif cell and name != "manager":
        BY_NAME[name].value(cell)
    elif name == "name":
        raise WrongCellError("the person's name")


def _listed_person(line: Line, person: PersonId) -> Listed:
    """An empty cell says nothing: the file is the whole truth, and replaces what was there."""
    given: dict[str, Any] = {
        name: BY_NAME[name].value(cell) for name, cell in line.cells.items() if name in BY_NAME and cell
    }
    traits = Traits()
    for name in TRAITS:
        traits = BY_NAME[name].into(traits, given[name]) if name in given else traits
    return Listed(person=person, name=given["name"], traits=traits, timezone=given.get("timezone", ""))


def write_listing(people: Iterable[Listed]) -> Iterator[str]:
    """The file, line by line, in a form that is read back without a change; no cell begins like a formula."""
    yield _row(NAMES)
    for one in people:
        traits = (BY_NAME[name].of(one.traits) for name in TRAITS)
        managers = ";".join(one.managers)
        yield _row(guard_formula(cell) for cell in (one.person, one.name, *traits, one.timezone, managers))


def _row(cells: Iterable[str]) -> str:
    written = io.StringIO(newline="")
    csv.writer(written).writerow(cells)
    return written.getvalue()
