"""Edited occurrences (RECURRENCE-ID): which member each takes the place of, alone or with all that follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.rota.ical.series import midnight

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from bot.rota.clocks import Zone
    from bot.rota.ical.events import Event
    from bot.rota.ical.series import Series, Span
    from bot.rota.reading import Notes

_DAY = timedelta(days=1)
_MOST_MOVED = timedelta(days=400)


@dataclass(frozen=True)
class Edited:
    """A series with its edited members. ``single`` by the member's wall time; ``later``: from that member on."""

    series: Series
    single: dict[datetime, Event]
    later: list[tuple[datetime, Event]]
    stray: list[Event]

    @property
    def zone(self) -> Zone:
        """The clock of the series."""
        return self.series.event.start.zone

    @property
    def margin(self) -> timedelta:
        """How far outside a window its members may begin."""
        longest = max(one.lasts for one in (self.series.event, *(one for _, one in self.later)))
        periods = (ends - self.zone.instant(wall) for wall, ends in self.series.periods.items())
        moved = (abs(one.start.on(self.zone) - wall) for wall, one in self.later)
        return min(max(longest, timedelta(), *periods, *moved), _MOST_MOVED)

    def members(self, span: Span) -> Iterator[tuple[Event, datetime]]:
        """Which event each occurrence is by, and its wall time on that event's clock."""
        for wall in self.series.walls(span):
            if wall not in self.single:
                yield self._of(wall)
        for one in (*self.single.values(), *self.stray):
            yield one, one.start.wall

    def _of(self, wall: datetime) -> tuple[Event, datetime]:
        began = [(at, one) for at, one in self.later if at <= wall]
        if not began:
            return self.series.event, wall
        at, one = max(began, key=lambda pair: pair[0])
        return one, one.start.wall + (wall - at)

    def ends(self, one: Event, wall: datetime) -> datetime:
        """When an occurrence ends, in UTC."""
        return self.series.ends(wall) if one is self.series.event else one.ends(wall)


def edited(series: Series, overrides: Iterable[Event], notes: Notes) -> Edited:
    """Put each override in its place; of two for one date the newer holds, and what has none is kept by itself."""
    single: dict[datetime, Event] = {}
    later: dict[datetime, Event] = {}
    stray: list[Event] = []
    for one in sorted(overrides, key=lambda event: event.version):
        walls = _meant(series, one)
        if not walls and not one.cancelled:
            notes.add(one.line, "override of a date that the series does not have; kept as a shift of its own")
            stray.append(one)
        for wall in walls:
            (later if one.and_future else single)[wall] = one
    return Edited(series, single, sorted(later.items(), key=lambda pair: pair[0]), stray)


def _meant(series: Series, one: Event) -> list[datetime]:
    """The members that a RECURRENCE-ID names: by the day where one side is a date, else by the clock."""
    named, start = one.recurrence_id, series.event.start
    if named is None:
        return []
    if named.is_date and not start.is_date:
        return [wall for wall in series.walls((named.wall, named.wall + _DAY)) if midnight(wall) == named.wall]
    wall = midnight(named.on(start.zone)) if start.is_date else named.on(start.zone)
    return [wall] if series.has(wall) else []


def newest(events: list[Event], notes: Notes) -> list[Event]:
    """Each UID once, by SEQUENCE and LAST-MODIFIED; without them nobody vanishes, and all are kept."""
    groups: dict[object, list[Event]] = {}
    for one in events:
        named = one.recurrence_id.instant if one.recurrence_id else None
        groups.setdefault((one.uid, named) if one.uid else one.line, []).append(one)
    return [one for group in groups.values() for one in _newest(group, notes)]


def _newest(group: list[Event], notes: Notes) -> list[Event]:
    if len(group) == 1:
        return group
    kind = "a series" if any(one.source.first("RRULE") for one in group) else "a shift"
    stands = f"UID {group[0].uid[:80]} stands there {len(group)} times as {kind}"
    if len({(one.sequence, one.changed) for one in group}) > 1:
        notes.add(group[0].line, f"{stands}; the newest holds")
        return [max(group, key=lambda one: one.version)]
    if len({(one.start, one.end) for one in group}) > 1 or len({one.source.text("SUMMARY") for one in group}) > 1:
        notes.add(group[0].line, f"{stands}, none of them newer; all are kept")
        return group
    return group[:1]
