"""The outbox: messages in order for each person, claimed under a lease, forgotten when nothing refers to them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from bot.domain.errors import SealBrokenError
from bot.domain.hours import day_in
from bot.domain.people import Address, PersonId
from bot.ports import OutboxItem
from bot.ui import Message  # noqa: TC001 - the codec reads annotations
from store.codec import Codec
from store.repositories.outbox import statements as sql
from store.sealing import Place
from store.transaction import row_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.domain.case import CaseCode
    from store.statements import Row
    from store.transaction import Transaction

_OPTIONAL = {"name": "", "target": None, "receipt": None}
DEAD_KEPT = timedelta(days=90)
SETTLED = 60.0
"""Seconds after which whatever a process had begun is over: a message that may have arrived is looked for then."""
UNCLAIMED_KEPT = timedelta(days=7)
"""How long a dead letter counts, and how long a reference outlives its case."""


@dataclass(frozen=True)
class OutboxRow:
    """What is sealed of an item; a withdrawal has no message. ``of``: whose it is, if ``to`` is a linked address."""

    to: PersonId = field(repr=False)
    message: Message | None
    of: PersonId | None = field(default=None, repr=False)

    @property
    def person(self) -> PersonId:
        """Under whom it is found."""
        return self.of or self.to


@dataclass(frozen=True)
class _Sent:
    """What is sealed of a message that arrived: where it is, and whose it is."""

    to: PersonId = field(repr=False)
    reference: str = field(repr=False)
    of: PersonId | None = field(default=None, repr=False)

    @property
    def person(self) -> PersonId:
        """Under whom it is found."""
        return self.of or self.to


OUTBOX_ROW: Codec[OutboxRow] = Codec(OutboxRow)
_SENT: Codec[_Sent] = Codec(_Sent)
_PURPOSE = "outbox"


class SqlOutbox:
    """Fills ports.Outbox."""

    def __init__(self, scope: Transaction) -> None:
        self._scope = scope

    def tell(self, to: PersonId, message: Message, *, case: CaseCode | None, name: str, receipt: int | None) -> None:
        self._add(OutboxRow(to, message), kind="tell", case_code=case, name=name, receipt=receipt)

    def replace(self, to: PersonId, message: Message, *, case: CaseCode, name: str) -> None:
        about = {"case": case, "persons": self._scope.indexes(_PURPOSE, to), "called": name}
        target = self._scope.execute(sql.LATEST, **about).scalar()
        if target is not None:
            self._add(OutboxRow(to, message), kind="replace", case_code=case, name=name, target=target)

    def withdraw(self, to: PersonId, *, case: CaseCode, name: str = "") -> None:
        about = {"case": case, "persons": self._scope.indexes(_PURPOSE, to), "called": name}
        self._scope.execute(sql.DROP_UNSENT, **about)
        for row in self._scope.execute(sql.TO_WITHDRAW, **about).all():
            self._add(OutboxRow(to, None), kind="withdraw", case_code=case, name=row.name, target=row.id)

    def claim(self, *, limit: int, lease_seconds: float) -> Sequence[OutboxItem]:
        """Items that turn out unreadable or without an object are settled on the way, and others claimed instead."""
        self._scope.alone_claiming()
        now = self._scope.real_now()
        if self._scope.clock.was_set_back("outbox", now):
            self._scope.execute(sql.BRING_FORWARD_DUE, soonest=now + SETTLED)
            self._scope.execute(sql.BRING_FORWARD_LEASE, soonest=now + lease_seconds)
        parcels: list[OutboxItem] = []
        while len(parcels) < limit:
            rows, claimed = self._claim_rows(limit - len(parcels), lease_seconds)
            parcels += claimed
            if len(claimed) == rows:
                break
        return parcels

    def sent(self, parcel: OutboxItem, reference: str) -> bool:
        row = self._scope.execute(sql.HELD, of=parcel.id, lease=parcel.lease).first()
        if row is None:
            return False
        if row.kind == "tell" and row.name and row.case_code:
            letter = self._letter(row)
            self._keep(row, row.case_code, _Sent(letter.to, reference, letter.of))
            return True
        if row.kind == "replace":
            earlier = self._scope.execute(sql.BY_ID, of=row.target).first()
            if earlier is not None and earlier.reference is not None:
                before = self._open_sent(earlier, row.case_code)
                self._keep(earlier, row.case_code, replace(before, reference=reference))
        elif row.kind == "withdraw":
            self._scope.execute(sql.DELETE, of=row.target)
        self._scope.execute(sql.DELETE, of=row.id)
        return True

    def later(self, parcel: OutboxItem, *, seconds: float, uncertain: bool) -> bool:
        values = {"due_at": self._scope.real_now() + seconds, "uncertain": uncertain}
        return self._scope.execute(sql.LATER, of=parcel.id, lease=parcel.lease, **values).rowcount == 1

    def reroute(self, parcel: OutboxItem, to: Address) -> bool:
        row = self._scope.execute(sql.HELD, of=parcel.id, lease=parcel.lease).first()
        if row is None:
            return False
        letter = self._letter(row)
        moved = replace(letter, to=PersonId(str(to)), of=letter.person)
        sealed = self._scope.seal(OUTBOX_ROW.encode(moved), _body_of(row), row.case_code)
        self._scope.execute(sql.REROUTE, of=row.id, lease=parcel.lease, sealed=sealed, now=self._scope.real_now())
        return True

    def release(self, person: PersonId) -> None:
        persons = self._scope.indexes(_PURPOSE, person)
        self._scope.execute(sql.RELEASE, persons=persons, now=self._scope.real_now())

    def release_all(self) -> None:
        self._scope.execute(sql.RELEASE_ALL, now=self._scope.real_now())

    def give_up(self, parcel: OutboxItem) -> bool:
        return self._scope.execute(sql.GIVE_UP, of=parcel.id, lease=parcel.lease).rowcount == 1

    def waiting(self) -> int:
        return self._scope.execute(sql.COUNT, state="waiting").scalar_one()

    def dead(self) -> int:
        return self._scope.execute(sql.COUNT, state="dead").scalar_one()

    def next_due(self) -> datetime | None:
        due = self._scope.execute(sql.NEXT_DUE).scalar()
        return None if due is None else datetime.fromtimestamp(due, UTC)

    def oldest_due(self) -> datetime | None:
        """Since when, by the real clock, the oldest message could have been sent; None when nothing is waiting."""
        due = self._scope.execute(sql.OLDEST_DUE).scalar()
        return None if due is None else datetime.fromtimestamp(due, UTC)

    def tidy(self) -> None:
        """Forget old dead letters, and references whose case is gone."""
        today = self._today()
        self._scope.execute(sql.FORGET_DEAD, before=today - DEAD_KEPT)
        self._scope.execute(sql.FORGET_SENT, before=today - UNCLAIMED_KEPT)

    def persons_under(self, day: int, *, after: bytes, limit: int) -> list[bytes]:
        """Whose messages are found under the key of a day; each index is one person's."""
        return list(self._scope.execute(sql.PEOPLE_OF, day=day, after=after, limit=limit).scalars())

    def move(self, index: bytes) -> None:
        """Index and seal one person's messages anew under today's key, all together, so that they keep their order."""
        for row in self._scope.execute(sql.OF_PERSONS, persons=[index]).all():
            try:
                self._move(row)
            except SealBrokenError:
                self._scope.unreadable("outbox", row.id)

    def rename(self, old: PersonId, new: PersonId) -> None:
        theirs = [*self._scope.indexes(_PURPOSE, old), *self._scope.indexes(_PURPOSE, new)]
        for row in self._scope.execute(sql.OF_PERSONS, persons=theirs).all():
            try:
                self._move(row, (old, new))
            except SealBrokenError:
                self._scope.unreadable("outbox", row.id)

    def adopt(self, row: Row, letter: OutboxRow | None, sent: tuple[PersonId, str] | None) -> None:
        """Seal what the first release kept in the form of today."""
        kept = sent and _Sent(*sent)
        known = letter or kept
        if known is not None:
            self._place_under_today(row, letter, sent=kept, person=known.person)

    def forget_person(self, number: int) -> None:
        """Whose a dead letter was."""
        self._scope.execute(sql.FORGET_PERSON, of=number)

    def _move(self, row: Row, link: tuple[PersonId, PersonId] | None = None) -> None:
        """Seal and index it anew; with a ``link``, the first one's is the second one's from now on."""
        letter = None if row.body is None else self._letter(row)
        sent = None if row.reference is None else self._open_sent(row, row.case_code)
        if letter and link and letter.person == link[0]:
            letter = replace(letter, of=link[1])
        if sent and link and sent.person == link[0]:
            sent = replace(sent, of=link[1])
        known = letter or sent
        if known is not None:
            self._place_under_today(row, letter, sent=sent, person=known.person)

    def _letter(self, row: Row) -> OutboxRow:
        return OUTBOX_ROW.decode(self._scope.open(row.body, _body_of(row), row.case_code))

    def _place_under_today(self, row: Row, letter: OutboxRow | None, *, sent: _Sent | None, person: PersonId) -> None:
        period, case = self._scope.period, row.case_code
        body = letter and self._scope.seal(OUTBOX_ROW.encode(letter), _body_of(row), case)
        reference = sent and self._scope.seal(_SENT.encode(sent), _reference_of(row.token), case)
        values = {"sealed_body": body, "sealed_reference": reference}
        self._scope.execute(sql.MOVE, of=row.id, index=period.index(_PURPOSE, person), day=period.day, **values)

    def _add(self, letter: OutboxRow, *, case_code: str | None, **columns: Any) -> None:  # noqa: ANN401 - a row's values
        now = self._scope.real_now()
        given = {"token": secrets.token_urlsafe(16), "case_code": case_code} | _OPTIONAL | columns
        place = _body_of(cast("Row", SimpleNamespace(**given)))
        index, day = self._queue_of(letter.to)
        row = given | {
            "person_index": index,
            "period": day,
            "body": self._scope.seal(OUTBOX_ROW.encode(letter), place, case_code),
            "state": "waiting",
            "due_at": now,
            "first_due": now,
            "tries": 0,
            "uncertain": False,
            "created": self._today(),
        }
        self._scope.execute(sql.ADD, **row)

    def _today(self) -> date:
        return day_in(datetime.fromtimestamp(self._scope.real_now(), UTC), "UTC")

    def _queue_of(self, person: PersonId) -> tuple[bytes, int]:
        """A message of no case is sealed under today's key wherever it queues: the day of an index opens nothing."""
        today = self._scope.period
        if len(self._scope.held.periods) > 1:
            found = self._scope.execute(sql.QUEUE_OF, persons=self._scope.indexes(_PURPOSE, person)).first()
            if found is not None:
                return found.person_index, found.period
        return today.index(_PURPOSE, person), today.day

    def _keep(self, row: Row, case_code: str, sent: _Sent) -> None:
        sealed = self._scope.seal(_SENT.encode(sent), _reference_of(row.token), case_code)
        self._scope.execute(sql.KEEP_REFERENCE, of=row.id, sealed=sealed)

    def _open_sent(self, row: Row, case_code: str) -> _Sent:
        return _SENT.decode(self._scope.open(row.reference, _reference_of(row.token), case_code))

    def _claim_rows(self, limit: int, lease_seconds: float) -> tuple[int, list[OutboxItem]]:
        now, lease = self._scope.real_now(), secrets.token_urlsafe(16)
        values = {"now": now, "limit": limit, "lease": lease, "until": now + lease_seconds}
        rows = sorted(self._scope.execute(sql.CLAIM, **values).all(), key=lambda row: row.id)
        self._scope.learn_keys(row.case_code for row in rows if row.case_code)
        claimed = [parcel for row in rows if (parcel := self._open_row(row, lease))]
        return len(rows), claimed

    def _open_row(self, row: Row, lease: str) -> OutboxItem | None:
        """None, and the item is settled, if its body does not open or there is nothing left to replace or withdraw."""
        try:
            letter = self._letter(row)
            earlier = None if row.kind == "tell" else self._earlier(row)
        except SealBrokenError:
            self._scope.unreadable("outbox", row.id)
            self._scope.execute(sql.GIVE_UP, of=row.id, lease=lease)
            return None
        if row.kind != "tell" and earlier is None:
            self._scope.execute(sql.DELETE, of=row.id)
            return None
        return OutboxItem(
            id=row.id,
            lease=lease,
            to=Address.parse(earlier.to if earlier else letter.to),
            kind=row.kind,
            message=letter.message,
            reference=earlier.reference if earlier else "",
            token=row.token,
            tries=row.tries,
            days=(self._today() - row.created).days,
            uncertain=row.uncertain,
            case=row.case_code,
            receipt=row.receipt,
        )

    def _earlier(self, row: Row) -> _Sent | None:
        """The message that this one replaces or withdraws; that happens where it was sent."""
        earlier = self._scope.execute(sql.BY_ID, of=row.target).first()
        if earlier is None or earlier.reference is None:
            return None
        return self._open_sent(earlier, row.case_code)


def _body_of(row: Row) -> Place:
    """A body belongs to all that says what is done with it."""
    facts = (row.token, row.kind, row.case_code, row.name, row.target, row.receipt)
    return Place("outbox", "body", row_of(*facts))


def _reference_of(token: str) -> Place:
    return Place("outbox", "reference", token)
