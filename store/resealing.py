"""Seals rows anew under today's key, daily, and destroys keys that no row needs.

Each batch is one short unit of work. Rows are locked, or passed over while somebody else works on them; a restart in
between leaves rows under either key, and both are there. A key is destroyed only if no row needed it in two walks
one after the other, so that nobody is still reading what it opens.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select

from bot.domain.errors import SealBrokenError
from store import shuffling
from store.contents import days_in_use
from store.sealing.box import header_of
from store.sealing.keyring import LASTS, day_of
from store.tables import (
    addresses,
    agenda,
    cases,
    conversations,
    directory,
    inbox,
    loads,
    outbox,
    people,
    releases,
    roster,
    unreachable,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import Select, Table

    from store.statements import Row
    from store.unit_of_work import SqlUnitOfWork

WINDOW = LASTS
"""Days for which a backup can be read: the key of a day goes when so many days have passed since the day began."""
BATCH = 50
"""Rows in one unit of work: some ten milliseconds."""
_KEYS = {
    cases: cases.c.code,
    people: people.c.person_index,
    loads: loads.c.person_index,
    agenda: agenda.c.id,
    outbox: outbox.c.id,
}
_NONE_YET: dict[Any, Any] = {cases: "", agenda: -1, directory: -1, releases: ""} | dict.fromkeys(
    (roster, addresses, conversations, unreachable), b""
)


def _under_a_day(table: Table) -> Select[*tuple[Any, ...]]:
    key = _KEYS[table]
    rows = select(table).where(table.c.period == bindparam("day"), key > bindparam("after")).order_by(key)
    return rows.limit(BATCH).with_for_update(skip_locked=True)


def _under_an_old_key(table: Table, key: Any, sealed: Any) -> Select[*tuple[Any, ...]]:  # noqa: ANN401
    """Rows whose sealed column does not begin as the newest programme key's do."""
    other = func.substr(sealed, 1, 6) != bindparam("header")
    return select(table).where(other, key > bindparam("after")).order_by(key).limit(BATCH).with_for_update()


_OF_DAY = {table: _under_a_day(table) for table in (cases, agenda)}
_OLD = {
    roster: _under_an_old_key(roster, roster.c.person_index, roster.c.identity),
    addresses: _under_an_old_key(addresses, addresses.c.address_index, addresses.c.canonical),
    conversations: _under_an_old_key(conversations, conversations.c.address_index, conversations.c.body),
    unreachable: _under_an_old_key(unreachable, unreachable.c.address_index, unreachable.c.body),
    releases: _under_an_old_key(releases, releases.c.name, releases.c.body),
    directory: _under_an_old_key(directory, directory.c.id, directory.c.body),
}

_STRANDED = {table: select(key).where(table.c.period == bindparam("day")) for table, key in _KEYS.items()}


@dataclass
class Sweep:
    """One store's walk; remembers from one to the next which days no row needed."""

    idle: set[int] = field(default_factory=set[int])
    shuffled: int = 0  # the day on which this process last did

    def steps(self, unit: SqlUnitOfWork) -> list[tuple[Table, int]]:
        """What there is to do: tables and earlier days under whose key rows lie. Keys that have served go first."""
        scope = unit.cases.scope
        today, lives = day_of(scope.real_now()), scope.held.periods
        used = days_in_use(scope)
        idle = {day for day in lives if day <= today - WINDOW and not _is_needed(unit, used, day)}
        for day in self.idle & idle:
            scope.keyring.destroy(day)
        self.idle = idle - self.idle
        for table, days in used.items():
            for day in days.keys() - lives.keys():
                _count_stranded(unit, table, day)
        return [(table, day) for table in (*_OF_DAY, outbox) for day in used[table] if day < today and day in lives]

    def nights(self, unit: SqlUnitOfWork) -> Iterator[Callable[[Any], Callable[[SqlUnitOfWork], bytes | None]]]:
        """The night's shuffle, by the clock of the keys: all once a day, what lies under an earlier day always."""
        today = unit.cases.scope.period.day
        before, self.shuffled = self.shuffled, today
        return shuffling.walks(whole=before != today)


