"""Diff between a roster file and the roster: who comes, who changes in which columns, who goes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.domain.people import Enrolment, Member, Role, Supporter
from bot.roster_file.columns import BY_NAME, COLUMNS
from bot.roster_file.csv_reading import Problem, RosterFileError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.domain.people import PersonId
    from bot.ports import UnitOfWork
    from bot.roster_file.entries import Entry

ADDED, RETURNED, CHANGED, LEFT = "added", "returned", "changed", "left"


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What the administrator allowed. ``timezone`` is for people whose file doesn't say theirs."""

    timezone: str
    remove_missing: bool = False
    allow_no_coordinator: bool = False


@dataclass(frozen=True, kw_only=True)
class Change:
    """What becomes of one person. ``line`` is 0 for somebody who is not in the file."""

    kind: str
    person: PersonId
    line: int = 0
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Comparison(Enrolment):
    """An enrolment with all that an administrator wants to know of it.

    ``missing``: people of the roster who are not in the file, and stay. ``rerouted``: open cases, and unanswered
    questions, of those who leave. ``ignored``: lines with columns that only supporters have.
    """

    changes: tuple[Change, ...] = ()
    unchanged: int = 0
    missing: tuple[PersonId, ...] = ()
    rerouted: int = 0
    ignored: tuple[tuple[int, tuple[str, ...]], ...] = ()


def compare(work: UnitOfWork, entries: Sequence[Entry], choices: Choices) -> Comparison:
    """Read the roster and hold the file against it; RosterFileError if the two don't fit."""
    present = {one.person: one for one in work.roster.everybody()}
    named = _entries_by_person(work, entries)
    pairs = [
        (entry, present.get(person), _new_entry(entry, present.get(person), person, choices=choices))
        for person, entry in named.items()
    ]
    active = [one for one in present.values() if one.active]
    missing = tuple(one.person for one in active if one.person not in named)
    gone = missing if choices.remove_missing else ()
    changes = [change for entry, before, after in pairs if (change := _change(entry, before, after)) is not None]
    touched = {change.person for change in changes}
    members = tuple(after for _, _, after in pairs if after.person in touched)
    leaving = (*gone, *(after.person for _, before, after in pairs if _stops_supporting(before, after)))
    kept = [one for one in active if one.person not in named and one.person not in gone]
    _keep_a_coordinator([*kept, *(after for _, _, after in pairs)], choices)
    return Comparison(
        members=members,
        leaving=leaving,
        changes=(*changes, *(Change(kind=LEFT, person=one) for one in gone)),
        unchanged=len(pairs) - len(changes),
        missing=() if choices.remove_missing else missing,
        rerouted=_count_held(work, leaving),
        ignored=tuple(_ignored_columns(entries)),
    )


def _entries_by_person(work: UnitOfWork, entries: Sequence[Entry]) -> dict[PersonId, Entry]:
    """The file by person: two addresses that were linked are one."""
    named: dict[PersonId, Entry] = {}
    for entry in entries:
        other = named.setdefault(work.people.canonical(entry.address), entry)
        if other is not entry:
            problem = Problem(entry.line, "address", f"is the same person as on line {other.line}")
            raise RosterFileError(str(problem))
    return named


def _new_entry(entry: Entry, before: Member | None, person: PersonId, *, choices: Choices) -> Member:
    """The person's entry as the file wants it. What they set themselves, and what protects them, stays."""
    member = before or Member(person=person, name="", roles=entry.roles, timezone=choices.timezone)
    supports = Role.SUPPORTER in entry.roles
    for name, value in entry.given.items():
        if supports or not BY_NAME[name].of_supporters:
            member = BY_NAME[name].put(member, value)
    supporter = member.supporter or (Supporter() if supports else None)
    return replace(member, active=True, supporter=supporter)


def _change(entry: Entry, before: Member | None, after: Member) -> Change | None:
    if before is None:
        return Change(kind=ADDED, person=after.person, line=entry.line)
    columns = tuple(one.name for one in COLUMNS if one.shown(before) != one.shown(after))
    if not before.active:
        return Change(kind=RETURNED, person=after.person, line=entry.line, columns=columns)
    return Change(kind=CHANGED, person=after.person, line=entry.line, columns=columns) if columns else None


def _stops_supporting(before: Member | None, after: Member) -> bool:
    return before is not None and before.has(Role.SUPPORTER) and not after.has(Role.SUPPORTER)


def _keep_a_coordinator(members: Iterable[Member], choices: Choices) -> None:
    if choices.allow_no_coordinator or any(one.has(Role.COORDINATOR) for one in members):
        return
    raise RosterFileError(
        "Nobody would be coordinator, so nobody would hear of a case without a supporter. Give somebody the role, or "
        "say --allow-no-coordinator."
    )


def _count_held(work: UnitOfWork, leaving: Iterable[PersonId]) -> int:
    held = {
        case.code for person in leaving for case in (*work.cases.supported_by(person), *work.cases.offered_to(person))
    }
    return len(held)


def _ignored_columns(entries: Iterable[Entry]) -> Iterable[tuple[int, tuple[str, ...]]]:
    for entry in entries:
        names = tuple(name for name in entry.given if BY_NAME[name].of_supporters)
        if names and Role.SUPPORTER not in entry.roles:
            yield entry.line, names
