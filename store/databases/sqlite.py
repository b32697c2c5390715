"""SQLite: a file that one process owns."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import NullPool, create_engine, event
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.domain.errors import ConfigurationError, NotSavedError
from store.databases.file_lock import is_in_place, let_go, locks_for_one_process
from store.databases.kinds import on_connect
from store.databases.transactions import PATIENCE, GroupCommit
from store.statements import statements_for

if TYPE_CHECKING:
    from collections.abc import Generator

    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import URL

    from store.databases.kinds import Unit, Units, Writer

_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA temp_store=MEMORY",
)

SQLITE_WAIT = PATIENCE  # seconds for a lock: only a backup or an administrator can hold one


class SqliteDatabase:
    """A file that one process owns: one thread writes, snapshots are read beside it."""

    is_shared = False

    def __init__(self, url: URL) -> None:
        if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
            raise ConfigurationError("SQLite needs the path of a file: sqlite:////absolute/path.")
        self.path = Path(url.database)
        self._locks = locks_for_one_process(self.path)
        self.engine = self._engine("BEGIN IMMEDIATE")
        self.reading = self._engine("BEGIN", "PRAGMA query_only=ON")
        self.statements = statements_for(self.engine.dialect)

    def _engine(self, begin: str, *extra: str) -> Engine:
        """BEGIN IMMEDIATE, because a deferred transaction that reads and then writes loses other people's decisions."""
        engine = create_engine(
            f"sqlite:///{self.path}",
            connect_args={"isolation_level": None, "timeout": SQLITE_WAIT},
            hide_parameters=True,
        )
        on_connect(engine, (*_SQLITE_PRAGMAS, *extra))

        def start(connection: Connection) -> None:
            connection.exec_driver_sql(begin)

        event.listen(engine, "begin", start)
        return engine

    def writer(self, units: Units[Unit]) -> Writer[Unit]:
        return GroupCommit(self, self.engine, units)

    def worth_retrying(self, error: DBAPIError) -> bool:
        return isinstance(error, IntegrityError)

    def transaction(self, connection: Connection) -> str | None:  # noqa: ARG002 - there is no server to lose
        return None

    def was_committed(self, transaction: str) -> bool | None:  # noqa: ARG002
        return None

    def exclude(self, connection: Connection, bucket: int, *, shared: bool) -> None:
        """One thread of one process writes."""

    def refuse_if_moved(self) -> None:
        """A file that was moved away or replaced is still written to, and is gone with the process."""
        if not is_in_place(self._locks, self.path):
            problem = NotSavedError()
            problem.add_note("The database file is not where it was.")
            raise problem

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
        let_go(self._locks)


def _on_file(connection: Connection, pragma: str) -> Any:  # noqa: ANN401 - a driver's row
    """Outside a transaction, where these pragmas have to be."""
    return connection.connection.execute(pragma).fetchone()  # pyright: ignore[reportAttributeAccessIssue]


def _refuse_orphans(connection: Connection) -> None:
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise ConfigurationError("A migration would have left rows without their parents.")


def reads_a_file(url: URL) -> Engine:
    """Without the lock: SQLite lets others read beside the one that writes."""
    settings = {"isolation_level": None, "timeout": SQLITE_WAIT}
    engine = create_engine(url, connect_args=settings, hide_parameters=True, poolclass=NullPool)
    on_connect(engine, ("PRAGMA query_only=ON",))

    def start(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    event.listen(engine, "begin", start)
    return engine
