"""Which lines of a programme its site has to call, and which of those calls are too old to count."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.lines.line import Purpose

if TYPE_CHECKING:
    from datetime import date

    from bot.domain.lines.line import HelpLines, Line

VALID_FOR = timedelta(days=180)
"""How long a call counts: lines that were open in one year were gone or had another number in the next."""


def to_call(lines: HelpLines) -> tuple[Line, ...]:
    """What a site calls: every line but emergency numbers, which nobody calls to try them."""
    return tuple(one for one in lines.lines if one.purpose is not Purpose.EMERGENCY)


def overdue(lines: HelpLines, today: date) -> tuple[Line, ...]:
    """Lines that people see, and that this site never called, or not for 180 days."""
    shown = (one for one in to_call(lines) if not one.off)
    return tuple(one for one in shown if one.checked_on is None or today - one.checked_on > VALID_FOR)
