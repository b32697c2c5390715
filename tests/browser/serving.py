"""The playground as the command serves it, in the test's own process, from its start to its stop."""

from __future__ import annotations

import asyncio
import signal
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.app import serve

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from bot.settings import Settings

_PATIENCE = 30  # seconds


@asynccontextmanager
async def served(settings: Settings) -> AsyncGenerator[str]:
    """Where it listens; it is stopped as Ctrl+C stops it."""
    address: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    running = asyncio.create_task(serve(settings, announce=address.set_result))
    await asyncio.wait([running, address], timeout=_PATIENCE, return_when=asyncio.FIRST_COMPLETED)
    if running.done():
        await running
    try:
        yield address.result()
    finally:
        signal.raise_signal(signal.SIGTERM)
        await running
