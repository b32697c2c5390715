"""Messages to people: in order for each person, claimed under a lease, forgotten once nothing can refer to them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.domain.errors import SealBrokenError
from bot.domain.people import Address, PersonId
from bot.ports import Parcel
from bot.ui import Message  # noqa: TC001 - the codec reads annotations
from store.codec import Codec
from store.repositories import outbox_statements as sql
from store.sealing import Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.case import CaseCode
    from store.scope import AnyRow, Scope

_OPTIONAL = {"name": "", "target": None, "receipt": None}
DEAD_KEPT = timedelta(days=90)
UNCLAIMED_KEPT = timedelta(days=7)
"""How long a dead letter counts, and how long a reference outlives its case."""


@dataclass(frozen=True)
class _Letter:
    """What is sealed of an item; a withdrawal has no message."""

    to: PersonId = field(repr=False)
    message: Message | None


_CODEC: Codec[_Letter] = Codec(_Letter)


class SqlOutbox:
    """Fills ports.Outbox."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def tell(self, to: PersonId, message: Message, *, case: CaseCode | None, name: str, receipt: int | None) -> None:
        self._add(_Letter(to, message), kind="tell", case_code=case, name=name, receipt=receipt)

    def replace(self, to: PersonId, message: Message, *, case: CaseCode, name: str) -> None:
        about = {"case": case, "person": self._index(to), "called": name}
        target = self._scope.execute(sql.LATEST, **about).scalar()
        if target is not None:
            self._add(_Letter(to, message), kind="replace", case_code=case, name=name, target=target)

    def withdraw(self, to: PersonId, *, case: CaseCode, name: str = "") -> None:
        about = {"case": case, "person": self._index(to), "called": name}
        self._scope.execute(sql.DROP_UNSENT, **about)
        for row in self._scope.execute(sql.TO_WITHDRAW, **about).all():
            self._add(_Letter(to, None), kind="withdraw", case_code=case, name=row.name, target=row.id)

    def claim(self, *, limit: int, lease_seconds: float) -> Sequence[Parcel]:
        """Items that turn out unreadable or without an object are settled on the way, and others claimed instead."""
        parcels: list[Parcel] = []
        while len(parcels) < limit:
            rows, claimed = self._claim_rows(limit - len(parcels), lease_seconds)
            parcels += claimed
            if len(claimed) == rows:
                break
        return parcels

    def sent(self, parcel: Parcel, reference: str) -> bool:
        row = self._scope.execute(sql.HELD, of=parcel.id, lease=parcel.lease).first()
        if row is None:
            return False
        if row.kind == "tell" and row.name and row.case_code:
            self._keep(row, row.case_code, reference)
            return True
        if row.kind == "replace":
            earlier = self._scope.execute(sql.BY_ID, of=row.target).first()
            if earlier is not None:
                self._keep(earlier, row.case_code, reference)
        elif row.kind == "withdraw":
            self._scope.execute(sql.DELETE, of=row.target)
        self._scope.execute(sql.DELETE, of=row.id)
        return True

    def later(self, parcel: Parcel, *, seconds: float, uncertain: bool) -> bool:
        values = {"due_at": self._scope.real_now() + seconds, "uncertain": uncertain}
        return self._scope.execute(sql.LATER, of=parcel.id, lease=parcel.lease, **values).rowcount == 1

    def give_up(self, parcel: Parcel) -> bool:
        return self._scope.execute(sql.GIVE_UP, of=parcel.id, lease=parcel.lease).rowcount == 1

    def waiting(self) -> int:
        return self._scope.execute(sql.COUNT, state="waiting").scalar_one()

    def dead(self) -> int:
        return self._scope.execute(sql.COUNT, state="dead").scalar_one()

    def next_due(self) -> datetime | None:
        due = self._scope.execute(sql.NEXT_DUE).scalar()
        return None if due is None else datetime.fromtimestamp(due, UTC)

    def tidy(self) -> None:
        """Forget old dead letters, and references whose case is gone."""
        today = datetime.fromtimestamp(self._scope.real_now(), UTC).date()
        self._scope.execute(sql.FORGET_DEAD, before=today - DEAD_KEPT)
        self._scope.execute(sql.FORGET_SENT, before=today - UNCLAIMED_KEPT)

    def _add(self, letter: _Letter, *, case_code: str | None, **columns: Any) -> None:  # noqa: ANN401 - a row's values
        token, now = secrets.token_urlsafe(16), self._scope.real_now()
        row = {
            "person_index": self._index(letter.to),
            "case_code": case_code,
            "token": token,
            "body": self._scope.seal(_CODEC.encode(letter), Place("outbox", "body", token), case_code),
            "state": "waiting",
            "due_at": now,
            "tries": 0,
            "uncertain": False,
            "created": datetime.fromtimestamp(now, UTC).date(),
        }
        self._scope.execute(sql.ADD, **row | _OPTIONAL | columns)

    def _keep(self, row: AnyRow, case_code: str, reference: str) -> None:
        sealed = self._scope.seal(reference.encode(), Place("outbox", "reference", row.token), case_code)
        self._scope.execute(sql.KEEP_REFERENCE, of=row.id, sealed=sealed)

    def _claim_rows(self, limit: int, lease_seconds: float) -> tuple[int, list[Parcel]]:
        now, lease = self._scope.real_now(), secrets.token_urlsafe(16)
        values = {"now": now, "limit": limit, "lease": lease, "until": now + lease_seconds}
        rows = sorted(self._scope.execute(sql.CLAIM, **values).all(), key=lambda row: row.id)
        self._scope.learn_keys(row.case_code for row in rows if row.case_code)
        claimed = [parcel for row in rows if (parcel := self._opened(row, lease))]
        return len(rows), claimed

    def _opened(self, row: AnyRow, lease: str) -> Parcel | None:
        """None, and the item is settled, if its body does not open or there is nothing left to replace or withdraw."""
        try:
            letter = _CODEC.decode(self._scope.open(row.body, Place("outbox", "body", row.token), row.case_code))
            reference = "" if row.kind == "tell" else self._reference(row)
        except SealBrokenError:
            self._scope.execute(sql.GIVE_UP, of=row.id, lease=lease)
            return None
        if reference is None:
            self._scope.execute(sql.DELETE, of=row.id)
            return None
        return Parcel(
            id=row.id,
            lease=lease,
            to=Address.parse(letter.to),
            kind=row.kind,
            message=letter.message,
            reference=reference,
            token=row.token,
            tries=row.tries,
            uncertain=row.uncertain,
            case=row.case_code,
            receipt=row.receipt,
        )

    def _reference(self, row: AnyRow) -> str | None:
        earlier = self._scope.execute(sql.BY_ID, of=row.target).first()
        if earlier is None or earlier.reference is None:
            return None
        return self._scope.open(earlier.reference, Place("outbox", "reference", earlier.token), row.case_code).decode()

    def _index(self, person: PersonId) -> bytes:
        return self._scope.keyring.index("outbox", person)
