"""Runs statements that SQLAlchemy compiled once: its own execution costs several times what driver and database do.

The statements, their types and the errors stay SQLAlchemy's; only the way from a compiled statement to the driver is
ours, by the parts of a compiled statement that it documents (ADR 15).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, cast

from sqlalchemy import Float, Integer, LargeBinary, String
from sqlalchemy.exc import DBAPIError

from store.statements.rows import Rows, row_class
from store.statements.upserts import Inserts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import BindParameter, ColumnElement, Connection, Dialect, Executable, Table
    from sqlalchemy.sql.compiler import SQLCompiler

    from store.statements.rows import RowOf
    from store.statements.upserts import Insert

    Process: TypeAlias = "Callable[[Any], Any]"
    Place: TypeAlias = "tuple[str, int | None, Process | None]"
    Shape: TypeAlias = "tuple[str | tuple[str, int], ...]"
    Values: TypeAlias = "Mapping[str, object]"
    Columns: TypeAlias = "Sequence[ColumnElement[Any]]"

KEPT = 512
"""Statements compiled, and prepared by a connection: there are some two hundred, most with lists of a few lengths."""
_NATIVE = (Float, Integer, LargeBinary, String)
"""Both drivers bring these as they are."""


@dataclass(frozen=True)
class Compiled:
    """A statement for one database and values of one shape; ``fixed`` are those that it brings along.

    ``places``: which value stands where: its name, which one it is if that is a list, and how it is changed.
    """

    text: str
    places: Sequence[Place]
    fixed: Mapping[str, object]
    row: RowOf | None
    processes: Sequence[tuple[int, Process]]

    def parameters(self, values: Values) -> list[object]:
        """As the driver takes them, by their place."""
        given: Mapping[str, Any] = {**self.fixed, **values} if self.fixed else values
        found: list[object] = []
        for name, at, process in self.places:
            value = given[name] if at is None else given[name][at]
            found.append(process(value) if process else value)
        return found

    def rows(self, cursor: Any) -> Rows:  # noqa: ANN401 - a driver's
        """What the driver brings, as the statement's columns say."""
        if self.row is None:
            return Rows((), cursor.rowcount)
        fetched = map(self._process_row, cursor.fetchall()) if self.processes else cursor.fetchall()
        return Rows(list(map(self.row, fetched)), cursor.rowcount)

    def _process_row(self, row: Sequence[object]) -> list[object]:
        values = list(row)
        for place, process in self.processes:
            values[place] = process(values[place])
        return values


class Driver(Protocol):
    """What takes a statement to the database; raises its driver's errors."""

    def execute(self, connection: Connection, text: str, parameters: Sequence[object]) -> Any:  # noqa: ANN401 - its cursor, or as good as one
        """Run it once."""
        ...

    def execute_each(self, connection: Connection, text: str, rows: Sequence[Sequence[object]]) -> None:
        """Run it for each of these rows, if it can without waiting between them."""
        ...


class Statements:
    """For one database; any thread may use it, since making one twice does no harm."""

    def __init__(self, dialect: Dialect, driver: Driver, insert: Callable[[Table], Insert]) -> None:
        """``insert`` is the dialect's own, which knows ON CONFLICT."""
        self._dialect, self._driver = dialect, driver
        self.inserts = Inserts(insert)
        self._compiled = lru_cache(KEPT)(self._compile)

    def run(self, connection: Connection, statement: Executable, values: Values) -> Rows:
        """Run it once, in a transaction that has begun; raises SQLAlchemy's errors."""
        made = self._compiled(statement, _shape(values))
        try:
            return made.rows(self._driver.execute(connection, made.text, made.parameters(values)))
        except self._dialect.loaded_dbapi.Error as error:
            problem = database_error(connection, error)
        raise problem

    def run_each(self, connection: Connection, statement: Executable, rows: Sequence[Values]) -> None:
        """Run it for each of these rows, which all have the same shape, in one round trip."""
        if not rows:
            return
        made = self._compiled(statement, _shape(rows[0]))
        try:
            self._driver.execute_each(connection, made.text, [made.parameters(row) for row in rows])
        except self._dialect.loaded_dbapi.Error as error:
            problem = database_error(connection, error)
        else:
            return
        raise problem

    def _compile(self, statement: Executable, shape: Shape) -> Compiled:
        example = dict((one, None) if isinstance(one, str) else (one[0], [None] * one[1]) for one in shape)
        compiled = _compiled(statement, self._dialect, list(example))
        state = compiled.construct_expanded_state(example)
        processes = {name: self._way_in(bound) for name, bound in compiled.binds.items()}
        expanded = state.parameter_expansion
        if unknown := example.keys() - processes.keys():
            raise TypeError(f"this statement takes no {', '.join(sorted(unknown))}")
        order = [_which(one, expanded) for one in state.positiontup or ()]
        columns: Columns = list(getattr(statement, "exported_columns", ()))
        ways_out = [(place, self._way_out(one)) for place, one in enumerate(columns)]
        return Compiled(
            text=state.statement,
            places=[(name, at, processes[name]) for name, at in order],
            fixed={name: value for name, value in compiled.params.items() if name not in example},
            row=row_class([str(one.key) for one in columns]) if columns else None,
            processes=[(place, process) for place, process in ways_out if process],
        )

    def _way_in(self, bound: BindParameter[Any]) -> Process | None:
        return bound.type.dialect_impl(self._dialect).bind_processor(self._dialect)

    def _way_out(self, column: ColumnElement[Any]) -> Process | None:
        if isinstance(column.type, _NATIVE):
            return None
        return column.type.dialect_impl(self._dialect).result_processor(self._dialect, None)


def database_error(connection: Connection, error: Exception) -> DBAPIError:
    """A driver's error as SQLAlchemy would raise it: a lost connection goes, with all that were opened before."""
    dialect = connection.dialect
    lost = dialect.is_disconnect(cast("Any", error), connection.connection.dbapi_connection, None)
    base = dialect.loaded_dbapi.Error
    found = DBAPIError.instance(
        None, None, error, base, hide_parameters=True, connection_invalidated=lost, dialect=dialect
    )
    if lost:
        connection.invalidate()
        connection.engine.dispose()
    return cast("DBAPIError", found)


def _compiled(statement: Executable, dialect: Dialect, names: list[str]) -> SQLCompiler:
    return cast("Any", statement).compile(dialect=dialect, column_keys=names)


def _which(name: str, expanded: Mapping[str, Sequence[str]]) -> tuple[str, int | None]:
    """A value, or one of a list, by the name that it has in the statement."""
    for several, members in expanded.items():
        if name in members:
            return several, list(members).index(name)
    return name, None


def _shape(values: Values) -> Shape:
    """Which values there are, and how long the lists among them."""
    return tuple([(name, len(value)) if isinstance(value, list | tuple) else name for name, value in values.items()])  # pyright: ignore[reportUnknownArgumentType] - whatever is in them
