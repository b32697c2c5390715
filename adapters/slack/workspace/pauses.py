"""When nothing may be sent: Slack asked for a pause, or took the token away. Stored, so that every process heeds it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

from bot import log
from bot.domain.errors import NotSavedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.slack.workspace.calls import Refused

from adapters.slack.workspace import outcomes

REVOKED = "revoked"
_FRESH = 1.0  # seconds for which what was read is believed


class Holds(Protocol):
    """Where pauses are kept for all processes; NotSavedError if it can't be reached."""

    async def put(self, name: str, seconds: float | None) -> None:
        """Hold for so many seconds; None until somebody mends it."""
        ...

    async def lift(self, name: str) -> None:
        """It was mended."""
        ...

    async def left(self) -> Mapping[str, float | None]:
        """What is held, with the seconds left; None until somebody mends it."""
        ...


class Pauses:
    """What this process knows of the pauses; a second old at most, and its own ones at once."""

    def __init__(self, holds: Holds) -> None:
        self._holds = holds
        self._until: dict[str, float] = {}
        self._read_at = -_FRESH
        self.revoked = False

    async def seconds(self, method: str) -> float:
        """How long this method has to wait; 0 if it may go."""
        await self._read()
        if self.revoked:
            return outcomes.MENDED
        return max(0.0, self._until.get(method, 0.0) - time.monotonic())

    async def heard(self, method: str, refused: Refused) -> None:
        """Keep what a refusal means for those who come next."""
        if refused.error in outcomes.STOPPED:
            await self.stop()
        elif refused.after is not None:
            self._until[method] = time.monotonic() + refused.after
            await self._put(method, refused.after)

    async def stop(self) -> None:
        """The token opens nothing any more; kept over restarts, and said aloud once."""
        if not self.revoked:
            log.record("slack_stopped", level=40, outcome="revoked")
        self.revoked = True
        await self._put(REVOKED, None)

    async def resume(self) -> None:
        """The token opens again."""
        self.revoked = False
        try:
            await self._holds.lift(REVOKED)
        except NotSavedError as error:
            log.failed("slack_pause_not_kept", error)

    async def _put(self, name: str, seconds: float | None) -> None:
        try:
            await self._holds.put(name, seconds)
        except NotSavedError as error:
            log.failed("slack_pause_not_kept", error)

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
