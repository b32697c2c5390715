"""First start on a database: checks every key, and seals what the first release wrote as today.

A migration has no keys; this has, and runs once, alone, in one transaction. What the first release kept lay under
the programme's key, which lives as long as the programme.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Boolean,
    Column,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    bindparam,
    delete,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.schema import DropTable

from bot.conversation.events.every import Event
from bot.domain.case import Case
from bot.domain.errors import ConfigurationError, SealBrokenError
from bot.domain.hours import Leave, Window
from bot.domain.people import Member, Person, PersonId, Role
from store.codec import Codec
from store.repositories.outbox.repository import OUTBOX_ROW
from store.repositories.people import canonical_of
from store.sealing.box import CASE_KEY, FIRST_FORMAT, Box, Place, key_number
from store.sealing.keyring import case_box, key_place
from store.tables import addresses, agenda, cases, inbox, key_checks, outbox, people

if TYPE_CHECKING:
    from collections.abc import Callable

    from store.statements import Row
    from store.transaction import Transaction
    from store.unit_of_work import SqlUnitOfWork

_CASE: Codec[Case] = Codec(Case)
_EVENT: Codec[Event] = Codec(Event)
_MEMBER: Codec[Member] = Codec(Member)
_PERSON: Codec[Person] = Codec(Person)
_ROLES: Codec[frozenset[Role]] = Codec(frozenset[Role])
_CODES: Codec[frozenset[str]] = Codec(frozenset[str])
_HOURS: Codec[tuple[Window, ...]] = Codec(tuple[Window, ...])
_LEAVE: Codec[tuple[Leave, ...]] = Codec(tuple[Leave, ...])
_TRAITS = ("profession", "level", "specialty", "cluster", "department", "site")

_CHECKS = select(key_checks.c.number, key_checks.c.sealed)
_CHECK = b"peersupport"
_BODY = update(cases).where(cases.c.code == bindparam("of"))
_FORGET_PERSON = delete(people).where(people.c.person_index == bindparam("of"))
_FIRST_ROSTER = Table(  # what migration 0012 leaves of the first release's; gone once it is sealed as today
    "roster_first",
    MetaData(),
    Column("person_index", LargeBinary, primary_key=True),
    Column("identity", LargeBinary),
    *(Column(name, Text) for name in ("roles", "timezone", "locale", *_TRAITS, "languages", "hours", "leave")),
    Column("active", Boolean),
    Column("cap", Integer),
    Column("version", Integer),
)
_ADOPTED = delete(_FIRST_ROSTER).where(_FIRST_ROSTER.c.person_index == bindparam("of"))
_OF_FIRST_FORMAT = {table: select(table) for table in (_FIRST_ROSTER, addresses, cases, people, agenda, outbox)}


def is_known(unit: SqlUnitOfWork) -> bool:
    """Whether all of today's keys have been checked on this database; ConfigurationError if they are another's."""
    scope = unit.cases.scope
    numbers = set(scope.keyring.programme_numbers)
    checks = {row.number: row.sealed for row in scope.execute(_CHECKS)}
    if missing := sorted(checks.keys() - numbers):
        raise ConfigurationError(f"The key {missing[0]:04}.key is missing; restore it from its safe copy.")
    for number, sealed in checks.items():
        try:
            scope.held.programme[number].box.open(sealed, _check_of(number))
        except SealBrokenError:
            raise ConfigurationError(
                f"The key folder and the database don't belong together: {number:04}.key is another installation's."
            ) from None
    return checks.keys() == numbers


def was_opened(unit: SqlUnitOfWork) -> bool:
    """Whether any programme has worked on this database with keys."""
    return bool(unit.cases.scope.execute(_CHECKS).all())


def is_todays(unit: SqlUnitOfWork) -> bool:
    """Whether all keys were checked and this release has written the roster; ConfigurationError as above."""
    return is_known(unit) and unit.roster.is_parted


def adopt(unit: SqlUnitOfWork) -> None:
    """Make the database today's: seal anew what earlier releases wrote, then leave a check for every key."""
    scope = unit.cases.scope
    known = {row.number for row in scope.execute(_CHECKS)}
    if not known:
        _Adoption(unit).run()
    for number in sorted(set(scope.keyring.programme_numbers) - known):
        sealed = scope.held.programme[number].box.seal(_CHECK, _check_of(number))
        scope.execute(insert(key_checks), number=number, sealed=sealed)
    if not unit.roster.is_parted:
        unit.roster.part()


def _check_of(number: int) -> Place:
    return Place("key_checks", "sealed", str(number))


