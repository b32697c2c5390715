"""The roster: who has a role. Identities are sealed; the codes that describe what they do are clear."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, or_, select, update

from bot.domain.errors import StaleWriteError
from bot.domain.hours import Leave, Window
from bot.domain.people import Member, Role, Supporter, Traits
from store.codec import Codec
from store.sealing import Place
from store.tables import roster

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.domain.people import PersonId
    from store.scope import AnyRow, Scope
    from store.sealing import Keyring

_IDENTITY: Codec[Member] = Codec(Member)
_ROLES: Codec[frozenset[Role]] = Codec(frozenset[Role])
_CODES: Codec[frozenset[str]] = Codec(frozenset[str])
_HOURS: Codec[tuple[Window, ...]] = Codec(tuple[Window, ...])
_LEAVE: Codec[tuple[Leave, ...]] = Codec(tuple[Leave, ...])
_TRAITS = ("profession", "level", "specialty", "cluster", "department", "site")

_BY_PERSON = select(roster).where(roster.c.person_index == bindparam("person"))
_LOCK = _BY_PERSON.with_for_update()
_UPDATE = update(roster).where(roster.c.person_index == bindparam("of"), roster.c.version == bindparam("read_version"))
_IDENTITIES = select(roster.c.person_index, roster.c.identity).order_by(roster.c.person_index)
_ONE_IDENTITY = _IDENTITIES.limit(1)


class SqlRoster:
    """Fills ports.Roster."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def get(self, person: PersonId) -> Member | None:
        row = self._scope.execute(_BY_PERSON, person=self._index(person)).first()
        return None if row is None else self._member(row)

    def lock(self, person: PersonId) -> Member | None:
        row = self._scope.execute(_LOCK, person=self._index(person)).first()
        return None if row is None else self._member(row)

    def with_role(self, *roles: Role) -> Sequence[Member]:
        holds = or_(*(roster.c.roles.contains(f'"{role.value}"') for role in roles))
        statement = select(roster).where(roster.c.active, holds).order_by(roster.c.person_index)
        return [self._member(row) for row in self._scope.execute(statement)]

    def open_one(self) -> None:
        """Raises SealBrokenError if these keys are not the ones of this database."""
        for row in self._scope.execute(_ONE_IDENTITY):
            self._identity(row)

    def persons(self) -> list[PersonId]:
        """Everybody on the roster, active or not."""
        return [self._identity(row).person for row in self._scope.execute(_IDENTITIES)]

    def save(self, member: Member) -> None:
        row = self._columns(member)
        if member.version:
            saved = self._scope.execute(_UPDATE, of=row["person_index"], read_version=member.version, **row)
        else:
            saved = self._scope.execute(self._scope.inserts.unless_there(roster), **row)
        if not saved.rowcount:
            raise StaleWriteError

    def replace_all(self, members: Iterable[Member]) -> None:
        """Put this roster in the place of the present one, in two statements: an import, or the playground's seed."""
        rows = [self._columns(member) for member in members]
        self._scope.execute(delete(roster))
        if rows:
            self._scope.connection.execute(roster.insert(), rows)

    def _columns(self, member: Member) -> dict[str, Any]:
        supporter = member.supporter or Supporter()
        index = self._index(member.person)
        identity = _IDENTITY.encode(_without_codes(member))
        return {
            "person_index": index,
            "identity": self._scope.seal(identity, _identity_of(index)),
            "roles": _ROLES.encode(member.roles).decode(),
            "active": member.active,
            "timezone": member.timezone,
            "locale": member.locale,
            **{trait: getattr(supporter.traits, trait) for trait in _TRAITS},
            "languages": _CODES.encode(supporter.traits.languages).decode(),
            "hours": _HOURS.encode(supporter.hours).decode(),
            "leave": _LEAVE.encode(supporter.leave).decode(),
            "cap": supporter.cap_open,
            "version": member.version + 1,
        }

    def _identity(self, row: AnyRow) -> Member:
        return _opened(self._scope.keyring, row.person_index, row.identity)

    def _member(self, row: AnyRow) -> Member:
        sealed = self._identity(row)
        return replace(
            sealed,
            roles=_ROLES.decode(row.roles.encode()),
            active=row.active,
            timezone=row.timezone,
            locale=row.locale,
            supporter=sealed.supporter and _with_codes(sealed.supporter, row),
            version=row.version,
        )

    def _index(self, person: PersonId) -> bytes:
        return self._scope.keyring.index("roster", person)


@lru_cache(maxsize=512)
def _opened(keys: Keyring, index: bytes, sealed: bytes) -> Member:
    """The roster is read with every event and seldom changes; an entry in another's place is another key, and fails."""
    return _IDENTITY.decode(keys.box(sealed).open(sealed, _identity_of(index)))


def _identity_of(index: bytes) -> Place:
    return Place("roster", "identity", index.hex())


def _without_codes(member: Member) -> Member:
    """What is left to seal: each fact is kept in one place only."""
    supporter = member.supporter
    if supporter:
        private = Traits(gender=supporter.traits.gender)
        supporter = replace(supporter, traits=private, hours=(), leave=(), cap_open=0)
    return replace(member, roles=frozenset[Role](), timezone="", locale="", supporter=supporter, version=0)


def _with_codes(supporter: Supporter, row: AnyRow) -> Supporter:
    traits = {trait: getattr(row, trait) for trait in _TRAITS}
    return replace(
        supporter,
        traits=replace(supporter.traits, **traits, languages=_CODES.decode(row.languages.encode())),
        hours=_HOURS.decode(row.hours.encode()),
        leave=_LEAVE.decode(row.leave.encode()),
        cap_open=row.cap,
    )
