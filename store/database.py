"""The database behind an address: every difference between SQLite and PostgreSQL, but for a statement's way there."""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import Integer, NullPool, bindparam, create_engine, event, func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from bot.domain.errors import ConfigurationError, PeerSupportError
from store.schema import bring_up_to_date
from store.sql_store import SqlStore
from store.statements import statements_for
from store.statements.refusals import refusal
from store.writer import BEGIN, READS, GroupCommit, ThreadPool, transactions_by_libpq

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import URL

    from store.backup.journal import Journal
    from store.sealing import Keyring
    from store.statements import Statements
    from store.writer import Units, Writer

THREADS = 4
"""Units of work at a time on PostgreSQL: with 4 to 8 it was as fast as it gets."""
_MIGRATION_LOCK = 0x70656572  # any number, as long as nobody else locks it
_EXCLUDE = select(func.pg_advisory_xact_lock(_MIGRATION_LOCK, bindparam("bucket", type_=Integer)))
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
_POSTGRES_CONNECT = {
    "autocommit": True,  # the driver would make a round trip of every BEGIN
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "tcp_user_timeout": 10_000,
}
_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
)
_STATUS = text("SELECT pg_xact_status(CAST(:transaction AS xid8))")
_OUTCOME_PAUSES = (0.05, 0.2, 0.5, 1.0, 2.0)
_SCRUBBED = ("cases", "offer_index", "people", "agenda", "outbox", "inbox", "directory")
_SCRUB_EVERY = 3_600  # seconds
_QUERY_CANCELLED = "57014"  # our own statement_timeout: it would only be slow again


class Database(Protocol):
    """What the store has to know about the database it works on."""

    @property
    def reading(self) -> Engine:
        """Opens snapshots that can't write."""
        ...

    @property
    def statements(self) -> Statements:
        """Runs compiled statements."""
        ...

    def writer(self, units: Units) -> Writer:
        """What runs units of work here."""
        ...

    def worth_retrying(self, error: DBAPIError) -> bool:
        """Whether the same unit of work may well succeed at once."""
        ...

    def transaction(self, connection: Connection) -> str | None:
        """What this transaction can be asked after by, if it wrote anything and the database knows."""
        ...

    def was_committed(self, transaction: str) -> bool | None:
        """What became of a transaction whose connection was lost; None if that can't be known."""
        ...

    def exclude(self, connection: Connection, bucket: int) -> None:
        """From now on until the transaction ends, others that name this number wait."""
        ...

    def migrating(self) -> AbstractContextManager[Connection]:
        """A transaction that may change tables, alone."""
        ...

    def scrub(self) -> bool:
        """Remove the bytes of what was deleted; False if something that still reads prevents it."""
        ...

    def alone(self, connection: Connection) -> bool:
        """Whether no other process works on this database now."""
        ...

    def close(self) -> None:
        """Give everything back."""
        ...


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
        return _prepared(SqlStore(database, keys, now, journal=journal))
    raise problem


def _prepared(store: SqlStore) -> SqlStore:
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


