"""Events to ourselves, due at a time of the programme's clock, claimed under a lease of the real one."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, func, or_, select, update

from bot.conversation.effects import Remind
from bot.conversation.events.every import Event
from bot.domain.errors import SealBrokenError
from bot.ports import Due
from store.codec import Codec
from store.journal import TAKEN_BACK
from store.sealing import Place
from store.tables import agenda
from store.transaction import period_of, row_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from store.statements import Row
    from store.transaction import Transaction

_CODEC: Codec[Event] = Codec(Event)
UNREADABLE_REST = 3600.0
"""Seconds before an event that does not open is tried again, perhaps by the right release: it must not block others."""

_FREE = or_(agenda.c.lease_until.is_(None), agenda.c.lease_until <= bindparam("real_now"))
_NEXT = (
    select(agenda.c.id)
    .where(agenda.c.due <= bindparam("now"), _FREE)
    .order_by(agenda.c.due, agenda.c.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
    .cte("next")
)
CLAIM = (
    update(agenda)
    .where(agenda.c.id.in_(select(_NEXT.c.id)))
    .values(lease_token=bindparam("lease"), lease_until=bindparam("until"))
    .returning(agenda.c.id, agenda.c.subject, agenda.c.name, agenda.c.event, agenda.c.due)
)
_REST = update(agenda).where(agenda.c.id == bindparam("of")).values(lease_until=bindparam("until"))
_RESEAL = (
    update(agenda).where(agenda.c.id == bindparam("of")).values(event=bindparam("sealed"), period=bindparam("day"))
)
_FINISH = delete(agenda).where(agenda.c.id == bindparam("of"), agenda.c.lease_token == bindparam("lease"))
_CANCEL_ALL = delete(agenda).where(agenda.c.subject == bindparam("of"))
_CANCEL = _CANCEL_ALL.where(agenda.c.name == bindparam("called"))
_NEXT_DUE = select(func.min(agenda.c.due, type_=agenda.c.due.type)).where(_FREE)
_NAMED = (
    select(agenda.c.id, agenda.c.subject, agenda.c.name, agenda.c.event, agenda.c.due)
    .where(agenda.c.name == bindparam("called"))
    .order_by(agenda.c.due, agenda.c.id)
)
_LOCK = (
    select(agenda.c.id, agenda.c.subject, agenda.c.name, agenda.c.event, agenda.c.due)
    .where(agenda.c.subject == bindparam("of"), agenda.c.name == bindparam("called"))
    .with_for_update()
)
_ALL = select(agenda.c.id, agenda.c.subject, agenda.c.name, agenda.c.event, agenda.c.due).order_by(
    agenda.c.due, agenda.c.id
)
_LOCK_ALL = _ALL.with_for_update()
_RELEASE = update(agenda).where(agenda.c.id == bindparam("of")).values(lease_token=None, lease_until=None)
"""Whoever has claimed it holds what it said before: they can't finish it, and it is claimed anew."""
_GIVE_BACK = _RELEASE.where(agenda.c.lease_token == bindparam("lease"))
_BRING_FORWARD = (
    update(agenda).where(agenda.c.lease_until > bindparam("soonest")).values(lease_until=bindparam("soonest"))
)
"""After the clock was set back, also while no process ran: a lease that lies further ahead is of another clock."""
_OF = (
    select(agenda.c.name, agenda.c.due)
    .where(agenda.c.subject == bindparam("subject"))
    .order_by(agenda.c.due, agenda.c.id)
)


