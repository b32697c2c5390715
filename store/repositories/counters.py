"""Counters by quarter: one row for each name, which no case and no person hangs on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, select

from store.tables import counters

if TYPE_CHECKING:
    from store.transaction import Transaction

_OF = select(counters.c.name, counters.c.count).where(counters.c.quarter == bindparam("quarter"))

_FORGET_WEEKS = delete(counters).where(counters.c.name.startswith("week_"), counters.c.quarter < bindparam("before"))


class SqlCounters:
    """Fills ports.Counters."""

    def __init__(self, scope: Transaction) -> None:
        self._scope = scope

    def add(self, name: str, quarter: str) -> None:
        statement = self._scope.inserts.or_add(counters.c.count, "name", "quarter")
        self._scope.execute(statement, name=name, quarter=quarter, count=1)

    def forget_weeks(self, before: str) -> None:
        """Sums of weeks that no overview reads any more; quarters stay."""
        self._scope.execute(_FORGET_WEEKS, before=before)

    def of(self, quarter: str) -> dict[str, int]:
        rows = self._scope.execute(_OF, quarter=quarter).all()
        return {row[0]: row[1] for row in rows}
