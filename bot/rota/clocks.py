"""A zone as a clock: from wall time to instants and back, with the hour that spring skips and autumn repeats."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.domain.hours import zone

if TYPE_CHECKING:
    from collections.abc import Callable

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Zone:
    """A clock: ``offset_at`` says by how much it is ahead of UTC at an instant (aware, in UTC)."""

    name: str
    offset_at: Callable[[datetime], timedelta]
    moves: bool = True  # False: UTC, whose clock is not a place's

    def wall(self, instant: datetime) -> datetime:
        """What the clock shows at this instant, naive."""
        return (instant + self.offset_at(instant)).replace(tzinfo=None)

    def _readings(self, wall: datetime) -> tuple[list[datetime], timedelta]:
        """The instants at which the clock shows this, and the offset a day before."""
        naive = wall.replace(tzinfo=UTC)
        before, after = self.offset_at(naive - _DAY), self.offset_at(naive + _DAY)
        return [naive - one for one in {before, after} if self.offset_at(naive - one) == one], before

    def shows(self, wall: datetime) -> bool:
        """Whether the clock ever shows this; in spring it skips an hour."""
        return bool(self._readings(wall)[0])

    def instant(self, wall: datetime) -> datetime:
        """The instant in UTC: the first of two in autumn; in a gap by the offset before it (RFC 5545, 3.3.5)."""
        found, before = self._readings(wall)
        return min(found) if found else wall.replace(tzinfo=UTC) - before

    def last_instant(self, wall: datetime) -> datetime:
        """The same, but the second of two."""
        found, before = self._readings(wall)
        return max(found) if found else wall.replace(tzinfo=UTC) - before


UTC_ZONE = Zone("UTC", lambda _: timedelta(), moves=False)


def place(name: str) -> Zone:
    """The clock of an IANA zone."""
    here = zone(name)

    def offset_at(instant: datetime) -> timedelta:
        return instant.astimezone(here).utcoffset() or timedelta()

    return Zone(name, offset_at)
