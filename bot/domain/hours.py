"""Wall-clock time: weekly hours, leave and waking hours in a person's own zone, safe across daylight saving.

A wall-clock time that a spring change skips means the first instant after the gap; one that an autumn change
repeats means its first occurrence. So a later wall-clock time is never an earlier instant, and the open
intervals of successive days are in order. Arithmetic between instants is done in UTC.

Time zones come from the locked ``tzdata`` package alone: a host's own zone files may be years old. British Columbia,
for one, no longer changes its clocks since November 2026. The search path is emptied before the first zone is made.
"""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING

import tzdata

from bot.domain.errors import BadZoneError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Interval = tuple[datetime, datetime]

zoneinfo.reset_tzpath(())
zoneinfo.ZoneInfo.clear_cache()

RELEASE: str = tzdata.IANA_VERSION
"""The release of the zones in use, such as ``2026f``."""
_NO_PLACE = frozenset(
    [
        "CET",
        "CST6CDT",
        "EET",
        "EST",
        "EST5EDT",
        "Factory",
        "GMT",
        "GMT+0",
        "GMT-0",
        "GMT0",
        "Greenwich",
        "HST",
        "MET",
        "MST",
        "MST7MDT",
        "PST8PDT",
        "UCT",
        "UTC",
        "Universal",
        "WET",
        "Zulu",
        "localtime",
        "posixrules",
    ]
)
_NO_PLACE_UNDER = ("Etc/", "SystemV/", "posix/", "right/")
_NOBODY_LIVES = {
    "est": "America/New_York",
    "est5edt": "America/New_York",
    "edt": "America/New_York",
    "cst": "America/Chicago",
    "cst6cdt": "America/Chicago",
    "mst": "America/Phoenix",
    "mst7mdt": "America/Denver",
    "pst8pdt": "America/Los_Angeles",
    "pst": "America/Los_Angeles",
    "hst": "Pacific/Honolulu",
    "cet": "Europe/Paris",
    "met": "Europe/Berlin",
    "eet": "Europe/Athens",
    "wet": "Europe/Lisbon",
    "gmt": "Europe/London",
    "utc": "Europe/London",
    "etc/utc": "Europe/London",
    "zulu": "Europe/London",
    "bst": "Europe/London",
    "etc/gmt": "Europe/London",
    "etc/gmt+5": "America/New_York",
    "etc/gmt+6": "America/Chicago",
    "etc/gmt+7": "America/Denver",
    "etc/gmt+8": "America/Los_Angeles",
    "etc/gmt-1": "Europe/Paris",
    "etc/gmt-2": "Europe/Athens",
    "etc/gmt-10": "Australia/Brisbane",
}
"""A place that may be meant. The sign of ``Etc/GMT+5`` is turned round: it is five hours behind UTC."""

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAYS_IN = {"en": DAYS, "fr": ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")}
"""How the days of the week are written by whoever speaks so; no two languages write two days alike."""
_DAY = timedelta(days=1)
_HORIZON = 60  # days to look ahead for an opening: longer than any usual leave


@dataclass(frozen=True)
class Window:
    """Available on one weekday (0 is Monday) from ``starts`` until ``ends``; ``time.max`` means midnight."""

    weekday: int
    starts: time
    ends: time


@dataclass(frozen=True, kw_only=True)
class Quiet:
    """The hours, in a person's own zone, in which nothing routine is sent."""

    starts: time = time(21)
    ends: time = time(7)


@dataclass(frozen=True)
class Leave:
    """Away from the first day to the last, both included."""

    first: date
    last: date


def local(moment: datetime, zone_name: str) -> datetime:
    """The same instant on a clock in that zone."""
    return moment.astimezone(zone(zone_name))


def is_zone(name: str) -> bool:
    """Whether there is a clock of that name."""
    try:
        zone(name)
    except BadZoneError:
        return False
    return True


def day_in(moment: datetime, zone_name: str) -> date:
    """The day on which this instant falls in that zone: the only place where a moment becomes a day."""
    return local(moment, zone_name).date()


def at_wall(day: date, clock: time, zone_name: str) -> datetime:
    """The UTC instant at which a clock in the zone shows this time on this day; gaps and folds as above."""
    naive = datetime.combine(day, clock)
    instant = naive.replace(tzinfo=zone(zone_name), fold=0).astimezone(UTC)
    if local(instant, zone_name).replace(tzinfo=None) == naive:
        return instant
    return _end_of_gap(instant, zone(zone_name))


def _end_of_gap(near: datetime, place: zoneinfo.ZoneInfo) -> datetime:
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


def spans(  # noqa: PLR0917 - which hours, but when not, from when, where
    hours: tuple[Window, ...], leave: tuple[Leave, ...], day: date, zone_name: str
) -> list[tuple[datetime, datetime]]:
    """The UTC intervals of one local day in which these hours are open, in order and apart."""
    if any(away.first <= day <= away.last for away in leave):
        return []
    todays = sorted((w.starts, w.ends) for w in hours if w.weekday == day.weekday())
    return _merge_intervals(
        (at_wall(day, opens, zone_name), _closing(day, closes, zone_name)) for opens, closes in todays
    )


def _closing(day: date, ends: time, zone_name: str) -> datetime:
    return at_wall(day + _DAY, time(), zone_name) if ends == time.max else at_wall(day, ends, zone_name)


def _merge_intervals(intervals: Iterable[Interval]) -> list[Interval]:
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
    today = day_in(moment, zone_name)
    return any(
        opens <= moment < closes
        for ahead in (-1, 0, 1)  # a change of offset around midnight can set the date back
        for opens, closes in spans(hours, leave, today + ahead * _DAY, zone_name)
    )


def next_opening(  # noqa: PLR0917 - which hours, but when not, from when, where
    hours: tuple[Window, ...], leave: tuple[Leave, ...], moment: datetime, zone_name: str
) -> datetime | None:
    """The first moment from ``moment`` on at which these hours are open; None if not within sixty days."""
    today = day_in(moment, zone_name)
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


def narrow_hours(hours: tuple[Window, ...], bounds: tuple[Window, ...]) -> tuple[Window, ...]:
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


def after_open(  # noqa: PLR0917 - which hours, from when, how long, where, on which days not
    hours: tuple[Window, ...],
    moment: datetime,
    amount: timedelta,
    zone_name: str,
    stands_still: Callable[[date], bool] = lambda _: False,
) -> datetime:
    """The moment at which ``amount`` of open time has passed since ``moment``; closed time doesn't count.

    ``stands_still``: days of which nothing counts, such as holidays. Hours that never open would wait for ever: without
    any, all time counts.
    """
    if not any(window.starts < window.ends for window in hours):
        return moment + amount
    day, left = day_in(moment, zone_name) - _DAY, amount
    while True:
        for opens, closes in () if stands_still(day) else spans(hours, (), day, zone_name):
            open_time = closes - max(opens, moment)
            if open_time > timedelta() and open_time >= left:
                return closes - open_time + left
            left -= max(open_time, timedelta())
        day += _DAY


def last_of(leave: Iterable[Leave], day: date) -> date | None:
    """The last day of the absence that this day is in; None if it is in none."""
    last = None
    for one in sorted(leave, key=lambda one: one.first):
        if one.first <= (last + _DAY if last else day) <= one.last:
            last = one.last
    return last


def days_away(leave: Iterable[Leave], first: date, last: date) -> int:
    """How many of these days, both included, are on leave; a day that is in two leaves counts once."""
    total, reached = 0, first - _DAY
    for one in sorted(leave, key=lambda one: one.first):
        begins, ends = max(one.first, reached + _DAY), min(one.last, last)
        if begins <= ends:
            total, reached = total + (ends - begins).days + 1, ends
    return total


@cache
def zone(name: str) -> zoneinfo.ZoneInfo:
    """The IANA zone of this name; raises BadZoneError if there is none."""
    if name not in known_zones():
        raise BadZoneError(name)
    return zoneinfo.ZoneInfo(name)


@cache
def known_zones() -> frozenset[str]:
    """Every IANA name that the locked release has."""
    return frozenset(zoneinfo.available_timezones())


@cache
def known_places() -> frozenset[str]:
    """The names under which people live: all that stand for a place on the map."""
    return frozenset(name for name in known_zones() if has_place(name))


def has_place(name: str) -> bool:
    """Whether people live by this zone: not ``EST``, ``UTC``, ``Etc/GMT-5``, ``Factory`` or ``localtime``."""
    return name in known_zones() and name not in _NO_PLACE and not name.startswith(_NO_PLACE_UNDER)


def suggestion(name: str) -> str:
    """The place that somebody may mean who wrote this name."""
    known = _NOBODY_LIVES.get(name.strip().lower())
    if known:
        return known
    near = get_close_matches(name, sorted(known_places()), 1, 0.5)
    return near[0] if near else "America/New_York"
