"""A restored database made fit to go on: what was erased is gone, what was unsent is held, timers wait for people."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import delete, select, update

from bot.conversation.effects import Remind
from bot.conversation.engine import NEXT_STEP
from bot.conversation.events.asking import SuggestionMatured
from bot.conversation.events.backup import ComplaintDue
from bot.conversation.events.incidents import IncidentListMatured
from bot.conversation.events.privacy import RecipientErased, RecipientOptedOut
from bot.conversation.events.restoring import ProgrammeRestored, Restored
from bot.conversation.events.sessions import PlaceHeld
from bot.conversation.flows import restoring
from bot.domain.case import Case, CaseCode, Origin, Step
from bot.domain.errors import SealBrokenError
from bot.domain.hours import day_in
from bot.domain.people import PersonId
from bot.service.parting import part
from store.journal import Kind, latest, latest_opt_outs, sealed_by_its_author
from store.tables import agenda, cases, outbox
from store.unit_of_work import SqlUnitOfWork

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.conversation.events.asking import Suggestion
    from bot.conversation.events.every import Event
    from bot.domain.people import Address
    from store.journal import Entry, Journal
    from store.transaction import Transaction

_NOBODY = PersonId("nobody")
_ENDS_ANYWAY = (RecipientErased, RecipientOptedOut)


class Settled(NamedTuple):
    """What a restore came to. ``of``: the day of the backup; ``unreadable``: rows whose key is gone.

    ``left_out``: rows that were damaged already when the backup was made.
    """

    of: date
    open_cases: tuple[CaseCode, ...]
    unsent: int
    forgotten: int
    unreadable: int
    left_out: int = 0


@dataclass(frozen=True)
class Settling:
    """The journal, the moment of the backup and this one."""

    entries: list[Entry]
    journal: Journal
    now: datetime
    at: datetime

    def has_gone(self, case: Case) -> bool:
        """Purged, ended or erased since; or begun by others for somebody who has opted out by now."""
        if self.journal.case_marks(case) & self._marks(Kind.CASE):
            return True
        if case.is_open and case.origin is not Origin.SELF and self._opted_out(case.recipient):
            return True
        kinds = (Kind.ERASED, Kind.ENDED) if case.is_open else (Kind.ERASED,)
        return self._until(case.recipient, case.opened_at or self.at, *kinds)

    def is_unlinked(self, address: Address) -> bool:
        """Whether it was disconnected since: a link that is older than the backup comes back with it, and must not."""
        return self._until(PersonId(str(address)), self.at, Kind.UNLINKED)

    def left_of(self, entry: Remind) -> Remind | None:
        """A request without whom it may no longer name; None if nothing of it is left."""
        if self.journal.subject_marks(entry.subject) & self._marks(Kind.UNDONE):
            return None
        match entry.event:
            case SuggestionMatured():
                return None if self._is_unwanted(entry.event.suggestion) else entry
            case IncidentListMatured():
                return self._shorter(entry, entry.event)
            case ComplaintDue() | PlaceHeld():
                return None if self._until(entry.event.person, self.at, Kind.ERASED) else entry
            case _:
                return entry

    def _is_unwanted(self, asked: Suggestion) -> bool:
        made, kinds = asked.made_at, (Kind.ERASED, Kind.ENDED)
        by = asked.referrer
        return self._until(asked.recipient, made, *kinds) or (by is not None and self._until(by, made, Kind.ERASED))

    def _shorter(self, entry: Remind, event: IncidentListMatured) -> Remind | None:
        listed = event.listed
        if self._until(listed.by, listed.made_at, Kind.ERASED):
            return None
        gone = {one for one in listed.people if self._until(one, listed.made_at, Kind.ERASED, Kind.ENDED)}
        left = tuple(one for one in listed.people if one not in gone)
        return replace(entry, event=replace(event, listed=replace(listed, people=left))) if left else None

    def _until(self, person: PersonId, moment: datetime, *kinds: Kind) -> bool:
        """Whether that happened to this person's requests at this moment or later."""
        known = latest(self.entries, *kinds)
        return any(mark in known and known[mark] >= moment for mark in self.journal.person_marks(person))

    def _opted_out(self, person: PersonId) -> bool:
        return latest_opt_outs(self.entries).get(self.journal.out_mark(person), False)

    def _marks(self, kind: Kind) -> set[bytes]:
        return {one.mark for one in self.entries if one.kind is kind}


