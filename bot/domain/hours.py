"""Wall-clock time: weekly hours, leave and waking hours in a person's own zone, safe across daylight saving.

A wall-clock time that a spring change skips means the first instant after the gap; one that an autumn change
repeats means its first occurrence. Arithmetic between instants is done in UTC.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from bot.domain.errors import BadHoursError

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY = timedelta(days=1)
_HORIZON = 60  # days to look ahead for an opening: longer than any usual leave


@dataclass(frozen=True)
class Window:
    """Available on one weekday (0 is Monday) from ``starts`` until ``ends``; ``time.max`` means midnight."""

    weekday: int
    starts: time
    ends: time


@dataclass(frozen=True)
class Leave:
    """Away from the first day to the last, both included."""

    first: date
    last: date


@cache
def zone(name: str) -> ZoneInfo:
    """The IANA zone of this name."""
    return ZoneInfo(name)


def local(moment: datetime, zone_name: str) -> datetime:
    """The same instant on a clock in that zone."""
    return moment.astimezone(zone(zone_name))


def at_wall(day: date, clock: time, zone_name: str) -> datetime:
    """The UTC instant at which a clock in the zone shows this time on this day (module docstring for gaps and folds)."""
    naive = datetime.combine(day, clock)
    here = naive.replace(tzinfo=zone(zone_name), fold=0)
    instant = here.astimezone(UTC)
    if instant.astimezone(zone(zone_name)).replace(tzinfo=None) == naive:
        return instant
    return _end_of_gap(instant, zone(zone_name))


def _end_of_gap(near: datetime, place: ZoneInfo) -> datetime:
    """The instant of the change of offset closest before ``near`` + a day, found by bisection."""
    low, high = near - _DAY, near + _DAY
    before = low.astimezone(place).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(place).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)


def parse_hours(text: str) -> tuple[Window, ...]:
    """Read ``Mon-Fri 08:00-18:00; Sat 09:00-12:00``; raises BadHoursError."""
    windows: list[Window] = []
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        found = re.fullmatch(r"(\w{3})(?:-(\w{3}))? (\d\d:\d\d)-(\d\d:\d\d)", part)
        if not found:
            raise BadHoursError
        first, last, starts, ends = found.groups()
        windows += _window_range(first, last or first, starts, ends)
    return tuple(windows)


def _window_range(first: str, last: str, starts: str, ends: str) -> list[Window]:
    try:
        begin, end = DAYS.index(first), DAYS.index(last)
        opens, closes = time.fromisoformat(starts), time.max if ends == "24:00" else time.fromisoformat(ends)
    except ValueError as error:
        raise BadHoursError from error
    if end < begin or closes <= opens:
        raise BadHoursError
    return [Window(day, opens, closes) for day in range(begin, end + 1)]


def spans(hours: tuple[Window, ...], leave: tuple[Leave, ...], day: date, zone_name: str) -> list[tuple[datetime, datetime]]:
    """The UTC intervals of one local day in which these hours are open, in order."""
    if any(away.first <= day <= away.last for away in leave):
        return []
    todays = sorted((w for w in hours if w.weekday == day.weekday()), key=lambda w: w.starts)
    return [(at_wall(day, w.starts, zone_name), _closing(day, w.ends, zone_name)) for w in todays]


def _closing(day: date, ends: time, zone_name: str) -> datetime:
    return at_wall(day + _DAY, time(), zone_name) if ends == time.max else at_wall(day, ends, zone_name)


def within(hours: tuple[Window, ...], leave: tuple[Leave, ...], moment: datetime, zone_name: str) -> bool:
    """Whether these hours are open at this moment."""
    return any(opens <= moment < closes for opens, closes in spans(hours, leave, local(moment, zone_name).date(), zone_name))


def next_opening(hours: tuple[Window, ...], leave: tuple[Leave, ...], moment: datetime, zone_name: str) -> datetime | None:
    """The first moment from ``moment`` on at which these hours are open; None if not within sixty days."""
    today = local(moment, zone_name).date()
    for ahead in range(_HORIZON):
        for opens, closes in spans(hours, leave, today + ahead * _DAY, zone_name):
            if moment < closes:
                return max(opens, moment)
    return None


def waking(starts_quiet: time, ends_quiet: time) -> tuple[Window, ...]:
    """Every day from the end of the quiet hours to their start: 07 to 21 by default."""
    return tuple(Window(day, ends_quiet, starts_quiet) for day in range(7))


def narrowed(hours: tuple[Window, ...], bounds: tuple[Window, ...]) -> tuple[Window, ...]:
    """The part of these hours that lies inside the bounds; no hours given means all of the bounds."""
    if not hours:
        return bounds
    by_day = {bound.weekday: bound for bound in bounds}
    cut = [
        Window(w.weekday, max(w.starts, by_day[w.weekday].starts), min(w.ends, by_day[w.weekday].ends))
        for w in hours
        if w.weekday in by_day
    ]
    return tuple(w for w in cut if w.starts < w.ends)


def after_open(hours: tuple[Window, ...], moment: datetime, amount: timedelta, zone_name: str) -> datetime:
    """The moment at which ``amount`` of open time has passed since ``moment``; closed time doesn't count."""
    today, left = local(moment, zone_name).date(), amount
    for ahead in range(-1, _HORIZON):
        for opens, closes in spans(hours, (), today + ahead * _DAY, zone_name):
            begin = max(opens, moment)
            if begin >= closes:
                continue
            if closes - begin >= left:
                return begin + left
            left -= closes - begin
    return moment + amount
