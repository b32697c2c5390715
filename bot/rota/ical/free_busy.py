"""Busy times without events (VFREEBUSY, RFC 5545, 3.6.4), as Zimbra and Exchange publish them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.rota.ical.events import mail_of
from bot.rota.ical.values import length, moment
from bot.rota.reading import BadLineError, Busy, Entry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.rota.ical.content_lines import Component, Property
    from bot.rota.ical.zones import Zones

_TYPES = {
    "FREE": Busy.FREE,
    "BUSY": Busy.BUSY,
    "BUSY-UNAVAILABLE": Busy.LEAVE,  # Exchange's out of office
    "BUSY-TENTATIVE": Busy.TENTATIVE,
}


def free_busy(source: Component, zones: Zones) -> Iterator[Entry]:
    """The periods of a VFREEBUSY; a broken one is noted and costs itself alone."""
    mails = tuple(filter(None, (mail_of(one) for name in ("ATTENDEE", "ORGANIZER") for one in source.every(name))))
    for found in source.every("FREEBUSY"):
        busy = _TYPES.get(found.parameter("FBTYPE").upper(), Busy.BUSY)
        for text in filter(str.strip, found.value.split(",")):
            try:
                starts, ends = _period(found, text, zones)
            except BadLineError as error:
                zones.notes.add(error.line, str(error))
                continue
            yield Entry(starts=starts, ends=ends, line=found.line, mails=mails[:1], busy=busy, busy_is_written=True)


def _period(found: Property, text: str, zones: Zones) -> tuple[datetime, datetime]:
    begins, _, rest = text.strip().partition("/")
    starts = moment(found, zones, begins).instant
    if rest.upper().startswith("P"):
        lasts = length(found, rest)
        ends = starts + lasts.days + lasts.exact
    else:
        ends = moment(found, zones, rest).instant
    if ends <= starts:
        raise BadLineError(found.line, "ends before it starts")
    return starts, ends
