"""The hospital's directory: its people sealed, found by address alone, replaced as a whole.

A new list is staged beside the one that counts, in small units of work, and takes its place in one.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, delete, func, insert, or_, select, update

from bot.domain.errors import SealBrokenError
from bot.domain.hours import day_in
from bot.domain.people import Listed, PersonId
from store.codec import Codec
from store.sealing import Place
from store.tables import directory, directory_head
from store.transaction import row_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from store.repositories.people import SqlPeople
    from store.statements import Row
    from store.transaction import Transaction

CHUNK = 100
"""Rows in one unit of work of an import."""
_ABANDONED = timedelta(days=2)
"""After so long, what was staged and never took its place belongs to an import that was killed."""
_HEAD = 1
_CODEC: Codec[Listed] = Codec(Listed)

_COUNTS = directory.c.generation == directory_head.c.generation
_WANTED = directory.c.address_index.in_(bindparam("wanted", expanding=True))
_OF = select(directory).select_from(directory_head.outerjoin(directory, and_(_COUNTS, _WANTED)))
"""A row of nothing if the list that counts has none of them, and no row at all if no list counts."""
_PAGE = (
    select(directory)
    .join(directory_head, _COUNTS)
    .where(directory.c.id > bindparam("after"))
    .order_by(directory.c.id)
    .limit(CHUNK)
)
_GENERATION = select(directory_head.c.generation)
_NEWEST = select(func.max(directory.c.generation))
_SIZE = select(func.count()).where(directory.c.generation == bindparam("generation"))
_STAGE = insert(directory)
_CLOSE = delete(directory_head)
_RESEAL = update(directory).where(directory.c.id == bindparam("of")).values(body=bindparam("sealed"))
_HEAD_NOW = func.coalesce(_GENERATION.scalar_subquery(), 0)
_DOES_NOT_COUNT = or_(
    directory.c.generation < _HEAD_NOW,
    and_(directory.c.generation > _HEAD_NOW, directory.c.staged < bindparam("day")),
)
_PRUNE = delete(directory).where(directory.c.id.in_(select(directory.c.id).where(_DOES_NOT_COUNT).limit(CHUNK)))


class SqlDirectory:
    """Fills ports.Listing."""

    def __init__(self, scope: Transaction, people: SqlPeople) -> None:
        self._scope, self._people = scope, people

    def of(self, person: PersonId) -> Listed | None:
        return self.each((person,)).get(person)

    def each(self, people: Iterable[PersonId]) -> dict[PersonId, Listed]:
        """Those of them whom the directory has, under the address that the bot writes to or else under another.

        A row that somebody has tampered with is counted, and says nothing.
        """
        asked = [*people]
        rows = self._rows(asked)
        found = self._find_rows(rows)
        missing = [one for one in asked if one not in found] if rows else []
        whose = self._people.whose(missing) if missing else {}
        others = self._find_rows(self._rows(whose))
        for address, person in whose.items():
            if address in others:
                found.setdefault(person, others[address])
        return found

    def page(self, after: int) -> tuple[Sequence[Listed], int | None]:
        """The next people after this row, in the order of the file, and where to go on; None at the end."""
        rows = self._scope.execute(_PAGE, after=after).all()
        return self._open_rows(rows), rows[-1].id if len(rows) == CHUNK else None

    def begin(self) -> int:
        """The number of a new list, higher than every other's."""
        newest = self._scope.execute(_NEWEST).scalar() or 0
        return max(newest, self._scope.execute(_GENERATION).scalar() or 0) + 1

    def stage(self, generation: int, people: Iterable[Listed]) -> None:
        """Put some of a new list beside the one that counts."""
        if rows := [self._row(generation, one) for one in people]:
            self._scope.execute_each(_STAGE, rows)

    def swap(self, generation: int, size: int) -> bool:
        """From now on this list counts; False, and nothing changes, unless all of it is there and none is newer."""
        counts = self._scope.execute(_GENERATION).scalar() or 0
        if counts >= generation or self._scope.execute(_SIZE, generation=generation).scalar() != size:
            return False
        self._scope.execute(self._scope.inserts.or_replace(directory_head, "id"), id=_HEAD, generation=generation)
        return True

    def close(self) -> None:
        """No list counts any more."""
        self._scope.execute(_CLOSE)

    def prune(self, *, everything: bool = False) -> bool:
        """Delete some rows of lists that don't count; whether there may be more.

        One that is being staged is left alone for two days, unless ``everything`` goes.
        """
        today = self._today()
        day = today + timedelta(days=1) if everything else today - _ABANDONED
        return self._scope.execute(_PRUNE, day=day).rowcount == CHUNK

    def reseal(self, row: Row) -> None:
        """Seal a row under the newest of the programme's keys; for a row that is locked."""
        place = _body_of(row.address_index, row.generation)
        sealed = self._scope.keyring.current.seal(self._scope.open(row.body, place), place)
        self._scope.execute(_RESEAL, of=row.id, sealed=sealed)

    def _row(self, generation: int, listed: Listed) -> dict[str, Any]:
        index = self._index(listed.person)
        body = self._scope.keyring.current.seal(_CODEC.encode(listed), _body_of(index, generation))
        return {"generation": generation, "address_index": index, "body": body, "staged": self._today()}

    def _rows(self, people: Iterable[PersonId]) -> Sequence[Row]:
        wanted = [self._index(one) for one in people]
        return self._scope.execute(_OF, wanted=wanted).all() if wanted else ()

    def _find_rows(self, rows: Iterable[Row]) -> dict[PersonId, Listed]:
        """By the address that a row says it is of, if it lies where that address is looked for."""
        there = [row for row in rows if row.id is not None]
        places = {row.address_index for row in there}
        return {one.person: one for one in self._open_rows(there) if self._index(one.person) in places}

    def _open_rows(self, rows: Iterable[Row]) -> list[Listed]:
        found: list[Listed] = []
        for row in rows:
            try:
                found.append(_CODEC.decode(self._scope.open(row.body, _body_of(row.address_index, row.generation))))
            except SealBrokenError:
                self._scope.unreadable("directory", row.id)
        return found

    def _today(self) -> date:
        return day_in(datetime.fromtimestamp(self._scope.real_now(), UTC), "UTC")

    def _index(self, person: PersonId) -> bytes:
        return self._scope.keyring.index("directory", person)


def _body_of(index: bytes, generation: int) -> Place:
    return Place("directory", "body", row_of(index.hex(), generation))
