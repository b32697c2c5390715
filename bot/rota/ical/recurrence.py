"""Recurrence rules (RFC 5545, 3.3.10) in wall time, on python-dateutil's ``rrule``; what it can't bound is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from dateutil import rrule

from bot.rota.reading import BadLineError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.rota.ical.content_lines import Property

MOST_MEMBERS = 3000
"""Members of one rule within the window."""
_MOST_STEPS = 60_000  # members of a counted rule, from its first day on
_FREQUENCIES = {
    "HOURLY": rrule.HOURLY,
    "DAILY": rrule.DAILY,
    "WEEKLY": rrule.WEEKLY,
    "MONTHLY": rrule.MONTHLY,
    "YEARLY": rrule.YEARLY,
}
_STEPS = {"HOURLY": timedelta(days=1), "DAILY": timedelta(days=1), "WEEKLY": timedelta(weeks=1)}
"""By how much the first day may be put forward, times the interval, without another member."""
_DAYS = {"MO": rrule.MO, "TU": rrule.TU, "WE": rrule.WE, "TH": rrule.TH, "FR": rrule.FR, "SA": rrule.SA, "SU": rrule.SU}
_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_LISTS = {
    "BYSECOND": ("bysecond", 0, 60),
    "BYMINUTE": ("byminute", 0, 59),
    "BYHOUR": ("byhour", 0, 23),
    "BYMONTHDAY": ("bymonthday", -31, 31),
    "BYYEARDAY": ("byyearday", -366, 366),
    "BYWEEKNO": ("byweekno", -53, 53),
    "BYMONTH": ("bymonth", 1, 12),
    "BYSETPOS": ("bysetpos", -366, 366),
}
_OWN_WORDS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", *_LISTS}
_MOST_INTERVAL, _MOST_COUNT = 1000, 20_000


@dataclass(frozen=True)
class Rule:
    """One RRULE. ``until`` is as the file writes it; ``count`` 0 means without."""

    line: int
    frequency: str
    interval: int
    count: int
    until: str
    week_start: str
    parts: dict[str, list[object]]

    def members(self, first: datetime, low: datetime, high: datetime) -> list[datetime]:
        """The members from ``low`` to ``high``, as naive wall times; raises BadLineError beyond ``MOST_MEMBERS``."""
        if self.count:
            return [one for one in self._by_count(first) if low <= one <= high]
        begun = takewhile(lambda one: one <= high, self._rule(self._near(first, low)))
        found = list(islice((one for one in begun if one >= max(low, first)), MOST_MEMBERS + 1))
        if len(found) > MOST_MEMBERS:
            raise BadLineError(self.line, f"more than {MOST_MEMBERS} shifts of one rule: left out")
        return found

    def _by_count(self, first: datetime) -> Iterator[datetime]:
        """All that COUNT allows: the first day counts even where the rule leaves it out (3.8.5.3)."""
        whole = islice(self._rule(first), min(self.count, _MOST_STEPS))
        head = next(whole, None)
        if head is None:
            return
        if head == first:
            yield head
            yield from whole
        elif self.count > 1:
            yield head
            yield from islice(whole, self.count - 2)

    def _near(self, first: datetime, low: datetime) -> datetime:
        """A first day shortly before the window that has the same members: not every rule starts last year."""
        step = _STEPS.get(self.frequency)
        if step is None or low <= first or "bysetpos" in self.parts:
            return first
        step *= self.interval
        return first + max((low - first) // step - 1, 0) * step

    def _rule(self, first: datetime) -> rrule.rrule:
        try:
            return rrule.rrule(
                _FREQUENCIES[self.frequency],  # pyright: ignore[reportArgumentType] - the stub wants a literal
                dtstart=first,
                interval=self.interval,
                wkst=_DAYS[self.week_start],
                **self.parts,  # pyright: ignore[reportArgumentType] - names and types are those of _LISTS
            )
        except (TypeError, ValueError) as error:
            raise BadLineError(self.line, f"the rule can't be read: {error}") from error

    @cached_property
    def words(self) -> str:
        """For a message."""
        return f"{self.frequency} every {self.interval}"


def rule(found: Property) -> Rule:
    """Read an RRULE; raises BadLineError for what is no rule, or has no bounds."""
    words = _words(found)
    frequency = words.get("FREQ", "")
    if frequency not in _FREQUENCIES:
        allowed = "only hours, days, weeks, months and years"
        raise BadLineError(found.line, f"a rule by {frequency or 'nothing'}: {allowed}")
    week_start = words.get("WKST", "MO")
    if week_start not in _DAYS:
        raise BadLineError(found.line, f"WKST={week_start} is no day")
    return Rule(
        line=found.line,
        frequency=frequency,
        interval=_number(found, words, "INTERVAL", default=1, most=_MOST_INTERVAL),
        count=_number(found, words, "COUNT", default=0, most=_MOST_COUNT),
        until=words.get("UNTIL", ""),
        week_start=week_start,
        parts=_parts(found, words, frequency),
    )


def _words(found: Property) -> dict[str, str]:
    words: dict[str, str] = {}
    for part in found.value.upper().replace(" ", "").split(";"):
        name, _, value = part.partition("=")
        if name and not value:
            raise BadLineError(found.line, f"{name} in the rule says nothing")
        if name and not name.startswith("X-"):
            words[name] = value
    if words.pop("RSCALE", "GREGORIAN") != "GREGORIAN" or words.pop("SKIP", "OMIT") != "OMIT":
        raise BadLineError(found.line, "a rule by another calendar than the Gregorian, or with SKIP")
    if strange := sorted(words.keys() - _OWN_WORDS):
        raise BadLineError(found.line, f"{strange[0]} is unknown in a rule")
    return words


def _number(found: Property, words: dict[str, str], name: str, *, default: int, most: int) -> int:
    raw = words.get(name)
    if raw is None:
        return default
    if not re.fullmatch(r"\d{1,6}", raw) or not 1 <= int(raw) <= most:
        raise BadLineError(found.line, f"{name}={raw[:20]} is not a number from 1 to {most}")
    return int(raw)


def _parts(found: Property, words: dict[str, str], frequency: str) -> dict[str, list[object]]:
    parts: dict[str, list[object]] = {}
    for name, (keyword, least, most) in _LISTS.items():
        if name in words:
            parts[keyword] = [
                _one_of(found, one, name=name, bounds=(least, most)) for one in words[name].split(",") if one
            ]
    if "BYDAY" in words:
        parts["byweekday"] = [_weekday(found, one, frequency) for one in words["BYDAY"].split(",") if one]
    return parts


def _one_of(found: Property, raw: str, *, name: str, bounds: tuple[int, int]) -> int:
    if not re.fullmatch(r"[+-]?\d{1,3}", raw) or not bounds[0] <= int(raw) <= bounds[1]:
        raise BadLineError(found.line, f"{name}={raw[:20]} is not from {bounds[0]} to {bounds[1]}")
    if int(raw) == 0 and bounds[0] < 0:
        raise BadLineError(found.line, f"{name}=0 is nothing")
    return int(raw)


def _weekday(found: Property, raw: str, frequency: str) -> object:
    day = _DAY.fullmatch(raw)
    if not day:
        raise BadLineError(found.line, f"BYDAY={raw[:20]} is no day")
    nth = int(day[1] or 0)
    return _DAYS[day[2]](nth) if nth and frequency in {"MONTHLY", "YEARLY"} else _DAYS[day[2]]
