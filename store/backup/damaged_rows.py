"""Damaged rows: reads a table for a backup, and leaves out what the database can't read or what fits no column.

One flipped byte turns a date into no date, a text into bytes, or a page into none; it must not end the backup of all
the other rows. Whoever restores reads how many are missing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, select, text
from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection, Row, Select, Table

UNREADABLE = (DBAPIError, ValueError, TypeError)
"""What a database or a column's type raises about a damaged row."""
_BATCH = 500  # rows at a time
_ADDRESS = {"sqlite": "rowid", "postgresql": "CAST(ctid AS text)"}
_IS_THERE = {"sqlite": "rowid = :address", "postgresql": "ctid = CAST(:address AS tid)"}
_HAS_NO_ROW_IDS = text("SELECT wr FROM pragma_table_list WHERE name = :name")


@dataclass
class Reader:
    """Reads the tables of one snapshot, parents first. ``left_out``: how many rows of each are missing."""

    connection: Connection
    left_out: dict[str, int] = field(default_factory=dict[str, int])
    _kept: dict[str, set[Any]] = field(default_factory=dict[str, "set[Any]"])

    def all_of(self, table: Table) -> Iterator[Sequence[Any]]:
        """Every row in the order of its key; one of UNREADABLE if a single row can't be read or fits no column."""
        fits = _Fitting(table)
        statement = select(table).order_by(*table.primary_key)
        with self.connection.begin_nested():
            for row in self.connection.execute(statement, execution_options={"yield_per": _BATCH}):
                if not fits(row) or self._is_orphan(table, row):
                    raise ValueError
                yield row

    def readable_of(self, table: Table) -> Iterator[Sequence[Any]]:
        """One row at a time, wherever it lies; what can't be read is counted."""
        fits = _Fitting(table)
        kept = self._kept.setdefault(table.name, set())
        columns, keys = list(table.columns), list(table.primary_key.columns)
        key = columns.index(keys[0]) if len(keys) == 1 else None  # a parent has a single one
        for statement, address in self._places(table):
            row = self._row(statement, address)
            if row is None or not fits(row) or self._is_orphan(table, row):
                self.left_out[table.name] = self.left_out.get(table.name, 0) + 1
                continue
            if key is not None:
                kept.add(row[key])
            yield row

    def _places(self, table: Table) -> Iterator[tuple[Select[*tuple[Any, ...]], object]]:
        """Where each row lies, as the database itself numbers them, where it does: then no column is needed for it."""
        kind = self.connection.dialect.name
        if kind == "sqlite" and self.connection.execute(_HAS_NO_ROW_IDS, {"name": table.name}).scalar():
            yield from self._by_key(table)
            return
        statement = select(table).where(text(_IS_THERE[kind]))
        addresses = select(text(_ADDRESS[kind])).select_from(table)
        for place in self.connection.execute(addresses).scalars().all():
            yield statement, place

    def _by_key(self, table: Table) -> Iterator[tuple[Select[*tuple[Any, ...]], object]]:
        key = list(table.primary_key.columns)
        for row in self.connection.execute(select(*key)).all():
            is_it = and_(*(column == value for column, value in zip(key, row, strict=True)))
            yield select(table).where(is_it), None

    def _row(self, statement: Select[*tuple[Any, ...]], address: object) -> Row[*tuple[Any, ...]] | None:
        try:
            with self.connection.begin_nested():
                return self.connection.execute(statement, {} if address is None else {"address": address}).first()
        except UNREADABLE:
            return None

    def _is_orphan(self, table: Table, row: Any) -> bool:  # noqa: ANN401 - a row
        """A row whose parent was left out can't be restored either."""
        columns = list(table.columns)
        for key in table.foreign_keys:
            kept = self._kept.get(key.column.table.name)
            if kept is not None and row[columns.index(key.parent)] not in kept:
                return True
        return False


class _Fitting:
    """Whether each value of a row is one that its column can take again."""

    def __init__(self, table: Table) -> None:
        self._columns = [(_types_of(column.type.python_type), column.nullable) for column in table.columns]

    def __call__(self, row: Sequence[Any]) -> bool:
        return all(
            nullable if value is None else isinstance(value, types)
            for value, (types, nullable) in zip(row, self._columns, strict=True)
        )


def _types_of(python_type: type) -> tuple[type, ...]:
    if python_type is float:
        return float, int
    return (bytes, memoryview) if python_type is bytes else (python_type,)
