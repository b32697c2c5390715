"""Background tasks after an answer: kept until they end; their failures are logged."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from bot import log

if TYPE_CHECKING:
    from collections.abc import Coroutine

T = TypeVar("T")
_PARTING = 2.0  # seconds for what is in flight when the process stops


class Tasks:
    """A registry: an event loop alone would forget a task, and swallow what it raised."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[object]] = set()

    def start(self, work: Coroutine[object, object, T]) -> asyncio.Task[T]:
        """Run it beside what is going on."""
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._on_end)
        return task

    async def stop(self) -> None:
        """Wait for what is in flight, then end the rest."""
        if self._running:
            _, late = await asyncio.wait(set(self._running), timeout=_PARTING)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late)

    def _on_end(self, task: asyncio.Task[T]) -> None:
        self._running.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            log.failed("task_failed", error)
