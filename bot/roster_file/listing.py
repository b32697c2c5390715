"""The hospital's directory as a file: an administrator's table of everybody, read line by line, and written."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.domain.people import Listed, PersonId, Traits
from bot.roster_file.columns import BY_NAME, WrongCellError
from bot.roster_file.entries import address_of, refuse, twice, wrong_cells
from bot.roster_file.sheet import guarded, read_sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.domain.people import Address
    from bot.roster_file.sheet import Line, Problem

TRAITS = ("profession", "level", "specialty", "department", "site", "languages")
NEEDED = ("address", "name")
NAMES = (*NEEDED, *TRAITS, "timezone")


def read_listing(raw: bytes, *, pretended: bool = True) -> list[Listed]:
    """Everybody in the file, each once; raises RosterFileError with every mistake, one a line.

    ``pretended``: the playground's own people may be among them.
    """
    problems: list[Problem] = []
    found: list[tuple[int, Address]] = []
    people: list[Listed] = []
    for line in read_sheet(raw, NAMES, NEEDED):
        if wrong := list(wrong_cells(line, lambda name, cell: _checked(name, cell, pretended=pretended))):
            problems += wrong
            continue
        address = address_of(line.cells["address"])
        found.append((line.number, address))
        people.append(_listed(line, PersonId(str(address))))
    refuse([*problems, *twice(found)])
    return people


def _checked(name: str, cell: str, *, pretended: bool) -> None:
    if name == "address":
        address_of(cell, pretended=pretended)
    elif cell:
        BY_NAME[name].value(cell)
    elif name == "name":
        raise WrongCellError("the person's name")


def _listed(line: Line, person: PersonId) -> Listed:
    """An empty cell says nothing: the file is the whole truth, and replaces what was there."""
    given: dict[str, Any] = {
        name: BY_NAME[name].value(cell) for name, cell in line.cells.items() if name != "address" and cell
    }
    traits = replace(Traits(), **{name: given[name] for name in TRAITS if name in given})
    return Listed(person=person, name=given["name"], traits=traits, timezone=given.get("timezone", ""))


def write_listing(people: Iterable[Listed]) -> Iterator[str]:
    """The file, line by line, in a form that is read back without a change; no cell begins like a formula."""
    yield _row(NAMES)
    for one in people:
        traits = (BY_NAME[name].cell(getattr(one.traits, name)) for name in TRAITS)
        yield _row(guarded(cell) for cell in (one.person, one.name, *traits, one.timezone))


def _row(cells: Iterable[str]) -> str:
    written = io.StringIO(newline="")
    csv.writer(written).writerow(cells)
    return written.getvalue()
