"""Writes the roster as CSV that ``roster import`` takes back without a change."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from bot.roster_file.columns import COLUMNS, NAMES
from bot.roster_file.csv_reading import guard_formula

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.domain.people import Member


def write_roster(members: Iterable[Member]) -> str:
    """Everybody who is active, by name; no cell begins like a formula, so a spreadsheet runs none."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(NAMES)
    for member in sorted((one for one in members if one.active), key=lambda one: (one.name, one.person)):
        writer.writerow(guard_formula(cell) for cell in (member.person, *(one.shown(member) for one in COLUMNS)))
    return written.getvalue()
