"""Reads whatever a rota's file is: iCalendar, or Amion's report; refuses a login page and what was cut off."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from bot.rota.amion import looks_like_amion, read_amion
from bot.rota.ical.calendar import read_calendar
from bot.rota.reading import UnreadableCalendarError

if TYPE_CHECKING:
    from bot.rota.ical.calendar import Patience
    from bot.rota.reading import Reading, Window

_LOOKED_AT = 4096
MOST_BYTES = 5_000_000


def read_rota(data: bytes, window: Window, patience: Patience = lambda _: nullcontext()) -> Reading:
    """All entries that touch the window; raises UnreadableCalendarError, with what the file seems to be instead."""
    if len(data) > MOST_BYTES:
        raise UnreadableCalendarError(f"larger than {MOST_BYTES // 1_000_000} MB")
    if not data.strip():
        raise UnreadableCalendarError("empty: no VCALENDAR")
    head = data[:_LOOKED_AT].decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    if looks_like_amion(head):
        return read_amion(data, window)
    if head[:1] == "<":
        raise UnreadableCalendarError("a web page, perhaps to sign in: no VCALENDAR")
    if "=No file" in head[:200]:
        raise UnreadableCalendarError(
            "Amion answered that there is no file: the address may name a wrong month or report"
        )
    return read_calendar(data, window, patience)
