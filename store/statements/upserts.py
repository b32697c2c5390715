"""Upserts: INSERT statements with ON CONFLICT, built once."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import bindparam

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Column, Table
    from sqlalchemy.dialects import postgresql, sqlite

    Insert = sqlite.Insert | postgresql.Insert


class Inserts:
    """For one database; ``insert`` is its dialect's own."""

    def __init__(self, insert: Callable[[Table], Insert]) -> None:
        self._insert = insert
        self.unless_there = cache(self._unless_there)
        self.or_replace = cache(self._or_replace)
        self.or_add = cache(self._or_add)
        self.or_add_all = cache(self._or_add_all)

    def _unless_there(self, table: Table) -> Insert:
        """Nothing happens, and the row count says so, if a key is taken. An error would write the key into a log."""
        statement = self._insert(table).on_conflict_do_nothing()
        return statement.execution_options(preserve_rowcount=True)  # else PostgreSQL's is forgotten

    def _or_replace(self, table: Table, *keys: str) -> Insert:
        """The row with these keys gets every other value that is given."""
        statement = self._insert(table)
        changed = {
            column.name: statement.excluded[column.name] for column in table.c if column.name not in {*keys, "id"}
        }
        return statement.on_conflict_do_update(index_elements=list(keys), set_=changed)

    def _or_add(self, column: Column[int], *keys: str) -> Insert:
        """The row with these keys gets so much more in this column."""
        return _adding(self._insert(column.table), column, keys)

    def _or_add_all(self, column: Column[int], *keys: str, rows: int) -> Insert:
        """The same for so many rows with different keys; the names have a row's number behind: ``count_0``."""
        table = column.table
        numbered = [{one: bindparam(f"{one.name}_{n}", type_=one.type) for one in table.c} for n in range(rows)]
        return _adding(self._insert(table).values(numbered), column, keys)


def _adding(statement: Insert, column: Column[int], keys: tuple[str, ...]) -> Insert:
    more = column + statement.excluded[column.name]
    return statement.on_conflict_do_update(index_elements=list(keys), set_={column.name: more})
