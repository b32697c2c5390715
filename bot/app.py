"""The composition root: puts one running programme together, and alone may import adapters and store."""

from __future__ import annotations

import asyncio
import signal
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

from adapters.web.app import build
from adapters.web.hospital import Hospital
from adapters.web.mailbox import EVERYBODY, Mailbox
from adapters.web.playground import Happening, Playground, StoredTable
from adapters.web.send import WebPlatform
from bot import language
from bot.clock import MovableClock
from bot.conversation import story
from bot.domain.errors import ConfigurationError, NotSavedError
from bot.domain.hours import local
from bot.domain.people import Role
from bot.scheduling.scheduler import ticking
from bot.scheduling.sweeps import Pump, Sweeps
from bot.scheduling.timelapse import Timelapse
from bot.service import Service, World
from bot.ui import Message
from store.codec import Codec
from store.database import open_store
from store.sealing import SealedTokens, open_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime, timedelta

    from bot.conversation.effects import Decision
    from bot.conversation.events import Event
    from bot.domain.people import Member
    from bot.settings import Settings
    from store.sql_store import SqlStore
    from store.unit_of_work import SqlUnitOfWork

_REMEMBERED = 200  # lines of the playground's timeline


@dataclass(frozen=True)
class Programme:
    """Everything that runs in one process of the playground."""

    store: SqlStore
    service: Service
    pump: Pump
    tidier: Pump
    clock: MovableClock
    mailbox: Mailbox
    site: web.Application

    async def start(self) -> None:
        """Put the digest on the agenda and do at once what came due while the process was away."""
        await self.service.start()
        await self.pump.run()

    async def stop(self) -> None:
        """Finish what is running, scrub the files and let them go."""
        await self.pump.stop()
        await self.tidier.run()
        self.store.close()
        self.mailbox.close()


@dataclass(frozen=True)
class PlayedClock:
    """The clock bar's view of time: moves it, and answers with the lines that were told meanwhile."""

    clock: MovableClock
    timelapse: Timelapse
    told: deque[Happening]

    def now(self) -> datetime:
        """This moment of the programme."""
        return self.clock.now()

    async def move(self, by: timedelta | None) -> Sequence[Happening]:
        """Move on, or to the next thing due if None."""
        start = self.clock.now()
        await self.timelapse.move(by)
        return tuple(one for one in self.told if one.at >= start)


@dataclass(frozen=True)
class StoredRows:
    """The database as a thief would find it."""

    store: SqlStore

    async def rows(self) -> Sequence[StoredTable]:
        """Every table, nothing opened."""
        return await self.store.read(lambda work: [StoredTable(*table) for table in work.inspection.tables()])


def compose(settings: Settings) -> Programme:
    """Put the playground together from its settings; ConfigurationError says what an administrator must mend."""
    hospital, told = Hospital(), deque[Happening](maxlen=_REMEMBERED)
    folder = settings.folder
    clock = MovableClock(folder / "clock")
    keys = open_keys(settings.key_dir, create=True)
    store = open_store(settings.database_url, keys)
    letters = Codec[Message](Message)
    mailbox = Mailbox(
        folder / "mailbox.sqlite3",
        encode=lambda message: letters.encode(message).decode(),
        decode=lambda text: letters.decode(text.encode()),
    )

    def tell(event: Event, decision: Decision) -> None:
        now, kind = clock.now(), type(event).__name__
        told.extend(Happening(now, who, what, kind) for who, what in story.told(event, decision))
        mailbox.changes.announce(EVERYBODY)

    world = World(store=store, clock=clock, directory=hospital, policy=settings.policy)
    service = Service(world, wake=lambda: pump.wake(), told=tell)  # noqa: PLW0108 - the pump is made below
    platforms = {"web": WebPlatform(hospital, mailbox, clock=clock)}
    sweeps = Sweeps(store=store, service=service, clock=clock, platforms=platforms)
    pump, tidier = Pump(sweeps.until_quiet), Pump(sweeps.tidy)
    store.run_now(lambda work: _seed(work, hospital, clock))
    playground = Playground(
        service=service,
        tokens=SealedTokens(keys),
        hospital=hospital,
        mailbox=mailbox,
        clockwork=PlayedClock(clock, Timelapse(clock, store, pump), told),
        vault=StoredRows(store),
        speak=language.speak,
        crisis_lines=settings.policy.crisis_lines,
        told=told,
    )
    site = build(playground)
    programme = Programme(
        store=store, service=service, pump=pump, tidier=tidier, clock=clock, mailbox=mailbox, site=site
    )
    _add_health(site, programme)
    return programme


def _seed(work: SqlUnitOfWork, hospital: Hospital, clock: MovableClock) -> None:
    """The pretend hospital's roster, once: what its people change later stays."""
    if not work.roster.with_role(*Role):
        work.roster.replace_all(hospital.roster(local(clock.now(), hospital.zone).date()))


def _add_health(site: web.Application, programme: Programme) -> None:
    """``/healthz``: the process runs. ``/readyz``: it can also reach its database."""

    async def healthy(_request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def ready(_request: web.Request) -> web.Response:
        try:
            due = await programme.store.read(lambda work: work.agenda.next_due())
        except NotSavedError:
            return web.json_response({"status": "the database does not answer"}, status=503)
        return web.json_response({"status": "ok" if due else "nothing is planned"})

    site.router.add_get("/healthz", healthy)
    site.router.add_get("/readyz", ready)


async def serve(settings: Settings, *, announce: Callable[[str], None]) -> None:
    """Run until the process is asked to stop: no new work is taken, what is in flight is finished.

    ``announce`` hears the address once the page can be opened.
    """
    programme = compose(settings)
    runner = web.AppRunner(programme.site, access_log=None, shutdown_timeout=5)
    await runner.setup()
    try:
        port = await _listen(runner, settings)
        scheduler = ticking(programme.pump, programme.tidier)
        await programme.start()
        scheduler.start()
        announce(f"http://{settings.host}:{port}")
        await _asked_to_stop()
        scheduler.shutdown(wait=False)
    finally:
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


async def _asked_to_stop() -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    await stop.wait()


def migrate(settings: Settings) -> None:
    """Bring the tables up to date; opening the database does it."""
    open_store(settings.database_url, open_keys(settings.key_dir, create=settings.playground)).close()


def look(settings: Settings) -> Sequence[Member]:
    """Open what is configured, as starting would, and say who is on the roster."""
    store = open_store(settings.database_url, open_keys(settings.key_dir, create=settings.playground))
    try:
        return store.read_now(lambda work: work.roster.with_role(*Role))
    finally:
        store.close()
