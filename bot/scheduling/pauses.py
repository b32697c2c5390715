"""When nothing may be sent: a platform asked for a pause, or lets the bot in no more; and how often it may be asked.

A pause is stored, so that every process heeds it, and remembered over a restart.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Protocol

from bot import log
from bot.domain.errors import NotSavedError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping

REVOKED = "revoked"
MENDED = 3600.0
"""Seconds until a message is tried again that only an administrator can set free."""
_FRESH = 1.0  # seconds for which what was read is believed
_MOST = 20_000  # turns remembered in one process


class Holds(Protocol):
    """Where pauses are kept for all processes; NotSavedError if it can't be reached."""

    async def put(self, name: str, seconds: float) -> None:
        """Hold for so many seconds."""
        ...

    async def stop(self, name: str) -> None:
        """Hold until somebody mends it; the first of all processes that says so tells it."""
        ...

    async def lift(self, name: str) -> None:
        """It was mended."""
        ...

    async def left(self) -> Mapping[str, float | None]:
        """What is held, with the seconds left; None until somebody mends it."""
        ...


class Pauses:
    """What this process knows of the pauses of one platform; a second old at most, and its own ones at once."""

    def __init__(self, holds: Holds) -> None:
        self._holds = holds
        self._until: dict[str, float] = {}
        self._read_at = -_FRESH
        self.revoked = False

    async def seconds(self, name: str) -> float:
        """How long calls of this name have to wait; 0 if they may go."""
        await self._read()
        if self.revoked:
            return MENDED
        return max(0.0, self._until.get(name, 0.0) - time.monotonic())

    async def hold(self, name: str, seconds: float) -> None:
        """The platform wants no calls of this name for so long."""
        self._until[name] = time.monotonic() + seconds
        await _kept(self._holds.put(name, seconds))

    async def stop(self) -> None:
        """The platform lets the bot in no more; kept over restarts, and said aloud once."""
        if not self.revoked:
            log.record("sending_stopped", level=40, outcome="revoked")
        self.revoked = True
        await _kept(self._holds.stop(REVOKED))

    async def resume(self) -> None:
        """It lets the bot in again."""
        self.revoked = False
        await _kept(self._holds.lift(REVOKED))

    async def _read(self) -> None:
        now = time.monotonic()
        if now - self._read_at < _FRESH:
            return
        self._read_at = now
        try:
            found = await self._holds.left()
        except NotSavedError:
            return  # what is known already still holds
        self.revoked = REVOKED in found
        for name, left in found.items():
            if left is not None:
                self._until[name] = max(self._until.get(name, 0.0), now + left)


async def _kept(change: Awaitable[None]) -> None:
    """What can't be stored holds in this process at least."""
    try:
        await change
    except NotSavedError as error:
        log.failed("pause_not_kept", error)


class Turns:
    """So many seconds between two calls of one name; a platform's own wish for a longer pause is another matter."""

    def __init__(self) -> None:
        self._next: dict[str, float] = {}

    def is_free(self, name: str) -> bool:
        """Whether nobody would have to wait."""
        return self._next.get(name, 0.0) <= time.monotonic()

    async def take(self, name: str, spacing: float) -> None:
        """Wait for the next free turn, and take it."""
        now = time.monotonic()
        turn = max(now, self._next.get(name, 0.0))
        if len(self._next) >= _MOST:
            self._next = {one: at for one, at in self._next.items() if at > now}
        self._next[name] = turn + spacing
        if turn > now:
            await asyncio.sleep(turn - now)
