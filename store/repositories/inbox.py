"""What has been handled already, by a blind index of the platform's delivery id."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete

from store.tables import inbox

if TYPE_CHECKING:
    from store.scope import Scope

RETENTION = timedelta(days=7)
"""Longer than any platform delivers again."""
_FORGET = delete(inbox).where(inbox.c.day < bindparam("before"))


class SqlInbox:
    """Fills ports.Inbox."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def first_time(self, delivery_id: str) -> bool:
        index = self._scope.keyring.index("inbox", delivery_id)
        statement = self._scope.inserts.unless_there(inbox)
        return self._scope.execute(statement, delivery_index=index, day=self._now().date()).rowcount == 1

    def tidy(self) -> None:
        """Forget what no platform will deliver again."""
        self._scope.execute(_FORGET, before=(self._now() - RETENTION).date())

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._scope.real_now(), UTC)
