"""The crisis lines of the invented hospital, for the gallery and the golden renderings."""

from __future__ import annotations

from datetime import time

from bot.domain.lines import ALWAYS, Audience, Cost, HelpLines, Kind, Line, OpeningHours, Period, Purpose, Way
from bot.domain.policy import Policy

LINES = HelpLines(
    country="US",
    lines=(
        Line(
            purpose=Purpose.CRISIS,
            name="988 Suicide & Crisis Lifeline",
            cost=Cost.FREE,
            ways=(
                Way(kind=Kind.CALL, number="988", hours=ALWAYS, languages=("en", "es")),
                Way(kind=Kind.TEXT, number="988", hours=ALWAYS, languages=("en", "es")),
                Way(kind=Kind.CHAT, url="https://988lifeline.org", hours=ALWAYS, languages=("en", "es")),
            ),
        ),
        Line(
            purpose=Purpose.SUPPORT,
            name="Employee assistance",
            audience=Audience.HEALTH_WORKERS,
            ways=(
                Way(
                    kind=Kind.CALL,
                    number="+16175550100",
                    shown="1-617-555-0100",
                    option="3",
                    hours=OpeningHours(periods=(Period(0, 4, time(8), time(20)),), zone="America/New_York"),
                ),
            ),
        ),
        Line(purpose=Purpose.EMERGENCY, name="Emergency", ways=(Way(kind=Kind.CALL, number="911", hours=ALWAYS),)),
    ),
)
"""The lines of the invented hospital."""
POLICY = Policy(country="US", lines=LINES)
"""The policy of that hospital."""
