"""Runs units of work in transactions: group commit on one thread, or a small pool of threads."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.domain.errors import NotSavedError, StaleWriteError
from store.statements import database_error

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from types import TracebackType

    from sqlalchemy import Connection, Engine

    from store.databases.kinds import Database, Units

T = TypeVar("T")
Unit = TypeVar("Unit")
GROUP = 100
"""How many units of work are committed together at most: others wait no longer than these take."""
PAUSES = (0.02, 0.1, 0.2, 0.4)
"""Seconds before each further try on a pool: together shorter than anybody waits for an answer."""
PATIENCE = 1.5
"""Seconds that a unit of work waits for a lock, or in line behind one that did: whoever asked is answered by then."""
LOCKED = frozenset({"55P03", "SQLITE_BUSY"})
"""Codes of errors with which a database says that somebody else holds a lock for too long."""
_FIT = ("23", "40")  # classes of SQLSTATE after which a session is as good as before
BEGIN = "peersupport_begin"
"""The execution option that says how PostgreSQL's transactions begin; None for statements that refuse to be in one."""
READS = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_WRITES = "BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_current_xact_id()::text"


def not_saved(error: Exception) -> NotSavedError:
    """What the caller may know of an error below us: its class and code, never a statement or a value."""
    if isinstance(error, NotSavedError):
        return error
    problem = NotSavedError()
    cause: Any = error.orig if isinstance(error, DBAPIError) else error
    problem.add_note(f"{type(cause).__name__} {code_of(error)}".strip())
    return problem


def code_of(error: Exception) -> str:
    """The database's own code of an error; empty if it has none."""
    cause: Any = error.orig if isinstance(error, DBAPIError) else error
    return getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", "")


class Line:
    """Who waits for a database, and since when; nobody waits for long behind somebody who met a lock."""

    def __init__(self) -> None:
        self._locked_at = -PATIENCE

    def met(self, error: Exception) -> None:
        """A unit of work has failed."""
        if code_of(error) in LOCKED:
            self._locked_at = time.monotonic()

    def is_over(self, since: float) -> bool:
        """Whether whoever has been waiting since then has waited long enough, and would only meet the same lock."""
        return since <= self._locked_at and time.monotonic() - since >= PATIENCE


class GroupCommit(Generic[Unit]):
    """One thread that commits in one transaction what queued up meanwhile: a durable commit costs the same for all."""

    def __init__(self, database: Database, engine: Engine, units: Units[Unit]) -> None:
        self._database = database
        self._engine = engine
        self._units = units
        self._connection: Connection | None = None
        self._queue: SimpleQueue[Job[Any] | None] = SimpleQueue()
        self._line = Line()
        self._closing = Lock()
        self._closed = False
        self._thread = Thread(target=self._serve, name="store-writer", daemon=True)
        self._thread.start()

    def submit(self, function: Callable[[Unit], T]) -> Future[T]:
        job = Job(lambda connection: function(self._units(connection)))
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
                if self._line.is_over(job.since):
                    job.future.set_exception(NotSavedError())
                else:
                    self._commit_with(job)
        self._disconnect()

    def _commit_with(self, first: Job[Any]) -> None:
        group = [first]
        try:
            self._database.refuse_if_moved()
            connection = self._connection_now()
            with connection.begin():
                self._attempt(first, connection)
                for job in self._queued_jobs():
                    group.append(job)
                    self._attempt(job, connection)
                self._database.refuse_if_moved()  # whoever joined meanwhile may have come after the move
        except Exception as error:  # noqa: BLE001 - without this thread nothing is saved again (docs/rules/database.md)
            self._disconnect()  # the next group starts on a fresh connection: that is the recovery
            self._line.met(error)
            for job in group:
                job.future.set_exception(not_saved(error))
        else:
            if any(isinstance(job.error, DBAPIError) for job in group):
                self._disconnect()
            for job in group:
                job.resolve()

    def _queued_jobs(self) -> Iterator[Job[Any]]:
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
        job.attempt(connection)
        stale = isinstance(job.error, StaleWriteError)
        if stale or (isinstance(job.error, DBAPIError) and self._database.worth_retrying(job.error)):
            job.attempt(connection)
        if isinstance(job.error, SQLAlchemyError) and self._database.transaction_lost(connection):
            raise job.error

    def _connection_now(self) -> Connection:
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

    def __init__(self, function: Callable[[Connection], T]) -> None:
        self.future: Future[T] = Future()
        self.error: BaseException | None = None
        self.since = time.monotonic()
        self._function = function
        self._result: list[T] = []

    def attempt(self, connection: Connection) -> None:
        """Run in a savepoint; whatever the function raises is kept for its caller."""
        self.error = None
        self._result.clear()
        with self, connection.begin_nested():
            self._result.append(self._function(connection))

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


class ThreadPool(Generic[Unit]):
    """A few threads, a transaction for each unit of work; what the database refuses for a moment is tried again."""

    def __init__(self, database: Database, engine: Engine, units: Units[Unit], *, threads: int) -> None:
        self._database = database
        self._engine = engine
        self._units = units
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="store")
        self._line = Line()

    def submit(self, function: Callable[[Unit], T]) -> Future[T]:
        try:
            return self._threads.submit(self._run, function, time.monotonic())
        except RuntimeError:  # it was closed
            closed = NotSavedError()
        raise closed

    def close(self) -> None:
        self._threads.shutdown()

    def _run(self, function: Callable[[Unit], T], since: float) -> T:
        """Tried again as long as somebody waits for the answer."""
        if self._line.is_over(since):
            raise NotSavedError
        pauses, begun = iter(PAUSES), time.monotonic()
        while True:
            attempt: _Attempt[T] = _Attempt(self._database, self._engine)
            pause = next(pauses, None)
            try:
                return attempt.run(lambda connection: function(self._units(connection)))
            except StaleWriteError:
                if pause is None:
                    raise
            except DBAPIError as error:
                if attempt.committed():
                    return attempt.result
                self._line.met(error)
                late = time.monotonic() - begun >= PATIENCE
                if pause is None or late or attempt.in_doubt or not self._database.worth_retrying(error):
                    problem = not_saved(error)
                    break
            time.sleep(pause)
        raise problem


class _Attempt(Generic[T]):
    """One transaction. If the connection is lost while COMMIT is on its way, the database is asked what became of it.

    ``in_doubt``: it may have been committed and nobody can say; then it is neither repeated nor called saved.
    """

    result: T

    def __init__(self, database: Database, engine: Engine) -> None:
        self._database = database
        self._engine = engine
        self._transaction: str | None = None
        self._committing = False
        self.in_doubt = False

    def run(self, work: Callable[[Connection], T]) -> T:
        """Run and commit, or roll back and raise."""
        with self._engine.connect() as connection, _leaving_if_unfit(connection), connection.begin():
            self.result = work(connection)
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


@contextmanager
def _leaving_if_unfit(connection: Connection) -> Generator[None]:
    """A session in a wrong state, such as read-only, would refuse everybody after us: it leaves the pool."""
    try:
        yield
    except DBAPIError as error:
        if not connection.invalidated and not code_of(error).startswith(_FIT):
            connection.invalidate()
        raise


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
