"""One VEVENT: when it is, how long, who is meant, and whether it counts as busy."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.rota.ical.values import Length, Moment, length, moment
from bot.rota.reading import BadLineError, Busy, Entry

if TYPE_CHECKING:
    from datetime import datetime

    from bot.rota.ical.content_lines import Component, Property
    from bot.rota.ical.zones import Zones

_DAY = timedelta(days=1)
_MAIL = re.compile(r"[^\s:;,<>\"=]+@[^\s:;,<>\"=]+")
_NOT_COMING = {"DECLINED", "DELEGATED"}
_NO_PEOPLE = {"ROOM", "RESOURCE", "GROUP"}
_STATUS = {
    "OOF": Busy.LEAVE,
    "BUSY": Busy.BUSY,
    "TENTATIVE": Busy.TENTATIVE,
    "FREE": Busy.FREE,
    "WORKINGELSEWHERE": Busy.FREE,
}


@dataclass(frozen=True)
class Event:
    """One VEVENT as it stands in the file, before its repetitions."""

    line: int
    uid: str
    start: Moment
    end: Moment | Length
    source: Component = field(repr=False)
    recurrence_id: Moment | None = None
    and_future: bool = False
    cancelled: bool = False
    sequence: int = 0
    changed: str = ""  # LAST-MODIFIED
    end_line: int = 0

    def ends(self, wall: datetime) -> datetime:
        """When the occurrence ends that begins at this wall time on the start's clock; in UTC.

        An end is an end by the clock, so that a night ends at seven on every date. A length is exact.
        """
        if isinstance(self.end, Length):
            return self.start.zone.instant(wall + self.end.days) + self.end.exact
        ends = self.end.wall + (wall - self.start.wall)
        begins, found = self.start.zone.instant(wall), self.end.zone.instant(ends)
        return found if found > begins else self.end.zone.last_instant(ends)

    @property
    def lasts(self) -> timedelta:
        """How long the first occurrence lasts; negative where it ends before it starts."""
        if isinstance(self.end, Length):
            return self.end.days + self.end.exact
        return self.end.instant - self.start.instant

    @property
    def version(self) -> tuple[int, str, int]:
        """Of two of the same, the greater holds: SEQUENCE, then the last change, then the place in the file."""
        return (self.sequence, self.changed, self.line)

    def entry(self, starts: datetime, ends: datetime) -> Entry:
        """One occurrence."""
        busy, written = _busy(self.source)
        return Entry(
            starts=starts,
            ends=ends,
            line=self.line,
            summary=" ".join(self.source.text("SUMMARY").split()),
            mails=tuple(dict.fromkeys(filter(None, map(mail_of, self.source.every("ATTENDEE"))))),
            busy=busy,
            busy_is_written=written,
            all_day=self.start.is_date,
        )


def event(source: Component, zones: Zones) -> Event:
    """Read a VEVENT; raises BadLineError for one whose time can't be known."""
    first = source.first("DTSTART")
    if first is None:
        raise BadLineError(source.line, "VEVENT without DTSTART")
    start = moment(first, zones)
    end, line = _end(source, start, zones)
    named = source.first("RECURRENCE-ID")
    return Event(
        line=source.line,
        uid=source.text("UID"),
        start=start,
        end=end,
        end_line=line,
        source=source,
        recurrence_id=moment(named, zones) if named else None,
        and_future=named is not None and named.parameter("RANGE").upper() == "THISANDFUTURE",
        cancelled=source.text("STATUS").upper() in {"CANCELLED", "CANCELED"},
        sequence=_sequence(source),
        changed=source.text("LAST-MODIFIED")[:16],
    )


def lost_override(source: Component, zones: Zones) -> Event | None:
    """What an unreadable override still says: which member it was meant for, who is no longer there as planned."""
    named = source.first("RECURRENCE-ID")
    if named is None:
        return None
    try:
        meant = moment(named, zones)
    except BadLineError:
        return None
    nothing = Length(timedelta(), timedelta())
    return Event(
        source.line, source.text("UID"), meant, nothing, source, recurrence_id=meant, cancelled=True, sequence=10**9
    )


def _sequence(source: Component) -> int:
    written = source.text("SEQUENCE")
    return int(written) if re.fullmatch(r"\d{1,9}", written) else 0


def _end(source: Component, start: Moment, zones: Zones) -> tuple[Moment | Length, int]:
    """DTEND, else DURATION, else a day for a date; with the line that says so."""
    ended, lasting = source.first("DTEND"), source.first("DURATION")
    if ended is not None:
        return _end_on_clock(ended, start, zones), ended.line
    if lasting is not None:
        return length(lasting), lasting.line
    if start.is_date:
        return Length(_DAY, timedelta()), start.line
    return Length(timedelta(), timedelta()), start.line


def _end_on_clock(found: Property, start: Moment, zones: Zones) -> Moment | Length:
    """The end on a clock that moves with the start's."""
    end = moment(found, zones)
    if start.is_date != end.is_date:
        zones.notes.add(found.line, "DTSTART and DTEND are a date and a time; the date read as its midnight")
    if start.is_date and end.is_date and end.wall <= start.wall:
        zones.notes.add(found.line, "DTEND is not after DTSTART; read as one day")
        return Length(_DAY, timedelta())
    if end.floating or end.is_date or not end.zone.moves or start.floating:
        return Moment(end.on(start.zone), start.zone, end.line)
    return end


def mail_of(found: Property) -> str:
    """The mail of an attendee who did not decline; empty for a room, or without one.

    Read are ``mailto:`` in any case, a bare mail (PagerDuty), EMAIL=, and parameters after the colon (Confluence).
    """
    if found.parameter("PARTSTAT").upper() in _NOT_COMING or found.parameter("CUTYPE").upper() in _NO_PEOPLE:
        return ""
    if found.parameter("ROLE").upper() == "NON-PARTICIPANT":
        return ""
    mails = _MAIL.findall(found.value.replace("%40", "@"))
    return mails[-1] if mails else found.parameter("EMAIL")


def _busy(source: Component) -> tuple[Busy, bool]:
    """Exchange's own word before TRANSP; STATUS:TENTATIVE as the last."""
    written = source.text("X-MICROSOFT-CDO-BUSYSTATUS").upper()
    if written in _STATUS:
        return _STATUS[written], True
    if source.text("TRANSP").upper() == "TRANSPARENT":
        return Busy.FREE, False
    return (Busy.TENTATIVE if source.text("STATUS").upper() == "TENTATIVE" else Busy.BUSY), False
