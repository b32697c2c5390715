"""What has been handled already, by a blind index of the platform's delivery id."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, select

from bot.domain.hours import day_in
from store.tables import inbox

if TYPE_CHECKING:
    from store.transaction import Transaction

RETENTION = timedelta(days=7)
"""Longer than any platform delivers again."""
_CLOCKS_DIFFER = 60.0
"""Seconds that the real clocks of two processes may be apart."""
_KNOWN = select(inbox.c.day).where(inbox.c.delivery_index.in_(bindparam("indexes", expanding=True)))
_FORGET = delete(inbox).where(inbox.c.day < bindparam("before"))


class SqlInbox:
    """Fills ports.Inbox."""

    def __init__(self, scope: Transaction) -> None:
        self._scope = scope

    def first_time(self, delivery_id: str) -> bool:
        """Where two days meet it is marked under both, since another process's clock may already be in the other."""
        now, skew = self._scope.real_now(), _CLOCKS_DIFFER
        periods = {one.day: one for one in map(self._scope.keyring.period, (now - skew, now, now + skew))}
        indexes = {day: one.index("inbox", delivery_id) for day, one in sorted(periods.items())}
        earlier = set(self._scope.indexes("inbox", delivery_id)) - set(indexes.values())
        if earlier and self._scope.execute(_KNOWN, indexes=sorted(earlier)).first():
            return False
        statement, today = self._scope.inserts.unless_there(inbox), day_in(self._now(), "UTC")
        marked = (
            self._scope.execute(statement, delivery_index=index, day=today, period=day).rowcount
            for day, index in indexes.items()
        )
        return all(list(marked))

    def tidy(self) -> None:
        """Forget what no platform will deliver again."""
        self._scope.execute(_FORGET, before=day_in(self._now() - RETENTION, "UTC"))

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._scope.real_now(), UTC)
