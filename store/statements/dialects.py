"""Chooses how statements run on each SQL dialect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from store.statements.running import Statements

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Dialect


class Sqlite:
    """Fills running.Driver: sqlite3 keeps what it has compiled, and has no better way than its cursor."""

    def execute(self, connection: Connection, text: str, parameters: Sequence[object]) -> Any:  # noqa: ANN401 - a driver's cursor
        return _driver(connection).execute(text, parameters)

    def execute_each(self, connection: Connection, text: str, rows: Sequence[Sequence[object]]) -> None:
        _driver(connection).executemany(text, rows)


def statements_for(dialect: Dialect) -> Statements:
    """For the database of this dialect; the other one's driver stays unloaded."""
    if dialect.name == "sqlite":
        from sqlalchemy.dialects.sqlite import insert  # noqa: PLC0415

        return Statements(dialect, Sqlite(), insert)
    from sqlalchemy.dialects.postgresql import insert  # noqa: PLC0415

    from store.statements.libpq import STYLE, Libpq  # noqa: PLC0415

    numbered = cast("Any", type(dialect))(dbapi=dialect.loaded_dbapi, paramstyle=STYLE)
    return Statements(numbered, Libpq(), insert)


def _driver(connection: Connection) -> Any:  # noqa: ANN401 - sqlite3's connection
    return connection.connection.dbapi_connection
