"""Cases: found by code and by blind indexes, sealed under a key of their own, gone without a trace when purged."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, func, insert, or_, select, union, update

from bot.domain.case import Case, CaseCode, Step
from bot.domain.errors import SealBrokenError, StaleWriteError
from bot.ports import OpenCasesOf
from store.codec import Codec
from store.repositories.people import SqlPeople
from store.sealing import Place
from store.tables import agenda, cases, offer_index, outbox
from store.transaction import row_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Executable

    from bot.domain.people import PersonId
    from store.repositories.roster import SqlRoster
    from store.statements import Row
    from store.transaction import Transaction

_CODEC: Codec[Case] = Codec(Case)
_LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"  # nothing that reads as another or makes a word
_CODE_LENGTH = 4
_RECIPIENT, _SUPPORTER, _OFFER = "cases recipient", "cases supporter", "offer_index"

_SELECT = select(cases.c.code, cases.c.wrapped_key, cases.c.body, cases.c.version)
_BY_CODE = _SELECT.where(cases.c.code == bindparam("code"))
_BY_RECIPIENT = _SELECT.where(cases.c.recipient_index.in_(bindparam("recipient", expanding=True)))
_LOCK_BY_CODE, _LOCK_BY_RECIPIENT = _BY_CODE.with_for_update(), _BY_RECIPIENT.with_for_update()
_OPEN_CODES = select(cases.c.code).where(cases.c.recipient_index.in_(bindparam("recipient", expanding=True)))
_BY_SUPPORTER = _SELECT.where(cases.c.supporter_index.in_(bindparam("supporter", expanding=True))).order_by(
    cases.c.code
)
_BY_OFFER = (
    _SELECT.join(offer_index, offer_index.c.case_code == cases.c.code)
    .where(offer_index.c.person_index.in_(bindparam("supporter", expanding=True)))
    .order_by(cases.c.code)
)
_CODES_AROUND = union(
    select(cases.c.code).where(
        or_(
            cases.c.recipient_index.in_(bindparam("recipient", expanding=True)),
            cases.c.supporter_index.in_(bindparam("supporter", expanding=True)),
            cases.c.code == bindparam("code"),
        )
    ),
    select(offer_index.c.case_code).where(offer_index.c.person_index.in_(bindparam("offer", expanding=True))),
)
_AROUND = _SELECT.add_columns(cases.c.recipient_index).where(cases.c.code.in_(_CODES_AROUND)).order_by(cases.c.code)
_ALL = _SELECT.order_by(cases.c.code)
_COUNT_BY_SUPPORTER = (
    select(cases.c.period, cases.c.supporter_index, func.count().label("open"))
    .where(cases.c.supporter_index.is_not(None))
    .group_by(cases.c.period, cases.c.supporter_index)
)
_UPDATE = update(cases).where(cases.c.code == bindparam("of"), cases.c.version == bindparam("read_version"))
_INDEX_OFFER = insert(offer_index)
_FORGET_OFFERS = delete(offer_index).where(offer_index.c.case_code == bindparam("code"))
_PURGE = (
    delete(agenda).where(agenda.c.subject == bindparam("code")),
    delete(outbox).where(outbox.c.case_code == bindparam("code")),
    _FORGET_OFFERS,
    delete(cases).where(cases.c.code == bindparam("code")),
)


class SqlCases:
    """Fills ports.Cases."""

    def __init__(self, scope: Transaction, roster: SqlRoster) -> None:
        self._scope = scope
        self._roster = roster

    @property
    def scope(self) -> Transaction:
        """The transaction; for what concerns more than one repository."""
        return self._scope

    def lock(self, code: CaseCode) -> Case | None:
        return self._one(_LOCK_BY_CODE, code=code)

    def lock_open_of(self, recipient: PersonId) -> Case | None:
        return self._open_of(_LOCK_BY_RECIPIENT, recipient)

    def get(self, code: CaseCode) -> Case | None:
        return self._one(_BY_CODE, code=code)

    def open_of(self, recipient: PersonId) -> Case | None:
        return self._open_of(_BY_RECIPIENT, recipient)

    def supported_by(self, supporter: PersonId) -> Sequence[Case]:
        found = self._many(_BY_SUPPORTER, supporter=self._scope.indexes(_SUPPORTER, supporter))
        return [case for case in found if case.supporter == supporter]

    def offered_to(self, supporter: PersonId) -> Sequence[Case]:
        found = self._many(_BY_OFFER, supporter=self._scope.indexes(_OFFER, supporter))
        return [case for case in found if supporter in case.asked]

    def around(self, person: PersonId, code: CaseCode | None = None) -> OpenCasesOf:
        recipient, indexes = self._recipient(person), self._scope.indexes
        found = {"supporter": indexes(_SUPPORTER, person), "offer": indexes(_OFFER, person), "code": code or ""}
        own = asked = None
        others: list[Case] = []
        for row in self._scope.execute(_AROUND, recipient=recipient, **found):
            if row.recipient_index in recipient:
                own = self._open(self._case(row), person)
            if row.code == code:
                asked = self._case(row)
            others += self._opening([row])
        supported = tuple(case for case in others if case.is_open and case.supporter == person)
        return OpenCasesOf(own, supported, tuple(case for case in others if person in case.asked), asked)

    def count_open(self) -> dict[PersonId, int]:
        counted = [(row.period, row.supporter_index, row.open) for row in self._scope.execute(_COUNT_BY_SUPPORTER)]
        lives = {day: self._scope.held.periods[day] for day, _, _ in counted if day in self._scope.held.periods}
        by_index = {(day, index): count for day, index, count in counted}
        return {
            person: sum(by_index.get((day, one.index(_SUPPORTER, person)), 0) for day, one in lives.items())
            for person in self._roster.persons()
        }

    def all(self) -> Sequence[Case]:
        return self._many(_ALL)

    def save(self, case: Case) -> None:
        """Raises StaleWriteError if another unit of work saved it first, or opened a case for the same recipient."""
        if case.step is Step.PURGED:
            self._purge(case.code)
        elif case.step is Step.SUGGESTED:
            return
        elif case.version == 0:
            self._insert(case)
        else:
            self._update(case)
        if self._scope.journal:
            ended = case.step is Step.CLOSED
            self._scope.journal.case_saved(case, SqlPeople(self._scope).everywhere(case.recipient) if ended else ())

    def new_code(self) -> CaseCode:
        while True:
            code = CaseCode("".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH)))
            if self._scope.execute(_BY_CODE, code=code).first() is None:
                return code

    def reindex(self, row: Row) -> None:
        """Wrap and index a case anew under today's key, as it is; for rows of an earlier day, locked."""
        case = self._case(row)
        here = {"of": case.code, "read_version": case.version}
        if self._scope.execute(_UPDATE, **here, **self._under_today(case)).rowcount:
            self._index_offers(case)

    def adopt(self, case: Case) -> None:
        """Seal a case of the first release in the form of today, as the version it is."""
        here = {"of": case.code, "read_version": case.version}
        self._scope.execute(_UPDATE, **here, **self._columns(replace(case, version=case.version - 1)))
        self._index_offers(case)

    def _insert(self, case: Case) -> None:
        self._scope.alone_for(case.recipient)
        if case.is_open and self._scope.execute(_OPEN_CODES, recipient=self._recipient(case.recipient)).first():
            raise StaleWriteError
        self._scope.new_key(case.code)
        statement = self._scope.inserts.unless_there(cases)
        if not self._scope.execute(statement, code=case.code, **self._columns(case)).rowcount:
            raise StaleWriteError
        self._index_offers(case)

    def _update(self, case: Case) -> None:
        here = {"of": case.code, "read_version": case.version}
        if not self._scope.execute(_UPDATE, **here, **self._columns(case)).rowcount:
            raise StaleWriteError
        self._index_offers(case)

    def _columns(self, case: Case) -> dict[str, Any]:
        """The body says no version: it is bound to the row's."""
        version, plain = case.version + 1, _CODEC.encode(replace(case, version=0))
        sealed = self._scope.seal(plain, _body_of(case.code, version), case.code)
        return {**self._under_today(case), "body": sealed, "version": version}

    def _under_today(self, case: Case) -> dict[str, Any]:
        return {"wrapped_key": self._scope.wrapped_today(case.code), **self._found_by(case)}

    def _found_by(self, case: Case) -> dict[str, Any]:
        period = self._scope.period
        supporter = case.supporter if case.is_open else None
        return {
            "recipient_index": period.index(_RECIPIENT, case.recipient) if case.is_open else None,
            "supporter_index": period.index(_SUPPORTER, supporter) if supporter else None,
            "period": period.day,
        }

    def _index_offers(self, case: Case) -> None:
        self._scope.execute(_FORGET_OFFERS, code=case.code)
        index = self._scope.period.index
        rows = [{"case_code": case.code, "person_index": index(_OFFER, person)} for person in case.asked]
        self._scope.execute_each(_INDEX_OFFER, rows)

    def _purge(self, code: CaseCode) -> None:
        for statement in _PURGE:
            self._scope.execute(statement, code=code)
        self._scope.know_key(code, None)
        self._scope.keyring.opened.clear()

    def _open_of(self, statement: Executable, recipient: PersonId) -> Case | None:
        case = self._one(statement, recipient=self._recipient(recipient))
        return None if case is None else self._open(case, recipient)

    def _open(self, case: Case, recipient: PersonId) -> Case:
        if case.recipient != recipient or not case.is_open:
            raise SealBrokenError  # somebody moved the index to another row
        return case

    def _one(self, statement: Executable, **values: object) -> Case | None:
        row = self._scope.execute(statement, **values).first()
        return None if row is None else self._case(row)

    def _many(self, statement: Executable, **values: object) -> list[Case]:
        return self._opening(self._scope.execute(statement, **values))

    def _opening(self, rows: Iterable[Row]) -> list[Case]:
        """A case that does not open is counted, and keeps nobody from the others."""
        found: list[Case] = []
        for row in rows:
            try:
                found.append(self._case(row))
            except SealBrokenError:
                self._scope.unreadable("cases", row.code)
        return found

    def _case(self, row: Row) -> Case:
        self._scope.know_key(row.code, row.wrapped_key)
        seen = ("cases", row.code, row.version, row.wrapped_key, row.body)
        return self._scope.keyring.opened.get_or(seen, lambda: self._open_row(row))

    def _open_row(self, row: Row) -> Case:
        body = self._scope.open(row.body, _body_of(row.code, row.version), row.code)
        return replace(_CODEC.decode(body), version=row.version)

    def _recipient(self, person: PersonId) -> list[bytes]:
        return self._scope.indexes(_RECIPIENT, person)


def _body_of(code: str, version: int) -> Place:
    return Place("cases", "body", row_of(code, version))
