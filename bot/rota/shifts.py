"""From entries to shifts of known people: who is meant, which task it is, which level holds, what is left open."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import timedelta
from difflib import get_close_matches
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from bot.domain.people import Drives
from bot.rota.reading import Busy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from bot.rota.reading import Entry, Reading, Window

_LEVEL = re.compile(r"\[L(\d)\]\s*")
_WHOLE_DAY = timedelta(hours=20)
"""Nobody works so long: it says which days, and nothing about nights."""


@dataclass(frozen=True, kw_only=True)
class Naming:
    """How a rota names people. ``known``: folded name, mail or alias to a person, as the roster and the policy say.

    ``pattern``: finds the person in SUMMARY, by its group ``who``. ``owner``: the person, where a feed is one person's.
    """

    known: Mapping[str, str] = field(repr=False)
    pattern: re.Pattern[str] | None = None
    owner: str = field(default="", repr=False)
    tasks: Mapping[str, Drives] = field(default_factory=dict[str, Drives])
    drives: Drives = Drives.ON_CALL
    tentative_is_busy: bool = False


@dataclass(frozen=True, kw_only=True)
class Shift:
    """One person, from ``starts`` until before ``ends``, in UTC. ``level`` is -1 where the rota writes none."""

    person: str = field(repr=False)
    starts: datetime
    ends: datetime
    drives: Drives
    level: int = -1
    line: int = 0
    whole_days: bool = False


@dataclass(frozen=True, kw_only=True)
class Unknown:
    """A name that matches nobody: the lines that have it, and who may be meant."""

    name: str = field(repr=False)
    lines: tuple[int, ...]
    near: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, kw_only=True)
class Resolved:
    """What a rota says. ``on_call`` shifts of lower levels are cut where a higher one holds."""

    shifts: tuple[Shift, ...] = ()
    unknown: tuple[Unknown, ...] = ()


def folded(name: str) -> str:
    """A name or mail as it is compared: without case, kinds of blanks, a leading @ and ``mailto:``."""
    plain = " ".join(unicodedata.normalize("NFKC", name).split()).casefold()
    return plain.removeprefix("mailto:").removeprefix("@").strip()


def resolve(reading: Reading, naming: Naming) -> Resolved:
    """Who has which shift. A name that matches nobody is told of, never left out in silence."""
    found: list[Shift] = []
    strangers: dict[str, list[int]] = {}
    for entry in reading.entries:
        drives = _drives(entry, naming)
        if drives is Drives.NOTHING:
            continue
        people, unknown = _people(entry, naming)
        found += [_shift(entry, one, drives) for one in people]
        for name in unknown:
            strangers.setdefault(name, []).append(entry.line)
    return Resolved(
        shifts=tuple(sorted(_by_level(found), key=lambda one: (one.starts, one.ends, one.person))),
        unknown=tuple(
            Unknown(name=name, lines=tuple(sorted(set(lines))), near=_near(name, naming))
            for name, lines in strangers.items()
        ),
    )


def _shift(entry: Entry, person: str, drives: Drives) -> Shift:
    level = _LEVEL.search(entry.summary)
    return Shift(
        person=person,
        starts=entry.starts,
        ends=entry.ends,
        drives=drives,
        level=int(level[1]) if level else -1,
        line=entry.line,
        whole_days=entry.all_day or entry.ends - entry.starts >= _WHOLE_DAY,
    )


def _drives(entry: Entry, naming: Naming) -> Drives:
    """What an entry means: by its task, by the state that Exchange writes, else as the rota is set."""
    by_task = _task(entry.summary, naming.tasks)
    if by_task is not None:
        return by_task
    if naming.drives is Drives.BUSY or (naming.owner and entry.busy_is_written):
        return _by_state(entry, naming)
    return naming.drives  # a transparent entry is on call all the same: so Google marks whole days


def _by_state(entry: Entry, naming: Naming) -> Drives:
    if entry.busy is Busy.LEAVE:
        return Drives.LEAVE
    busy = entry.busy is Busy.BUSY or (entry.busy is Busy.TENTATIVE and naming.tentative_is_busy)
    return naming.drives if busy else Drives.NOTHING


def _task(summary: str, tasks: Mapping[str, Drives]) -> Drives | None:
    """The longest task whose words stand in SUMMARY."""
    text = folded(summary)
    found = [word for word in tasks if re.search(rf"(?<!\w){re.escape(folded(word))}(?!\w)", text)]
    return tasks[max(found, key=len)] if found else None


def _people(entry: Entry, naming: Naming) -> tuple[list[str], list[str]]:
    """The people of an entry and the names that match nobody: attendees, ids, SUMMARY whole, then by pattern."""
    if naming.owner:
        return [naming.owner], []
    for names in (entry.mails, entry.ids):
        known = [naming.known[folded(one)] for one in names if folded(one) in naming.known]
        if known and names is entry.ids:
            return known[:1], []
        if known:
            return known, [one for one in names if folded(one) not in naming.known]
    written = _LEVEL.sub("", entry.summary).strip()
    for name in _names(written, naming):
        if folded(name) in naming.known:
            return [naming.known[folded(name)]], []
    last = [*entry.mails, *entry.ids[:1]] or list(_names(written, naming))[-1:]
    return [], [" ".join(one.split()) for one in last if one] or ["(no name)"]


def _names(written: str, naming: Naming) -> Iterator[str]:
    yield written
    found = naming.pattern.search(written) if naming.pattern else None
    if found and found["who"]:
        yield found["who"].strip()


def _near(name: str, naming: Naming) -> tuple[str, ...]:
    return tuple(get_close_matches(folded(name), list(naming.known), 2, 0.6))


def _by_level(shifts: Sequence[Shift]) -> Iterator[Shift]:
    """Where levels are written the higher one holds while it lasts; without levels all hold."""
    for one in shifts:
        higher = [other for other in shifts if one.level >= 0 and other.level > one.level]
        yield from _without(one, higher)


def _without(one: Shift, higher: Iterable[Shift]) -> Iterator[Shift]:
    begins = one.starts
    for other in sorted(higher, key=lambda shift: shift.starts):
        if other.starts < one.ends and other.ends > begins:
            if other.starts > begins:
                yield replace(one, starts=begins, ends=other.starts)
            begins = max(begins, other.ends)
    if begins < one.ends:
        yield replace(one, starts=begins)


Interval = tuple["datetime", "datetime"]


def merged(intervals: Iterable[Interval]) -> list[Interval]:
    """What touches or overlaps, as one."""
    found: list[Interval] = []
    for starts, ends in sorted(intervals):
        if found and starts <= found[-1][1]:
            found[-1] = (found[-1][0], max(ends, found[-1][1]))
        else:
            found.append((starts, ends))
    return found


def gaps(shifts: Iterable[Shift], window: Window) -> list[Interval]:
    """When, within the window, nobody has a shift."""
    found, reached = list[Interval](), window.starts
    for starts, ends in merged((one.starts, one.ends) for one in shifts):
        if starts > reached:
            found.append((reached, min(starts, window.ends)))
        reached = max(reached, ends)
    return [*found, (reached, window.ends)] if reached < window.ends else found


def overlaps(shifts: Iterable[Shift], window: Window) -> list[Interval]:
    """When, within the window, several people have one at once."""
    ordered = sorted(shifts, key=lambda one: one.starts)
    found = [
        (max(one.starts, other.starts, window.starts), min(one.ends, other.ends, window.ends))
        for at, one in enumerate(ordered)
        for other in takewhile(lambda later, one=one: later.starts < one.ends, islice(ordered, at + 1, None))
        if other.person != one.person
    ]
    return merged((starts, ends) for starts, ends in found if starts < ends)
