"""Reads a database with its keys beside the process that owns it; nothing is written, and no table is changed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

from store.database import snapshot
from store.scope import Scope, Surroundings
from store.statements import statements_for
from store.unit_of_work import SqlUnitOfWork
from store.upgrade import is_known

if TYPE_CHECKING:
    from collections.abc import Callable

    from store.sealing import Keyring

T = TypeVar("T")


def read_beside(url: str, keys: Keyring, function: Callable[[SqlUnitOfWork], T]) -> T:
    """What ``function`` finds in one moment of the database; it must not write.

    ConfigurationError if the database can't be read, or if these are not its keys.
    """
    with snapshot(url) as connection, connection.begin():
        statements = statements_for(connection.dialect)
        unit = SqlUnitOfWork(
            Scope(connection, Surroundings(keys, statements, time.time, lambda _connection, _number: None))
        )
        is_known(unit)
        return function(unit)
