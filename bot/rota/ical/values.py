"""Values of iCalendar: dates, times, lengths and periods (RFC 5545, 3.3), and what programs write instead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from bot.rota.clocks import UTC_ZONE
from bot.rota.reading import BadLineError, Notes

if TYPE_CHECKING:
    from bot.rota.clocks import Zone
    from bot.rota.ical.content_lines import Property

_DAY = timedelta(days=1)
_DATE = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")
_TIME = re.compile(r"(\d{2}):?(\d{2}):?(\d{2})?(?:[.,]\d+)?\s*(Z|[+-]\d{2}:?\d{2})?", re.IGNORECASE)
_LENGTH = re.compile(r"([+-]?)P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", re.IGNORECASE)
_FIRST_YEAR, _LAST_YEAR = 1601, 2200
_MIDNIGHT, _LEAP_SECOND = 24, 60


class Zones(Protocol):
    """The clocks that a value may name: the rota's own, and what the file defines."""

    @property
    def own(self) -> Zone:
        """The rota's zone, which holds for times without any."""
        ...

    @property
    def notes(self) -> Notes:
        """Where what is odd is noted."""
        ...

    def named(self, name: str, line: int) -> Zone:
        """The zone of this name, on this line of the file."""
        ...


@dataclass(frozen=True)
class Moment:
    """A date, or a time on a clock: ``wall`` is naive. ``floating``: the file names no zone for it."""

    wall: datetime
    zone: Zone
    line: int
    is_date: bool = False
    floating: bool = False

    @property
    def instant(self) -> datetime:
        """In UTC; of a date, its midnight."""
        return self.zone.instant(self.wall)

    def on(self, zone: Zone) -> datetime:
        """What a clock of that zone shows at this moment; a date or a floating time is the same everywhere."""
        return self.wall if self.is_date or self.floating or zone is self.zone else zone.wall(self.instant)


@dataclass(frozen=True)
class Length:
    """Days by the clock, then an exact length (RFC 5545, 3.3.6)."""

    days: timedelta
    exact: timedelta


def moment(found: Property, zones: Zones, text: str | None = None) -> Moment:
    """What a property, or one of its several values, says; raises BadLineError."""
    raw = (found.value if text is None else text).strip()
    day = _DATE.match(raw)
    if not day:
        raise BadLineError(found.line, f"{raw[:40]!r} is not a time")
    begins = _midnight(day, found.line, raw)
    rest = raw[day.end() :].lstrip("Tt ")
    named = found.parameter("TZID")
    if not rest or (found.parameter("VALUE").upper() == "DATE" and not rest.strip("0:")):
        return Moment(begins, zones.own, found.line, is_date=True)
    clock = _TIME.fullmatch(rest)
    if not clock:
        raise BadLineError(found.line, f"{raw[:40]!r} is not a time")
    wall = _read_clock(begins, clock, line=found.line, notes=zones.notes)
    suffix = clock[4]
    if suffix and suffix not in "Zz":
        wall -= _offset(suffix)
    if suffix:
        if named and zones.named(named, found.line).offset_at(wall.replace(tzinfo=UTC)):
            zones.notes.add(found.line, f"{raw[:40]!r} is UTC, and names the zone {named!r} too; read as UTC")
        return Moment(wall, UTC_ZONE, found.line)
    if named:
        return Moment(wall, zones.named(named, found.line), found.line)
    return Moment(wall, zones.own, found.line, floating=True)


def plain_wall(found: Property, text: str) -> datetime:
    """A time as it stands there, whatever its zone; raises BadLineError."""
    day = _DATE.match(text.strip())
    clock = _TIME.fullmatch(text.strip()[day.end() :].lstrip("Tt ") or "000000") if day else None
    if not day or not clock:
        raise BadLineError(found.line, f"{text[:40]!r} is not a time")
    return _read_clock(_midnight(day, found.line, text), clock, line=found.line, notes=Notes())


def _midnight(day: re.Match[str], line: int, raw: str) -> datetime:
    try:
        found = date(int(day[1]), int(day[2]), int(day[3]))
    except ValueError:
        raise BadLineError(line, f"{raw[:40]!r} is not a time") from None
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise BadLineError(line, f"{raw[:40]!r} lies outside the years {_FIRST_YEAR} to {_LAST_YEAR}")
    return datetime(found.year, found.month, found.day)  # noqa: DTZ001 - wall time


def _read_clock(begins: datetime, clock: re.Match[str], *, line: int, notes: Notes) -> datetime:
    hours, minutes, seconds = int(clock[1]), int(clock[2]), int(clock[3] or 0)
    if hours == _MIDNIGHT and not minutes and not seconds:
        notes.add(line, "24:00 read as midnight")
    elif hours >= _MIDNIGHT or minutes >= 60 or seconds > _LEAP_SECOND:  # noqa: PLR2004 - minutes of an hour
        raise BadLineError(line, f"{clock[0]!r} is not a time of day")
    return begins + timedelta(hours=hours, minutes=minutes, seconds=min(seconds, 59))


def _offset(text: str) -> timedelta:
    hours, minutes = int(text[1:3]), int(text[-2:])
    return timedelta(hours=hours, minutes=minutes) * (-1 if text[0] == "-" else 1)


def length(found: Property, text: str | None = None) -> Length:
    """What ``P1DT2H`` says; raises BadLineError."""
    raw = (found.value if text is None else text).strip()
    parts = _LENGTH.fullmatch(raw)
    if not parts or not any(parts.groups()[1:]) or any(len(one or "") > 5 for one in parts.groups()):  # noqa: PLR2004
        raise BadLineError(found.line, f"{raw[:40]!r} is not a length of time")
    sign = -1 if parts[1] == "-" else 1
    weeks, days, hours, minutes, seconds = (int(one or 0) for one in parts.groups()[1:])
    exact = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return Length(sign * timedelta(weeks=weeks, days=days), sign * exact)


def utc_offset(found: Property) -> timedelta:
    """``+0530``, ``-0800`` or ``+012345``; raises BadLineError."""
    raw = found.value.strip().replace(":", "")
    if not re.fullmatch(r"[+-]?\d{4}(\d{2})?", raw):
        raise BadLineError(found.line, f"{raw[:40]!r} is not an offset from UTC")
    digits = raw.lstrip("+-")
    found_offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]), seconds=int(digits[4:] or 0))
    if found_offset >= _DAY:
        raise BadLineError(found.line, f"{raw[:40]!r} is not an offset from UTC")
    return -found_offset if raw.startswith("-") else found_offset
