"""Writes send outcomes in batches."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.scheduling.settling import settle

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.ports import OutboxItem, Store, UnitOfWork
    from bot.scheduling.sending import Fate

TOGETHER = 20
"""Marks in one transaction at most: a unit of work stays short."""


@dataclass(frozen=True)
class _Mark:
    parcel: OutboxItem
    fate: Fate
    now: datetime
    written: asyncio.Future[None]


class Marking:
    """For one sweep. A mark waits for nobody unless another is being written: then it goes with the next."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: list[_Mark] = []
        self._writer: asyncio.Task[None] | None = None

    async def settle(self, parcel: OutboxItem, fate: Fate, *, now: datetime) -> None:
        """Return once it is durable; raises what the store raises for this one."""
        loop = asyncio.get_running_loop()
        mark = _Mark(parcel, fate, now, loop.create_future())
        self._waiting.append(mark)
        if self._writer is None or self._writer.done():
            self._writer = loop.create_task(self._write())
        await mark.written

    async def _write(self) -> None:
        while self._waiting:
            marks, self._waiting = self._waiting[:TOGETHER], self._waiting[TOGETHER:]
            if len(marks) == 1 or await self._write_marks(marks):
                for mark in marks:  # one that can't be written must not keep the others from it
                    _end([mark], await self._write_marks([mark]))
            else:
                _end(marks)

    async def _write_marks(self, marks: Sequence[_Mark]) -> BaseException | None:
        """Write these in one transaction; why that failed, if it did."""
        (problem,) = await asyncio.gather(self._store.run(lambda work: _apply(work, marks)), return_exceptions=True)
        return problem


def _apply(work: UnitOfWork, marks: Sequence[_Mark]) -> None:
    for mark in sorted(marks, key=lambda one: one.parcel.id):
        settle(work, mark.parcel, fate=mark.fate, now=mark.now)


def _end(marks: Sequence[_Mark], problem: BaseException | None = None) -> None:
    for mark in marks:
        if mark.written.done():  # its caller has gone
            continue
        if problem is None:
            mark.written.set_result(None)
        else:
            mark.written.set_exception(problem)
