"""Serves a programme until the process is asked to stop."""

from __future__ import annotations

import asyncio
import gc
import signal
from typing import TYPE_CHECKING

from aiohttp import web

from bot import log
from bot.app.compose import compose
from bot.app.watching import surfaces
from bot.domain.errors import ConfigurationError
from bot.scheduling.scheduler import ticking

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.settings import Settings


async def serve(settings: Settings, *, announce: Callable[[str], None]) -> None:
    """Run until the process is asked to stop: no new work is taken, what is in flight is finished.

    ``announce`` hears the address once the page can be opened.
    """
    log.watch_loop(asyncio.get_running_loop())
    asked_to_stop = _listen_for_signals()
    programme = compose(settings)
    beside = surfaces(programme, settings)
    runner = web.AppRunner(programme.site, access_log=None, shutdown_timeout=5)
    await runner.setup()
    try:
        port = await _listen(runner, settings)
        scheduler = ticking(programme.pump, programme.tidier)
        await programme.start()
        for one in beside:
            await one.start()
        scheduler.start()
        _settle_in()
        announce(f"http://{settings.host}:{port}")
        await asked_to_stop.wait()
        scheduler.shutdown(wait=False)
    finally:
        for one in reversed(beside):
            await one.stop()
        await runner.cleanup()
        await programme.stop()


async def _listen(runner: web.AppRunner, settings: Settings) -> int:
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
    except OSError as error:
        raise ConfigurationError(
            f"PEERSUPPORT_PORT: port {settings.port} on {settings.host} can't be used; "
            "another program may have it. Set another one, or 0 for any free port."
        ) from error
    return int(runner.addresses[0][1])


def _settle_in() -> None:
    """What is loaded by now stays until the end: looking through it again would hold up whoever waits for an answer."""
    gc.collect()
    gc.freeze()


def _listen_for_signals() -> asyncio.Event:
    """Before anything else: unheard, they would end the process hard while it does what came due."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    return stop
