"""Figures of groups for the report: how many were asked for and held, and at least how many people they reached.

Attendance is only known in bands, so the people are the sum of the lower ends: never more than there were. Sessions
are announced, so that one was held is no secret; outside the programme nothing is said of fewer than ``FEWEST``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.groups import ASKED, HELD, OFFERED, Size, people_counter
from bot.domain.release import Audience

if TYPE_CHECKING:
    from collections.abc import Mapping

FEWEST = 5
"""Sessions of a period, of fewer of which nobody outside the programme reads."""


@dataclass(frozen=True, kw_only=True)
class GroupFigures:
    """Groups of a period: requests, sessions that were held, people at least, and sessions with an offer of a talk."""

    asked: int
    held: int
    people: int
    offered: int


def group_figures(sums: Mapping[str, int], audience: Audience) -> GroupFigures | None:
    """What this audience reads, from the counters of a period by name; None if there is nothing that it may read."""
    asked, held = sums.get(ASKED, 0), sums.get(HELD, 0)
    if not asked and not held:
        return None
    if audience is not Audience.COORDINATOR and held < FEWEST:
        return None
    people = sum(size.least * sums.get(people_counter(size), 0) for size in Size)
    return GroupFigures(asked=asked, held=held, people=people, offered=sums.get(OFFERED, 0))
