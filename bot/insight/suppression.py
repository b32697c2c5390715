"""Which counts of a table are not shown, so that none of the small ones can be found out (ADR 12).

Cell suppression for tables of one column whose total is known. The choice never looks at which count is the smallest:
somebody who knows the method, the total and every figure that is shown still finds each hidden count as likely to be
0 as anything below ``least``. tests/insight/test_attackers.py tries all tables of small totals.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

REST = 0
"""The row that is never shown: everything else, or what was not said."""


@dataclass(frozen=True)
class Rule:
    """Counts below ``least`` are hidden; what is hidden has to come to ``together`` at least."""

    least: int
    together: int

    @classmethod
    def inside(cls, least: int) -> Rule:
        """For the coordinator."""
        return cls(least, least)

    @classmethod
    def outside(cls, least: int, inside: Rule) -> Rule:
        """For everybody else, who may read what the coordinator reads, too, or only this."""
        return cls(least, least - 1 + inside.together)


def hidden(counts: Sequence[int], rule: Rule, also: frozenset[int] = frozenset()) -> frozenset[int] | None:
    """The places of the rows that are not shown; None if nothing of the table may be.

    ``also`` is hidden from others already. While the hidden rows come to too little, the next row is hidden with them,
    in the order of the table and whatever its count is.
    """
    if sum(counts) < rule.together:
        return None
    closed = {REST} | also | {place for place, count in enumerate(counts) if count < rule.least}
    for place in range(len(counts)):
        if sum(counts[one] for one in closed) >= rule.together:
            break
        closed.add(place)
    return frozenset(closed)
