"""Heartbeats: each process writes a row and reads it back, and the number of the newest tells an old database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import bindparam, delete, func, select

from store.tables import heartbeats

if TYPE_CHECKING:
    from store.transaction import Transaction

KEPT = timedelta(days=1)
"""How long the row of a process that has ended is kept."""
NEWEST = select(
    func.max(heartbeats.c.number).label("number"), func.max(heartbeats.c.at, type_=heartbeats.c.at.type).label("at")
)
_OF = select(heartbeats.c.number, heartbeats.c.body).where(heartbeats.c.process == bindparam("of"))
_FORGET = delete(heartbeats).where(heartbeats.c.at < bindparam("before"), heartbeats.c.process != bindparam("of"))


class Newest(NamedTuple):
    """The highest number of all processes, and the moment of the latest beat, by the real clock."""

    number: int
    at: datetime


class SqlHeartbeats:
    """Which processes could write lately."""

    def __init__(self, scope: Transaction) -> None:
        self._scope = scope

    def beat(self, process: str, body: bytes, *, least: int = 0) -> int:
        """Write this process's row, with a number above every other and above ``least``; returns it."""
        now = datetime.fromtimestamp(self._scope.real_now(), UTC)
        newest = self.newest()
        number = max(newest.number if newest else 0, least) + 1
        statement = self._scope.inserts.or_replace(heartbeats, "process")
        self._scope.execute(statement, process=process, number=number, at=now, body=body)
        self._scope.execute(_FORGET, before=now - KEPT, of=process)
        return number

    def of(self, process: str) -> tuple[int, bytes] | None:
        """Number and body of a process's row."""
        row = self._scope.execute(_OF, of=process).first()
        return (row.number, row.body) if row else None

    def newest(self) -> Newest | None:
        """How far this database has come; None if no process of this release has written to it."""
        row = self._scope.execute(NEWEST).first()
        return Newest(row.number, row.at) if row and row.number is not None else None
