"""The database behind an address: every difference between SQLite and PostgreSQL is in this file."""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from bot.domain.errors import ConfigurationError, PeerSupportError
from store.inserts import Inserts
from store.schema import bring_up_to_date
from store.sql_store import SqlStore
from store.writer import GroupCommit, ThreadPool

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import URL

    from store.sealing import Keyring
    from store.unit_of_work import SqlUnitOfWork
    from store.writer import Units, Writer

THREADS = 4
"""Units of work at a time on PostgreSQL: with 4 to 8 it was as fast as it gets."""
_MIGRATION_LOCK = 0x70656572  # any number, as long as nobody else locks it
_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA temp_store=MEMORY",
)
_SQLITE_WAIT = 5  # seconds for a lock: only a backup or an administrator can hold one
_POSTGRES_SETTINGS = (
    "SET lock_timeout = '5s'",
    "SET statement_timeout = '10s'",
    "SET idle_in_transaction_session_timeout = '30s'",
)
_POSTGRES_CONNECT = {"connect_timeout": 5, "keepalives_idle": 10, "tcp_user_timeout": 10_000}
_QUERY_CANCELLED = "57014"  # our own statement_timeout: it would only be slow again


class Database(Protocol):
    """What the store has to know about the database it works on."""

    @property
    def reading(self) -> Engine:
        """Opens snapshots that can't write."""
        ...

    @property
    def inserts(self) -> Inserts:
        """The INSERTs that know ON CONFLICT."""
        ...

    def writer(self, units: Units) -> Writer:
        """What runs units of work here."""
        ...

    def worth_retrying(self, error: DBAPIError) -> bool:
        """Whether the same unit of work may well succeed at once."""
        ...

    def migrating(self) -> AbstractContextManager[Connection]:
        """A transaction that may change tables, alone."""
        ...

    def scrub(self) -> bool:
        """Remove the bytes of what was deleted; False if something that still reads prevents it."""
        ...

    def close(self) -> None:
        """Give everything back."""
        ...


def open_store(url: str, keys: Keyring, *, now: Callable[[], float] = time.time) -> SqlStore:
    """Open the database and bring its tables up to date; ConfigurationError says what an administrator must mend.

    ``url``: ``sqlite:////absolute/path`` or ``postgresql://user@host/name``. ``now``: the real clock, for leases.
    """
    database = connect(url)
    try:
        bring_up_to_date(database)
    except DBAPIError as error:
        database.close()
        problem = ConfigurationError(
            f"The database can't be opened or brought up to date ({type(error.orig).__name__})."
        )
    else:
        return _with_its_own_keys(SqlStore(database, keys, now))
    raise problem


def _with_its_own_keys(store: SqlStore) -> SqlStore:
    """A database restored beside another installation's keys must not begin to mix them."""
    try:
        store.read_now(_open_something)
    except PeerSupportError as error:
        store.close()
        problem = ConfigurationError(f"The key folder and the database don't belong together: {error}")
    else:
        return store
    raise problem


def _open_something(unit: SqlUnitOfWork) -> None:
    unit.cases.open_one()
    unit.roster.open_one()


