"""Weekly hours as people write them: ``Mon-Fri 08:00-18:00``, ``mon, wed 8h-17h``, ``Fri 22:00-06:00``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING

from bot.domain.errors import BadHoursError
from bot.domain.hours import DAYS, DAYS_IN, Window

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_WEEK = 7
_NAMES = (
    ("mon", "monday", "lun", "lundi"),
    ("tue", "tues", "tuesday", "mar", "mardi"),
    ("wed", "weds", "wednesday", "mer", "mercredi"),
    ("thu", "thur", "thurs", "thursday", "jeu", "jeudi"),
    ("fri", "friday", "ven", "vendredi"),
    ("sat", "saturday", "sam", "samedi"),
    ("sun", "sunday", "dim", "dimanche"),
)
_WEEKDAYS = {name + ending: number for number, names in enumerate(_NAMES) for name in names for ending in ("", "s")}
_GROUPS = {
    **dict.fromkeys(("daily", "every day", "everyday", "tous les jours", "chaque jour"), range(_WEEK)),
    **dict.fromkeys(("weekdays", "weekday", "en semaine"), range(5)),
    **dict.fromkeys(("weekends", "weekend", "week-end", "week-ends", "fin de semaine"), range(5, _WEEK)),
}
_CLOCK = (
    r"(?:(?P<hour>[0-9]{1,2})\s*(?:[:.h]\s*(?P<minute>[0-9]{2})?)?\s*(?P<half>[ap]\.?m\.?)?"
    r"|(?P<noon>noon|midi|midnight|minuit))"
)
_TOKENS = re.compile(
    "|".join(
        (
            rf"(?P<group>{'|'.join(sorted(_GROUPS, key=len, reverse=True))})(?![\w-])",
            rf"(?P<day>{'|'.join(sorted(_WEEKDAYS, key=len, reverse=True))})(?!\w)\.?",
            rf"(?P<clock>{_CLOCK})",
            r"(?P<to>-|\b(?:to|until|au|à|a|jusqu'à)\b)",
            r"(?P<and>,|/|\+|&|\b(?:and|et)\b)",
            r"(?P<end>;|\n)",
            r"(?P<filler>\s+|:|\b(?:from|du|de|le|les)\b)",
        )
    )
)
_DASHES = re.compile("\\s*[\u2010-\u2015\u2212-]\\s*")
_HOURS, _HALF, _MINUTES = 24, 12, 60


def parse_hours(text: str) -> tuple[Window, ...]:
    """The weekly hours; raises BadHoursError.

    Hours that end before they begin lie over midnight, ``Fri-Mon`` over the week's end. French is read, too.
    """
    plain = _DASHES.sub("-", text.lower().replace("\u2019", "'").replace("\xa0", " ").replace("\u202f", " "))
    plain = re.sub(r"week-ends?", "weekend", plain)
    return tuple(_Reader(tuple(_tokens(plain))).windows())


@dataclass(frozen=True)
class _Token:
    kind: str
    number: int = 0
    days: tuple[int, ...] = ()


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        found = _TOKENS.match(text, at)
        if not found:
            raise BadHoursError
        at = found.end()
        kind = found.lastgroup or ""
        if found["group"]:
            yield _Token("days", days=tuple(_GROUPS[found["group"]]))
        elif found["day"]:
            yield _Token("day", _WEEKDAYS[found["day"].rstrip(".")])
        elif found["clock"]:
            yield _Token("clock", _minutes(found))
        elif not found["filler"]:
            yield _Token(kind)


def _minutes(found: re.Match[str]) -> int:
    """Minutes since midnight; 24:00 is 1440."""
    if found["noon"]:
        return _HALF * _MINUTES if found["noon"] in {"noon", "midi"} else 0
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        if not 1 <= hour <= _HALF:
            raise BadHoursError
        hour = hour % _HALF + (_HALF if found["half"].startswith("p") else 0)
    if minute >= _MINUTES or hour * _MINUTES + minute > _HOURS * _MINUTES:
        raise BadHoursError
    return hour * _MINUTES + minute


class _Reader:
    """Days, then one or several spans of hours, then further days."""

    def __init__(self, tokens: tuple[_Token, ...]) -> None:
        self.tokens, self.at = tokens, 0

    def windows(self) -> Iterator[Window]:
        while self._skip("end", "and"):
            days = self._days()
            self._skip("and")
            spans = [self._span()]
            while self._next() == "and" and self._next(1) == "clock":
                self.at += 1
                spans.append(self._span())
            yield from (window for day in days for span in spans for window in _windows(day, *span))

    def _next(self, ahead: int = 0) -> str:
        here = self.at + ahead
        return self.tokens[here].kind if here < len(self.tokens) else ""

    def _skip(self, *kinds: str) -> bool:
        """Pass over these; whether anything is left."""
        while self._next() in kinds:
            self.at += 1
        return bool(self._next())

    def _take(self, kind: str) -> _Token:
        if self._next() != kind:
            raise BadHoursError
        self.at += 1
        return self.tokens[self.at - 1]

    def _days(self) -> list[int]:
        days: dict[int, None] = {}
        while self._next() in {"day", "days"}:
            days |= dict.fromkeys(self._range())
            while self._next() == "and" and self._next(1) in {"day", "days"}:
                self.at += 1
        if not days:
            raise BadHoursError
        return list(days)

    def _range(self) -> Iterable[int]:
        token = self.tokens[self.at]
        self.at += 1
        if token.days:
            return token.days
        if self._next() != "to" or self._next(1) != "day":
            return (token.number,)
        self.at += 1
        last = self._take("day").number
        return [(token.number + ahead) % _WEEK for ahead in range((last - token.number) % _WEEK + 1)]

    def _span(self) -> tuple[int, int]:
        begins = self._take("clock").number
        self._take("to")
        ends = self._take("clock").number
        if begins == ends or begins == _HOURS * _MINUTES:
            raise BadHoursError
        return begins, ends


def _windows(day: int, begins: int, ends: int) -> Iterator[Window]:
    """One window, or two where midnight lies between."""
    if ends > begins or ends == 0:
        yield Window(day, _time(begins), _time(ends or _HOURS * _MINUTES))
        return
    yield Window(day, _time(begins), time.max)
    yield Window((day + 1) % _WEEK, time(), _time(ends))


def _time(minutes: int) -> time:
    return time.max if minutes == _HOURS * _MINUTES else time(*divmod(minutes, _MINUTES))


def write_hours(hours: tuple[Window, ...], locale: str = "en") -> str:
    """As ``parse_hours`` reads it, neighbouring days together: ``Mon-Fri 08:00-18:00; Sat 22:00-06:00``."""
    names = DAYS_IN.get(locale[:2], DAYS)
    days: dict[str, list[int]] = {}
    for weekday, starts, ends in _nights(hours):
        closes = "24:00" if ends == time.max else f"{ends:%H:%M}"
        days.setdefault(f"{starts:%H:%M}-{closes}", []).append(weekday)
    runs = [(run, span) for span, weekdays in days.items() for run in _runs(sorted(weekdays))]
    return "; ".join(f"{_name_days(run, names)} {span}" for run, span in runs)


def _nights(hours: tuple[Window, ...]) -> Iterator[tuple[int, time, time]]:
    """Hours until midnight and those from midnight on are one night, unless that would be a day or more."""
    mornings = {one.weekday: one for one in hours if one.starts == time() and one.ends != time.max}
    joined = [one for one in hours if one.ends == time.max and _before(one, mornings) is not None]
    taken = [_before(one, mornings) for one in joined]
    for one in hours:
        morning = _before(one, mornings) if one in joined else None
        if morning is not None:
            yield one.weekday, one.starts, morning.ends
        elif one not in taken:
            yield one.weekday, one.starts, one.ends


def _before(evening: Window, mornings: dict[int, Window]) -> Window | None:
    """The morning that goes with an evening."""
    found = mornings.get((evening.weekday + 1) % _WEEK)
    return found if found is not None and found.ends < evening.starts else None


def _runs(weekdays: list[int]) -> list[list[int]]:
    """Neighbouring days together: [0, 1, 2, 5] is [[0, 1, 2], [5]]."""
    runs: list[list[int]] = []
    for day in weekdays:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _name_days(run: list[int], names: tuple[str, ...]) -> str:
    return names[run[0]] if len(run) == 1 else f"{names[run[0]]}-{names[run[-1]]}"
