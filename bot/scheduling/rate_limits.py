"""Rate limits and stops of a platform: when nothing may be sent, and how often it may be asked.

A pause is stored, so that every process heeds it, and remembered over a restart.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Protocol

from bot import log
from bot.domain.errors import NotSavedError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Collection, Mapping

REVOKED = "revoked"
BARRED = "barred"
"""What is held while the platform refuses everybody: nobody there is asked anything."""
MEND = "mend:"
"""What the platform's word is stored behind, until it is mended."""
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

    async def unreachable(self) -> Collection[str]:
        """Addresses at this platform that it brings no message to."""
        ...

    async def reached(self, address: str) -> None:
        """Somebody at this address showed that they are there: what waits for them may be tried."""
        ...

    async def free(self) -> None:
        """Nobody who is on probation is to blame: they may be asked again."""
        ...


class Pauses:
    """What this process knows of the pauses of one platform; a second old at most, and its own ones at once."""

    def __init__(self, holds: Holds) -> None:
        self._holds = holds
        self._until: dict[str, float] = {}
        self._read_at = -_FRESH
        self.revoked = False
        self.words: frozenset[str] = frozenset()
        self._marked: frozenset[str] = frozenset()
        self._refused: set[str] = set()

    async def seconds(self, name: str) -> float:
        """How long calls of this name have to wait; 0 if they may go."""
        await self._read()
        if self.revoked:
            return MENDED
        return max(0.0, self._until.get(name, 0.0) - time.monotonic())

    async def hold(self, name: str, seconds: float) -> None:
        """The platform wants no calls of this name for so long."""
        self._until[name] = time.monotonic() + seconds
        await _store_quietly(self._holds.put(name, seconds))

    async def stop(self) -> None:
        """The platform lets the bot in no more; kept over restarts, and said aloud once."""
        if not self.revoked:
            log.record("sending_stopped", level=40, outcome="revoked")
        self.revoked = True
        await _store_quietly(self._holds.stop(REVOKED))

    async def resume(self) -> None:
        """It lets the bot in again."""
        self.revoked = False
        await _store_quietly(self._holds.lift(REVOKED))

    @property
    def is_barred(self) -> bool:
        """Whether everybody there is passed over, because it refused all of them a moment ago."""
        return self._until.get(BARRED, 0.0) > time.monotonic()

    async def mend(self, word: str, seconds: float) -> None:
        """It refuses with this word: told once, kept until it is mended; nobody there is asked for so many seconds."""
        if word not in self.words:
            log.record("platform_refuses", level=40, reason=word)
        self.words |= {word}
        if seconds:
            await self.hold(BARRED, seconds)
        await _store_quietly(self._holds.stop(f"{MEND}{word}"))

    async def mended(self, *words: str) -> None:
        """It takes messages again: all that waits is sent. Only these ``words``, if any are given."""
        over = self.words & frozenset(words) if words else self.words
        self.words -= over
        if not self.words:
            self._until.pop(BARRED, None)
            await _store_quietly(self._holds.lift(BARRED))
        for word in over:
            await _store_quietly(self._holds.lift(f"{MEND}{word}"))

    @property
    def marks(self) -> bool:
        """Whether anybody counts as unreachable."""
        return bool(self._marked or self._refused)

    def is_marked(self, address: str) -> bool:
        """Whether messages to this address were refused; those of people without a role are remembered only here."""
        return address in self._marked or address in self._refused

    def refused(self, address: str) -> None:
        """A message to this address was refused a moment ago."""
        if len(self._refused) >= _MOST:
            self._refused.clear()
        self._refused.add(address)

    async def reached(self, address: str) -> None:
        """Somebody acted; if they counted as unreachable, they no longer do."""
        if self.is_marked(address):
            self._marked -= {address}
            self._refused.discard(address)
            await _store_quietly(self._holds.reached(address))

    async def free(self) -> None:
        """Several people got the same refusal, so it is none of theirs."""
        await _store_quietly(self._holds.free())

    async def refresh(self) -> None:
        """Read what other processes found, if that is not known yet."""
        await self._read()

    async def _read(self) -> None:
        now = time.monotonic()
        if now - self._read_at < _FRESH:
            return
        self._read_at = now
        try:
            found = await self._holds.left()
            self._marked = frozenset(await self._holds.unreachable())
        except NotSavedError:
            return  # what is known already still holds
        self.revoked = REVOKED in found
        self.words = frozenset(one.removeprefix(MEND) for one in found if one.startswith(MEND))
        for name, left in found.items():
            if left is not None:
                self._until[name] = max(self._until.get(name, 0.0), now + left)


async def _store_quietly(change: Awaitable[None]) -> None:
    """What can't be stored holds in this process at least."""
    try:
        await change
    except NotSavedError as error:
        log.failed("pause_not_kept", error)


class MinimumInterval:
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
