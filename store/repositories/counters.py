"""Counters by quarter: one row for each name, which no case and no person hangs on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from store.tables import counters

if TYPE_CHECKING:
    from store.scope import Scope

_OF = select(counters.c.name, counters.c.count).where(counters.c.quarter == bindparam("quarter"))


class SqlCounters:
    """Fills ports.Counters."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def add(self, name: str, quarter: str) -> None:
        statement = self._scope.inserts.or_add(counters, "count", ("name", "quarter"))
        self._scope.execute(statement, name=name, quarter=quarter, count=1)

    def of(self, quarter: str) -> dict[str, int]:
        rows = self._scope.execute(_OF, quarter=quarter).all()
        return {row[0]: row[1] for row in rows}
