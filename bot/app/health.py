"""Health: figures of the queues, metrics and the event loop's lag; never on a platform's public address."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from functools import cached_property
from typing import TYPE_CHECKING

from aiohttp import web

from bot import log, metrics
from bot.clock import RealClock
from bot.domain.errors import ConfigurationError, NotSavedError
from bot.insight.digest_schedule import BACKUP
from bot.scheduling.rate_limits import MEND, REVOKED
from bot.scheduling.supervised import Supervised

if TYPE_CHECKING:
    from bot.ports import Clock
    from store.store import SqlStore
    from store.unit_of_work import SqlUnitOfWork

OVERDUE = 300.0
"""Seconds that an entry of the agenda, or a message, may be late before the programme says that it is degraded."""
_TICK, _REMEMBERED = 0.25, 240  # seconds between looks at the loop, and how many of them count


@dataclass(frozen=True)
class Watch:
    """Reads the figures of one programme. ``clock`` is the programme's; leases and messages go by the real one.

    ``platforms``: those that can take the bot's access away.
    """

    store: SqlStore
    clock: Clock
    real: Clock = field(default_factory=RealClock)
    platforms: tuple[str, ...] = ()

    async def queues(self) -> metrics.Queues:
        """How late and how long the queues are; NotSavedError if the database does not answer."""
        return await self.store.read(self._queues)

    def _queues(self, work: SqlUnitOfWork) -> metrics.Queues:
        backup = work.slots.latest(BACKUP)
        made = datetime.combine(backup, time(), UTC) if backup else None
        return metrics.Queues(
            agenda_overdue=_since(work.agenda.next_due(), self.clock.now()),
            outbox_overdue=_since(work.outbox.oldest_due(), self.real.now()),
            waiting=work.outbox.waiting(),
            dead=work.outbox.dead(),
            backup_age=_since(made, self.clock.now()) if made else None,
            stopped={one: REVOKED in work.holds.of(one) for one in self.platforms},
            refuses={one: sum(name.startswith(MEND) for name in work.holds.of(one)) for one in self.platforms},
        )

    def add_metrics(self, site: web.Application) -> None:
        """``/metrics``, for a site that only an operator can reach."""
        site.router.add_get("/metrics", self._page)

    async def _page(self, _request: web.Request) -> web.Response:
        try:
            queues = await self.queues()
        except NotSavedError:
            queues = None
        return web.Response(body=metrics.page(queues), headers={"Content-Type": metrics.CONTENT_TYPE})


def _since(moment: datetime | None, now: datetime) -> float:
    return max(0.0, (now - moment).total_seconds()) if moment else 0.0


@dataclass(frozen=True)
class LoopWatch:
    """Measures how late the event loop is: a call that blocks it shows here. Fills programme.Surface."""

    lags: list[float] = field(default_factory=list[float])

    @cached_property
    def _task(self) -> Supervised:
        return Supervised("loop", self._look)

    async def start(self) -> None:
        """Look from now on."""
        await self._task.start()

    async def stop(self) -> None:
        """Look no longer."""
        await self._task.stop()

    async def _look(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            before = loop.time()
            await asyncio.sleep(_TICK)
            self.lags.append(max(0.0, loop.time() - before - _TICK))
            del self.lags[:-_REMEMBERED]
            metrics.loop_lag(max(self.lags))
            log.tell_repeats()


@dataclass(frozen=True)
class MetricsServer:
    """``/metrics`` on an address of its own. Fills programme.Surface."""

    watch: Watch
    host: str
    port: int
    _runner: list[web.AppRunner] = field(default_factory=list[web.AppRunner])

    async def start(self) -> None:
        """Listen; ConfigurationError if the address can't be used."""
        site = web.Application()
        self.watch.add_metrics(site)
        runner = web.AppRunner(site, access_log=None)
        await runner.setup()
        self._runner.append(runner)
        try:
            await web.TCPSite(runner, self.host, self.port).start()
        except OSError as error:
            raise ConfigurationError(
                f"PEERSUPPORT_METRICS: port {self.port} on {self.host} can't be used; another program may have it."
            ) from error

    async def stop(self) -> None:
        """Close it."""
        for runner in self._runner:
            await runner.cleanup()
