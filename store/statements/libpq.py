"""PostgreSQL's statements, each prepared once for a connection and run by libpq in one call.

psycopg makes a cursor of each statement, asks the socket whether it may write and then whether it may read, and each
time gives up the interpreter's lock and waits for it again; what it does with values and rows is kept (ADR 16).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from psycopg import OperationalError, RawCursor
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import (
    FeatureNotSupported,
    InFailedSqlTransaction,
    InvalidSqlStatementName,
    error_from_result,
)
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus

from store.statements.running import KEPT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import psycopg
    from psycopg import abc
    from psycopg.pq.abc import PGresult
    from sqlalchemy import Connection

    Kind: TypeAlias = "tuple[str, tuple[int, ...] | None]"

STYLE = "numeric_dollar"
"""How libpq wants values marked in a statement, as SQLAlchemy calls it: ``$1``."""
_SESSION = "peersupport_session"
_UTF8 = "utf-8"


@dataclass(frozen=True)
class Answer:
    """What a driver's cursor would say."""

    rowcount: int
    _rows: Sequence[tuple[Any, ...]] = ()

    def fetchall(self) -> Sequence[tuple[Any, ...]]:
        """Every row."""
        return self._rows


@dataclass(frozen=True)
class Session:
    """What a connection knows: ``names`` of statements that it has prepared, by their text and the types of values."""

    driver: psycopg.Connection[Any]
    values: abc.Transformer
    names: dict[Kind, bytes] = field(default_factory=dict["Kind", bytes])
    _numbers: Iterator[int] = field(default_factory=count)

    def run(self, text: str, given: Sequence[object]) -> Answer:
        """Run one statement in a transaction that has begun; raises psycopg's errors."""
        if self.driver.pgconn.transaction_status == TransactionStatus.IDLE:  # it would be committed at once, by itself
            raise RuntimeError
        values: Any = self.values.dump_sequence(given, [PyFormat.AUTO] * len(given))
        kind = (text, self.values.types)
        name = self._prepared(kind)
        try:
            return self._answer(self.driver.pgconn.exec_prepared(name, values, self.values.formats))
        except (FeatureNotSupported, InvalidSqlStatementName):  # a migration has overtaken it, or somebody took it away
            self._give_up(kind)
            raise

    def simply(self, text: str) -> Answer:
        """Run statements without values in one round trip; returns what the last one found."""
        return self._answer(self.driver.pgconn.exec_(text.encode(_UTF8)))

    def commit(self) -> None:
        """After an error that somebody caught the server rolls back instead, and says so only by the way."""
        result = self.driver.pgconn.exec_(b"COMMIT")
        self._answer(result)
        if result.command_status != b"COMMIT":
            raise InFailedSqlTransaction

    def _prepared(self, kind: Kind) -> bytes:
        """Lists of many lengths are as many statements: beyond a number that which was used longest ago is given up."""
        name = self.names.pop(kind, None)
        if name is None:
            if len(self.names) >= KEPT:
                self._give_up(next(iter(self.names)))
            name = f"peersupport_{next(self._numbers)}".encode()
            text, types = kind
            self._answer(self.driver.pgconn.prepare(name, text.encode(_UTF8), types))
        self.names[kind] = name
        return name

    def _give_up(self, kind: Kind) -> None:
        """Possible also in a transaction that has failed."""
        self.driver.pgconn.close_prepared(self.names.pop(kind))

    def _answer(self, result: PGresult) -> Answer:
        if result.status == ExecStatus.TUPLES_OK:
            self.values.set_pgresult(result)
            rows = self.values.load_rows(0, result.ntuples, tuple)
            self.values.set_pgresult(None)  # or the last rows stayed with a connection that nobody uses
            return Answer(result.ntuples, rows)
        if result.status == ExecStatus.COMMAND_OK:
            return Answer(result.command_tuples or 0)
        if self.driver.pgconn.status == ConnStatus.BAD:
            raise OperationalError
        raise error_from_result(result, encoding=_UTF8)


class Libpq:
    """Fills running.Driver for PostgreSQL; SQLAlchemy's connections keep their sessions."""

    def execute(self, connection: Connection, text: str, parameters: Sequence[object]) -> Answer:
        return session(connection).run(text, parameters)

    def execute_each(self, connection: Connection, text: str, rows: Sequence[Sequence[object]]) -> None:
        """It sends them one after the other without waiting."""
        RawCursor(session(connection).driver).executemany(cast("Any", text), rows)


def session(connection: Connection) -> Session:
    """What is known to a connection for as long as it is open."""
    known: Session | None = connection.info.get(_SESSION)
    if known is None:
        driver = cast("psycopg.Connection[Any]", connection.connection.dbapi_connection)
        connection.info[_SESSION] = known = Session(driver, Transformer(driver))
    return known