class _Adoption:
    """The rows of the first release, table by table; one that does not open stays as it is and is counted."""

    def __init__(self, unit: SqlUnitOfWork) -> None:
        self._unit = unit
        self._scope: Transaction = unit.cases.scope
        self._boxes: dict[str, Box] = {}
        self._opened = 0

    def run(self) -> None:
        broken = sum(
            self._each(table, adopted)
            for table, adopted in (
                *self._first_roster(),
                (addresses, self._address),
                (cases, self._case),
                (people, self._person),
                (agenda, self._entry),
                (outbox, self._letter),
            )
        )
        if broken and not self._opened:
            raise ConfigurationError("The key folder and the database don't belong together: nothing opens.")
        if self._first_roster() and not self._scope.execute(_OF_FIRST_FORMAT[_FIRST_ROSTER]).all():
            self._scope.connection.execute(DropTable(_FIRST_ROSTER))
        self._scope.execute(delete(inbox))  # indexes under the programme's key, of ids that nothing else holds

    def _first_roster(self) -> list[tuple[Table, Callable[[Row], None]]]:
        there = inspect(self._scope.connection).has_table(_FIRST_ROSTER.name)
        return [(_FIRST_ROSTER, self._member)] if there else []

    def _each(self, table: Any, adopted: Callable[[Row], None]) -> int:  # noqa: ANN401 - a table
        broken = 0
        for row in self._scope.execute(_OF_FIRST_FORMAT[table]).all():
            try:
                adopted(row)
                self._opened += 1
            except SealBrokenError:
                self._scope.unreadable(table.name, row[0])
                broken += 1
        return broken

    def _member(self, row: Row) -> None:
        member = _MEMBER.decode(self._open(row.identity, Place("roster", "identity", row.person_index.hex())))
        supporter = member.supporter
        if supporter is not None:
            traits = {trait: getattr(row, trait) for trait in _TRAITS}
            supporter = replace(
                supporter,
                traits=replace(supporter.traits, **traits, languages=_CODES.decode(row.languages.encode())),
                hours=_HOURS.decode(row.hours.encode()),
                leave=_LEAVE.decode(row.leave.encode()),
                cap_open=row.cap,
            )
        codes = {"roles": _ROLES.decode(row.roles.encode()), "active": row.active}
        zone = {"timezone": row.timezone, "locale": row.locale, "version": row.version}
        self._unit.roster.adopt([replace(member, supporter=supporter, **codes, **zone)])
        self._scope.execute(_ADOPTED, of=row.person_index)

    def _address(self, row: Row) -> None:
        place = canonical_of(row.address_index)
        sealed = self._scope.keyring.current.seal(self._open(row.canonical, place), place)
        changed = update(addresses).where(addresses.c.address_index == row.address_index)
        self._scope.execute(changed.values(canonical=sealed))

    def _case(self, row: Row) -> None:
        wrapper = self._scope.keyring.first_format(row.wrapped_key)
        key = wrapper.disclose(row.wrapped_key, key_place(row.code))
        self._boxes[row.code] = case_box(key, FIRST_FORMAT)
        case = _CASE.decode(self._open(row.body, Place("cases", "body", row.code), row.code))
        wrapped = self._scope.wrap(key, row.code)
        self._scope.know_key(row.code, wrapped)
        self._unit.cases.adopt(replace(case, version=row.version))

    def _person(self, row: Row) -> None:
        person = _PERSON.decode(self._open(row.body, Place("people", "body", row.person_index.hex())))
        self._scope.execute(_FORGET_PERSON, of=row.person_index)
        self._unit.people.save(replace(person, version=0))

    def _entry(self, row: Row) -> None:
        place = Place("agenda", "event", f"{row.subject}/{row.name}")
        event = _EVENT.decode(self._open(row.event, place, row.subject))
        self._unit.agenda.adopt(row, event)

    def _letter(self, row: Row) -> None:
        if row.state == "dead":
            self._unit.outbox.forget_person(row.id)
            return
        letter = sent = None
        if row.body is not None:
            letter = OUTBOX_ROW.decode(self._open(row.body, Place("outbox", "body", row.token), row.case_code))
        if row.reference is not None:
            place = Place("outbox", "reference", row.token)
            reference = self._open(row.reference, place, row.case_code).decode()
            sent = (self._person_behind(row), reference)
        self._unit.outbox.adopt(row, letter, sent)

    def _person_behind(self, row: Row) -> PersonId:
        """The first release kept nobody's name beside a reference: whoever of the case or the roster it must be."""
        case = self._unit.cases.get(row.case_code)
        of_case = (
            {case.recipient, case.referrer, case.supporter, *(one.supporter for one in case.offers)} if case else ()
        )
        for person in (*of_case, *self._unit.roster.persons()):
            if person and self._scope.keyring.index("outbox", person) == row.person_index:
                return person
        raise SealBrokenError

    def _open(self, sealed: bytes, place: Place, code: str | None = None) -> bytes:
        number = key_number(sealed, FIRST_FORMAT)
        if number == CASE_KEY:
            if code not in self._boxes:
                raise SealBrokenError
            return self._boxes[code].open(sealed, place)
        return self._scope.keyring.first_format(sealed).open(sealed, place)
