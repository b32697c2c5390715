"""Contents of the tables as they lie on the disk, and which keys are in use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, func, select

from store.sealing.box import header_of
from store.tables import (
    addresses,
    agenda,
    cases,
    directory,
    inbox,
    loads,
    metadata,
    outbox,
    people,
    roster,
)

if TYPE_CHECKING:
    from sqlalchemy import Table

    from store.transaction import Transaction


class Contents(NamedTuple):
    """One table with all its rows; what is sealed comes as bytes."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


_SEALED = tuple(
    select(func.count()).where(func.substr(column, 1, 6) == bindparam("header"))
    for column in (roster.c.identity, addresses.c.canonical, directory.c.body)
)


class KeyUse(NamedTuple):
    """How many rows each key seals; ``stranded``: rows that need the key of a day which is missing."""

    programme: dict[int, int]
    days: dict[int, int]
    stranded: int


class SqlInspection:
    """Reads whatever tables there are; a playground's are small."""

    def __init__(self, scope: Transaction) -> None:
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

    def keys(self) -> KeyUse:
        """Which keys there are, and how much each seals."""
        used: dict[int, int] = {}
        for days in days_in_use(self._scope).values():
            for day, rows in days.items():
                used[day] = used.get(day, 0) + rows
        lives = self._scope.held.periods
        return KeyUse(
            programme={number: self._sealed_by(number) for number in self._scope.held.programme},
            days={day: used.get(day, 0) for day in lives},
            stranded=sum(rows for day, rows in used.items() if day not in lives),
        )

    def _sealed_by(self, number: int) -> int:
        return sum(self._scope.execute(one, header=header_of(number)).scalar_one() for one in _SEALED)


HELD_BY_DAY = (cases, people, loads, agenda, outbox, inbox)
_DAYS = {table: select(table.c.period, func.count()).group_by(table.c.period) for table in HELD_BY_DAY}


def days_in_use(scope: Transaction) -> dict[Table, dict[int, int]]:
    """How many rows of each table need the key of which day."""
    found = {table: scope.execute(statement).all() for table, statement in _DAYS.items()}
    return {table: {row[0]: row[1] for row in rows if row[0] is not None} for table, rows in found.items()}
