"""Lines of the file into people: an address, and what is said about them; every cell is checked on its own."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.domain.people import Address, Role
from bot.roster_file.columns import BY_NAME, NAMES, WrongCellError
from bot.roster_file.csv_reading import Problem, RosterFileError, checked_sheet, left_out, shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from bot.roster_file.csv_reading import Line

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_SHAPES = (
    (re.compile(r"(?i:slack):([TE][A-Z0-9]{2,30}/[UW][A-Z0-9]{2,30})"), "slack"),
    (re.compile(rf"(?i:teams:({_UUID}/{_UUID}))"), "teams"),
    (re.compile(r"(?i:web):([\w.@-]{1,100})"), "web"),
)
NEEDED = ("address", "name", "role")
_SHORT = re.compile(r"(?i:slack):[TE][A-Z0-9]*/[UW][A-Z0-9]*")
_LIKE = "like slack:T0123ABCD/U0456EFGH, or teams:TENANT-ID/OBJECT-ID with both ids as Entra shows them"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One person of the file. ``given`` holds the columns that say something; any other leaves things as they are."""

    line: int
    address: Address = field(repr=False)
    roles: frozenset[Role]
    given: Mapping[str, object] = field(repr=False)


@dataclass(frozen=True)
class Taken:
    """Everybody whose line is right, and what is wrong with the others; ``left_out``: those as a file."""

    entries: list[Entry]
    problems: tuple[Problem, ...] = ()
    left_out: str = ""


def read_entries(raw: bytes, today: date, *, pretended: bool = True) -> list[Entry]:
    """Everybody in the file, each once; raises RosterFileError with every mistake, one a line.

    ``pretended``: the playground's own people may be among them.
    """
    taken = take_entries(raw, today, pretended=pretended)
    refuse(taken.problems)
    return taken.entries


def take_entries(raw: bytes, today: date, *, pretended: bool = True) -> Taken:
    """Everybody whose line is right; raises RosterFileError only for what concerns the whole file."""
    sheet = checked_sheet(raw, NAMES, NEEDED)
    problems = list(sheet.problems)
    entries: list[Entry] = []
    for line in sheet.lines:
        found = list(wrong_cells(line, lambda name, cell: _check_cell(name, cell, today, pretended=pretended)))
        problems += found
        if not found:
            entries.append(_entry(line))
    again = list(twice((one.line, one.address) for one in entries))
    bad = {one.line for one in again}
    problems += again
    return Taken([one for one in entries if one.line not in bad], tuple(problems), left_out(sheet, problems))


def refuse(problems: Sequence[Problem]) -> None:
    """Raises RosterFileError with every mistake, if there is one."""
    if problems:
        raise RosterFileError("\n".join(str(one) for one in sorted(problems, key=lambda one: one.line)))


def _entry(line: Line) -> Entry:
    """For a line without a mistake."""
    given = {name: BY_NAME[name].value(cell) for name, cell in line.cells.items() if name in BY_NAME and cell}
    roles: frozenset[Role] = given["role"]  # pyright: ignore[reportAssignmentType] - what its column reads
    return Entry(line=line.number, address=address_of(line.cells["address"]), roles=roles, given=given)


def wrong_cells(line: Line, check: Callable[[str, str], object]) -> Iterator[Problem]:
    """Every cell that ``check`` refuses, with what it may hold."""
    for name, cell in line.cells.items():
        try:
            check(name, cell)
        except WrongCellError as wrong:
            what = f"{shorten(cell)} is wrong" if cell else "is empty"
            yield Problem(line.number, name, f"{what}; it must be {wrong}")


def _check_cell(name: str, cell: str, today: date, *, pretended: bool) -> None:
    if name == "address":
        address_of(cell, pretended=pretended)
    elif cell or name in {"name", "role"}:
        value = BY_NAME[name].value(cell)
        if name == "role" and not value:
            raise WrongCellError(f"one or several of {', '.join(role.value for role in Role)}")
        if name == "name" and not cell:
            raise WrongCellError("the person's name")
        if name == "trained_on" and value > today:  # pyright: ignore[reportOperatorIssue] - a date
            raise WrongCellError("a day that has been")


def address_of(cell: str, *, pretended: bool = True) -> Address:
    """Ids as the platforms write them: Slack's in capitals, Teams' in small letters; raises WrongCellError.

    ``pretended``: it may be one of the playground's.
    """
    for shape, platform in _SHAPES:
        if (found := shape.fullmatch(cell)) and (pretended or platform != "web"):
            return Address(platform, found[1].lower() if platform == "teams" else found[1])
    if _SHORT.fullmatch(cell):
        raise WrongCellError(f"{_LIKE}; these ids are too short or too long")
    if cell.lower().startswith("web:") and not pretended:
        raise WrongCellError(f"{_LIKE}; web: is only for the playground")
    raise WrongCellError(f"{_LIKE}, or web:PERSON" if pretended else _LIKE)


def twice(addresses: Iterable[tuple[int, Address]]) -> Iterator[Problem]:
    """Every address that stands on an earlier line, too."""
    first: dict[Address, int] = {}
    for number, address in addresses:
        if (line := first.setdefault(address, number)) != number:
            yield Problem(number, "address", f"stands on line {line} already")
