"""Loads: what cases change about a supporter, apart from the roster, under the day's key like the cases themselves.

A row of the roster that were written together with a case would tell whose case it is, to whoever has a copy of
PostgreSQL's files: rows of one transaction carry its number. A load is a pseudonym of one day.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import LargeBinary, bindparam, delete, func, select, update

from bot.domain.errors import SealBrokenError, StaleWriteError
from bot.domain.people import Supporter
from store.codec import Codec
from store.sealing import Place
from store.tables import loads
from store.transaction import row_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from bot.domain.people import Member, PersonId
    from store.statements import Row
    from store.transaction import Transaction

FEW = 24
"""So many people are found by their indexes; for more, one look at the whole table is cheaper."""
_BATCH = 500
_MOST = 2**31 - 1
_SHIFT = 32
_PURPOSE = "loads"
_FIELDS = ("accepted_on", "rest_until", "last_offer_at", "informal_support")
_AT_REST = {name: getattr(Supporter(), name) for name in _FIELDS}

_OF = select(loads.c.person_index, loads.c.body, loads.c.version).where(
    loads.c.person_index.in_(bindparam("indexes", expanding=True))
)
_SEALS = select(
    loads.c.person_index, loads.c.version, func.substr(loads.c.body, 7, 12, type_=LargeBinary).label("nonce")
)
_UPDATE = update(loads).where(loads.c.person_index == bindparam("of"), loads.c.version == bindparam("read_version"))
_REMOVE = delete(loads).where(loads.c.person_index.in_(bindparam("indexes", expanding=True)))
_REMOVE_ALL = delete(loads)


@dataclass(frozen=True, kw_only=True)
class SupporterLoad:
    """What cases change about one supporter: the same fields as in ``Supporter``. ``version``: of its row, random."""

    person: PersonId = field(repr=False)
    accepted_on: tuple[date, ...] = ()
    rest_until: datetime | None = None
    last_offer_at: datetime | None = None
    informal_support: int = 0
    version: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to keep."""
        return all(getattr(self, name) == value for name, value in _AT_REST.items())


_CODEC: Codec[SupporterLoad] = Codec(SupporterLoad)


def parted(member: Member) -> tuple[Member, SupporterLoad | None]:
    """A member without what cases change, and that; their ``version`` says those of both rows."""
    entry_version, load_version = member.version & (1 << _SHIFT) - 1, member.version >> _SHIFT
    if member.supporter is None:
        return replace(member, version=entry_version), None
    carried = {name: getattr(member.supporter, name) for name in _FIELDS}
    bare = replace(member, supporter=replace(member.supporter, **_AT_REST), version=entry_version)
    return bare, SupporterLoad(person=member.person, version=load_version, **carried)


def joined(bare: Member, load: SupporterLoad | None) -> Member:
    """What ``parted`` took apart."""
    if load is None or bare.supporter is None:
        return bare
    carried = {name: getattr(load, name) for name in _FIELDS}
    version = bare.version | load.version << _SHIFT
    return replace(bare, supporter=replace(bare.supporter, **carried), version=version)


