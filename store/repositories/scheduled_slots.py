"""Scheduled slots: a unique row for each run of a job, so that one process alone runs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select

from store.tables import slots

if TYPE_CHECKING:
    from datetime import date

    from store.transaction import Transaction

_LATEST = select(func.max(slots.c.slot)).where(slots.c.job == bindparam("job"))


class SqlSlots:
    """Fills ports.Slots."""

    def __init__(self, scope: Transaction) -> None:
        self._scope = scope

    def claim(self, job: str, slot: date) -> bool:
        return self._scope.execute(self._scope.inserts.unless_there(slots), job=job, slot=slot).rowcount == 1

    def latest(self, job: str) -> date | None:
        return self._scope.execute(_LATEST, job=job).scalar()
