"""The store as the bot sees it: the one bridge from the event loop to the database's threads."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from bot import log, metrics
from bot.domain.errors import ConfigurationError, NotSavedError
from store import sweep, upgrade
from store.scope import Scope, Surroundings
from store.unit_of_work import SqlUnitOfWork
from store.writer import ThreadPool

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from store.backup.journal import Journal
    from store.database import Database
    from store.sealing import Keyring

T = TypeVar("T")
READERS = 2


class SqlStore:
    """Fills ports.Store. Made by ``store.database.open_store``."""

    def __init__(
        self, database: Database, keys: Keyring, real_now: Callable[[], float], *, journal: Journal | None = None
    ) -> None:
        self._database = database
        self._real_now = real_now
        self._around = Surroundings(keys, database.statements, real_now, database.exclude, journal=journal)
        self._sweep = sweep.Sweep()
        self._closed = False
        self._writer = database.writer(self._unit)
        self._readers = ThreadPool(database, database.reading, self._unit, threads=READERS)

    async def run(self, function: Callable[[SqlUnitOfWork], T]) -> T:
        """Run a unit of work and return once it is durable; NotSavedError if the database can't."""
        with metrics.unit_of_work():
            return await asyncio.wrap_future(self._writer.submit(function))

    async def read(self, function: Callable[[SqlUnitOfWork], T]) -> T:
        """Run a function that only reads, on a snapshot; NotSavedError if the database can't."""
        return await asyncio.wrap_future(self._readers.submit(function))

    def run_now(self, function: Callable[[SqlUnitOfWork], T]) -> T:
        """As ``run``, for commands and tests that have no event loop."""
        return self._writer.submit(function).result()

    def read_now(self, function: Callable[[SqlUnitOfWork], T]) -> T:
        """As ``read``, for commands and tests that have no event loop."""
        return self._readers.submit(function).result()

    async def tidy(self) -> None:
        """Forget what has served: deliveries, dead letters, references, and the keys of earlier days.

        What still lies under an earlier day's key is sealed anew first; the journal beside the keys is shortened.
        """
        await self.run(_tidy)
        while await self.run(lambda unit: unit.directory.prune()):
            pass
        for walk in sweep.walks(await self.run(self._sweep.steps)):
            after: Any = None
            while (after := await self.run(walk(after))) is not None:
                pass
        self._around.keyring.opened.clear()
        if (journal := self._around.journal) is not None:
            with suppress(OSError):  # a key folder that is away for a while leaves it for the next time
                await asyncio.to_thread(journal.forget_old)
        if self._around.unreadable:
            log.record("unreadable", count=len(self._around.unreadable))

    @property
    def unreadable(self) -> int:
        """How many rows did not open since the start; each was passed over."""
        return len(self._around.unreadable)

    async def scrub(self) -> bool:
        """Remove deleted bytes from the database's own log. False: a reader was in the way, try again."""
        return await asyncio.to_thread(self._database.scrub)

    def close(self) -> None:
        """Finish what was begun and let go of the database."""
        if self._closed:
            return
        self._closed = True
        self._writer.close()
        self._readers.close()
        self._database.close()

    def _unit(self, connection: Connection) -> SqlUnitOfWork:
        return SqlUnitOfWork(Scope(connection, self._around))

    def rotate(self) -> int:
        """Add a programme key, and seal with it in small units of work what the earlier ones sealed."""
        try:
            number = self._around.keyring.add_programme_key()
        except OSError as error:
            raise ConfigurationError(f"The new key can't be kept: {error.strerror}.") from None
        self.prepare()
        for walk in sweep.walks([]):
            after: Any = None
            while (after := self.run_now(walk(after))) is not None:
                pass
        return number

    def prepare(self) -> None:
        """Check the keys; on the first start, seal what the first release wrote as today. For ``open_store``."""
        try:
            self._around.keyring.period(self._real_now())  # so that a key store that goes away later is no hindrance
        except NotSavedError:
            raise ConfigurationError("The key of this day can't be kept: the key folder can't be written.") from None
        if self.read_now(upgrade.is_known):
            return
        with self._database.migrating() as connection:
            unit = self._unit(connection)
            if not upgrade.is_known(unit):  # nobody else has done it meanwhile
                upgrade.adopt(unit)


def _tidy(unit: SqlUnitOfWork) -> None:
    unit.inbox.tidy()
    unit.outbox.tidy()
