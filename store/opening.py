"""Opens the database behind an address, brings its schema up to date, and checks its keys."""

from __future__ import annotations

import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from bot.domain.errors import ConfigurationError, PeerSupportError
from store.databases.postgres import PostgresDatabase, reads_a_server
from store.databases.sqlite import SqliteDatabase, reads_a_file
from store.schema_version import bring_up_to_date
from store.statements.database_errors import refusal
from store.store import SqlStore

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from sqlalchemy import Connection

    from store.databases.kinds import Database
    from store.journal import Journal
    from store.sealing import Keyring


def open_store(
    url: str, keys: Keyring, *, now: Callable[[], float] = time.time, journal: Journal | None = None
) -> SqlStore:
    """Open the database and bring its tables up to date; ConfigurationError says what an administrator must mend.

    ``url``: ``sqlite:////absolute/path`` or ``postgresql://user@host/name``. ``now``: the real clock, for leases.
    ``journal``: where erasures are noted for a restore; None where nothing is kept, as in a test.
    """
    database = connect(url)
    try:
        bring_up_to_date(database)
    except DBAPIError as error:
        database.close()
        problem = ConfigurationError(refusal(error, sqlite=isinstance(database, SqliteDatabase)))
    else:
        return _prepare(SqlStore(database, keys, now, journal=journal))
    raise problem


def _prepare(store: SqlStore) -> SqlStore:
    """A database restored beside another installation's keys must not begin to mix them."""
    try:
        store.prepare()
    except PeerSupportError as error:
        store.close()
        problem = error if isinstance(error, ConfigurationError) else ConfigurationError(f"{error}")
    else:
        return store
    raise problem


def connect(url: str) -> Database:
    """The database of an address, not yet looked into."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return SqliteDatabase(parsed)
    if parsed.get_backend_name() == "postgresql":
        return PostgresDatabase(parsed)
    raise ConfigurationError("The database must be sqlite:///PATH or postgresql://USER@HOST/NAME.")


@contextmanager
def snapshot(url: str) -> Generator[Connection]:
    """One moment of a database, read beside the process that owns it, for as long as it takes."""
    parsed = make_url(url)
    sqlite = parsed.get_backend_name() == "sqlite"
    if sqlite and not Path(str(parsed.database)).is_file():
        raise ConfigurationError(f"There is no database {parsed.database}.")
    engine = reads_a_file(parsed) if sqlite else reads_a_server(parsed)
    try:
        with engine.connect() as connection:
            yield connection
    except DBAPIError as error:
        problem = ConfigurationError(refusal(error, sqlite=sqlite))
    else:
        return
    finally:
        engine.dispose()
    raise problem
