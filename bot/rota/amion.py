"""Amion's report 625c: a CSV file of assignments, eight lines of heading, one line for each shift.

Columns, as Amion's own help names them (whoison.net, Help:35): name, id, backup id, assignment, id, backup id, date
(``M-D-YY``), start, end (``HHMM``), staff type, pager, telephone, e-mail. ``0000`` as an end is midnight at the end of
the day; an end before the start, or the same, lies on the next day.
"""

from __future__ import annotations

import csv
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.rota.clocks import UTC_ZONE, place
from bot.rota.reading import BadLineError, Entry, Notes, Reading, UnreadableCalendarError

if TYPE_CHECKING:
    from bot.rota.clocks import Zone
    from bot.rota.reading import Window

_DAY = timedelta(days=1)
_DATE = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{2}|\d{4})")
_CLOCK = re.compile(r"(\d{2}):?(\d{2})")
_LEAST_COLUMNS, _MAIL_COLUMN = 9, 12
_NOBODY = {"open", ""}


def looks_like_amion(text: str) -> bool:
    """Whether a file's first lines are those of this report."""
    return text.lstrip("\ufeff").startswith("Assignments for ") or "Field  1 -" in text[:600]


def read_amion(data: bytes, window: Window) -> Reading:
    """All shifts that touch the window; raises UnreadableCalendarError for what is no report, as ``NOFI=No file``."""
    text = _decode(data)
    if not looks_like_amion(text):
        raise UnreadableCalendarError("this is not Amion's report 625c: it has no line 'Assignments for'")
    zone = UTC_ZONE if (window.zone or window.otherwise) == "UTC" else place(window.zone or window.otherwise)
    notes, entries = Notes(), list[Entry]()
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.lstrip().startswith('"'):
            continue
        try:
            entry = _entry(number, next(csv.reader([line])), zone)
        except (BadLineError, csv.Error, StopIteration) as error:
            notes.add(number, str(error))
            continue
        if entry.starts < window.ends and entry.ends > window.starts:
            entries.append(entry)
    return Reading(entries=tuple(sorted(entries, key=lambda one: (one.starts, one.line))), problems=notes.problems)


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _entry(number: int, cells: list[str], zone: Zone) -> Entry:
    if len(cells) < _LEAST_COLUMNS:
        raise BadLineError(number, f"{len(cells)} columns; the report has at least {_LEAST_COLUMNS}")
    name, person = cells[0].strip(), cells[1].strip()
    if name.lower() in _NOBODY:
        raise BadLineError(number, f"{name or 'no name'}: nobody has this shift")
    begins, ends = _span(number, cells[6:9])
    mail = cells[_MAIL_COLUMN].strip() if len(cells) > _MAIL_COLUMN else ""
    return Entry(
        starts=zone.instant(begins),
        ends=zone.instant(ends),
        line=number,
        summary=cells[3].strip(),
        mails=(mail,) if "@" in mail else (),
        ids=tuple(one for one in (f"{name} (Amion {person})", person) if person not in {"", "0"}),
    )


def _span(number: int, cells: list[str]) -> tuple[datetime, datetime]:
    day, starts, ends = cells
    found = _DATE.fullmatch(day.strip())
    if not found:
        raise BadLineError(number, f"{day!r} is not a date such as 11-30-26")
    year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)  # noqa: PLR2004 - two digits of the year
    try:
        date = datetime(year, int(found[1]), int(found[2]))  # noqa: DTZ001 - wall time
    except ValueError:
        raise BadLineError(number, f"{day!r} is not a date such as 11-30-26") from None
    begins, finishes = _clock(number, starts), _clock(number, ends)
    if finishes <= begins:
        finishes += _DAY
    return date + begins, date + finishes


def _clock(number: int, text: str) -> timedelta:
    found = _CLOCK.fullmatch(text.strip().zfill(4))
    clock = timedelta(hours=int(found[1]), minutes=int(found[2])) if found else None
    if clock is None or clock > _DAY or int((found or {})[2] or 0) > 59:  # noqa: PLR2004 - minutes
        raise BadLineError(number, f"{text!r} is not a time such as 0700")
    return clock
