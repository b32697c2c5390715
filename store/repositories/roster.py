"""The roster: who has a role. All of an entry is sealed; codes in the clear serve to filter, and must agree."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, or_, select, update

from bot.domain.errors import SealBrokenError, StaleWriteError
from bot.domain.hours import Leave, Window
from bot.domain.people import Member, Role, Supporter
from store.codec import Codec
from store.scope import row_of
from store.sealing import Place
from store.tables import roster

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Select

    from bot.domain.people import PersonId
    from store.scope import Scope
    from store.statements import Row

_MEMBER: Codec[Member] = Codec(Member)
_ROLES: Codec[frozenset[Role]] = Codec(frozenset[Role])
_CODES: Codec[frozenset[str]] = Codec(frozenset[str])
_HOURS: Codec[tuple[Window, ...]] = Codec(tuple[Window, ...])
_LEAVE: Codec[tuple[Leave, ...]] = Codec(tuple[Leave, ...])
_TRAITS = ("profession", "level", "specialty", "cluster", "department", "site")

_ALL = select(roster).order_by(roster.c.person_index)
_BY_PERSON = select(roster).where(roster.c.person_index == bindparam("person"))
_LOCK = _BY_PERSON.with_for_update()
_UPDATE = update(roster).where(roster.c.person_index == bindparam("of"), roster.c.version == bindparam("read_version"))
_REMOVE = delete(roster).where(roster.c.person_index == bindparam("person"))
_FORGET = _REMOVE.where(roster.c.active.is_(False))


@cache
def _with_role(*roles: Role) -> Select[*tuple[Any, ...]]:
    """Asked with every event, for a few sets of roles: building it costs more than running it."""
    holds = or_(*(roster.c.roles.contains(f'"{role.value}"') for role in roles))
    return select(roster).where(roster.c.active, holds).order_by(roster.c.person_index)


@dataclass(frozen=True)
class _Entry:
    """What a sealed entry says, and what its row must say in the clear."""

    member: Member
    clear: dict[str, Any]


class SqlRoster:
    """Fills ports.Roster."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def get(self, person: PersonId) -> Member | None:
        return self._one(self._scope.execute(_BY_PERSON, person=self._index(person)).first(), person)

    def lock(self, person: PersonId) -> Member | None:
        return self._one(self._scope.execute(_LOCK, person=self._index(person)).first(), person)

    def with_role(self, *roles: Role) -> Sequence[Member]:
        return self._many(self._scope.execute(_with_role(*roles)))

    def everybody(self) -> Sequence[Member]:
        return self._many(self._scope.execute(_ALL))

    def persons(self) -> list[PersonId]:
        """Everybody on the roster, active or not."""
        return [member.person for member in self._many(self._scope.execute(_ALL))]

    def save(self, member: Member) -> None:
        row = self._columns(member)
        if member.version:
            saved = self._scope.execute(_UPDATE, of=row["person_index"], read_version=member.version, **row)
        else:
            saved = self._scope.execute(self._scope.inserts.unless_there(roster), **row)
        if not saved.rowcount:
            raise StaleWriteError

    def forget(self, person: PersonId) -> None:
        self._scope.execute(_FORGET, person=self._index(person))

    def remove(self, person: PersonId) -> None:
        self._scope.execute(_REMOVE, person=self._index(person))

    def replace_all(self, members: Iterable[Member]) -> None:
        """Put this roster in the place of the present one, in two statements: an import, or the playground's seed."""
        rows = [self._columns(member) for member in members]
        self._scope.execute(delete(roster))
        self._scope.execute_each(roster.insert(), rows)

    def adopt(self, member: Member) -> None:
        """Seal an entry of the first release in the form of today, as the version it is."""
        row = self._columns(replace(member, version=member.version - 1))
        self._scope.execute(_UPDATE, of=row["person_index"], read_version=member.version, **row)

    def reseal(self, row: Row) -> None:
        """Seal an entry under the newest of the programme's keys, as it is; for a row that is locked."""
        self.adopt(self._member(row))

    def _columns(self, member: Member) -> dict[str, Any]:
        index, version = self._index(member.person), member.version + 1
        plain = _MEMBER.encode(replace(member, version=0))
        sealed = self._scope.keyring.current.seal(plain, _identity_of(index, version))
        return {"person_index": index, "identity": sealed, **_clear(member), "version": version}

    def _one(self, row: Row | None, person: PersonId) -> Member | None:
        member = None if row is None else self._member(row)
        if member is not None and member.person != person:
            raise SealBrokenError
        return member

    def _many(self, rows: Iterable[Row]) -> list[Member]:
        """An entry that somebody has tampered with is counted, and has no role."""
        found: list[Member] = []
        for row in rows:
            try:
                found.append(self._member(row))
            except SealBrokenError:
                self._scope.unreadable("roster", row.person_index.hex())
        return found

    def _member(self, row: Row) -> Member:
        """The roster is read with every event and seldom changes, so what was opened is remembered."""
        seen = ("roster", row.person_index, row.version, row.identity)
        entry: _Entry = self._scope.keyring.opened.get_or(seen, lambda: self._opened(row))
        if any(getattr(row, column) != value for column, value in entry.clear.items()):
            raise SealBrokenError
        return entry.member

    def _opened(self, row: Row) -> _Entry:
        plain = self._scope.open(row.identity, _identity_of(row.person_index, row.version))
        member = replace(_MEMBER.decode(plain), version=row.version)
        return _Entry(member, _clear(member))

    def _index(self, person: PersonId) -> bytes:
        return self._scope.keyring.index("roster", person)


def _clear(member: Member) -> dict[str, Any]:
    supporter = member.supporter or Supporter()
    return {
        "roles": _ROLES.encode(member.roles).decode(),
        "active": member.active,
        "timezone": member.timezone,
        "locale": member.locale,
        **{trait: getattr(supporter.traits, trait) for trait in _TRAITS},
        "languages": _CODES.encode(supporter.traits.languages).decode(),
        "hours": _HOURS.encode(supporter.hours).decode(),
        "leave": _LEAVE.encode(supporter.leave).decode(),
        "cap": supporter.cap_open,
    }


def _identity_of(index: bytes, version: int) -> Place:
    return Place("roster", "identity", row_of(index.hex(), version))
