"""Cases: found by code and by blind indexes, sealed under a key of their own, gone without a trace when purged."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from bot.domain.case import Case, CaseCode, Step
from bot.domain.errors import StaleWriteError
from store.codec import Codec
from store.sealing import Place
from store.tables import agenda, cases, offer_index, outbox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Executable

    from bot.domain.people import PersonId
    from store.repositories.roster import SqlRoster
    from store.scope import AnyRow, Scope

_CODEC: Codec[Case] = Codec(Case)
_LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"  # nothing that reads as another or makes a word
_CODE_LENGTH = 4

_SELECT = select(cases.c.code, cases.c.wrapped_key, cases.c.body, cases.c.version)
_BY_CODE = _SELECT.where(cases.c.code == bindparam("code"))
_BY_RECIPIENT = _SELECT.where(cases.c.recipient_index == bindparam("recipient"))
_LOCK_BY_CODE, _LOCK_BY_RECIPIENT = _BY_CODE.with_for_update(), _BY_RECIPIENT.with_for_update()
_BY_SUPPORTER = _SELECT.where(cases.c.supporter_index == bindparam("supporter")).order_by(cases.c.code)
_BY_OFFER = (
    _SELECT.join(offer_index, offer_index.c.case_code == cases.c.code)
    .where(offer_index.c.person_index == bindparam("supporter"))
    .order_by(cases.c.code)
)
_ALL = _SELECT.order_by(cases.c.code)
_ONE = _ALL.limit(1)
_COUNT_BY_SUPPORTER = (
    select(cases.c.supporter_index, func.count().label("open"))
    .where(cases.c.supporter_index.is_not(None))
    .group_by(cases.c.supporter_index)
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

    def __init__(self, scope: Scope, roster: SqlRoster) -> None:
        self._scope = scope
        self._roster = roster

    def lock(self, code: CaseCode) -> Case | None:
        return self._one(_LOCK_BY_CODE, code=code)

    def lock_open_of(self, recipient: PersonId) -> Case | None:
        return self._one(_LOCK_BY_RECIPIENT, recipient=self._recipient(recipient))

    def get(self, code: CaseCode) -> Case | None:
        return self._one(_BY_CODE, code=code)

    def open_of(self, recipient: PersonId) -> Case | None:
        return self._one(_BY_RECIPIENT, recipient=self._recipient(recipient))

    def supported_by(self, supporter: PersonId) -> Sequence[Case]:
        return self._many(_BY_SUPPORTER, supporter=self._supporter(supporter))

    def offered_to(self, supporter: PersonId) -> Sequence[Case]:
        return self._many(_BY_OFFER, supporter=self._offered(supporter))

    def count_open(self) -> dict[PersonId, int]:
        counted = {row.supporter_index: row.open for row in self._scope.execute(_COUNT_BY_SUPPORTER)}
        return {person: counted.get(self._supporter(person), 0) for person in self._roster.persons()}

    def open_one(self) -> None:
        """Raises SealBrokenError if these keys are not the ones of this database."""
        self._one(_ONE)

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

    def new_code(self) -> CaseCode:
        while True:
            code = CaseCode("".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH)))
            if self._scope.execute(_BY_CODE, code=code).first() is None:
                return code

    def _insert(self, case: Case) -> None:
        box, wrapped = self._scope.keyring.wrap_new_key(case.code)
        self._scope.remember_key(case.code, box)
        statement = self._scope.inserts.unless_there(cases)
        if not self._scope.execute(statement, code=case.code, wrapped_key=wrapped, **self._columns(case)).rowcount:
            raise StaleWriteError
        self._index_offers(case)

    def _update(self, case: Case) -> None:
        here = {"of": case.code, "read_version": case.version}
        if not self._scope.execute(_UPDATE, **here, **self._columns(case)).rowcount:
            raise StaleWriteError
        self._scope.execute(_FORGET_OFFERS, code=case.code)
        self._index_offers(case)

    def _columns(self, case: Case) -> dict[str, Any]:
        supported = case.is_open and case.supporter is not None
        body = self._scope.seal(_CODEC.encode(case), _body_of(case.code), case.code)
        return {
            "recipient_index": self._recipient(case.recipient) if case.is_open else None,
            "supporter_index": self._supporter(case.supporter) if supported and case.supporter else None,
            "body": body,
            "version": case.version + 1,
        }

    def _index_offers(self, case: Case) -> None:
        asked = {offer.supporter for offer in case.offers if offer.can_be_taken} if case.is_open else set[Any]()
        rows = [{"case_code": case.code, "person_index": self._offered(person)} for person in asked]
        if rows:
            self._scope.connection.execute(_INDEX_OFFER, rows)

    def _purge(self, code: CaseCode) -> None:
        for statement in _PURGE:
            self._scope.execute(statement, code=code)
        self._scope.remember_key(code, None)

    def _one(self, statement: Executable, **values: object) -> Case | None:
        row = self._scope.execute(statement, **values).first()
        return None if row is None else self._case(row)

    def _many(self, statement: Executable, **values: object) -> list[Case]:
        return [self._case(row) for row in self._scope.execute(statement, **values)]

    def _case(self, row: AnyRow) -> Case:
        self._scope.remember_key(row.code, self._scope.keyring.unwrap(row.wrapped_key, row.code))
        body = self._scope.open(row.body, _body_of(row.code), row.code)
        return replace(_CODEC.decode(body), version=row.version)

    def _recipient(self, person: PersonId) -> bytes:
        return self._scope.keyring.index("cases recipient", person)

    def _supporter(self, person: PersonId) -> bytes:
        return self._scope.keyring.index("cases supporter", person)

    def _offered(self, person: PersonId) -> bytes:
        return self._scope.keyring.index("offer_index", person)


def _body_of(code: str) -> Place:
    return Place("cases", "body", code)