class SqliteDatabase:
    """A file that one process owns: one thread writes, snapshots are read beside it."""

    def __init__(self, url: URL) -> None:
        if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
            raise ConfigurationError("SQLite needs the path of a file: sqlite:////absolute/path.")
        self.path = Path(url.database)
        self._lock = _lock_for_one_process(self.path)
        _make_private(self.path)
        self.engine = self._engine("BEGIN IMMEDIATE")
        self.reading = self._engine("BEGIN", "PRAGMA query_only=ON")
        self.statements = statements_for(self.engine.dialect)

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

    def transaction(self, connection: Connection) -> str | None:  # noqa: ARG002 - there is no server to lose
        return None

    def was_committed(self, transaction: str) -> bool | None:  # noqa: ARG002
        return None

    def exclude(self, connection: Connection, bucket: int) -> None:
        """One thread of one process writes."""

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

    def alone(self, connection: Connection) -> bool:  # noqa: ARG002 - the lock says so
        return True

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
        self._scrubbed: float | None = None
        self.engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            connect_args=_POSTGRES_CONNECT,
            hide_parameters=True,
            pool_use_lifo=True,  # the connection that was used last knows its statements
            pool_size=THREADS + 2,
            max_overflow=2,
        )
        _on_connect(self.engine, _POSTGRES_SETTINGS)
        self.statements = statements_for(self.engine.dialect)
        transactions_by_libpq(self.engine)
        self.reading = self.engine.execution_options(**{BEGIN: READS})

    def writer(self, units: Units) -> Writer:
        return ThreadPool(self, self.engine, units, threads=THREADS)

    def worth_retrying(self, error: DBAPIError) -> bool:
        """Deadlocks, restarts and lost connections; and two inserts of one key, where the loser must look again."""
        passing = error.connection_invalidated or isinstance(error, (OperationalError, IntegrityError))
        return passing and getattr(error.orig, "sqlstate", None) != _QUERY_CANCELLED

    def transaction(self, connection: Connection) -> str | None:
        """Learnt with BEGIN: after a lost COMMIT there is nobody left to ask."""
        return connection.info[BEGIN]

    def was_committed(self, transaction: str) -> bool | None:
        """On a fresh connection; one that is still in progress is waited for."""
        self.engine.dispose()
        for pause in (*_OUTCOME_PAUSES, 0.0):
            with suppress(DBAPIError), self.engine.connect() as connection:
                status = connection.execute(_STATUS, {"transaction": transaction}).scalar()
                if status in {"committed", "aborted"}:
                    return status == "committed"
            time.sleep(pause)
        return None

    def exclude(self, connection: Connection, bucket: int) -> None:
        """An advisory lock: it leaves no trace in any file."""
        self.statements.run(connection, _EXCLUDE, {"bucket": bucket})

    @contextmanager
    def migrating(self) -> Generator[Connection]:
        """Under a lock, because several processes may start at once."""
        with self.engine.begin() as connection:
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
            connection.exec_driver_sql("SET LOCAL lock_timeout = '60s'")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
            yield connection

    def scrub(self) -> bool:
        """Give up the space of deleted rows, at most once an hour. What they were sealed with was deleted with them."""
        if self._scrubbed is not None and time.monotonic() - self._scrubbed < _SCRUB_EVERY:
            return True
        try:
            with self.engine.execution_options(**{BEGIN: None}).connect() as connection:
                connection.exec_driver_sql("SET statement_timeout = 0")
                for table in _SCRUBBED:
                    connection.exec_driver_sql(f"VACUUM {table}")
                connection.invalidate()  # so that nobody inherits the setting
        except DBAPIError:
            return False
        self._scrubbed = time.monotonic()
        return True

    def alone(self, connection: Connection) -> bool:
        return connection.exec_driver_sql(_OTHERS).scalar_one() == 0

    def close(self) -> None:
        self.engine.dispose()


@contextmanager
def snapshot(url: str) -> Generator[Connection]:
    """One moment of a database, read beside the process that owns it, for as long as it takes."""
    parsed = make_url(url)
    sqlite = parsed.get_backend_name() == "sqlite"
    if sqlite and not Path(str(parsed.database)).is_file():
        raise ConfigurationError(f"There is no database {parsed.database}.")
    engine = _reads_a_file(parsed) if sqlite else _reads_a_server(parsed)
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


def _reads_a_file(url: URL) -> Engine:
    """Without the lock: SQLite lets others read beside the one that writes."""
    settings = {"isolation_level": None, "timeout": _SQLITE_WAIT}
    engine = create_engine(url, connect_args=settings, hide_parameters=True, poolclass=NullPool)
    _on_connect(engine, ("PRAGMA query_only=ON",))

    def start(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    event.listen(engine, "begin", start)
    return engine


def _reads_a_server(url: URL) -> Engine:
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args=_POSTGRES_CONNECT,
        hide_parameters=True,
        poolclass=NullPool,
    )
    _on_connect(engine, ("SET lock_timeout = '5s'", "SET default_transaction_read_only = on"))
    transactions_by_libpq(engine)
    return engine.execution_options(**{BEGIN: READS})


def _on_connect(engine: Engine, statements: tuple[str, ...]) -> None:
    def prepare(connection: Any, record: object) -> None:  # noqa: ANN401, ARG001 - a driver's connection
        cursor = connection.cursor()
        for statement in statements:
            cursor.execute(statement)
        cursor.close()
        connection.commit()

    event.listen(engine, "connect", prepare)
