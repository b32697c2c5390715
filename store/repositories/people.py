"""People without a role: opt-outs, and which addresses belong to one person."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, select, update

from bot.domain.errors import StaleWriteError
from bot.domain.people import Person, PersonId
from store.codec import Codec
from store.sealing import Place
from store.tables import addresses, people

if TYPE_CHECKING:
    from bot.domain.people import Address
    from store.scope import Scope

_CODEC: Codec[Person] = Codec(Person)
_BY_PERSON = select(people.c.body, people.c.version).where(people.c.person_index == bindparam("person"))
_CANONICAL = select(addresses.c.canonical).where(addresses.c.address_index == bindparam("address"))
_HERE = (people.c.person_index == bindparam("of"), people.c.version == bindparam("read_version"))
_UPDATE, _DELETE = update(people).where(*_HERE), delete(people).where(*_HERE)


class SqlPeople:
    """Fills ports.People."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def canonical(self, address: Address) -> PersonId:
        index = self._address_index(address)
        sealed = self._scope.execute(_CANONICAL, address=index).scalar()
        if sealed is None:
            return PersonId(str(address))
        return PersonId(self._scope.open(sealed, _canonical_of(index)).decode())

    def link(self, address: Address, person: PersonId) -> None:
        """From now on this address is that person's."""
        index = self._address_index(address)
        sealed = self._scope.seal(person.encode(), _canonical_of(index))
        statement = self._scope.inserts.or_replace(addresses, "address_index")
        self._scope.execute(statement, address_index=index, canonical=sealed)

    def get(self, person: PersonId) -> Person:
        index = self._index(person)
        row = self._scope.execute(_BY_PERSON, person=index).first()
        if row is None:
            return Person(person=person)
        return replace(_CODEC.decode(self._scope.open(row.body, _body_of(index))), version=row.version)

    def save(self, person: Person) -> None:
        """Raises StaleWriteError if another unit of work saved it first."""
        index = self._index(person.person)
        here = {"of": index, "read_version": person.version}
        kept = replace(person, version=0) != Person(person=person.person)
        if not kept and person.version == 0:
            return
        values = {"body": self._scope.seal(_CODEC.encode(person), _body_of(index)), "version": person.version + 1}
        if not kept:
            saved = self._scope.execute(_DELETE, **here)
        elif person.version:
            saved = self._scope.execute(_UPDATE, **here, **values)
        else:
            statement = self._scope.inserts.unless_there(people)
            saved = self._scope.execute(statement, person_index=index, **values)
        if not saved.rowcount:
            raise StaleWriteError

    def _index(self, person: PersonId) -> bytes:
        return self._scope.keyring.index("people", person)

    def _address_index(self, address: Address) -> bytes:
        return self._scope.keyring.index("addresses", str(address))


def _body_of(index: bytes) -> Place:
    return Place("people", "body", index.hex())


def _canonical_of(index: bytes) -> Place:
    return Place("addresses", "canonical", index.hex())
