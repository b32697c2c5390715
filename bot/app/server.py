"""Serves a programme until the process is asked to stop."""

from __future__ import annotations

import asyncio
import gc
import signal
from dataclasses import replace
from typing import TYPE_CHECKING

from aiohttp import web

from bot import log
from bot.app import service_manager
from bot.app.connections import Connections
from bot.app.health import LoopWatch, MetricsServer, Watch
from bot.app.wiring import compose
from bot.domain.errors import ConfigurationError
from bot.scheduling.scheduler import ticking

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.app.programme import Programme, Surface
    from bot.settings import Settings


_PARTING = 2.0
"""Seconds for what is being answered when the process stops: all together it ends within five."""


async def serve(settings: Settings, *, announce: Callable[[str], None]) -> None:
    """Run until the process is asked to stop: no new work is taken, what is in flight is finished.

    ``announce`` hears the address once the page can be opened.
    """
    log.watch_loop(asyncio.get_running_loop())
    asked_to_stop = _listen_for_signals()
    port = await _serve_once(settings, asked_to_stop, announce=announce)
    while not asked_to_stop.is_set():  # a playground that starts over, where its page already is
        port = await _serve_once(replace(settings, port=port), asked_to_stop, announce=lambda _: None)


async def _serve_once(settings: Settings, asked_to_stop: asyncio.Event, *, announce: Callable[[str], None]) -> int:
    """Run one programme until the process is asked to stop, or the programme to be put together anew; the port."""
    programme = compose(settings)
    beside = _surfaces(programme, settings)
    connections = Connections()
    programme.site.middlewares.append(connections.middleware)
    runner = web.AppRunner(programme.site, access_log=None, shutdown_timeout=_PARTING)
    await runner.setup()
    try:
        port = await _listen(connections, runner, settings)
        scheduler = ticking(programme.pump, programme.tidier)
        await programme.start()
        for one in beside:
            await one.start()
        scheduler.start()
        _settle_in()
        service_manager.is_up()
        announce(f"http://{settings.host}:{port}")
        await _first(asked_to_stop, programme.renewal.asked if programme.renewal else None)
        service_manager.is_stopping()
        programme.pump.end()
        scheduler.shutdown(wait=False)
    finally:
        await asyncio.gather(connections.stop(), *(one.stop() for one in beside))
        await runner.cleanup()
        await programme.stop()
    if programme.renewal and not asked_to_stop.is_set():
        programme.renewal.clear()
    return port


async def _first(*events: asyncio.Event | None) -> None:
    """Wait for whichever is set first."""
    waiting = [asyncio.ensure_future(one.wait()) for one in events if one is not None]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waiting:
            one.cancel()


async def _listen(connections: Connections, runner: web.AppRunner, settings: Settings) -> int:
    try:
        return await connections.listen(runner, settings.host, settings.port)
    except OSError as error:
        raise ConfigurationError(
            f"PEERSUPPORT_PORT: port {settings.port} on {settings.host} can't be used; "
            "another program may have it. Set another one, or 0 for any free port."
        ) from error


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


def _surfaces(programme: Programme, settings: Settings) -> tuple[Surface, ...]:
    """What stands beside a programme that is served: it measures itself, is watched, and is backed up."""
    found: list[Surface] = [LoopWatch()]
    if settings.backup_dir is not None:
        from bot.app.backup import DailyBackup  # noqa: PLC0415 - what restores a backup loads with it

        daily = DailyBackup(settings, programme.store, programme.clock, settings.backup_dir)
        programme.core.troubles["backup"] = daily.trouble
        found.append(daily)
    if settings.metrics is not None:
        given = {"slack": settings.slack, "teams": settings.teams}
        platforms = tuple(name for name, one in given.items() if one is not None)
        found.append(MetricsServer(Watch(programme.store, programme.clock, platforms=platforms), *settings.metrics))
    return tuple(found)
