"""The tables as they lie on the disk, nothing opened: for the playground, which shows them to its visitor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select

from store.tables import metadata

if TYPE_CHECKING:
    from store.scope import Scope


class Contents(NamedTuple):
    """One table with all its rows; what is sealed comes as bytes."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


class SqlInspection:
    """Reads whatever tables there are; a playground's are small."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def tables(self) -> tuple[Contents, ...]:
        """Every table, parents first, each in the order of its key."""
        return tuple(
            Contents(
                table.name,
                tuple(column.name for column in table.columns),
                tuple(tuple(row) for row in self._scope.execute(select(table).order_by(*table.primary_key))),
            )
            for table in metadata.sorted_tables
        )
