"""Night's shuffle: rows of people leave their tables and come back in cohorts, sorted by an index that says nothing.

PostgreSQL writes into each row the number of the transaction that made it, and keeps it for as long as the row stands,
whatever VACUUM does: rows that came in one press could be told to belong together from any copy of its files. After
a night they only say that they came back together, with five hundred others. DELETE and INSERT, since the record
of an UPDATE names the old place beside the new one. What lies under an earlier day's key comes back under today's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, select, text

from bot.domain.errors import SealBrokenError
from store.tables import conversations, limits, loads, opt_outs, people

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sqlalchemy import Delete, Select, Table

    from store.statements import Row
    from store.transaction import Transaction
    from store.unit_of_work import SqlUnitOfWork

COHORT = 500
"""Rows that leave together: some fifty milliseconds. A pseudonym has so many candidates for what it was before."""
OF_A_DAY = (loads, people)
_AS_THEY_ARE = (limits, opt_outs, conversations)


def _key(table: Table) -> Any:  # noqa: ANN401 - a column
    (column,) = table.primary_key.columns
    return column


def _cohort(table: Table) -> Select[*tuple[Any, ...]]:
    key = _key(table)
    rows = select(table).where(key > bindparam("after")).order_by(key).limit(COHORT)
    if table in OF_A_DAY:
        rows = rows.where(table.c.period < bindparam("today"))
    return rows.with_for_update(skip_locked=True)


_COHORTS: Mapping[Table, Select[*tuple[Any, ...]]] = {table: _cohort(table) for table in (*OF_A_DAY, *_AS_THEY_ARE)}
_LEAVE: Mapping[Table, Delete] = {
    table: delete(table).where(_key(table).in_(bindparam("keys", expanding=True))) for table in _COHORTS
}
_ALONE = {table: text(f"LOCK TABLE {table.name} IN SHARE ROW EXCLUSIVE MODE") for table in _COHORTS}


def walks(*, whole: bool) -> Iterator[Callable[[Any], Callable[[SqlUnitOfWork], bytes | None]]]:
    """A walk for each table; it makes its next unit of work from where the last one ended.

    ``whole``: also what is under no day's key, for once a day.
    """
    for table in _COHORTS if whole else OF_A_DAY:
        yield lambda after, table=table: _next(table, after or b"")


def _next(table: Table, after: bytes) -> Callable[[SqlUnitOfWork], bytes | None]:
    return lambda unit: _shuffled(unit, table, after)


def _shuffled(unit: SqlUnitOfWork, table: Table, after: bytes) -> bytes | None:
    """The next rows leave and come back; returns where to go on, or None at the end."""
    scope, key = unit.cases.scope, _key(table).name
    _alone_with(scope, table)
    today = {"today": scope.period.day} if table in OF_A_DAY else {}
    rows = scope.execute(_COHORTS[table], after=after, **today).all()
    fresh = dict(_come_back(unit, table, rows))
    if fresh:
        scope.execute(_LEAVE[table], keys=list(fresh))
        scope.execute_each(table.insert(), sorted(fresh.values(), key=lambda row: row[key]))
    return getattr(rows[-1], key) if len(rows) == COHORT else None


def _come_back(unit: SqlUnitOfWork, table: Table, rows: Sequence[Row]) -> Iterator[tuple[bytes, dict[str, Any]]]:
    """Each row anew, by its old key; one that does not open stays where it is, and is counted."""
    anew: dict[Table, Callable[[Row], dict[str, Any]]] = {loads: unit.roster.loads.anew, people: unit.people.anew}
    made_anew = anew.get(table, lambda row: {column.name: getattr(row, column.name) for column in table.columns})
    for row in rows:
        key: bytes = getattr(row, _key(table).name)
        try:
            yield key, made_anew(row)
        except SealBrokenError:
            unit.cases.scope.unreadable(table.name, key)


def _alone_with(scope: Transaction, table: Table) -> None:
    """Whoever writes here waits: a DELETE that met a row between its leaving and its return would find neither."""
    if scope.connection.dialect.name == "postgresql":
        scope.connection.execute(_ALONE[table])
