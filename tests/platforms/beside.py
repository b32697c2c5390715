"""Fakes that run beside the tests, each in a process of its own: started here, and given orders over HTTP."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import ClientSession

if TYPE_CHECKING:
    from collections.abc import Generator

ROOT = Path(__file__).parents[2]
PATIENCE = 5.0
"""Seconds for what an app goes on with after it has answered."""


class RefusedError(Exception):
    """What was asked for is not on the person's screen."""


@contextmanager
def fake(module: str) -> Generator[str]:
    """The address of a fake of its own process, which ends with whoever started it."""
    command = [sys.executable, "-m", module]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        yield process.stdout.readline().strip()
        process.stdin.close()
        process.wait(timeout=10)


class Orders:
    """The test's side of a fake: one for each event loop."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._session: ClientSession | None = None

    async def order(self, what: str, **given: Any) -> dict[str, Any]:
        """One order; raises RefusedError for what nobody could do."""
        if self._session is None:
            self._session = ClientSession()
        async with self._session.post(f"{self.address}/control/{what}", json=given) as response:
            if response.status == 409:
                raise RefusedError
            assert response.status == 200, f"{what}: {await response.text()}"
            return await response.json()

    async def person(self, who: str, does: str, **given: Any) -> dict[str, Any]:
        """A gesture of somebody, and what they see afterwards."""
        return await self.order("person", who=who, does=does, **given)

    async def close(self) -> None:
        """Let the connection go."""
        if self._session is not None:
            await self._session.close()
            self._session = None


class Settling:
    """Waits for what an app has begun in this event loop; what lasts longer is its own affair."""

    def __init__(self) -> None:
        self._lasting: set[asyncio.Task[Any]] = set()

    async def after(self, before: set[asyncio.Task[Any]]) -> bool:
        """Until everything has ended that was not there before; whether there was anything."""
        mine, waited = asyncio.current_task(), False
        while new := asyncio.all_tasks() - before - self._lasting - {mine}:
            done, late = await asyncio.wait(new, timeout=PATIENCE)
            self._lasting |= late
            waited = True
            if not done:
                break
        return waited
