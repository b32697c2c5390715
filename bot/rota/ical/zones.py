"""Time zones of a calendar: IANA names, names of Windows, and what the file defines itself (VTIMEZONE)."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, cast

from babel.core import get_global

from bot.domain.hours import has_place, known_zones
from bot.rota.clocks import UTC_ZONE, Zone, place
from bot.rota.ical.observances import transitions
from bot.rota.ical.windows_names import PLACES
from bot.rota.reading import BadLineError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta

    from bot.rota.ical.content_lines import Component
    from bot.rota.reading import Notes

_SHOWN_OFFSET = re.compile(r"^\((?:GMT|UTC)[^)]*\)\s*", re.IGNORECASE)
_IN_A_PATH = re.compile(r"[A-Za-z_]+/[A-Za-z_+-]+(?:/[A-Za-z_+-]+)?$|[A-Za-z]+$")


@dataclass(frozen=True)
class Zones:
    """All clocks of one calendar. ``own``: the rota's, which holds for times without any zone."""

    own: Zone
    defined: Mapping[str, Component]
    notes: Notes
    _found: dict[str, Zone | None] = field(default_factory=dict[str, "Zone | None"])
    _file: dict[str, Zone | None] = field(default_factory=dict[str, "Zone | None"])

    def named(self, name: str, line: int) -> Zone:
        """The clock that a TZID means; raises BadLineError for a name that nothing explains."""
        if name not in self._found:
            self._found[name] = self._look_up(name)
        found = self._found[name]
        if found is None:
            raise BadLineError(line, f"zone {name!r} is not known and not defined")
        return found

    def _look_up(self, name: str) -> Zone | None:
        known = iana_name(name)
        if known and (has_place(known) or name not in self.defined):
            return UTC_ZONE if known in {"UTC", "Etc/UTC"} else place(known)
        own = self._of_file(name)
        if own or name not in self.defined:
            return own
        located = iana_name(self.defined[name].text("X-LIC-LOCATION"))
        return place(located) if located else None

    def _of_file(self, name: str) -> Zone | None:
        if name not in self._file:
            defined = self.defined.get(name)
            self._file[name] = _defined_zone(name, defined, self.notes) if defined else None
        return self._file[name]

    def compare(self, name: str, line: int, instant: datetime) -> None:
        """Note where the file defines a known zone otherwise than the place has it: the place holds."""
        known, own = self._found.get(name), self._of_file(name)
        if known is None or own is None or known is own or known.offset_at(instant) == own.offset_at(instant):
            return
        here, there = (_format_offset(one.offset_at(instant)) for one in (known, own))
        self.notes.add(line, f"the file has {name!r} at {there} here; {known.name} is at {here}, and that was taken")
        self._file[name] = None  # once is enough


def _format_offset(offset: timedelta) -> str:
    minutes = int(offset.total_seconds() // 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _defined_zone(name: str, defined: Component, notes: Notes) -> Zone | None:
    try:
        first, changes = transitions(defined)
    except BadLineError as error:
        notes.add(error.line, f"zone {name!r}: {error}")
        return None
    moments, offsets = [one for one, _ in changes], [first, *(offset for _, offset in changes)]

    def offset_at(instant: datetime) -> timedelta:
        return offsets[bisect_right(moments, instant)]

    return Zone(name, offset_at)


@cache
def _by_small_letters() -> dict[str, str]:
    windows = cast("Mapping[str, str]", get_global("windows_zone_mapping"))
    return {
        **{name.lower(): name for name in known_zones()},
        **{name.lower(): iana for name, iana in windows.items()},
        **PLACES,
        "customized time zone": "",
    }


@cache
def iana_name(name: str) -> str:
    """The IANA name of a zone as programs write it; empty if it is none.

    ``W. Europe Standard Time``, ``(UTC+10:00) Canberra, Melbourne, Sydney``, ``/mozilla.org/20050126_1/Europe/Berlin``.
    """
    wanted = re.sub(r"\s+", " ", name.strip().strip('"')).lower().replace("co-ordinated", "coordinated")
    if wanted in {"tzone://microsoft/utc", "(utc)", "z"}:
        return "UTC"
    names = _by_small_letters()
    found = names.get(wanted) or names.get(_SHOWN_OFFSET.sub("", wanted))
    if found or not wanted.startswith("/"):
        return found or ""
    inside = _IN_A_PATH.search(wanted)
    parts = (inside[0] if inside else "").split("/")
    return next((names[tail] for at in range(len(parts)) if (tail := "/".join(parts[at:])) in names), "")
