"""PostgreSQL: a server that several processes may share."""

from __future__ import annotations

import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from sqlalchemy import Integer, NullPool, bindparam, create_engine, func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from store.databases.kinds import on_connect
from store.databases.transactions import BEGIN, PATIENCE, READS, ThreadPool, transactions_by_libpq
from store.statements import statements_for

if TYPE_CHECKING:
    from collections.abc import Generator

    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import URL

    from store.databases.kinds import Unit, Units, Writer

THREADS = 4
"""Units of work at a time on PostgreSQL: with 4 to 8 it was as fast as it gets."""
_MIGRATION_LOCK = 0x70656572  # any number, as long as nobody else locks it
_EXCLUDE = select(func.pg_advisory_xact_lock(_MIGRATION_LOCK, bindparam("bucket", type_=Integer)))
_EXCLUDE_SHARED = select(func.pg_advisory_xact_lock_shared(_MIGRATION_LOCK, bindparam("bucket", type_=Integer)))
_POSTGRES_SETTINGS = (
    f"SET lock_timeout = '{PATIENCE}s'",
    "SET statement_timeout = '10s'",
    "SET idle_in_transaction_session_timeout = '30s'",
)

POSTGRES_CONNECT = {
    "autocommit": True,  # the driver would make a round trip of every BEGIN
    "connect_timeout": 2,
    "keepalives_idle": 10,
    "tcp_user_timeout": 10_000,
}

_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND usesysid IS NOT NULL AND coalesce(backend_type, 'client backend') = 'client backend'"
)
"""Of another role's session a role sees no kind, only that it is there and whose it is."""
_STATUS = text("SELECT pg_xact_status(CAST(:transaction AS xid8))")
_OUTCOME_PAUSES = (0.05, 0.2, 0.5, 1.0, 2.0)
_SCRUBBED = ("cases", "offer_index", "people", "agenda", "outbox", "inbox", "directory", "loads", "roster", "limits")
_SCRUB_EVERY = 3_600  # seconds
_QUERY_CANCELLED = "57014"  # our own statement_timeout: it would only be slow again


class PostgresDatabase:
    """A server that several processes may share: row locks, a pool of threads, and tries again when it was away."""

    is_shared = True

    def __init__(self, url: URL) -> None:
        self._scrubbed: float | None = None
        self.engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            connect_args=POSTGRES_CONNECT,
            hide_parameters=True,
            pool_use_lifo=True,  # the connection that was used last knows its statements
            pool_size=THREADS + 2,
            max_overflow=2,
        )
        on_connect(self.engine, _POSTGRES_SETTINGS)
        self.statements = statements_for(self.engine.dialect)
        transactions_by_libpq(self.engine)
        self.reading = self.engine.execution_options(**{BEGIN: READS})

    def writer(self, units: Units[Unit]) -> Writer[Unit]:
        return ThreadPool(self, self.engine, units, threads=THREADS)

    def worth_retrying(self, error: DBAPIError) -> bool:
        """Deadlocks, restarts and lost connections; and two inserts of one key, where the loser must look again."""
        passing = error.connection_invalidated or isinstance(error, (OperationalError, IntegrityError))
        return passing and getattr(error.orig, "sqlstate", None) != _QUERY_CANCELLED

    def transaction(self, connection: Connection) -> str | None:
        """Learnt with BEGIN: after a lost COMMIT there is nobody left to ask."""
        return connection.info[BEGIN]

    def transaction_lost(self, connection: Connection) -> bool:  # noqa: ARG002 - a thread has its transaction alone
        return False

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

    def refuse_if_moved(self) -> None:
        """The server sees to its files."""

    def exclude(self, connection: Connection, bucket: int, *, shared: bool) -> None:
        """An advisory lock: it leaves no trace in any file."""
        self.statements.run(connection, _EXCLUDE_SHARED if shared else _EXCLUDE, {"bucket": bucket})

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
        connection.exec_driver_sql("SELECT pg_stat_clear_snapshot()")  # else a transaction sees who was there first
        return connection.exec_driver_sql(_OTHERS).scalar_one() == 0

    def close(self) -> None:
        self.engine.dispose()


def reads_a_server(url: URL) -> Engine:
    """An engine that can't write, beside the bot's own."""
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args=POSTGRES_CONNECT,
        hide_parameters=True,
        poolclass=NullPool,
    )
    on_connect(engine, ("SET lock_timeout = '5s'", "SET default_transaction_read_only = on"))
    transactions_by_libpq(engine)
    return engine.execution_options(**{BEGIN: READS})
