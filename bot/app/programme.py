"""One running programme: the store, the service and the sweeps, whatever platforms people reach it by."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from aiohttp import web

from bot.app.journal import journal_of
from bot.app.readiness import Readiness
from bot.domain.readiness import Installation
from bot.scheduling.progress import Progress
from bot.scheduling.rota_feeds import RotaFeeds
from bot.scheduling.sweeps import Pump, Sweeps
from bot.service import Context, Service
from bot.settings.presets import PRESETS, Import
from store.opening import open_store
from store.sealing import SealedTokens, open_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from bot.app.health import Watch
    from bot.conversation.effects import Decision
    from bot.conversation.events.every import Event
    from bot.ports import Clock, Directory, Platform
    from bot.scheduling.circuit_breaker import CircuitBreaker
    from bot.settings import Settings
    from store.store import SqlStore


_PARTING = 1.0  # seconds for what was deleted to leave the files when the process stops


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
    rotas: RotaFeeds
    progress: Progress = field(default_factory=Progress)
    places: tuple[Path, ...] = ()
    troubles: dict[str, Callable[[], str]] = field(default_factory=dict[str, "Callable[[], str]"])


@dataclass(frozen=True)
class Renewal:
    """How a programme starts over in the same process: ``asked`` is set, and once it has stopped ``clear`` runs."""

    asked: asyncio.Event
    clear: Callable[[], None]


@dataclass(frozen=True)
class Programme:
    """Everything that runs in one process; only a playground has a ``renewal``."""

    core: Core
    clock: Clock
    site: web.Application
    surfaces: tuple[Surface, ...] = ()
    renewal: Renewal | None = None

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
        await self.core.rotas.start()

    async def stop(self) -> None:
        """Close the platforms, finish what is running, scrub the files and let them go."""
        await self.core.rotas.stop()
        for surface in self.surfaces:
            await surface.stop()
        await self.pump.stop()
        with suppress(TimeoutError):  # what is not tidied by then is tidied after the next start
            async with asyncio.timeout(_PARTING):
                await self.tidier.run()
        self.store.close()


@dataclass(frozen=True)
class Outside:
    """What a programme needs of its platforms. ``told`` hears every decision that was committed."""

    clock: Clock
    directory: Directory
    platforms: Mapping[str, Platform]
    told: Callable[[Event, Decision], None]
    breakers: Mapping[str, CircuitBreaker] = field(default_factory=dict[str, "CircuitBreaker"])


def build_core(settings: Settings, outside: Outside) -> Core:
    """Open keys and database, and wire the service to its sweeps; ConfigurationError says what to mend."""
    keys = open_keys(settings.key_dir, create=settings.playground)
    store = open_store(settings.database_url, keys, journal=journal_of(settings, keys))
    rotas = RotaFeeds(store, outside.clock, policy=settings.policy, addresses=settings.rotas)
    troubles: dict[str, Callable[[], str]] = {}
    world = Context(
        store=store,
        clock=outside.clock,
        directory=outside.directory,
        policy=settings.policy,
        platforms=tuple(outside.platforms),
        rota_state=rotas.state,
        installation=lambda: installation_of(settings, {name: one() for name, one in troubles.items()}),
    )
    service = Service(world, wake=lambda: pump.wake(), told=outside.told)  # noqa: PLW0108 - the pump is made below
    sweeps = Sweeps(
        store=store, service=service, clock=outside.clock, platforms=outside.platforms, breakers=outside.breakers
    )
    pump, tidier = Pump(sweeps.until_quiet, progress=sweeps.progress), Pump(sweeps.tidy, "tidy")
    return Core(
        store=store,
        service=service,
        pump=pump,
        tidier=tidier,
        tokens=SealedTokens(keys),
        rotas=rotas,
        progress=sweeps.progress,
        troubles=troubles,
        places=(settings.key_dir, *([settings.folder] if settings.database_url.startswith("sqlite") else [])),
    )


def installation_of(settings: Settings, troubles: Mapping[str, str]) -> Installation:
    """For the lights of *Is it ready?*. ``troubles``: what each platform has to tell, by its name."""
    given = {"slack": settings.slack, "teams": settings.teams}
    preset = PRESETS.get(settings.policy.preset)
    return Installation(
        platforms=tuple((name, troubles.get(name, "")) for name, one in given.items() if one is not None),
        keys_trouble=troubles.get("keys", ""),
        backed_up=settings.backup_dir is not None,
        beside_keys=_are_nested(settings),
        turns=preset.name if preset and Import.ROTA in preset.imports else "",
    )


def _are_nested(settings: Settings) -> bool:
    """Whether whoever finds the backups finds the keys with them."""
    if settings.backup_dir is None:
        return False
    keys, backups = settings.key_dir.resolve(), settings.backup_dir.resolve()
    return keys == backups or keys in backups.parents or backups in keys.parents


def add_health(
    site: web.Application,
    watch: Watch,
    troubles: Mapping[str, Callable[[], str]] | None = None,
    *,
    core: Core | None = None,
) -> Readiness:
    """``/healthz``: the process runs. ``/readyz``: everything was tried and nothing is wrong.

    ``troubles``: what each platform has to tell, empty for nothing. A proxy that spreads requests asks ``/healthz``:
    people are answered, with the crisis lines at least, also while something is wrong.
    """
    known = core.troubles if core else dict[str, "Callable[[], str]"]()
    known.update(troubles or {})
    readiness = Readiness(watch, known, core.places if core else (), core.progress if core else None)

    async def healthy(_request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    site.router.add_get("/healthz", healthy)
    site.router.add_get("/readyz", readiness.answer)
    site.on_startup.append(readiness.start)
    site.on_cleanup.append(readiness.stop)
    return readiness
