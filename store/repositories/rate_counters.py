"""Rate counters that expire: how often somebody did something lately, unreadable without the keys.

A counter lies under the key of the day on which it began, and expires long before that key is destroyed.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, select

from store.tables import limits

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from bot.conversation.effects import Tally
    from store.transaction import Transaction

_PURPOSE = "limits"
_USED = select(limits.c.key_index, limits.c.count).where(limits.c.key_index.in_(bindparam("keys", expanding=True)))
_FORGET = delete(limits).where(limits.c.expires <= bindparam("now"))


class SqlLimits:
    """Fills ports.Limits."""

    def __init__(self, scope: Transaction) -> None:
        self._scope = scope

    def used(self, name: str, subject: str, windows: Iterable[str]) -> int:
        return sum(self.each(name, subject, windows))

    def each(self, name: str, subject: str, windows: Iterable[str]) -> tuple[int, ...]:
        indexes = [self._scope.indexes(_PURPOSE, f"{name}/{window}/{subject}") for window in windows]
        rows = self._scope.execute(_USED, keys=[key for own in indexes for key in own])
        counts = {row[0]: int(row[1]) for row in rows}
        return tuple(sum(counts.get(key, 0) for key in own) for own in indexes)

    def add(self, name: str, subject: str, window: str, *, expires: datetime) -> None:
        self._add([self._row(name, subject, window, expires=expires)])

    def tally(self, tallies: Iterable[Tally]) -> None:
        """In one order for everybody, so that no two wait for each other."""
        rows = [self._row(one.name, one.subject, one.window, expires=one.until) for one in tallies]
        self._add(sorted(rows, key=itemgetter("key_index")))

    def forget(self, now: datetime) -> None:
        self._scope.execute(_FORGET, now=now)

    def _row(self, name: str, subject: str, window: str, *, expires: datetime) -> dict[str, Any]:
        key = self._scope.period.index(_PURPOSE, f"{name}/{window}/{subject}")
        return {"key_index": key, "count": 1, "expires": expires}

    def _add(self, rows: Sequence[dict[str, Any]]) -> None:
        if rows:
            statement = self._scope.inserts.or_add_all(limits.c.count, "key_index", rows=len(rows))
            numbered = {f"{name}_{n}": value for n, row in enumerate(rows) for name, value in row.items()}
            self._scope.execute(statement, **numbered)