def _is_needed(unit: SqlUnitOfWork, used: dict[Table, dict[int, int]], day: int) -> bool:
    """A row that does not open in spite of its key needs no key."""
    broken = unit.cases.scope.known_unreadable
    rows = sum(days.get(day, 0) for days in used.values())
    if not rows or used[inbox].get(day):
        return rows > 0
    stranded = (
        (table.name, str(key))
        for table, statement in _STRANDED.items()
        for key in unit.cases.scope.execute(statement, day=day).scalars()
    )
    return not broken.issuperset(stranded)


def _count_stranded(unit: SqlUnitOfWork, table: Table, day: int) -> None:
    """Rows whose key is missing: exactly these can't be read."""
    if table in _STRANDED:
        for key in unit.cases.scope.execute(_STRANDED[table], day=day).scalars():
            unit.cases.scope.unreadable(table.name, key)


def batch_of(table: Table, day: int, after: Any = None) -> Callable[[SqlUnitOfWork], Any]:  # noqa: ANN401 - a row's key
    """A unit of work that seals the next rows of a table anew; it answers where to go on, or None at the end."""
    if table is outbox:
        return lambda unit: _letters(unit, day, after or b"")

    def work(unit: SqlUnitOfWork) -> Any:  # noqa: ANN401
        begin = _NONE_YET[table] if after is None else after
        rows = unit.cases.scope.execute(_OF_DAY[table], day=day, after=begin).all()
        return _anew(unit, table, rows)

    return work


def programme_batch(table: Table, after: Any = None) -> Callable[[SqlUnitOfWork], Any]:  # noqa: ANN401
    """The same for what lies under the programme's keys, after a rotation."""

    def work(unit: SqlUnitOfWork) -> Any:  # noqa: ANN401
        header = header_of(unit.cases.scope.keyring.newest)
        begin = _NONE_YET[table] if after is None else after
        return _anew(unit, table, unit.cases.scope.execute(_OLD[table], header=header, after=begin).all())

    return work


def _anew(unit: SqlUnitOfWork, table: Table, rows: Sequence[Row]) -> Any:  # noqa: ANN401 - a row's key
    reseal, key = _resealing(unit, table)
    for row in rows:
        try:
            reseal(row)
        except SealBrokenError:
            shown = getattr(row, key)
            unit.cases.scope.unreadable(table.name, shown)
    return getattr(rows[-1], key) if len(rows) == BATCH else None


def _resealing(unit: SqlUnitOfWork, table: Table) -> tuple[Callable[[Row], None], str]:
    known: dict[Table, tuple[Callable[[Row], None], str]] = {
        cases: (unit.cases.reindex, "code"),
        agenda: (unit.agenda.reseal, "id"),
        roster: (unit.roster.reseal, "person_index"),
        addresses: (unit.people.relink, "address_index"),
        conversations: (unit.conversations.reseal, "address_index"),
        unreachable: (unit.unreachable.reseal, "address_index"),
        releases: (unit.releases.reseal, "name"),
        directory: (unit.directory.reseal, "id"),
    }
    return known[table]


def _letters(unit: SqlUnitOfWork, day: int, after: bytes) -> bytes | None:
    indexes = unit.outbox.persons_under(day, after=after, limit=BATCH)
    for index in indexes:
        unit.outbox.move(index)
    return indexes[-1] if len(indexes) == BATCH else None


def walks(steps: list[tuple[Table, int]]) -> Iterator[Callable[[Any], Callable[[SqlUnitOfWork], Any]]]:
    """Each walk makes its next batch from where the last one ended."""
    for table, day in steps:
        yield lambda after, table=table, day=day: batch_of(table, day, after)
    for table in _OLD:
        yield lambda after, table=table: programme_batch(table, after)
