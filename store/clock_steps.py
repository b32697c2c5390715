"""Clock steps: notices that the real clock was set back, which would keep leases and pauses for hours."""

from __future__ import annotations

from dataclasses import dataclass, field

STEP = 5.0
"""Seconds back that count as a step; less is how clocks are slewed, or another processor's view."""


@dataclass
class ClockSteps:
    """For one store. Nobody knows what the clock showed while no process ran: the first look counts as a step, too."""

    _seen: dict[str, float] = field(default_factory=dict[str, float])

    def was_set_back(self, reader: str, now: float) -> bool:
        """Whether the clock went back since this reader last asked."""
        before = self._seen.get(reader)
        self._seen[reader] = now
        return before is None or now < before - STEP
