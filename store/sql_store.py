"""The store as the bot sees it: the one bridge from the event loop to the database's threads."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from store.scope import Scope
from store.unit_of_work import SqlUnitOfWork
from store.writer import ThreadPool

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from store.database import Database
    from store.sealing import Keyring

T = TypeVar("T")
READERS = 2


class SqlStore:
    """Fills ports.Store. Made by ``store.database.open_store``."""

    def __init__(self, database: Database, keys: Keyring, real_now: Callable[[], float]) -> None:
        self._database = database
        self._keys = keys
        self._real_now = real_now
        self._closed = False
        self._writer = database.writer(self._unit)
        self._readers = ThreadPool(database, database.reading, self._unit, threads=READERS)

    async def run(self, function: Callable[[SqlUnitOfWork], T]) -> T:
        """Run a unit of work and return once it is durable; NotSavedError if the database can't."""
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
        """Forget deliveries no platform repeats, old dead letters, and message references whose case is gone."""
        await self.run(_tidy)

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
        return SqlUnitOfWork(Scope(connection, self._keys, self._database.inserts, self._real_now))


def _tidy(unit: SqlUnitOfWork) -> None:
    unit.inbox.tidy()
    unit.outbox.tidy()