def settle(scope: Transaction, settling: Settling, *, slots: list[tuple[str, date]]) -> Settled:
    """Everything that has to be done before anybody reads the database again, in the restore's own transaction."""
    work, of = SqlUnitOfWork(scope), day_in(settling.at, "UTC")
    for index, out in latest_opt_outs(settling.entries).items():
        work.people.restore_opt_out(index, out=out)
    kept, forgotten, unreadable = _cases(scope, work, settling)
    gone, closed_to_us = _agenda(scope, settling, kept)
    for _, address in work.people.every_link():
        if settling.is_unlinked(address):
            part(work, PersonId(str(address)), settling.now)
    unsent = _hold_unsent(scope)
    for job, slot in slots:
        work.slots.claim(job, slot)
    open_cases = tuple(sorted(case.code for case in kept.values() if case.is_open))
    for code in open_cases:
        work.agenda.add(Remind(subject=code, name=NEXT_STEP, event=Restored(of=of), at=settling.now))
    key = secrets.token_urlsafe(12)
    told = ProgrammeRestored(key=key, of=of, cases=open_cases, unsent=unsent)
    work.agenda.add(Remind(subject=key, name=restoring.TOLD, event=told, at=settling.now))
    return Settled(of, open_cases, unsent, forgotten + gone, unreadable + closed_to_us)


def _cases(scope: Transaction, work: SqlUnitOfWork, settling: Settling) -> tuple[dict[str, Case], int, int]:
    """Forget what has gone since, and what no key opens any longer."""
    kept: dict[str, Case] = {}
    forgotten = unreadable = 0
    for code in scope.execute(select(cases.c.code)).scalars():
        try:
            case = work.cases.get(CaseCode(code))
        except SealBrokenError:
            unreadable += 1
            work.cases.save(Case(code=CaseCode(code), recipient=_NOBODY, step=Step.PURGED))
            continue
        if case is not None and settling.has_gone(case):
            forgotten += 1
            work.cases.save(replace(case, step=Step.PURGED))
        elif case is not None:
            kept[code] = case
    return kept, forgotten, unreadable


def _agenda(scope: Transaction, settling: Settling, kept: dict[str, Case]) -> tuple[int, int]:
    """Every entry is taken off, and what may stay is put on again without its lease; returns gone and unreadable."""
    work = SqlUnitOfWork(scope)
    entries, unreadable = work.agenda.all()
    scope.execute(delete(agenda))
    gone = 0
    for entry in entries:
        left = settling.left_of(entry) if sealed_by_its_author(entry.event) else entry
        gone += left is None
        stays = left and _stays(left, kept.get(left.subject), settling.now)
        if stays:
            work.agenda.add(stays)
    return gone, unreadable


def _stays(entry: Remind, case: Case | None, now: datetime) -> Remind | None:
    if case is None:
        return entry if entry.at > now and not _of_a_case(entry.event) else restoring.entry_after_restore(entry, now)
    if isinstance(entry.event, _ENDS_ANYWAY):
        return entry
    if entry.name == NEXT_STEP:
        return None if case.is_open else entry  # a purge that is due is only late
    return entry if entry.at > now else None


def _of_a_case(event: Event) -> bool:
    return hasattr(event, "move") and not isinstance(event, SuggestionMatured)


def _hold_unsent(scope: Transaction) -> int:
    """Messages and replacements are dropped: they may have left since. Taking one back twice does no harm."""
    waiting = outbox.c.state == "waiting"
    dropped = scope.execute(delete(outbox).where(waiting, outbox.c.kind == "tell")).rowcount
    scope.execute(delete(outbox).where(waiting, outbox.c.kind == "replace"))
    scope.execute(update(outbox).where(waiting).values(lease_token=None, lease_until=None))
    return dropped
