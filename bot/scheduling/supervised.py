"""Supervised background tasks: one that ends is logged, counted, and begun again with exponential back-off.

A task that ends without anybody noticing is work that is never done again. The health check reads ``dead``.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING
from weakref import WeakSet

from bot import log, metrics

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

FIRST, LONGEST = 1.0, 60.0
"""Seconds until a task that ended is begun again: doubling, and short again after it has lived for the longest."""
_everyone: WeakSet[Supervised] = WeakSet()


class Supervised:
    """Keeps one endless task going until it is stopped. Fills programme.Surface.

    ``name`` is one of metrics.LABELS["task"]. Start it on the event loop that it is to live on.
    """

    def __init__(self, name: str, work: Callable[[], Coroutine[object, object, None]]) -> None:
        self.name = name
        self._work = work
        self._task: asyncio.Task[None] | None = None
        self._again: asyncio.TimerHandle | None = None
        self._began = 0.0
        self._wait = FIRST
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def is_dead(self) -> bool:
        """Whether it should live and does not."""
        return self._loop is not None and (self._task is None or self._task.done())

    async def start(self) -> None:
        """Begin; returns at once."""
        self._loop = asyncio.get_running_loop()
        _everyone.add(self)
        self._begin()

    async def stop(self) -> None:
        """End it, and wait until it has ended."""
        self._loop = None
        if self._again is not None:
            self._again.cancel()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def lives_on(self, loop: asyncio.AbstractEventLoop) -> bool:
        """Whether it was started there and not stopped."""
        return self._loop is loop

    def _begin(self) -> None:
        if self._loop is not None:
            self._again, self._began = None, self._loop.time()
            self._task = self._loop.create_task(self._work())
            self._task.add_done_callback(self._on_end)

    def _on_end(self, task: asyncio.Task[None]) -> None:
        """Also without an error: it was to go on for ever."""
        if self._loop is None:
            return
        error = asyncio.CancelledError() if task.cancelled() else task.exception()
        metrics.task_ended(self.name)
        if error is None:
            log.record("task_ended", level=logging.ERROR, task=self.name)
        else:
            log.failed("task_ended", error, task=self.name)
        self._wait = FIRST if self._loop.time() - self._began > LONGEST else min(LONGEST, 2 * self._wait)
        self._again = self._loop.call_later(self._wait, self._begin)


def dead() -> list[str]:
    """The names of the tasks of this event loop that should live and don't."""
    loop = asyncio.get_running_loop()
    return sorted(one.name for one in _everyone if one.lives_on(loop) and one.is_dead)
