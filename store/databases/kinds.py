"""Protocols of a database and of its writer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar

from sqlalchemy import Connection, event

if TYPE_CHECKING:
    from concurrent.futures import Future
    from contextlib import AbstractContextManager

    from sqlalchemy import Engine
    from sqlalchemy.exc import DBAPIError

    from store.statements import Statements

T = TypeVar("T")
Unit = TypeVar("Unit")
Unit_co = TypeVar("Unit_co", covariant=True)
Units: TypeAlias = Callable[[Connection], Unit]
"""Makes a unit of work of a connection that is in a transaction."""


class Exclude(Protocol):
    """``Database.exclude``."""

    def __call__(self, connection: Connection, bucket: int, *, shared: bool) -> None: ...


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

    @property
    def is_shared(self) -> bool:
        """Whether other processes may work on it at the same time."""
        ...

    def writer(self, units: Units[Unit]) -> Writer[Unit]:
        """What runs units of work here."""
        ...

    def worth_retrying(self, error: DBAPIError) -> bool:
        """Whether the same unit of work may well succeed at once."""
        ...

    def transaction(self, connection: Connection) -> str | None:
        """What this transaction can be asked after by, if it wrote anything and the database knows."""
        ...

    def transaction_lost(self, connection: Connection) -> bool:
        """Whether an error took the whole transaction with it, not only the savepoint."""
        ...

    def was_committed(self, transaction: str) -> bool | None:
        """What became of a transaction whose connection was lost; None if that can't be known."""
        ...

    def exclude(self, connection: Connection, bucket: int, *, shared: bool) -> None:
        """From now on until the transaction ends, others that name this number wait; not for each other if shared."""
        ...

    def migrating(self) -> AbstractContextManager[Connection]:
        """A transaction that may change tables, alone."""
        ...

    def scrub(self) -> bool:
        """Remove the bytes of what was deleted; False if something that still reads prevents it."""
        ...

    def refuse_if_moved(self) -> None:
        """NotSavedError if what is written now lies where nobody will look for it."""
        ...

    def alone(self, connection: Connection) -> bool:
        """Whether no other process works on this database now."""
        ...

    def close(self) -> None:
        """Give everything back."""
        ...


def on_connect(engine: Engine, statements: tuple[str, ...]) -> None:
    """Run these statements on each new connection."""

    def prepare(connection: Any, record: object) -> None:  # noqa: ANN401, ARG001 - a driver's connection
        cursor = connection.cursor()
        for statement in statements:
            cursor.execute(statement)
        cursor.close()
        connection.commit()

    event.listen(engine, "connect", prepare)


class Writer(Protocol[Unit_co]):
    """Runs units of work, each in a transaction or a savepoint of its own."""

    def submit(self, function: Callable[[Unit_co], T]) -> Future[T]:
        """The future resolves once the unit of work is durable."""
        ...

    def close(self) -> None:
        """Finish what was submitted, then take no more."""
        ...
