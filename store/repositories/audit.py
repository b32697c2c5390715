"""The audit: appended to in the transaction of what it records, pruned after a year, never changed."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, func, insert, select, update

from bot.domain.audit import Entry, Head, mac_of, seal_of, unbroken, verify
from store.tables import audit, audit_head

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.domain.audit import Kind, Record
    from store.transaction import Transaction

_ONLY = 1
_BROKEN = b"broken"
"""In the place of a seal that did not fit: what follows is still recorded, but never vouched for again."""
_PSEUDONYM = 8  # bytes

_HEAD = select(*(one for one in audit_head.c if one.name != "id")).where(audit_head.c.id == _ONLY)
_LOCK_HEAD = _HEAD.with_for_update()
_SAVE_HEAD = update(audit_head).where(audit_head.c.id == _ONLY)
_ALL = select(audit).order_by(audit.c.sequence)
_OLD = _ALL.where(audit.c.sequence <= bindparam("up_to"))
_FIRST_YOUNG = select(func.min(audit.c.sequence)).where(audit.c.day >= bindparam("before"))
_INSERT = insert(audit)
_FORGET = delete(audit).where(audit.c.sequence <= bindparam("up_to"))
_COUNT = select(func.count()).where(
    audit.c.kind == bindparam("of"), audit.c.day >= bindparam("first"), audit.c.day < bindparam("end")
)
_COUNT_REASON = _COUNT.where(audit.c.reason == bindparam("why"))
_LATEST = select(audit.c.reason).where(audit.c.kind == bindparam("of")).order_by(audit.c.sequence.desc()).limit(1)


class SqlAudit:
    """Fills ports.Audit."""

    def __init__(self, scope: Transaction) -> None:
        self._scope = scope

    def append(self, record: Record) -> None:
        head = self._locked_head()
        entry = Entry(
            sequence=head.sequence + 1,
            day=record.on,
            kind=record.kind,
            role=record.role,
            reason=record.reason,
            actor=self.pseudonym(record.by) if record.by else b"",
            case_mark=self._mark("audit case", record.case) if record.case else b"",
            mac=b"",
        )
        entry = replace(entry, mac=mac_of(entry, head.mac, self._sign))
        self._scope.execute(_INSERT, **asdict(entry))
        self._move(head, replace(head, sequence=entry.sequence, mac=entry.mac))

    def entries(self) -> Sequence[Entry]:
        return [Entry(**row) for row in self._scope.execute(_ALL).mappings()]

    def head(self) -> Head | None:
        return next((Head(**row) for row in self._scope.execute(_HEAD).mappings()), None)

    def count(self, kind: Kind, first: date, end: date, *, reason: str = "") -> int:
        statement = _COUNT_REASON if reason else _COUNT
        values = {"of": kind, "first": first, "end": end} | ({"why": reason} if reason else {})
        return self._scope.execute(statement, **values).scalar() or 0

    def latest(self, kind: Kind) -> str | None:
        return self._scope.execute(_LATEST, of=kind).scalar()

    def fingerprint(self, text: str) -> str:
        return self._mark("audit policy", text).hex()

    def verify(self, printed: str = "") -> list[str]:
        return verify(self.entries(), self.head(), self._sign, printed=printed)

    def prune(self, before: date) -> None:
        """Let go of what is older, if it is unbroken: else a changed date would take its proof along."""
        head = self._locked_head()
        young = self._scope.execute(_FIRST_YOUNG, before=before).scalar()
        up_to = head.sequence if young is None else young - 1
        if up_to <= head.anchor:
            return
        old = [Entry(**row) for row in self._scope.execute(_OLD, up_to=up_to).mappings()]
        good = list(unbroken(old, head, self._sign))
        if len(good) == len(old) == up_to - head.anchor:
            self._scope.execute(_FORGET, up_to=up_to)
            self._move(head, replace(head, anchor=up_to, anchor_mac=good[-1].mac))

    def pseudonym(self, person: str) -> bytes:
        """The same person is the same here, and another everywhere else."""
        return self._mark("audit person", person)

    def _locked_head(self) -> Head:
        """The head, held until the transaction ends: one writer at a time, in whatever process."""
        rows = self._scope.execute(_LOCK_HEAD).mappings()
        if not rows:
            values = asdict(self._first())
            self._scope.execute(self._scope.inserts.unless_there(audit_head), id=_ONLY, **values)
            rows = self._scope.execute(_LOCK_HEAD).mappings()
        return Head(**rows[0])

    def _first(self) -> Head:
        """A new chain; where a head was taken away from entries, one that is never vouched for."""
        left = self.entries()
        if left:
            return Head(sequence=left[-1].sequence, mac=left[-1].mac, seal=_BROKEN)
        return replace(Head(), seal=seal_of(Head(), self._sign))

    def _move(self, before: Head, after: Head) -> None:
        whole = before.seal == seal_of(before, self._sign)
        self._scope.execute(_SAVE_HEAD, **asdict(replace(after, seal=seal_of(after, self._sign) if whole else _BROKEN)))

    def _mark(self, purpose: str, text: str) -> bytes:
        return self._sign(purpose, text)[:_PSEUDONYM]

    def _sign(self, purpose: str, text: str) -> bytes:
        return self._scope.keyring.index(purpose, text)
