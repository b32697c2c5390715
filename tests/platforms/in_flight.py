"""Counts what a fake has begun and not ended, so that a test can wait until nothing can still take effect."""

from __future__ import annotations

import asyncio


class InFlight:
    """Enter it around each call; one loop's."""

    def __init__(self) -> None:
        self._number = 0
        self._changed = asyncio.Event()

    def __enter__(self) -> None:
        self._number += 1

    def __exit__(self, *_error: object) -> None:
        self._number -= 1
        self._changed.set()

    async def none(self) -> None:
        """Return once there is none."""
        while self._number:
            self._changed.clear()
            await self._changed.wait()
