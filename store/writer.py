"""How a unit of work gets its transaction: group commit on one thread, or a small pool of threads."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.domain.errors import NotSavedError, StaleWriteError
from store.statements import database_error

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from types import TracebackType

    from sqlalchemy import Connection, Engine

    from store.database import Database, SqliteDatabase
    from store.unit_of_work import SqlUnitOfWork

    Units = Callable[[Connection], SqlUnitOfWork]

T = TypeVar("T")
GROUP = 100
"""How many units of work are committed together at most: others wait no longer than these take."""
PAUSES = (0.02, 0.1, 0.2, 0.4)
"""Seconds before each further try on a pool: together shorter than anybody waits for an answer."""
BEGIN = "peersupport_begin"
"""The execution option that says how PostgreSQL's transactions begin; None for statements that refuse to be in one."""
READS = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_WRITES = "BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_current_xact_id()::text"


class Writer(Protocol):
    """Runs units of work, each in a transaction or a savepoint of its own."""

    def submit(self, function: Callable[[SqlUnitOfWork], T]) -> Future[T]:
        """The future resolves once the unit of work is durable."""
        ...

    def close(self) -> None:
        """Finish what was submitted, then take no more."""
        ...


def not_saved(error: Exception) -> NotSavedError:
    """What the caller may know of an error below us: its class and code, never a statement or a value."""
    problem = NotSavedError()
    cause: Any = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", "")
    problem.add_note(f"{type(cause).__name__} {code}".strip())
    return problem


class GroupCommit:
    """One thread that commits in one transaction what queued up meanwhile: a durable commit costs the same for all."""

    def __init__(self, database: SqliteDatabase, engine: Engine, units: Units) -> None:
        self._database = database
        self._engine = engine
        self._units = units
        self._connection: Connection | None = None
        self._queue: SimpleQueue[Job[Any] | None] = SimpleQueue()
        self._closing = Lock()
        self._closed = False
        self._thread = Thread(target=self._serve, name="store-writer", daemon=True)
        self._thread.start()

    def submit(self, function: Callable[[SqlUnitOfWork], T]) -> Future[T]:
        job = Job(function)
        with self._closing:
            if self._closed:
                raise NotSavedError
            self._queue.put(job)
        return job.future

    def close(self) -> None:
        with self._closing:
            self._closed = True
            self._queue.put(None)
        self._thread.join()

    def _serve(self) -> None:
        while (job := self._queue.get()) is not None:
            if job.begins():
                self._commit_with(job)
        self._disconnect()

    def _commit_with(self, first: Job[Any]) -> None:
        group = [first]
        try:
            connection = self._connected()
            with connection.begin():
                self._attempt(first, connection)
                for job in self._queued():
                    group.append(job)
                    self._attempt(job, connection)
        except Exception as error:  # noqa: BLE001 - without this thread nothing is saved again (docs/rules/database.md)
            self._disconnect()  # the next group starts on a fresh connection: that is the recovery
            for job in group:
                job.future.set_exception(not_saved(error))
        else:
            if any(isinstance(job.error, DBAPIError) for job in group):
                self._disconnect()
            for job in group:
                job.resolve()

    def _queued(self) -> Iterator[Job[Any]]:
        for _ in range(GROUP - 1):
            try:
                job = self._queue.get_nowait()
            except Empty:
                return
            if job is None:
                self._queue.put(None)
                return
            if job.begins():
                yield job

    def _attempt(self, job: Job[Any], connection: Connection) -> None:
        """Twice, if somebody else's write came between; an error that ended the whole transaction goes up."""
        job.attempt(connection, self._units)
        stale = isinstance(job.error, StaleWriteError)
        if stale or (isinstance(job.error, DBAPIError) and self._database.worth_retrying(job.error)):
            job.attempt(connection, self._units)
        if isinstance(job.error, SQLAlchemyError) and self._database.transaction_lost(connection):
            raise job.error

    def _connected(self) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()
            connection.close()


