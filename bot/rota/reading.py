"""What reading a calendar gives: entries with UTC times, and the lines that something is wrong with."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

MOST_PROBLEMS = 500
"""A file of nothing but faults is told of by its first ones."""


class UnreadableCalendarError(ValueError):
    """The whole file is refused: it is no calendar, or it was cut off. The argument says why."""


class BadLineError(ValueError):
    """One line can't be read. ``line`` is its number in the file, from 1; the argument says what is wrong."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(text)
        self.line = line


class Problem(NamedTuple):
    """A line of the file, from 1, and what is wrong with it or how it was read."""

    line: int
    text: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.text}"


class Busy(StrEnum):
    """How an entry counts in the calendar of one person."""

    BUSY = "busy"
    LEAVE = "leave"
    TENTATIVE = "tentative"
    FREE = "free"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One occurrence, from ``starts`` until before ``ends``, both in UTC.

    ``mails`` are those of attendees who did not decline; ``ids`` are what the file calls the person otherwise.
    """

    starts: datetime
    ends: datetime
    line: int
    summary: str = field(default="", repr=False)
    mails: tuple[str, ...] = field(default=(), repr=False)
    ids: tuple[str, ...] = field(default=(), repr=False)
    busy: Busy = Busy.BUSY
    busy_is_written: bool = False
    all_day: bool = False


@dataclass(frozen=True, kw_only=True)
class Window:
    """The time asked about, in UTC: entries that touch it are given whole.

    ``zone``: the rota's own, an IANA name. Without it the file's X-WR-TIMEZONE holds, else ``otherwise``.
    """

    starts: datetime
    ends: datetime
    zone: str = ""
    otherwise: str = "UTC"


@dataclass(frozen=True, kw_only=True)
class Reading:
    """All entries that touch the window, by start, and problems by line. ``only_busy``: no events at all."""

    entries: tuple[Entry, ...] = ()
    problems: tuple[Problem, ...] = ()
    only_busy: bool = False


@dataclass(frozen=True)
class Notes:
    """Collects problems while a file is read; the same line and words once."""

    found: dict[Problem, None] = field(default_factory=dict[Problem, None])

    def add(self, line: int, text: str) -> None:
        """Note a problem; beyond ``MOST_PROBLEMS`` nothing more."""
        if len(self.found) < MOST_PROBLEMS:
            self.found[Problem(line, text)] = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """By line."""
        return tuple(sorted(self.found))
