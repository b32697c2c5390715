"""Reads an iCalendar file: all entries of a window, with what was edited, cancelled or written twice sorted out."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

from bot.rota.clocks import UTC_ZONE, place
from bot.rota.ical.content_lines import calendars
from bot.rota.ical.edited import Edited, edited, newest
from bot.rota.ical.events import event, lost_override
from bot.rota.ical.free_busy import free_busy
from bot.rota.ical.series import series
from bot.rota.ical.zones import Zones, iana_name
from bot.rota.reading import BadLineError, Notes, Reading, UnreadableCalendarError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from contextlib import AbstractContextManager
    from datetime import datetime

    from bot.rota.clocks import Zone
    from bot.rota.ical.content_lines import Component
    from bot.rota.ical.events import Event
    from bot.rota.reading import Entry, Window

    Patience = Callable[[int], AbstractContextManager[None]]

_DAY = timedelta(days=1)
MOST_ENTRIES = 50_000
_LONGEST = timedelta(days=400)
"""An entry that lasts longer is a mistake: a year's leave is the longest that anybody plans."""


def read_calendar(data: bytes, window: Window, patience: Patience = lambda _: nullcontext()) -> Reading:
    """Read every VCALENDAR of a file; raises UnreadableCalendarError where the whole file is to be refused.

    ``patience`` gets the line of an event and bounds the time spent on it: it raises BadLineError beyond.
    """
    notes = Notes()
    found = calendars(data, notes)
    read = [
        _Calendar(one, window, Zones(_own_zone(one, window), _defined_zones(one), notes), patience) for one in found
    ]
    kinds = {part.name for one in found for part in one.inside}
    entries = dict.fromkeys(islice((entry for one in read for entry in one.entries()), MOST_ENTRIES + 1))
    if len(entries) > MOST_ENTRIES:
        raise UnreadableCalendarError(f"more than {MOST_ENTRIES} shifts in the window")
    return Reading(
        entries=tuple(sorted(entries, key=lambda entry: (entry.starts, entry.ends, entry.line))),
        problems=notes.problems,
        only_busy="VFREEBUSY" in kinds and "VEVENT" not in kinds,
    )


def _own_zone(source: Component, window: Window) -> Zone:
    """The rota's zone as it is set, else what Google and Apple write for the whole calendar."""
    name = window.zone or iana_name(source.text("X-WR-TIMEZONE")) or window.otherwise
    return UTC_ZONE if name == "UTC" else place(name)


def _defined_zones(source: Component) -> dict[str, Component]:
    return {one.text("TZID"): one for one in source.inside if one.name == "VTIMEZONE"}


@dataclass(frozen=True)
class _Calendar:
    """One VCALENDAR."""

    source: Component
    window: Window
    zones: Zones
    patience: Patience
    unread: list[tuple[str, Component]] = field(default_factory=list["tuple[str, Component]"])

    def entries(self) -> Iterator[Entry]:
        events = list(self._events())
        masters = newest([one for one in events if one.recurrence_id is None], self.zones.notes)
        overrides: dict[str, list[Event]] = {}
        for one in events:
            if one.recurrence_id is not None:
                overrides.setdefault(one.uid, []).append(one)
        for one in masters:
            with self._noting_errors(one.line):
                yield from self._series(edited(series(one, self.zones), overrides.pop(one.uid, []), self.zones.notes))
        for one in (late for group in overrides.values() for late in newest(group, self.zones.notes)):
            yield from self._occurrence(one, one.start.wall)
        for one in self.source.inside:
            if one.name == "VFREEBUSY":
                yield from (entry for entry in free_busy(one, self.zones) if self._touches(entry.starts, entry.ends))

    def _events(self) -> Iterator[Event]:
        """All that can be read; an override that can't still takes its date off the series."""
        for one in self.source.inside:
            if one.name != "VEVENT":
                continue
            try:
                yield event(one, self.zones)
            except BadLineError as error:
                self.zones.notes.add(error.line, str(error))
                lost = lost_override(one, self.zones)
                yield from () if lost is None else (lost,)

    @contextmanager
    def _noting_errors(self, line: int) -> Generator[None]:
        """One bad event never ends a calendar."""
        try:
            with self.patience(line):
                yield
        except BadLineError as error:
            self.zones.notes.add(error.line, str(error))

    def _series(self, whole: Edited) -> list[Entry]:
        zone, margin = whole.zone, whole.margin + _DAY
        span = (zone.wall(self.window.starts) - margin, zone.wall(self.window.ends) + margin)
        return [entry for one, wall in whole.members(span) for entry in self._occurrence(one, wall, whole)]

    def _occurrence(self, one: Event, wall: datetime, whole: Edited | None = None) -> Iterator[Entry]:
        """The entry of one member, if it touches the window and lasts at all."""
        starts = one.start.zone.instant(wall)
        ends = (whole.ends(one, wall) if whole else one.ends(wall)) if one.lasts > timedelta() else starts
        if one.cancelled or self.source.text("METHOD").upper() == "CANCEL":
            return
        if fault := _fault(one, starts, ends):
            self.zones.notes.add(one.end_line, fault)
        elif self._touches(starts, ends):
            self._compare(one, starts)
            yield one.entry(starts, ends)

    def _touches(self, starts: datetime, ends: datetime) -> bool:
        return starts < self.window.ends and ends > self.window.starts

    def _compare(self, one: Event, starts: datetime) -> None:
        first = one.source.first("DTSTART")
        if first is not None and first.parameter("TZID"):
            self.zones.compare(first.parameter("TZID"), first.line, starts)


def _fault(one: Event, starts: datetime, ends: datetime) -> str:
    if one.lasts < timedelta():
        return "ends before it starts: left out"
    if ends <= starts:
        return "no length: left out"
    return f"lasts longer than {_LONGEST.days} days: left out" if ends - starts > _LONGEST else ""
