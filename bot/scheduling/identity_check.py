"""Asks Slack or Teams for the bot's identity until it answers; readiness waits for this."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot import log
from bot.domain.errors import PeerSupportError
from bot.scheduling.supervised import Supervised

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

FIRST, LONGEST = 5.0, 60.0
"""Seconds between two attempts; each wait is twice the one before."""


class IdentityCheck:
    """Calls ``ask`` now and then for as long as ``is_wanted``; a task of its own. Fills programme.Surface."""

    def __init__(self, ask: Callable[[], Awaitable[None]], is_wanted: Callable[[], bool]) -> None:
        self._ask, self._is_wanted = ask, is_wanted
        self._task = Supervised("identity", self._keep)

    async def start(self) -> None:
        """Look from now on; returns at once."""
        await self._task.start()

    async def stop(self) -> None:
        """Look no longer."""
        await self._task.stop()

    async def _keep(self) -> None:
        wait = FIRST
        while True:
            await asyncio.sleep(wait)
            wait = min(LONGEST, 2 * wait) if self._is_wanted() else FIRST
            if self._is_wanted():
                await self._ask_once()

    async def _ask_once(self) -> None:
        """If the store is down, it is tried again."""
        try:
            await self._ask()
        except PeerSupportError as error:
            log.failed("platform_not_asked", error)
