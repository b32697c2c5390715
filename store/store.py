"""The store: the bridge from the event loop to the database's threads."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from bot import log, metrics
from bot.domain.errors import ConfigurationError, NotSavedError
from store import database_age, first_start, resealing
from store.databases.transactions import ThreadPool
from store.heartbeat import Heartbeat
from store.transaction import StoreContext, Transaction
from store.unit_of_work import SqlUnitOfWork

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from store.databases.kinds import Database
    from store.journal import Journal
    from store.sealing import Keyring

T = TypeVar("T")
READERS = 2


class SqlStore:
    """Fills ports.Store. Made by ``store.opening.open_store``."""

    def __init__(
        self, database: Database, keys: Keyring, real_now: Callable[[], float], *, journal: Journal | None = None
    ) -> None:
        self._database = database
        self._real_now = real_now
        self._around = StoreContext(keys, database.statements, real_now, database.exclude, journal=journal)
        self._sweep = resealing.Sweep()
        self._heartbeat = Heartbeat(self.run, self.read, keys, journal.folder if journal else None)
        self._closed = False
        self._writer = database.writer(self._unit)
        self._readers = ThreadPool(database, database.reading, self._look, threads=READERS)

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
        for walk in (*await self.run(self._sweep.nights), *resealing.walks(await self.run(self._sweep.steps))):
            after: Any = None
            while (after := await self.run(walk(after))) is not None:
                pass
        self._around.keyring.opened.clear()
        if (journal := self._around.journal) is not None:
            with suppress(OSError):  # a key folder that is away for a while leaves it for the next time
                await asyncio.to_thread(journal.forget_old)
        if self._around.unreadable:
            log.record("unreadable", count=len(self._around.unreadable))

    async def beat(self) -> None:
        """Write a row and read it back; KeysAwayError or NotSavedError if nothing could be kept now."""
        await self._heartbeat.beat()

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
        return SqlUnitOfWork(Transaction(connection, self._around))

    def _look(self, connection: Connection) -> SqlUnitOfWork:
        return SqlUnitOfWork(Transaction(connection, self._around, writes=False))

    def rotate(self) -> int:
        """Add a programme key, and seal with it in small units of work what the earlier ones sealed."""
        try:
            number = self._around.keyring.add_programme_key()
        except OSError as error:
            raise ConfigurationError(f"The new key can't be kept: {error.strerror}.") from None
        self.prepare()
        for walk in resealing.walks([]):
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
        journal = self._around.journal
        number = database_age.known(journal.folder) if journal else 0
        if self.read_now(first_start.is_known) or self.read_now(first_start.was_opened):
            self.read_now(lambda unit: database_age.refuse_older(unit, number))
        if self.read_now(first_start.is_todays):
            return
        with self._database.migrating() as connection:
            unit = self._unit(connection)
            if not first_start.is_todays(unit):  # nobody else has done it meanwhile
                first_start.adopt(unit)


def _tidy(unit: SqlUnitOfWork) -> None:
    unit.inbox.tidy()
    unit.outbox.tidy()
