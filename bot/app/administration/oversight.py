"""What an administrator may ask of the audit, and of what is kept about a person: with somebody else's consent."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.app.administration.database import open_offline
from bot.app.administration.roster_changes import clock_of
from bot.conversation.audit_trail import day_of
from bot.conversation.effects import Remind
from bot.conversation.events.oversight import DisclosureRequested
from bot.conversation.flows.asking import MATURES
from bot.conversation.flows.backup import COMPLAINT, PAGE
from bot.conversation.flows.ending import LATER
from bot.conversation.flows.linking.codes import GONE, SETTLES
from bot.conversation.flows.oversight import DISCLOSURE
from bot.conversation.flows.sessions import PLACE, SESSION
from bot.domain.audit import OPERATOR, Kind, Record
from bot.insight.disclosure_print import Finding, Holdings, findings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.conversation.events.oversight import DisclosureReason
    from bot.domain.audit import Entry, Head
    from bot.domain.people import Address, PersonId
    from bot.domain.policy import Policy
    from bot.settings import Settings
    from store.unit_of_work import SqlUnitOfWork

LAPSES = timedelta(days=7)
"""How long a request to print what is kept about somebody waits for a yes, and then for its use."""
_WAITING = (MATURES, COMPLAINT, PAGE, LATER, "nudge", "farewell", SETTLES, GONE, SESSION, PLACE)
"""Not a code to connect two accounts: whoever read it could use it."""


@dataclass(frozen=True, kw_only=True)
class Disclosed:
    """What became of the request ``key``: nothing yet, or, once it is ``approved``, all that was found."""

    key: str
    approved: bool = False
    new: bool = False
    found: tuple[Finding, ...] = field(default=(), repr=False)


def audit_of(settings: Settings) -> tuple[Sequence[Entry], Head | None]:
    """Every entry that is kept, and the head."""
    store = open_offline(settings)
    try:
        return store.read_now(lambda work: (work.audit.entries(), work.audit.head()))
    finally:
        store.close()


def verify_audit(settings: Settings, printed: str) -> list[str]:
    """What is wrong with the chain."""
    store = open_offline(settings)
    try:
        return store.read_now(lambda work: work.audit.verify(printed))
    finally:
        store.close()


def disclose(settings: Settings, address: Address, reason: DisclosureReason) -> Disclosed:
    """File a request, say that it waits, or print what is kept, once; on record in each case but the second."""
    store, now = open_offline(settings), clock_of(settings).now()
    try:
        return store.run_now(
            lambda work: request_disclosure(work, work.people.canonical(address), reason, at=(now, settings.policy))
        )
    finally:
        store.close()


def request_disclosure(
    work: SqlUnitOfWork, person: PersonId, reason: DisclosureReason, *, at: tuple[datetime, Policy]
) -> Disclosed:
    """As ``disclose``, in the caller's transaction; ``at`` is the moment and the policy."""
    now, policy = at
    waiting = next((one for one in work.agenda.named(DISCLOSURE) if _is_for(one, (person, reason), now)), None)
    if waiting is None:
        key = work.cases.new_code()
        asked = DisclosureRequested(key=key, person=person, reason=reason)
        work.agenda.add(Remind(subject=f"{DISCLOSURE}:{key}", name=DISCLOSURE, event=asked, at=now + LAPSES))
        work.audit.append(_record(f"asked_{reason}", now, policy))
        return Disclosed(key=key, new=True)
    asked = waiting.event
    assert isinstance(asked, DisclosureRequested)  # noqa: S101 - _is_for said so
    if not asked.approved:
        return Disclosed(key=asked.key)
    work.agenda.cancel(waiting.subject, waiting.name)
    work.audit.append(_record("printed", now, policy))
    return Disclosed(key=asked.key, approved=True, found=tuple(findings(person, holdings(work, person))))


def holdings(work: SqlUnitOfWork, person: PersonId) -> Holdings:
    """Everything that is stored and can be opened."""
    everywhere = work.people.everywhere(person)
    pseudonyms = {work.audit.pseudonym(one) for one in everywhere}
    return Holdings(
        cases=work.cases.all(),
        members=work.roster.everybody(),
        sealed=[entry for name in _WAITING for entry in work.agenda.named(name)],
        record=work.people.get(person),
        listed=work.directory.of(person),
        audited=sum(1 for one in work.audit.entries() if one.actor in pseudonyms),
        linked=everywhere[1:],
    )


def _is_for(entry: Remind, wanted: tuple[PersonId, DisclosureReason], now: datetime) -> bool:
    event = entry.event
    asked = isinstance(event, DisclosureRequested) and (event.person, event.reason) == wanted
    return asked and now < entry.at


def _record(reason: str, now: datetime, policy: Policy) -> Record:
    return Record(kind=Kind.DISCLOSURE, role=OPERATOR, on=day_of(now, policy), reason=reason)
