"""Wall-clock time: weekly hours, leave and waking hours in a person's own zone, safe across daylight saving.

A wall-clock time that a spring change skips means the first instant after the gap; one that an autumn change
repeats means its first occurrence. So a later wall-clock time is never an earlier instant, and the open
intervals of successive days are in order. Arithmetic between instants is done in UTC.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.domain.errors import BadHoursError

if TYPE_CHECKING:
    from collections.abc import Iterable

    Interval = tuple[datetime, datetime]

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAYS_IN = {"en": DAYS, "fr": ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")}
"""How the days of the week are written by whoever speaks so; no two languages write two days alike."""
_WEEKDAYS = {name: number for names in DAYS_IN.values() for number, name in enumerate(names)}
_DAY = timedelta(days=1)
_HORIZON = 60  # days to look ahead for an opening: longer than any usual leave
_HOURS = re.compile(r"([A-Za-z]{3})\.?(?:-([A-Za-z]{3})\.?)? ([0-9]{2}:[0-9]{2})-([0-9]{2}:[0-9]{2})")


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
    """The UTC instant at which a clock in the zone shows this time on this day; gaps and folds as above."""
    naive = datetime.combine(day, clock)
    instant = naive.replace(tzinfo=zone(zone_name), fold=0).astimezone(UTC)
    if local(instant, zone_name).replace(tzinfo=None) == naive:
        return instant
    return _end_of_gap(instant, zone(zone_name))


def _end_of_gap(near: datetime, place: ZoneInfo) -> datetime:
    """The instant, within a day of ``near``, at which the zone's offset changes; found by bisection."""
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
    """Read ``Mon-Fri 08:00-18:00; Sat 09:00-24:00``; raises BadHoursError.

    A night is written as two windows, ``Mon 22:00-24:00; Tue 00:00-06:00``. French days are read, too.
    """
    windows: list[Window] = []
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        found = _HOURS.fullmatch(part)
        if not found:
            raise BadHoursError
        first, last, starts, ends = found.groups()
        windows += _window_range(first, last or first, starts=starts, ends=ends)
    return tuple(windows)


def _window_range(first: str, last: str, *, starts: str, ends: str) -> list[Window]:
    try:
        begin, end = _WEEKDAYS[first], _WEEKDAYS[last]
        opens = time.fromisoformat(starts)
        closes = time.max if ends == "24:00" else time.fromisoformat(ends)
    except (KeyError, ValueError) as error:
        raise BadHoursError from error
    if end < begin or closes <= opens:
        raise BadHoursError
    return [Window(day, opens, closes) for day in range(begin, end + 1)]


def write_hours(hours: tuple[Window, ...], locale: str = "en") -> str:
    """As ``parse_hours`` reads it, neighbouring days together: ``Mon-Fri 08:00-18:00; Sat 09:00-24:00``."""
    names = DAYS_IN.get(locale[:2], DAYS)
    days: dict[str, list[int]] = {}
    for one in hours:
        ends = "24:00" if one.ends == time.max else f"{one.ends:%H:%M}"
        days.setdefault(f"{one.starts:%H:%M}-{ends}", []).append(one.weekday)
    runs = [(run, span) for span, weekdays in days.items() for run in _runs(sorted(weekdays))]
    return "; ".join(f"{_days(run, names)} {span}" for run, span in runs)


def _runs(weekdays: list[int]) -> list[list[int]]:
    """Neighbouring days together: [0, 1, 2, 5] is [[0, 1, 2], [5]]."""
    runs: list[list[int]] = []
    for day in weekdays:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _days(run: list[int], names: tuple[str, ...]) -> str:
    return names[run[0]] if len(run) == 1 else f"{names[run[0]]}-{names[run[-1]]}"


def spans(  # noqa: PLR0917 - which hours, but when not, from when, where
    hours: tuple[Window, ...], leave: tuple[Leave, ...], day: date, zone_name: str
) -> list[tuple[datetime, datetime]]:
    """The UTC intervals of one local day in which these hours are open, in order and apart."""
    if any(away.first <= day <= away.last for away in leave):
        return []
    todays = sorted((w.starts, w.ends) for w in hours if w.weekday == day.weekday())
    return _merged((at_wall(day, opens, zone_name), _closing(day, closes, zone_name)) for opens, closes in todays)


def _closing(day: date, ends: time, zone_name: str) -> datetime:
    return at_wall(day + _DAY, time(), zone_name) if ends == time.max else at_wall(day, ends, zone_name)


def _merged(intervals: Iterable[Interval]) -> list[Interval]:
    """Overlapping ones as one, so that no time counts twice; what a spring change swallowed is gone."""
    merged: list[Interval] = []
    for opens, closes in intervals:
        if merged and opens <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(closes, merged[-1][1]))
        elif opens < closes:
            merged.append((opens, closes))
    return merged


def within(  # noqa: PLR0917 - which hours, but when not, from when, where
    hours: tuple[Window, ...], leave: tuple[Leave, ...], moment: datetime, zone_name: str
) -> bool:
    """Whether these hours are open at this moment."""
    today = local(moment, zone_name).date()
    return any(
        opens <= moment < closes
        for ahead in (-1, 0, 1)  # a change of offset around midnight can set the date back
        for opens, closes in spans(hours, leave, today + ahead * _DAY, zone_name)
    )


def next_opening(  # noqa: PLR0917 - which hours, but when not, from when, where
    hours: tuple[Window, ...], leave: tuple[Leave, ...], moment: datetime, zone_name: str
) -> datetime | None:
    """The first moment from ``moment`` on at which these hours are open; None if not within sixty days."""
    today = local(moment, zone_name).date()
    for ahead in range(-1, _HORIZON) if hours else ():
        for opens, closes in spans(hours, leave, today + ahead * _DAY, zone_name):
            if moment < closes:
                return max(opens, moment)
    return None


def waking(starts_quiet: time, ends_quiet: time) -> tuple[Window, ...]:
    """Every day outside the quiet hours: 07 to 21 by default. Equal times mean that no hour is quiet."""
    if starts_quiet > ends_quiet:
        parts = [(ends_quiet, starts_quiet)]
    else:
        parts = [(time(), starts_quiet), (ends_quiet, time.max)]
    return tuple(Window(day, opens, closes) for day in range(7) for opens, closes in parts if opens < closes)


def narrowed(hours: tuple[Window, ...], bounds: tuple[Window, ...]) -> tuple[Window, ...]:
    """The part of these hours that lies inside the bounds; no hours given means all of the bounds."""
    if not hours:
        return bounds
    cut = (
        Window(ours.weekday, max(ours.starts, bound.starts), min(ours.ends, bound.ends))
        for ours in hours
        for bound in bounds
        if ours.weekday == bound.weekday
    )
    return tuple(window for window in cut if window.starts < window.ends)


def after_open(  # noqa: PLR0917 - which hours, from when, how long, where
    hours: tuple[Window, ...], moment: datetime, amount: timedelta, zone_name: str
) -> datetime:
    """The moment at which ``amount`` of open time has passed since ``moment``; closed time doesn't count.

    Hours that never open would wait for ever: without any, all time counts.
    """
    if not any(window.starts < window.ends for window in hours):
        return moment + amount
    day, left = local(moment, zone_name).date() - _DAY, amount
    while True:
        for opens, closes in spans(hours, (), day, zone_name):
            open_time = closes - max(opens, moment)
            if open_time > timedelta() and open_time >= left:
                return closes - open_time + left
            left -= max(open_time, timedelta())
        day += _DAY