class Job(Generic[T]):
    """A unit of work in a group: it succeeds or fails alone, and is told so when all are durable."""

    def __init__(self, function: Callable[[SqlUnitOfWork], T]) -> None:
        self.future: Future[T] = Future()
        self.error: BaseException | None = None
        self._function = function
        self._result: list[T] = []

    def attempt(self, connection: Connection, units: Units) -> None:
        """Run in a savepoint; whatever the function raises is kept for its caller."""
        self.error = None
        self._result.clear()
        with self, connection.begin_nested():
            self._result.append(self._function(units(connection)))

    def __enter__(self) -> None:
        """What the savepoint lets through is caught in ``__exit__``, after it was rolled back."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        self.error = _first_cause(error)
        return True

    def begins(self) -> bool:
        """False if its caller has gone; from now on they can't take it back."""
        return self.future.set_running_or_notify_cancel()

    def resolve(self) -> None:
        """After the commit: tell the caller how this one ended."""
        if self.error is None:
            self.future.set_result(self._result[0])
        else:
            self.future.set_exception(not_saved(self.error) if isinstance(self.error, DBAPIError) else self.error)


def _first_cause(error: BaseException | None) -> BaseException | None:
    """If SQLite has rolled back everything already, going back to the savepoint fails too: that says nothing."""
    if not isinstance(error, DBAPIError):
        return error
    first: BaseException = error
    while error is not None:
        first, error = (error if isinstance(error, DBAPIError) else first), error.__context__
    return first


class ThreadPool:
    """A few threads, a transaction for each unit of work; what the database refuses for a moment is tried again."""

    def __init__(self, database: Database, engine: Engine, units: Units, *, threads: int) -> None:
        self._database = database
        self._engine = engine
        self._units = units
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="store")

    def submit(self, function: Callable[[SqlUnitOfWork], T]) -> Future[T]:
        try:
            return self._threads.submit(self._run, function)
        except RuntimeError:  # it was closed
            closed = NotSavedError()
        raise closed

    def close(self) -> None:
        self._threads.shutdown()

    def _run(self, function: Callable[[SqlUnitOfWork], T]) -> T:
        pauses = iter(PAUSES)
        while True:
            attempt: _Attempt[T] = _Attempt(self._database, self._engine, self._units)
            pause = next(pauses, None)
            try:
                return attempt.run(function)
            except StaleWriteError:
                if pause is None:
                    raise
            except DBAPIError as error:
                if attempt.committed():
                    return attempt.result
                if pause is None or attempt.in_doubt or not self._database.worth_retrying(error):
                    problem = not_saved(error)
                    break
            time.sleep(pause)
        raise problem


class _Attempt(Generic[T]):
    """One transaction. If the connection is lost while COMMIT is on its way, the database is asked what became of it.

    ``in_doubt``: it may have been committed and nobody can say; then it is neither repeated nor called saved.
    """

    result: T

    def __init__(self, database: Database, engine: Engine, units: Units) -> None:
        self._database = database
        self._engine = engine
        self._units = units
        self._transaction: str | None = None
        self._committing = False
        self.in_doubt = False

    def run(self, function: Callable[[SqlUnitOfWork], T]) -> T:
        """Run and commit, or roll back and raise."""
        with self._engine.connect() as connection, connection.begin():
            self.result = function(self._units(connection))
            self._transaction = self._database.transaction(connection)
            self._committing = True
        return self.result

    def committed(self) -> bool:
        """After an error: whether it is durable nevertheless. What wrote nothing can be run again."""
        if not self._committing or self._transaction is None:
            return False
        outcome = self._database.was_committed(self._transaction)
        self.in_doubt = outcome is None
        return outcome is True


def transactions_by_libpq(engine: Engine) -> None:
    """On PostgreSQL: begin in one round trip, keep the number of a transaction that writes with its connection, commit.

    psycopg, which SQLAlchemy then asks to commit, finds no transaction and does nothing. It prepares nothing either:
    with every rollback it would take what is prepared from the whole connection, also ours.
    """
    from store.statements.libpq import session  # noqa: PLC0415 - where SQLite is used, its driver stays unloaded

    def begin(connection: Connection) -> None:
        statement: str | None = connection.get_execution_options().get(BEGIN, _WRITES)
        if statement is not None:
            with _errors_of(connection):
                found = session(connection).simply(statement).fetchall()
            connection.info[BEGIN] = found[0][0] if found else None

    def commit(connection: Connection) -> None:
        with _errors_of(connection):
            session(connection).commit()

    event.listen(engine, "connect", _prepare_nothing)
    event.listen(engine, "begin", begin)
    event.listen(engine, "commit", commit)


def _prepare_nothing(driver: Any, _record: object) -> None:  # noqa: ANN401 - psycopg's connection
    driver.prepare_threshold = None


@contextmanager
def _errors_of(connection: Connection) -> Generator[None]:
    try:
        yield
    except connection.dialect.loaded_dbapi.Error as error:
        problem = database_error(connection, error)
    else:
        return
    raise problem
