"""People without a role: opt-outs, what a case left behind about them, and which addresses belong to one person.

An opt-out lasts, so it lies under the programme's key: a keyed hash, and no body that says more. Everything else
about a person is there because of a case, and lies under a period's key like the case.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, exists, select, update

from bot.domain.errors import StaleWriteError
from bot.domain.people import Address, Person, PersonId
from store.codec import Codec
from store.sealing import Place
from store.tables import addresses, opt_outs, people
from store.transaction import row_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from store.statements import Row
    from store.transaction import Transaction

_CODEC: Codec[Person] = Codec(Person)
_PURPOSE = "people"
_BY_PERSON = select(people.c.person_index, people.c.body, people.c.version).where(
    people.c.person_index.in_(bindparam("persons", expanding=True))
)
_LOCK = _BY_PERSON.with_for_update()
_HERE = (people.c.person_index == bindparam("of"), people.c.version == bindparam("read_version"))
_UPDATE, _DELETE = update(people).where(*_HERE), delete(people).where(*_HERE)
_OUT = select(exists().where(opt_outs.c.person_index == bindparam("person")).label("out")).subquery()
_WITH_OPT_OUT = select(_OUT.c.out, people.c.person_index, people.c.body, people.c.version).select_from(
    _OUT.outerjoin(people, people.c.person_index.in_(bindparam("persons", expanding=True)))
)
_LIFT = delete(opt_outs).where(opt_outs.c.person_index == bindparam("person"))
_OF_ADDRESS = addresses.c.address_index == bindparam("of")
_RELINK = (
    update(addresses).where(_OF_ADDRESS).values(canonical=bindparam("sealed"), address=bindparam("sealed_address"))
)
_UNLINK = delete(addresses).where(_OF_ADDRESS)
_CANONICAL = select(addresses.c.address_index, addresses.c.canonical).where(
    addresses.c.address_index.in_(bindparam("asked", expanding=True))
)
_LINKED = (
    select(addresses.c.address_index, addresses.c.address)
    .where(addresses.c.person_index == bindparam("person"), addresses.c.address.is_not(None))
    .order_by(addresses.c.address_index)
)
_WHOSE = (
    select(addresses.c.address_index, addresses.c.address, addresses.c.person_index)
    .where(addresses.c.person_index.in_(bindparam("persons", expanding=True)), addresses.c.address.is_not(None))
    .order_by(addresses.c.address_index)
)
_ALL_LINKED = (
    select(addresses.c.address_index, addresses.c.address, addresses.c.canonical)
    .where(addresses.c.address.is_not(None))
    .order_by(addresses.c.address_index)
)


class SqlPeople:
    """Fills ports.People."""

    def __init__(self, scope: Transaction) -> None:
        self._scope = scope

    def canonical(self, address: Address) -> PersonId:
        return self.canonical_of((str(address),))[str(address)]

    def canonical_of(self, asked: Iterable[str]) -> dict[str, PersonId]:
        by_index = {self._address_index(one): one for one in asked}
        found = {one: PersonId(one) for one in by_index.values()}
        for row in self._scope.execute(_CANONICAL, asked=list(by_index)).all():
            place = canonical_of(row.address_index)
            found[by_index[row.address_index]] = PersonId(self._scope.open(row.canonical, place).decode())
        return found

    def linked(self, person: PersonId) -> tuple[Address, ...]:
        return tuple(self._address(row) for row in self._scope.execute(_LINKED, person=self._linked_index(person)))

    def whose(self, people: Iterable[PersonId]) -> dict[PersonId, PersonId]:
        """The addresses that these people have beside the canonical one, each with whose it is."""
        by_index = {self._linked_index(one): one for one in people}
        rows = self._scope.execute(_WHOSE, persons=list(by_index)).all()
        return {PersonId(str(self._address(row))): by_index[row.person_index] for row in rows}

    def every_link(self) -> tuple[tuple[PersonId, Address], ...]:
        """Whose, and which: all that were linked and can be named."""
        return tuple(
            (PersonId(self._scope.open(row.canonical, canonical_of(row.address_index)).decode()), self._address(row))
            for row in self._scope.execute(_ALL_LINKED).all()
        )

    def link(self, address: Address, person: PersonId) -> None:
        """From now on this address is that person's."""
        index, current = self._address_index(str(address)), self._scope.keyring.current
        self._scope.execute(
            self._scope.inserts.or_replace(addresses, "address_index"),
            address_index=index,
            canonical=current.seal(person.encode(), canonical_of(index)),
            person_index=self._linked_index(person),
            address=current.seal(str(address).encode(), _address_of(index)),
        )

    def join(self, old: PersonId, new: PersonId) -> bool:
        for one in sorted((old, new)):
            self._scope.alone_for(one)
        known = self.canonical_of((old, new))
        if known[old] == new and known[new] == new:
            return True
        if known[old] != old or known[new] not in {old, new}:
            return False
        for address in self.linked(old):
            self.link(address, new)
        self._scope.execute(_UNLINK, of=self._address_index(new))
        self.link(Address.parse(old), new)
        return True

    def unlink(self, address: Address, at: datetime) -> None:
        if self._scope.journal:
            self._scope.journal.unlinked(str(address), at)
        self._scope.execute(_UNLINK, of=self._address_index(str(address)))

    def get(self, person: PersonId) -> Person:
        """Its version tells of both rows: twice the version of what is sealed, and one more for an opt-out."""
        indexes, out_index = self._scope.indexes(_PURPOSE, person), self._out_index(person)
        row = self._scope.execute(_WITH_OPT_OUT, persons=indexes, person=out_index).all()[0]
        sealed = Person(person=person) if row.body is None else self._open_row(row)
        return replace(sealed, opted_out=row.out, version=2 * sealed.version + row.out)

    def save(self, person: Person) -> None:
        """Raises StaleWriteError if another unit of work saved it first."""
        self._scope.alone_for(person.person)
        row = self._scope.execute(_LOCK, persons=self._scope.indexes(_PURPOSE, person.person)).first()
        stored = self.get(person.person)
        if stored.version != person.version:
            raise StaleWriteError
        if stored.opted_out != person.opted_out:
            self._opt(person.person, out=person.opted_out)
        self._keep(row, replace(person, opted_out=False, version=0))

    def anew(self, row: Row) -> dict[str, Any]:
        """What a row of an earlier day says, sealed and indexed under today's key."""
        return self._columns(replace(self._open_row(row), version=0), row.version + 1)

    def relink(self, row: Row) -> None:
        """Seal whose an address is under the newest of the programme's keys; for a row that is locked."""
        here, current = canonical_of(row.address_index), self._scope.keyring.current
        sealed, address = current.seal(self._scope.open(row.canonical, here), here), None
        if row.address is not None:
            place = _address_of(row.address_index)
            address = current.seal(self._scope.open(row.address, place), place)
        self._scope.execute(_RELINK, of=row.address_index, sealed=sealed, sealed_address=address)

    def everywhere(self, person: PersonId) -> tuple[PersonId, ...]:
        """Under every address of theirs: a backup may know them by any."""
        return (person, *(PersonId(str(one)) for one in self.linked(person)))

    def forget(self, person: PersonId) -> None:
        row = self._scope.execute(_LOCK, persons=self._scope.indexes(_PURPOSE, person)).first()
        if row is not None:
            self._scope.execute(_DELETE, of=row.person_index, read_version=row.version)
        self.restore_opt_out(self._out_index(person), out=False)

    def _opt(self, person: PersonId, *, out: bool) -> None:
        if self._scope.journal:
            for one in self.everywhere(person):
                self._scope.journal.opted_out(one, out=out)
        self.restore_opt_out(self._out_index(person), out=out)

    def _keep(self, row: Row | None, person: Person) -> None:
        """The body never holds the opt-out."""
        kept = person != Person(person=person.person)
        values = self._columns(person, row.version + 1 if row is not None else 1)
        if row is None:
            saved = self._scope.execute(self._scope.inserts.unless_there(people), **values) if kept else None
        else:
            here = {"of": row.person_index, "read_version": row.version}
            saved = self._scope.execute(_UPDATE, **here, **values) if kept else self._scope.execute(_DELETE, **here)
        if saved is not None and not saved.rowcount:
            raise StaleWriteError

    def _columns(self, person: Person, version: int) -> dict[str, Any]:
        period = self._scope.period
        index = period.index(_PURPOSE, person.person)
        body = self._scope.seal(_CODEC.encode(person), _body_of(index, version))
        return {"person_index": index, "body": body, "version": version, "period": period.day}

    def erased(self, person: PersonId, at: datetime) -> None:
        """Whatever was asked by or for this person until then is being forgotten."""
        if self._scope.journal:
            for one in self.everywhere(person):
                self._scope.journal.erased(one, at)

    def restore_opt_out(self, index: bytes, *, out: bool) -> None:
        """After a restore: the wish of somebody of whom only the index is known, and so only the row."""
        if out:
            self._scope.execute(self._scope.inserts.unless_there(opt_outs), person_index=index)
        else:
            self._scope.execute(_LIFT, person=index)

    def _open_row(self, row: Row) -> Person:
        body = self._scope.open(row.body, _body_of(row.person_index, row.version))
        return replace(_CODEC.decode(body), version=row.version)

    def _out_index(self, person: PersonId) -> bytes:
        return self._scope.keyring.index("opt_outs", person)

    def _address_index(self, address: str) -> bytes:
        return self._scope.keyring.index("addresses", address)

    def _linked_index(self, person: PersonId) -> bytes:
        return self._scope.keyring.index("linked", person)

    def _address(self, row: Row) -> Address:
        return Address.parse(self._scope.open(row.address, _address_of(row.address_index)).decode())


def _body_of(index: bytes, version: int) -> Place:
    return Place("people", "body", row_of(index.hex(), version))


def canonical_of(index: bytes) -> Place:
    """Where a linked address says whose it is."""
    return Place("addresses", "canonical", index.hex())


def _address_of(index: bytes) -> Place:
    return Place("addresses", "address", index.hex())
