"""Reads a database with its keys, read-only, beside the process that owns it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

from store.first_start import is_known
from store.opening import snapshot
from store.statements import statements_for
from store.transaction import StoreContext, Transaction
from store.unit_of_work import SqlUnitOfWork

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from store.sealing import Keyring

T = TypeVar("T")


def _nobody_waits(connection: Connection, bucket: int, *, shared: bool) -> None:
    """Whoever only reads keeps nobody waiting."""


def read_beside(url: str, keys: Keyring, function: Callable[[SqlUnitOfWork], T]) -> T:
    """What ``function`` finds in one moment of the database; it must not write.

    ConfigurationError if the database can't be read, or if these are not its keys.
    """
    with snapshot(url) as connection, connection.begin():
        statements = statements_for(connection.dialect)
        around = StoreContext(keys, statements, time.time, _nobody_waits)
        unit = SqlUnitOfWork(Transaction(connection, around, writes=False))
        is_known(unit)
        return function(unit)