def connect(url: str) -> Database:
    """The database of an address, not yet looked into."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return SqliteDatabase(parsed)
    if parsed.get_backend_name() == "postgresql":
        return PostgresDatabase(parsed)
    raise ConfigurationError("The database must be sqlite:///PATH or postgresql://USER@HOST/NAME.")


class SqliteDatabase:
    """A file that one process owns: one thread writes, snapshots are read beside it."""

    def __init__(self, url: URL) -> None:
        from sqlalchemy.dialects.sqlite import insert  # noqa: PLC0415 - the other database's dialect stays unloaded

        if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
            raise ConfigurationError("SQLite needs the path of a file: sqlite:////absolute/path.")
        self.path = Path(url.database)
        self.inserts = Inserts(insert)
        self._lock = _lock_for_one_process(self.path)
        _make_private(self.path)
        self.engine = self._engine("BEGIN IMMEDIATE")
        self.reading = self._engine("BEGIN", "PRAGMA query_only=ON")

    def _engine(self, begin: str, *extra: str) -> Engine:
        """BEGIN IMMEDIATE, because a deferred transaction that reads and then writes loses other people's decisions."""
        engine = create_engine(
            f"sqlite:///{self.path}",
            connect_args={"isolation_level": None, "timeout": _SQLITE_WAIT},
            hide_parameters=True,
        )
        _on_connect(engine, (*_SQLITE_PRAGMAS, *extra))

        def start(connection: Connection) -> None:
            connection.exec_driver_sql(begin)

        event.listen(engine, "begin", start)
        return engine

    def writer(self, units: Units) -> Writer:
        return GroupCommit(self, self.engine, units)

    def worth_retrying(self, error: DBAPIError) -> bool:
        return isinstance(error, IntegrityError)

    def transaction_lost(self, connection: Connection) -> bool:
        """A full disk, for example, makes SQLite roll back everything, not only the savepoint."""
        return not connection.connection.dbapi_connection.in_transaction  # pyright: ignore[reportOptionalMemberAccess]

    @contextmanager
    def migrating(self) -> Generator[Connection]:
        """Without foreign keys: rebuilding a table drops it, and that would take its children along."""
        with self.engine.connect() as connection:
            _on_file(connection, "PRAGMA foreign_keys=OFF")
            try:
                with connection.begin():
                    yield connection
                    _refuse_orphans(connection)
            finally:
                _on_file(connection, "PRAGMA foreign_keys=ON")

    def scrub(self) -> bool:
        """secure_delete cleans the file; the log keeps what it replaced until it is cut off."""
        try:
            with self.engine.connect() as connection:
                busy, _, _ = _on_file(connection, "PRAGMA wal_checkpoint(TRUNCATE)")
        except (DBAPIError, self.engine.dialect.loaded_dbapi.Error):
            return False
        return not busy

    def close(self) -> None:
        self.engine.dispose()
        self.reading.dispose()
        os.close(self._lock)


def _on_file(connection: Connection, pragma: str) -> Any:  # noqa: ANN401 - a driver's row
    """Outside a transaction, where these pragmas have to be."""
    return connection.connection.execute(pragma).fetchone()  # pyright: ignore[reportAttributeAccessIssue]


def _refuse_orphans(connection: Connection) -> None:
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise ConfigurationError("A migration would have left rows without their parents.")


def _lock_for_one_process(path: Path) -> int:
    try:
        handle = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise ConfigurationError(f"The folder of {path} can't be written: {error.strerror}.") from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise ConfigurationError(
            f"Another process is using {path}. Stop it first, or use PostgreSQL to run several."
        ) from None
    return handle


def _make_private(path: Path) -> None:
    """Only the owner may read it; SQLite gives its log the same mode."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    path.chmod(0o600)


class PostgresDatabase:
    """A server that several processes may share: row locks, a pool of threads, and tries again when it was away."""

    def __init__(self, url: URL) -> None:
        from sqlalchemy.dialects.postgresql import insert  # noqa: PLC0415 - the other database's dialect stays unloaded

        self.inserts = Inserts(insert)
        self.engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            connect_args=_POSTGRES_CONNECT,
            hide_parameters=True,
            isolation_level="READ COMMITTED",
            pool_size=THREADS + 2,
            max_overflow=2,
        )
        _on_connect(self.engine, _POSTGRES_SETTINGS)
        self.reading = self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    def writer(self, units: Units) -> Writer:
        return ThreadPool(self, self.engine, units, threads=THREADS)

    def worth_retrying(self, error: DBAPIError) -> bool:
        """Deadlocks, restarts and lost connections; and two inserts of one key, where the loser must look again."""
        passing = error.connection_invalidated or isinstance(error, (OperationalError, IntegrityError))
        return passing and getattr(error.orig, "sqlstate", None) != _QUERY_CANCELLED

    @contextmanager
    def migrating(self) -> Generator[Connection]:
        """Under a lock, because several processes may start at once."""
        with self.engine.begin() as connection:
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
            connection.exec_driver_sql("SET LOCAL lock_timeout = '60s'")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
            yield connection

    def scrub(self) -> bool:
        """Deleted rows stay on disk until autovacuum, but what they were sealed with was deleted too."""
        return True

    def close(self) -> None:
        self.engine.dispose()


def _on_connect(engine: Engine, statements: tuple[str, ...]) -> None:
    def prepare(connection: Any, record: object) -> None:  # noqa: ANN401, ARG001 - a driver's connection
        cursor = connection.cursor()
        for statement in statements:
            cursor.execute(statement)
        cursor.close()
        connection.commit()

    event.listen(engine, "connect", prepare)
