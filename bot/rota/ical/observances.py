"""Time zones that a file defines itself (RFC 5545, 3.6.5): the instants at which the offset changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.rota.ical.recurrence import rule
from bot.rota.ical.values import plain_wall, utc_offset
from bot.rota.reading import BadLineError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.rota.ical.content_lines import Component, Property

_FIRST, _LAST = datetime(1970, 1, 1), datetime(2101, 1, 1)  # noqa: DTZ001 - wall time


def transitions(defined: Component) -> tuple[timedelta, list[tuple[datetime, timedelta]]]:
    """The offset before everything, and each change as UTC instant and new offset; raises BadLineError."""
    found: dict[datetime, tuple[timedelta, timedelta]] = {}
    for part in defined.inside:
        if part.name in {"STANDARD", "DAYLIGHT"}:
            before, after = (utc_offset(_required(part, name)) for name in ("TZOFFSETFROM", "TZOFFSETTO"))
            found |= {wall.replace(tzinfo=UTC) - before: (before, after) for wall in _walls(part, before)}
    if not found:
        raise BadLineError(defined.line, "it has neither STANDARD nor DAYLIGHT")
    changes = sorted(found.items())
    return changes[0][1][0], [(instant, after) for instant, (_, after) in changes]


def _required(part: Component, name: str) -> Property:
    found = part.first(name)
    if found is None:
        raise BadLineError(part.line, f"{part.name} without {name}")
    return found


def _walls(part: Component, before: timedelta) -> Iterator[datetime]:
    start = _required(part, "DTSTART")
    first = plain_wall(start, start.value)
    yield first
    for dates in part.every("RDATE"):
        yield from (plain_wall(dates, one) for one in dates.value.split(","))
    for repeats in part.every("RRULE"):
        found = rule(repeats)
        near = first if first >= _FIRST or found.count else first.replace(year=_FIRST.year)
        last = _LAST
        if found.until:
            ends = plain_wall(repeats, found.until)
            last = ends + before if found.until.endswith("Z") else ends
        yield from found.members(near, near, min(last, _LAST))