class SqlAgenda:
    """Fills ports.Agenda."""

    def __init__(self, scope: Transaction) -> None:
        self._scope = scope

    def add(self, entry: Remind) -> None:
        place = _event_of(entry.subject, entry.name, entry.at)
        sealed = self._scope.seal(_CODEC.encode(entry.event), place, entry.subject)
        row = {"subject": entry.subject, "name": entry.name, "event": sealed, "due": entry.at}
        statement = self._scope.inserts.or_replace(agenda, "subject", "name")
        self._scope.execute(statement, **row, lease_token=None, lease_until=None, period=period_of(sealed))

    def cancel(self, subject: str, name: str = "") -> int:
        if self._scope.journal and name in TAKEN_BACK:
            self._scope.journal.undone(subject)
        if name:
            return self._scope.execute(_CANCEL, of=subject, called=name).rowcount
        return self._scope.execute(_CANCEL_ALL, of=subject).rowcount

    def claim(self, now: datetime, *, limit: int, lease_seconds: float) -> Sequence[Due]:
        real_now, lease = self._scope.real_now(), secrets.token_urlsafe(16)
        if self._scope.clock.was_set_back("agenda", real_now):
            self._scope.execute(_BRING_FORWARD, soonest=real_now + lease_seconds)
        values = {"now": now, "real_now": real_now, "limit": limit, "lease": lease, "until": real_now + lease_seconds}
        rows = self._scope.execute(CLAIM, **values).all()
        self._scope.learn_keys(row.subject for row in rows)
        opened = [due for row in rows if (due := self._open_row(row, lease))]
        return sorted(opened, key=lambda due: (due.due, due.id))

    def release(self, dues: Sequence[Due]) -> None:
        """Give back what was claimed and not begun."""
        for due in dues:
            self._scope.execute(_GIVE_BACK, of=due.id, lease=due.lease)

    def finish(self, due: Due) -> bool:
        return self._scope.execute(_FINISH, of=due.id, lease=due.lease).rowcount == 1

    def next_due(self) -> datetime | None:
        return self._scope.execute(_NEXT_DUE, real_now=self._scope.real_now()).scalar()

    def of(self, subject: str) -> Sequence[tuple[str, datetime]]:
        return [(row.name, row.due) for row in self._scope.execute(_OF, subject=subject)]

    def named(self, name: str) -> Sequence[Remind]:
        """What does not open is counted; the sweep puts it aside."""
        found: list[Remind] = []
        for row in self._scope.execute(_NAMED, called=name).all():
            event = self._event(row)
            if event is not None:
                found.append(Remind(subject=row.subject, name=name, event=event, at=row.due))
        return found

    def lock(self, subject: str, name: str) -> Remind | None:
        row = self._scope.execute(_LOCK, of=subject, called=name).first()
        event = self._event(row) if row else None
        return Remind(subject=subject, name=name, event=event, at=row.due) if row and event else None

    def all(self) -> tuple[list[Remind], int]:
        """Every entry, opened, the first due first; and how many don't open."""
        rows = self._scope.execute(_ALL).all()
        opened = [(row, self._event(row)) for row in rows]
        found = [Remind(subject=row.subject, name=row.name, event=one, at=row.due) for row, one in opened if one]
        return found, len(rows) - len(found)

    def rename(self, change: Callable[[Event], Event]) -> None:
        for row in self._scope.execute(_LOCK_ALL).all():
            event = self._event(row)
            changed = event and change(event)
            if changed is not None and changed != event:
                self.adopt(row, changed)
                self._scope.execute(_RELEASE, of=row.id)

    def reseal(self, row: Row) -> None:
        """Seal an entry of an earlier day under today's key; for a row that is locked."""
        place = _event_of(row.subject, row.name, row.due)
        self.adopt(row, _CODEC.decode(self._scope.open(row.event, place, row.subject)))

    def adopt(self, row: Row, event: Event) -> None:
        """Seal the event of an entry in the form of today."""
        place = _event_of(row.subject, row.name, row.due)
        sealed = self._scope.seal(_CODEC.encode(event), place, row.subject)
        self._scope.execute(_RESEAL, of=row.id, sealed=sealed, day=period_of(sealed))

    def _open_row(self, row: Row, lease: str) -> Due | None:
        event = self._event(row)
        if event is None:
            self._scope.execute(_REST, of=row.id, until=self._scope.real_now() + UNREADABLE_REST)
            return None
        return Due(row.id, lease, row.subject, row.name, event, row.due)

    def _event(self, row: Row) -> Event | None:
        place = _event_of(row.subject, row.name, row.due)
        try:
            return _CODEC.decode(self._scope.open(row.event, place, row.subject))
        except SealBrokenError:
            self._scope.unreadable("agenda", row.id)
            return None


def _event_of(subject: str, name: str, due: datetime) -> Place:
    return Place("agenda", "event", row_of(subject, name, due.timestamp().hex()))
