"""Crisis lines and clinicians' lines: who answers, how they are reached, and when. A pack is a data file."""

from __future__ import annotations

from bot.domain.lines.line import NOWHERE, Audience, Call, Cost, HelpLines, Kind, Line, Purpose, Way, WrongLineError
from bot.domain.lines.opening_hours import ALWAYS, UNKNOWN, OpeningHours, Period, read_opening_hours

__all__ = [
    "ALWAYS",
    "NOWHERE",
    "UNKNOWN",
    "Audience",
    "Call",
    "Cost",
    "HelpLines",
    "Kind",
    "Line",
    "OpeningHours",
    "Period",
    "Purpose",
    "Way",
    "WrongLineError",
    "read_opening_hours",
]
