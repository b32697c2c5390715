"""A series: its members by RRULE and RDATE, without EXDATE, in wall time on the clock of its first day."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.rota.ical.recurrence import rule
from bot.rota.ical.values import length, moment
from bot.rota.reading import BadLineError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from bot.rota.ical.content_lines import Property
    from bot.rota.ical.events import Event
    from bot.rota.ical.recurrence import Rule
    from bot.rota.ical.values import Moment
    from bot.rota.ical.zones import Zones
    from bot.rota.reading import Notes

Span = tuple["datetime", "datetime"]


@dataclass(frozen=True)
class BoundRule:
    """A rule and the moment until which it holds."""

    rule: Rule
    until: Moment | None

    def walls(self, start: Moment, span: Span) -> set[datetime]:
        """The members within the span, both ends included."""
        return {one for one in self.rule.members(start.wall, *span) if self._holds(one, start)}

    def _holds(self, wall: datetime, start: Moment) -> bool:
        """By the day for dates, by the clock where UNTIL names no zone, else by the instant."""
        until = self.until
        if until is None:
            return True
        if until.is_date or start.is_date:
            return midnight(wall) <= midnight(until.on(start.zone))
        return wall <= until.wall if until.floating else start.zone.instant(wall) <= until.instant


@dataclass(frozen=True)
class Series:
    """All members of one event. ``periods``: ends that RDATE gives to single members, in UTC."""

    event: Event
    rules: tuple[BoundRule, ...] = ()
    dates: frozenset[datetime] = frozenset()
    without: frozenset[datetime] = frozenset()
    without_days: frozenset[datetime] = frozenset()
    without_rules: tuple[BoundRule, ...] = ()
    periods: dict[datetime, datetime] = field(default_factory=dict["datetime", "datetime"])

    @property
    def repeats(self) -> bool:
        """Whether there can be more than the first one."""
        return bool(self.rules or self.dates)

    def walls(self, span: Span) -> list[datetime]:
        """All members within the span, in order; a time that the clock skips was counted and is left out."""
        found = {one for one in (self.event.start.wall, *self.dates) if span[0] <= one <= span[1]}
        found |= self._by(self.rules, span)
        kept = found - self.without - self._by(self.without_rules, span)
        return sorted(one for one in kept if midnight(one) not in self.without_days and self._exists(one))

    def _by(self, rules: Iterable[BoundRule], span: Span) -> set[datetime]:
        return {wall for one in rules for wall in one.walls(self.event.start, span)}

    def _exists(self, wall: datetime) -> bool:
        start = self.event.start
        return start.is_date or not self.repeats or start.zone.shows(wall)

    def has(self, wall: datetime) -> bool:
        """Whether the series has a member at this wall time, taken off or not."""
        return wall == self.event.start.wall or wall in self.dates or wall in self._by(self.rules, (wall, wall))

    def ends(self, wall: datetime) -> datetime:
        """When the member ends that begins at this wall time; in UTC."""
        return self.periods.get(wall) or self.event.ends(wall)


def series(event: Event, zones: Zones) -> Series:
    """Read what repeats an event; raises BadLineError for a rule that can't be read, not for a single date."""
    dates, periods = _extra(event, zones)
    without, without_days = _exceptions(event, zones)
    return Series(
        event=event,
        rules=tuple(_bound(one, zones) for one in event.source.every("RRULE")),
        dates=frozenset(dates),
        without=frozenset(without),
        without_days=frozenset(without_days),
        without_rules=tuple(_bound(one, zones) for one in event.source.every("EXRULE")),
        periods=periods,
    )


def _bound(found: Property, zones: Zones) -> BoundRule:
    read = rule(found)
    return BoundRule(read, moment(found, zones, read.until) if read.until else None)


def _several(event: Event, name: str) -> Iterator[tuple[Property, str]]:
    for found in event.source.every(name):
        yield from ((found, one) for one in found.value.split(",") if one.strip())


def _exceptions(event: Event, zones: Zones) -> tuple[set[datetime], set[datetime]]:
    """Members that are taken off by their time, and days that are taken off whole."""
    walls: set[datetime] = set()
    days: set[datetime] = set()
    for found, text in _several(event, "EXDATE"):
        one = _readable(found, text, zones)
        if one is None:
            continue
        if event.start.is_date:
            walls.add(midnight(one.on(event.start.zone)))
        elif one.is_date:
            zones.notes.add(
                found.line,
                "EXDATE is a date, the series has times; by the letter it takes nothing off: read as the day",
            )
            days.add(one.wall)
        else:
            walls.add(one.on(event.start.zone))
    return walls, days


def _extra(event: Event, zones: Zones) -> tuple[set[datetime], dict[datetime, datetime]]:
    """Members beside the rule, and the ends of those that are periods."""
    walls: set[datetime] = set()
    periods: dict[datetime, datetime] = {}
    for found, text in _several(event, "RDATE"):
        begins, slash, rest = text.partition("/")
        one = _readable(found, begins, zones)
        if one is None:
            continue
        wall = _member(one, event, zones.notes)
        walls.add(wall)
        ends = _period_end(found, rest, begins=one, zones=zones) if slash else None
        if ends is not None:
            periods[wall] = ends
    return walls, periods


def _member(one: Moment, event: Event, notes: Notes) -> datetime:
    if event.start.is_date:
        return midnight(one.on(event.start.zone))
    if not one.is_date:
        return one.on(event.start.zone)
    notes.add(one.line, "RDATE is a date, the series has times: read as that day at the usual time")
    begins = event.start.wall
    return one.wall.replace(hour=begins.hour, minute=begins.minute, second=begins.second)


def _period_end(found: Property, text: str, *, begins: Moment, zones: Zones) -> datetime | None:
    try:
        if text.strip().upper().startswith(("P", "+P")):
            lasts = length(found, text)
            return begins.zone.instant(begins.wall + lasts.days) + lasts.exact
        return moment(found, zones, text).instant
    except BadLineError as error:
        zones.notes.add(error.line, str(error))
        return None


def _readable(found: Property, text: str, zones: Zones) -> Moment | None:
    try:
        return moment(found, zones, text)
    except BadLineError as error:
        zones.notes.add(error.line, f"{found.name}: {error}")
        return None


def midnight(wall: datetime) -> datetime:
    """The beginning of its day."""
    return wall.replace(hour=0, minute=0, second=0)
