"""Opening hours of a line: always, weekly periods in a time zone, or a site's own words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

from bot.domain.errors import PeerSupportError
from bot.domain.hours import DAYS, has_place

_ALWAYS = {"", "always", "24/7", "day and night", "jour et nuit"}
_HOLIDAYS = re.compile(r",?\s*closed on (?:bank|public) holidays$", re.IGNORECASE)
_ZONE = re.compile(r"\s([A-Za-z_]+(?:/[A-Za-z_+-]+)+|UTC)$")
_PERIOD = re.compile(r"(?:(daily)|([A-Za-z]{3})(?:-([A-Za-z]{3}))?) ([0-2][0-9]:[0-5][0-9])-([0-2][0-9]:[0-5][0-9])")


class WrongHoursError(PeerSupportError):
    """Hours of a line must look like 'always' or 'Mon-Fri 08:00-20:00, Sat 08:00-14:00 Europe/London'."""


@dataclass(frozen=True)
class Period:
    """Weekdays from ``first`` to ``last`` (0 is Monday); beyond midnight if ``ends`` is before ``starts``."""

    first: int
    last: int
    starts: time
    ends: time


@dataclass(frozen=True, kw_only=True)
class OpeningHours:
    """When a line is answered: always, in ``periods`` on the clock of ``zone``, or as ``note`` says.

    Without any of them the hours are unknown, and nothing is said of them.
    """

    always: bool = False
    periods: tuple[Period, ...] = ()
    zone: str = ""
    closed_on_holidays: bool = False
    note: str = ""
    note_fr: str = ""

    @property
    def is_known(self) -> bool:
        """Whether anything can be said of them."""
        return self.always or bool(self.periods) or bool(self.note)


ALWAYS = OpeningHours(always=True)
UNKNOWN = OpeningHours()


def read_opening_hours(text: str, *, note_fr: str = "", zone: str = "") -> OpeningHours:
    """Hours as a pack or a policy writes them; other words are a note, shown as they are.

    ``zone``: the IANA zone of periods that name none. WrongHoursError if the text has times that can't be read.
    """
    plain = " ".join(text.split())
    if plain.lower() in _ALWAYS:
        return ALWAYS
    if plain.lower() == "unknown":
        return UNKNOWN
    if not re.search(r"\d:\d\d", plain):
        return OpeningHours(note=plain, note_fr=note_fr)
    return _periods(plain, zone)


def _periods(text: str, zone: str) -> OpeningHours:
    rest = _HOLIDAYS.sub("", text)
    named = _ZONE.search(rest)
    zone = named[1] if named else zone
    rest = rest[: named.start()] if named else rest
    periods = tuple(_period(part.strip()) for part in re.split(r"[,;]", rest))
    if not has_place(zone):
        raise WrongHoursError("hours need a time zone at their end, such as Europe/London")
    return OpeningHours(periods=periods, zone=zone, closed_on_holidays=_HOLIDAYS.search(text) is not None)


def _period(text: str) -> Period:
    found = _PERIOD.fullmatch(text)
    if found is None:
        raise WrongHoursError
    daily, first, last, starts, ends = found.groups()
    days = ("Mon", "Sun") if daily else (first, last or first)
    try:
        numbers = [DAYS.index(day.capitalize()) for day in days]
        return Period(numbers[0], numbers[1], time.fromisoformat(starts), time.fromisoformat(ends))
    except ValueError as error:
        raise WrongHoursError from error


def write_opening_hours(hours: OpeningHours) -> str:
    """The text that reads as these hours again."""
    if hours.always:
        return "always"
    if not hours.is_known:
        return "unknown"
    if hours.note:
        return hours.note
    closed = ", closed on public holidays" if hours.closed_on_holidays else ""
    return f"{', '.join(map(_written, hours.periods))} {hours.zone}{closed}"


def _written(one: Period) -> str:
    days = "daily" if (one.first, one.last) == (0, 6) else DAYS[one.first]
    until = f"-{DAYS[one.last]}" if days != "daily" and one.last != one.first else ""
    return f"{days}{until} {one.starts:%H:%M}-{one.ends:%H:%M}"
