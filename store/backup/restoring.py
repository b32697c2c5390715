"""The way back: a backup becomes the database again, in one transaction that also forgets what was erased since."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from sqlalchemy import MetaData, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from bot.domain.errors import ConfigurationError
from bot.domain.hours import day_in
from store import database_age, first_start
from store.backup import archive
from store.backup.settling import Settling, settle
from store.databases.transactions import not_saved
from store.journal import OPENS
from store.opening import connect
from store.schema_version import HEAD, migrate
from store.transaction import StoreContext, Transaction
from store.unit_of_work import SqlUnitOfWork

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from store.backup.archive import Archive
    from store.backup.settling import Settled
    from store.databases.kinds import Database
    from store.journal import Journal
    from store.sealing import Keyring

_BATCH = 500
COMES_BACK = 2.0
"""Seconds within which a bot that lives asks its database something: twice the time between two sweeps."""
_STOP = "Somebody else is connected to the database. Stop the bot first."


@dataclass(frozen=True)
class Restoring:
    """What a restore works with. ``slots``: the overviews that came between a day and now, by job and date."""

    url: str
    keys: Keyring
    journal: Journal
    now: datetime
    slots: Callable[[datetime], list[tuple[str, date]]]


def restore(way: Restoring, path: Path, *, replace: bool) -> Settled:
    """Put a backup in the place of an empty database, or of any if ``replace``; ConfigurationError says why not.

    Either everything happens, what was erased since included, or nothing does.
    """
    with archive.open_archive(path, way.keys) as backup:
        _refuse_unfit(backup, way.now)
        database, began = connect(way.url), time.monotonic()
        try:
            with database.migrating() as connection:
                _refuse_busy(database, connection, replace=replace)
                settled = _rebuilt(way, backup, connection, database)
                _refuse_whoever_came(database, connection, began)
            database.scrub()
        except SQLAlchemyError as error:
            problem = not_saved(error)
        else:
            return settled
        finally:
            database.close()
    raise problem


def _refuse_unfit(backup: Archive, now: datetime) -> None:
    if now - backup.at > OPENS:
        raise ConfigurationError(
            f"The backup is of {day_in(backup.at, 'UTC')}. What was erased is known for {OPENS.days} days only, "
            "so an older one can't be restored without bringing it back."
        )
    if backup.revision > HEAD:
        raise ConfigurationError("A newer release made this backup; install that release and restore it there.")


def _refuse_busy(database: Database, connection: Connection, *, replace: bool) -> None:
    if not database.alone(connection):
        raise ConfigurationError(_STOP)
    if not replace and _has_rows(connection):
        raise ConfigurationError("The database is not empty. To lose what is in it, say --replace.")


def _refuse_whoever_came(database: Database, connection: Connection, began: float) -> None:
    """A living bot that had lost its sessions is back within a second: it waits for this transaction by now."""
    if database.is_shared:
        time.sleep(max(0.0, COMES_BACK - (time.monotonic() - began)))
    if not database.alone(connection):
        raise ConfigurationError(_STOP)


def _has_rows(connection: Connection) -> bool:
    return any(connection.execute(select(table).limit(1)).first() for table in archive.tables(connection))


def _rebuilt(  # noqa: PLR0917 - the same four things all the way
    way: Restoring, backup: Archive, connection: Connection, database: Database
) -> Settled:
    everything = MetaData()
    everything.reflect(connection)
    everything.drop_all(connection)
    migrate(connection, backup.revision)
    _fill(connection, backup)
    migrate(connection)
    around = StoreContext(way.keys, database.statements, way.journal.now, database.exclude)
    scope = Transaction(connection, around)
    unit = SqlUnitOfWork(scope)
    if not first_start.is_todays(unit):
        first_start.adopt(unit)
    settling = Settling(entries=way.journal.entries(), journal=way.journal, now=way.now, at=backup.at)
    unit.heartbeats.beat("restored", b"", least=database_age.known(way.journal.folder))
    settled = settle(scope, settling, slots=way.slots(backup.at))
    return settled._replace(left_out=sum(backup.left_out.values()))


def _fill(connection: Connection, backup: Archive) -> None:
    """The rows of the backup and no others: a migration may have left some of its own."""
    known = {table.name: table for table in archive.tables(connection)}
    for table in known.values():
        connection.execute(table.delete())
    for name, group in groupby(backup.rows(), key=lambda row: row[0]):
        rows = [row for _, row in group]
        for start in range(0, len(rows), _BATCH):
            connection.execute(known[name].insert(), rows[start : start + _BATCH])
    for name, table in known.items():
        if connection.dialect.name == "postgresql" and "id" in table.columns:
            _count_on(connection, name)
    for name, table in known.items():
        found = connection.execute(select(func.count()).select_from(table)).scalar_one()
        if found != backup.counts.get(name, 0):
            raise ConfigurationError("The backup does not hold the rows that it promises; nothing was restored.")


def _count_on(connection: Connection, table: str) -> None:
    """The next row gets a number that no restored one has."""
    following = f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), coalesce(max(id), 0) + 1, false) FROM {table}"  # noqa: S608 - our own tables
    connection.execute(text(following))
