"""Asks a platform who the bot is until it answers: nobody else may come to ask while the bot counts as not ready."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot import log
from bot.domain.errors import PeerSupportError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

FIRST, LONGEST = 5.0, 60.0
"""Seconds between two attempts; each wait is twice the one before."""


class Retrying:
    """Calls ``ask`` now and then for as long as ``is_wanted``; a task of its own. Fills programme.Surface."""

    def __init__(self, ask: Callable[[], Awaitable[None]], is_wanted: Callable[[], bool]) -> None:
        self._ask, self._is_wanted = ask, is_wanted
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Look from now on; returns at once."""
        self._task = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """Look no longer."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _keep(self) -> None:
        wait = FIRST
        while True:
            await asyncio.sleep(wait)
            wait = min(LONGEST, 2 * wait) if self._is_wanted() else FIRST
            if self._is_wanted():
                await self._asked()

    async def _asked(self) -> None:
        """If the store is down, it is tried again."""
        try:
            await self._ask()
        except PeerSupportError as error:
            log.failed("platform_not_asked", error)