class SqlLoads:
    """The repository of the roster uses it; nobody else has to know that an entry lies in two tables."""

    def __init__(self, scope: Transaction) -> None:
        self._scope = scope

    def of(self, people: Iterable[PersonId]) -> Mapping[PersonId, SupporterLoad]:
        """Those of these people who carry anything; of few, or of many at once."""
        wanted = set(people)
        if not wanted:
            return {}
        rows = self._few(wanted) if len(wanted) <= FEW else self._every()
        return {one.person: one for one in rows}

    def save(self, load: SupporterLoad) -> None:
        """For whoever is alone for this person; StaleWriteError if the row is another one by now."""
        row = self._scope.execute(_OF, indexes=self._indexes([load.person])).first()
        if row is not None and not self._readable([row]):
            self._scope.execute(_REMOVE, indexes=[row.person_index])
            row = None
        if (row.version if row is not None else 0) != load.version:
            raise StaleWriteError
        if (load if row is None else self._opened(row)) == load and (row is not None or load.is_empty):
            return
        if load.is_empty and row is not None:
            self._scope.execute(_REMOVE, indexes=[row.person_index])
            return
        saved = self._insert(load) if row is None else self._change(row, load)
        if not saved:
            raise StaleWriteError

    def put(self, many: Iterable[SupporterLoad]) -> None:
        """Rows for people who have none, in an order that says nothing."""
        rows = [self._columns(one) for one in many if not one.is_empty]
        self._scope.execute_each(loads.insert(), sorted(rows, key=lambda row: row["person_index"]))

    def remove(self, person: PersonId) -> None:
        """Nothing is kept of what this person carried."""
        self._scope.execute(_REMOVE, indexes=self._indexes([person]))

    def remove_all(self) -> None:
        """The same for everybody."""
        self._scope.execute(_REMOVE_ALL)

    def anew(self, row: Row) -> dict[str, Any]:
        """What a row of an earlier day says, sealed and indexed under today's key."""
        return self._columns(self._open(row))

    def _insert(self, load: SupporterLoad) -> int:
        return self._scope.execute(self._scope.inserts.unless_there(loads), **self._columns(load)).rowcount

    def _change(self, row: Row, load: SupporterLoad) -> int:
        """Under the day of the row: only the night's walk, which moves many at once, gives people other indexes."""
        version, box = _new_version(), self._scope.held.box(row.body)
        body = box.seal(_CODEC.encode(replace(load, version=0)), _body_of(row.person_index, version))
        here = {"of": row.person_index, "read_version": row.version}
        return self._scope.execute(_UPDATE, **here, body=body, version=version).rowcount

    def _columns(self, load: SupporterLoad) -> dict[str, Any]:
        period, version = self._scope.period, _new_version()
        index = period.index(_PURPOSE, load.person)
        body = period.box.seal(_CODEC.encode(replace(load, version=0)), _body_of(index, version))
        return {"person_index": index, "body": body, "version": version, "period": period.day}

    def _few(self, people: Iterable[PersonId]) -> list[SupporterLoad]:
        return self._readable(self._scope.execute(_OF, indexes=self._indexes(people)))

    def _every(self) -> list[SupporterLoad]:
        """Bodies only of what this process has not opened yet."""
        known, seals = self._scope.register.loads, self._scope.execute(_SEALS).all()
        found = {row.person_index: known.get((row.person_index, row.version, bytes(row.nonce))) for row in seals}
        new = [index for index, one in found.items() if one is None]
        for begin in range(0, len(new), _BATCH):
            rows = self._scope.execute(_OF, indexes=_filled_up(new[begin : begin + _BATCH]))
            found |= dict(self._readable_by_index(rows))
        return [one for one in found.values() if one is not None]

    def _readable(self, rows: Iterable[Row]) -> list[SupporterLoad]:
        return [one for _, one in self._readable_by_index(rows)]

    def _readable_by_index(self, rows: Iterable[Row]) -> list[tuple[bytes, SupporterLoad]]:
        """A row that does not open is counted, and is as good as none."""
        found: list[tuple[bytes, SupporterLoad]] = []
        for row in rows:
            try:
                found.append((row.person_index, self._opened(row)))
            except SealBrokenError:
                self._scope.unreadable("loads", row.person_index.hex())
        return found

    def _opened(self, row: Row) -> SupporterLoad:
        seen = (row.person_index, row.version, bytes(row.body[6:18]))
        return self._scope.register.loads.get_or(seen, lambda: self._open(row))

    def _open(self, row: Row) -> SupporterLoad:
        plain = self._scope.open(row.body, _body_of(row.person_index, row.version))
        return replace(_CODEC.decode(plain), version=row.version)

    def _indexes(self, people: Iterable[PersonId]) -> list[bytes]:
        return _filled_up([index for one in people for index in self._scope.indexes(_PURPOSE, one)])


def _filled_up(indexes: list[bytes]) -> list[bytes]:
    """To a power of two: a statement is compiled for each length of its list."""
    size = 1 << max(0, len(indexes) - 1).bit_length()
    return [*indexes, *[indexes[-1]] * (size - len(indexes))] if indexes else []


def _new_version() -> int:
    return 1 + secrets.randbelow(_MOST)


def _body_of(index: bytes, version: int) -> Place:
    return Place("loads", "body", row_of(index.hex(), version))
