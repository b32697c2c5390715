"""One running programme: the store, the service and the sweeps, whatever platforms people reach it by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from aiohttp import web

from bot.app.backup import journal_of
from bot.app.watching import late
from bot.domain.errors import NotSavedError
from bot.scheduling.sweeps import Pump, Sweeps
from bot.service import Service, World
from store.database import open_store
from store.sealing import SealedTokens, open_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.app.watching import Watch
    from bot.conversation.effects import Decision
    from bot.conversation.events import Event
    from bot.ports import Clock, Directory, Platform
    from bot.settings import Settings
    from store.sql_store import SqlStore


class Surface(Protocol):
    """What one platform keeps open besides the programme's web application, such as a socket or a mailbox."""

    async def start(self) -> None:
        """Open it; what came due meanwhile is done afterwards."""
        ...

    async def stop(self) -> None:
        """Finish what is in flight and let go."""
        ...


@dataclass(frozen=True)
class Core:
    """What every programme runs on, whatever its platforms."""

    store: SqlStore
    service: Service
    pump: Pump
    tidier: Pump
    tokens: SealedTokens


@dataclass(frozen=True)
class Programme:
    """Everything that runs in one process."""

    core: Core
    clock: Clock
    site: web.Application
    surfaces: tuple[Surface, ...] = ()

    @property
    def store(self) -> SqlStore:
        """Where everything is kept."""
        return self.core.store

    @property
    def service(self) -> Service:
        """What answers people."""
        return self.core.service

    @property
    def pump(self) -> Pump:
        """Runs agenda and outbox."""
        return self.core.pump

    @property
    def tidier(self) -> Pump:
        """Scrubs what was deleted."""
        return self.core.tidier

    async def start(self) -> None:
        """Put the digest on the agenda, open the platforms, then do what came due while the process was away."""
        await self.service.start()
        for surface in self.surfaces:
            await surface.start()
        await self.pump.run()

    async def stop(self) -> None:
        """Close the platforms, finish what is running, scrub the files and let them go."""
        for surface in self.surfaces:
            await surface.stop()
        await self.pump.stop()
        await self.tidier.run()
        self.store.close()


@dataclass(frozen=True)
class Outside:
    """What a programme needs of its platforms. ``told`` hears every decision that was committed."""

    clock: Clock
    directory: Directory
    platforms: Mapping[str, Platform]
    told: Callable[[Event, Decision], None]


def build_core(settings: Settings, outside: Outside) -> Core:
    """Open keys and database, and wire the service to its sweeps; ConfigurationError says what to mend."""
    keys = open_keys(settings.key_dir, create=settings.playground)
    store = open_store(settings.database_url, keys, journal=journal_of(settings, keys))
    world = World(
        store=store,
        clock=outside.clock,
        directory=outside.directory,
        policy=settings.policy,
        platforms=tuple(outside.platforms),
    )
    service = Service(world, wake=lambda: pump.wake(), told=outside.told)  # noqa: PLW0108 - the pump is made below
    sweeps = Sweeps(store=store, service=service, clock=outside.clock, platforms=outside.platforms)
    pump, tidier = Pump(sweeps.until_quiet), Pump(sweeps.tidy, "tidy")
    return Core(store=store, service=service, pump=pump, tidier=tidier, tokens=SealedTokens(keys))


def add_health(site: web.Application, watch: Watch, troubles: Mapping[str, Callable[[], str]] | None = None) -> None:
    """``/healthz``: the process runs. ``/readyz``: its database answers, nothing is late, no platform is in trouble.

    ``troubles``: what each platform has to tell, empty for nothing. What is late, or one platform of two, is said, but
    is no reason to send everybody elsewhere: the status stays 200.
    """
    platforms = troubles or {}

    async def healthy(_request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def ready(_request: web.Request) -> web.Response:
        try:
            queues = await watch.queues()
        except NotSavedError:
            return web.json_response({"status": "the database does not answer"}, status=503)
        told = {name: said for name, trouble in platforms.items() if (said := trouble())}
        named = [f"{name}: {said}" for name, said in told.items()]
        if told and len(told) == len(platforms):
            return web.json_response({"status": "; ".join(named if len(told) > 1 else told.values())}, status=503)
        behind = late(queues)
        degraded = "; ".join([*named, *([f"the {behind}"] if behind else [])])
        return web.json_response({"status": f"degraded: {degraded}" if degraded else "ok"})

    site.router.add_get("/healthz", healthy)
    site.router.add_get("/readyz", ready)
