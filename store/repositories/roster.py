"""The roster: who has a role. An entry is wholly sealed, but for whether it is active, which must agree.

It hardly ever changes: what cases change lies in the loads. So it is opened once and remembered as long as its mark
stands, and no transaction about a case touches a row of it.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import LargeBinary, bindparam, delete, func, select, update

from bot.domain.errors import SealBrokenError, StaleWriteError
from bot.domain.people import Member, Role
from store.codec import Codec
from store.register import Entry, Snapshot
from store.repositories.loads import SqlLoads, joined, parted
from store.sealing import Place
from store.tables import roster, roster_head
from store.transaction import row_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.domain.people import PersonId
    from store.repositories.loads import SupporterLoad
    from store.statements import Row
    from store.transaction import Transaction

_MEMBER: Codec[Member] = Codec(Member)
_MARK_BYTES, _ONLY_ROW = 8, 1
_BATCH = 500

_ALL = select(roster)
_SOME = _ALL.where(roster.c.person_index.in_(bindparam("indexes", expanding=True)))
_SEALS = select(
    roster.c.person_index, func.substr(roster.c.identity, 7, 12, type_=LargeBinary).label("nonce")
).order_by(roster.c.person_index)
_ENTRY = _ALL.where(roster.c.person_index == bindparam("person"))
_UPDATE = update(roster).where(roster.c.person_index == bindparam("of"), roster.c.version == bindparam("read_version"))
_REMOVE = delete(roster).where(roster.c.person_index == bindparam("person"))
_FORGET = _REMOVE.where(roster.c.active.is_(False))
_MARK = select(roster_head.c.state)


class SqlRoster:
    """Fills ports.Roster."""

    def __init__(self, scope: Transaction) -> None:
        self._scope = scope
        self._loads = self.loads = SqlLoads(scope)

    def get(self, person: PersonId) -> Member | None:
        entry = self._entry(person)
        return entry and self._with_loads([entry])[0]

    def lock(self, person: PersonId) -> Member | None:
        """Others wait in memory: a lock on the row would be written into it, beside the transaction's number."""
        self._scope.alone_for(person)
        return self.get(person)

    def hold(self) -> None:
        self._scope.with_this_roster()

    def with_role(self, *roles: Role) -> Sequence[Member]:
        return self._with_loads(self._snapshot().with_role(frozenset(roles)))

    def everybody(self) -> Sequence[Member]:
        return self._with_loads(self._snapshot().members)

    def persons(self) -> Sequence[PersonId]:
        """Everybody on the roster, active or not."""
        return self._snapshot().persons

    def save(self, member: Member) -> None:
        """What cases change goes to the loads; the row of the roster only changes with the roster."""
        self._scope.alone_for(member.person)
        bare, load = parted(member)
        stored = self._entry(member.person)
        if stored is None or replace(stored, version=bare.version) != bare:
            self._save_entry(bare)
        elif stored.version != bare.version:
            raise StaleWriteError
        if load is not None:
            self._loads.save(load)
        elif stored is not None and stored.supporter is not None:
            self._loads.remove(member.person)

    def forget(self, person: PersonId) -> None:
        self._scope.alone_with_roster()
        if self._scope.execute(_FORGET, person=self._index(person)).rowcount:
            self._forgotten(person)

    def remove(self, person: PersonId) -> None:
        self._scope.alone_with_roster()
        self._scope.execute(_REMOVE, person=self._index(person))
        self._forgotten(person)

    def replace_all(self, members: Iterable[Member]) -> None:
        """Put this roster in the place of the present one: an import, or the playground's seed."""
        self._scope.alone_with_roster()
        self._scope.execute(delete(roster))
        self._loads.remove_all()
        self._put([(bare, load) for bare, load in map(parted, members)])

    def adopt(self, members: Iterable[Member]) -> None:
        """Insert entries of an earlier release in the form of today, each as the version it is."""
        self._put([(replace(bare, version=bare.version - 1), load) for bare, load in map(parted, members)])

    def reseal(self, row: Row) -> None:
        """Seal an entry under the newest of the programme's keys, as it is; for a row that is locked."""
        columns = self._columns(replace(self._open_row(row), version=row.version - 1))
        self._scope.execute(_UPDATE, of=row.person_index, read_version=row.version, **columns)

    @property
    def is_parted(self) -> bool:
        """Whether this release has written the roster: what cases change is not in its rows."""
        return bool(self._mark())

    def part(self) -> None:
        """Once, after the release before: take what cases change out of every row, and write all in a random order."""
        entries: list[Member] = []
        for row in self._scope.execute(_ALL).all():
            try:
                entries.append(self._open_row(row))
            except SealBrokenError:
                self._scope.unreadable("roster", row.person_index.hex())
                continue
            self._scope.execute(_REMOVE, person=row.person_index)
        self.adopt(entries)

    def _put(self, apart: Sequence[tuple[Member, SupporterLoad | None]]) -> None:
        rows = sorted((self._columns(bare) for bare, _ in apart), key=lambda row: row["person_index"])
        self._scope.execute_each(roster.insert(), rows)
        self._loads.put(load for _, load in apart if load)
        self._marked_anew()

    def _save_entry(self, member: Member) -> None:
        self._scope.alone_with_roster()
        row = self._columns(member)
        if member.version:
            saved = self._scope.execute(_UPDATE, of=row["person_index"], read_version=member.version, **row)
        else:
            saved = self._scope.execute(self._scope.inserts.unless_there(roster), **row)
        if not saved.rowcount:
            raise StaleWriteError
        self._marked_anew()

    def _forgotten(self, person: PersonId) -> None:
        self._loads.remove(person)
        self._marked_anew()

    def _columns(self, member: Member) -> dict[str, Any]:
        index, version = self._index(member.person), member.version + 1
        plain = _MEMBER.encode(replace(member, version=0))
        sealed = self._scope.keyring.current.seal(plain, _identity_of(index, version))
        return {"person_index": index, "identity": sealed, "active": member.active, "version": version}

    def _mark(self) -> bytes:
        found = self._scope.execute(_MARK).scalar()
        return b"" if found is None else bytes(found)

    def _marked_anew(self) -> None:
        statement = self._scope.inserts.or_replace(roster_head, "id")
        self._scope.execute(statement, id=_ONLY_ROW, state=secrets.token_bytes(_MARK_BYTES))

    def _snapshot(self) -> Snapshot:
        """The register under the present mark; what is new is opened, the rest is remembered."""
        register, mark = self._scope.register, self._mark()
        found = register.snapshot
        while found is None or found.mark != mark or not mark:
            found = Snapshot(mark, self._entries(found))
            mark = self._mark()
            if not mark:
                return found
            if mark == found.mark:  # else somebody changed the roster while we read it
                register.snapshot = found
        return found

    def _entries(self, known: Snapshot | None) -> dict[bytes, Entry]:
        """In the order of their indexes; an entry that somebody has tampered with is counted, and has no role."""
        seals = {row.person_index: bytes(row.nonce) for row in self._scope.execute(_SEALS)}
        found: dict[bytes, Entry] = {}
        if known is not None:
            found = {index: one for index, one in known.entries.items() if seals.get(index) == one.nonce}
        new = [index for index in seals if index not in found]
        for begin in range(0, len(new), _BATCH):
            for row in self._scope.execute(_SOME, indexes=new[begin : begin + _BATCH]):
                try:
                    found[row.person_index] = Entry(bytes(row.identity[6:18]), self._open_row(row))
                except SealBrokenError:
                    self._scope.unreadable("roster", row.person_index.hex())
        return {index: found[index] for index in seals if index in found}

    def _with_loads(self, entries: Sequence[Member]) -> list[Member]:
        carried = self._loads.of(one.person for one in entries if one.supporter is not None)
        return [joined(one, carried.get(one.person)) for one in entries]

    def _entry(self, person: PersonId) -> Member | None:
        """One entry as its row is now, without what cases change."""
        row = self._scope.execute(_ENTRY, person=self._index(person)).first()
        if row is None:
            return None
        seen = ("roster", row.person_index, row.version, row.active, row.identity)
        member: Member = self._scope.keyring.opened.get_or(seen, lambda: self._open_row(row))
        if member.person != person:
            raise SealBrokenError
        return member

    def _open_row(self, row: Row) -> Member:
        plain = self._scope.open(row.identity, _identity_of(row.person_index, row.version))
        member = replace(_MEMBER.decode(plain), version=row.version)
        if member.active != row.active:
            raise SealBrokenError
        return member

    def _index(self, person: PersonId) -> bytes:
        return self._scope.keyring.index("roster", person)


def _identity_of(index: bytes, version: int) -> Place:
    return Place("roster", "identity", row_of(index.hex(), version))
