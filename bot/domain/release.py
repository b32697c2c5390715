"""A published report: its period, its counts, and who may read it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain.errors import PeerSupportError
from bot.domain.people import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.domain.people import Member


class BadPeriodError(PeerSupportError):
    """A period must look like 2026, 2026-2028, or 2026-Q3."""

    def __str__(self) -> str:
        return "A period is a year such as 2026, years such as 2026-2028, or a quarter such as 2026-Q3."


MOST_YEARS = 3
"""A period holds at most so many years."""


class Audience(StrEnum):
    """Who reads a release."""

    COORDINATOR = "coordinator"
    OUTSIDE = "outside"  # the leadership reader, and whoever they pass it on to


@dataclass(frozen=True)
class Period:
    """Calendar years of the programme's zone, or a quarter of one.

    ``quarter`` is 0 for whole years; ``last`` is the last of several years, 0 for one.
    """

    year: int
    quarter: int = 0
    last: int = 0

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read ``2026``, ``2026-2028`` or ``2026-Q3``; raises BadPeriodError."""
        found = re.fullmatch(r"(2[0-9]{3})(?:-Q([1-4])|-(2[0-9]{3}))?", text)
        if found is None or (found[3] and not 0 < int(found[3]) - int(found[1]) < MOST_YEARS):
            raise BadPeriodError
        return cls(int(found[1]), int(found[2] or 0), int(found[3] or 0))

    def __str__(self) -> str:
        if self.last:
            return f"{self.year}-{self.last}"
        return f"{self.year}-Q{self.quarter}" if self.quarter else f"{self.year}"

    @property
    def years(self) -> range:
        """The calendar years in it."""
        return range(self.year, (self.last or self.year) + 1)

    @property
    def quarters(self) -> tuple[str, ...]:
        """As their counters are named."""
        numbers = (self.quarter,) if self.quarter else (1, 2, 3, 4)
        return tuple(f"{year}-Q{number}" for year in self.years for number in numbers)

    @property
    def ended(self) -> date:
        """The first day after it."""
        month = 3 * (self.quarter or 4) + 1
        return date(self.years[-1] + month // 12, month % 12, 1)

    def overlaps(self, other: Period) -> bool:
        """Whether some days are in both, though they are not the same."""
        return self != other and not set(self.quarters).isdisjoint(other.quarters)


@dataclass(frozen=True)
class Row:
    """One count; None where it is not shown."""

    code: str
    count: int | None


@dataclass(frozen=True)
class Breakdown:
    """One column of counts: ``category``, ``origin``, ``closing``, ``specialty``, or an answer about how it was."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Split:
    """A question with two answers about the cases of one class; both counts are shown, or neither (None).

    ``table`` is ``about``, ``origin``, ``closing``, ``specialty`` or ``role``; the others are codes of classes.
    """

    table: str
    of: str
    first: str
    second: str
    counts: tuple[int, int] | None


@dataclass(frozen=True)
class Rate:
    """A figure of the service: so many of so many."""

    name: str
    part: int
    of: int

    @property
    def percent(self) -> int | None:
        """Whole per cent, rounded down."""
        return self.part * 100 // self.of if self.of else None


@dataclass(frozen=True, kw_only=True)
class Release:
    """What one audience reads of one period, for ever; ``least`` is the smallest count that is shown.

    Releases from before splits have all their tables in ``breakdowns``; since then it holds the answers about how it
    was. ``yearly`` is the total of each calendar year in the period.
    """

    period: str
    audience: Audience
    on: date
    least: int
    cases: int
    breakdowns: tuple[Breakdown, ...]
    service: tuple[Rate, ...] = ()
    splits: tuple[Split, ...] = ()
    yearly: tuple[int, ...] = ()


def readable(releases: Iterable[Release], member: Member | None) -> tuple[Release, ...]:
    """What a coordinator or a leadership reader may read, the latest first; who is both reads what coordinators do."""
    if member is None or not member.has(Role.COORDINATOR, Role.DEPUTY, Role.LEADERSHIP):
        return ()
    inside = member.has(Role.COORDINATOR, Role.DEPUTY)
    found = [one for one in releases if (one.audience is Audience.COORDINATOR) is inside]
    return tuple(sorted(found, key=lambda one: one.period, reverse=True))
