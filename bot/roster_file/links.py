"""Pairs of addresses that are one person's, as a CSV file: read, held against what is linked, and written."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from bot.domain.people import Joining, Pair, PersonId
from bot.roster_file.columns import WrongCellError
from bot.roster_file.csv_reading import Problem, RosterFileError, guard_formula, read_sheet, shorten
from bot.roster_file.entries import address_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.domain.people import Address
    from bot.ports import UnitOfWork
    from bot.roster_file.csv_reading import Line

COLUMNS = ("address", "same_as")
"""Where the bot writes to a person, and another address of theirs."""


def read_pairs(raw: bytes, *, pretended: bool = True) -> list[Pair]:
    """Every pair; raises RosterFileError with every mistake, one a line, and once what an address must be.

    ``pretended``: the playground's own people may be among them.
    """
    wrong: dict[Problem, str] = {}
    lines = read_sheet(raw, COLUMNS, COLUMNS)
    pairs = [pair for line in lines if (pair := _pair(line, wrong, pretended=pretended)) is not None]
    _refuse([*wrong, *_alike(pairs), *_twice(pairs)], [f"An address must be {one}." for one in wrong.values()])
    return pairs


def compare(work: UnitOfWork, pairs: Sequence[Pair]) -> Joining:
    """Hold the file against what is linked; RosterFileError if an address is somebody else's."""
    known = work.people.canonical_of({one for pair in pairs for one in (pair.address, pair.same_as)})
    _refuse([problem for pair in pairs for problem in _already_linked(pair, known[pair.address], known[pair.same_as])])
    new = tuple(one for one in pairs if known[one.same_as] != one.address)
    return Joining(pairs=new, unchanged=len(pairs) - len(new))


def write_links(links: Iterable[tuple[PersonId, Address]]) -> str:
    """Every pair, as text that ``links import`` takes back without a change."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(COLUMNS)
    writer.writerows(sorted((guard_formula(person), guard_formula(str(address))) for person, address in links))
    return written.getvalue()


def _pair(line: Line, problems: dict[Problem, str], *, pretended: bool) -> Pair | None:
    """None if something is wrong, which is noted with what it must be."""
    read: list[PersonId] = []
    for name in COLUMNS:
        try:
            read.append(PersonId(str(address_of(line.cells[name], pretended=pretended))))
        except WrongCellError as wrong:
            what = f"{shorten(line.cells[name])} is wrong" if line.cells[name] else "is empty"
            problems[Problem(line.number, name, what)] = str(wrong)
    return Pair(line=line.number, address=read[0], same_as=read[1]) if len(read) == len(COLUMNS) else None


def _alike(pairs: Iterable[Pair]) -> Iterator[Problem]:
    """One account to a person in one place: two there are two people, or a typing error."""
    for one in pairs:
        if one.address == one.same_as:
            yield Problem(one.line, "same_as", "is the address itself")
        elif _place(one.address) == _place(one.same_as) and not one.address.startswith("web:"):
            yield Problem(one.line, "same_as", "is of the same workspace or tenant, where a person has one account")


def _place(person: PersonId) -> str:
    """The platform with its workspace, organisation or tenant."""
    return person.partition("/")[0]


def _twice(pairs: Sequence[Pair]) -> Iterator[Problem]:
    """Somebody with three addresses has two lines with the same first one; everything else has to be said once."""
    writes_to, others = {one.address for one in pairs}, dict[PersonId, int]()
    for one in pairs:
        if one.same_as in writes_to and one.same_as != one.address:
            yield Problem(one.line, "same_as", "stands under address, too; name the one where the bot writes each time")
        elif (line := others.setdefault(one.same_as, one.line)) != one.line:
            yield Problem(one.line, "same_as", f"stands on line {line} already")


def _already_linked(pair: Pair, first: PersonId, second: PersonId) -> Iterator[Problem]:
    for name, address, person in (("address", pair.address, first), ("same_as", pair.same_as, second)):
        if person != address and person not in {pair.address, pair.same_as}:
            yield Problem(pair.line, name, "is linked to somebody else; that has to be disconnected there first")


def _refuse(problems: Iterable[Problem], hints: Iterable[str] = ()) -> None:
    """Each hint once, below the mistakes."""
    if told := [str(one) for one in sorted(problems, key=lambda one: one.line)]:
        raise RosterFileError("\n".join([*told, *dict.fromkeys(hints)]))
