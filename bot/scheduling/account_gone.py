"""Schedules what follows when a platform account is deactivated.

Whoever has another address in the programme has not left: they go on under that one.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from bot.conversation.effects import Remind
from bot.conversation.events.availability import MemberLeft
from bot.conversation.events.ending import RecipientLeft
from bot.conversation.events.linking import AddressGone
from bot.conversation.flows.linking.codes import GONE
from bot.domain.people import PersonId

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.people import Address
    from bot.ports import UnitOfWork


def announce(work: UnitOfWork, address: Address, *, delivery_id: str, now: datetime) -> None:
    """Put on the agenda what follows, once for each delivery; each entry is then handled in its own transaction."""
    if not work.inbox.first_time(delivery_id):
        return
    person = work.people.canonical(address)
    if person != str(address) or work.people.linked(person):
        gone = AddressGone(by=person, address=PersonId(str(address)))
        work.agenda.add(Remind(subject=secrets.token_urlsafe(9), name=GONE, event=gone, at=now))
        return
    member = work.roster.get(person)
    if member is not None and member.active:
        event = MemberLeft(by=person, gone=True)
        work.agenda.add(Remind(subject=secrets.token_urlsafe(9), name="member_left", event=event, at=now))
    case = work.cases.open_of(person)
    if case is not None:
        work.agenda.add(Remind(subject=case.code, name="recipient_left", event=RecipientLeft(), at=now))
