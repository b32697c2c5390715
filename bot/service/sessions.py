"""What a decision about a group session and a look at the sessions may know."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.events import PlaceGivenUp, PlaceWanted, SessionBegan, SessionCalledOff, SessionPlanned
from bot.conversation.flows.groups.sessions import PLACE, SESSION, places_in, subject_of, upcoming
from bot.domain.people import Role

if TYPE_CHECKING:
    from datetime import datetime

    from bot.conversation.events import SessionEvent
    from bot.conversation.facts import Facts, Upcoming
    from bot.domain.people import Listed, Member, PersonId
    from bot.ports import UnitOfWork


def session_facts(work: UnitOfWork, event: SessionEvent, facts: Facts) -> Facts:
    """The session of the event, locked before its places are counted; what comes due needs nothing."""
    if isinstance(event, SessionPlanned):
        return replace(facts, staff=tuple(work.roster.with_role(*Role)))
    if not isinstance(event, PlaceWanted | PlaceGivenUp | SessionCalledOff):
        return facts
    entry = work.agenda.lock(subject_of(event.session), SESSION)
    session = entry.event if entry and isinstance(entry.event, SessionBegan) else None
    places = places_in(event.session, work.agenda.named(PLACE))
    staff = tuple(work.roster.with_role(*Role)) if isinstance(event, SessionCalledOff) else ()
    known = isinstance(event, PlaceWanted)
    zone = zone_of(work.roster.get(event.by), work.directory.of(event.by)) if known else ""
    return replace(facts, staff=staff, session=session, places=places, recipient_zone=zone)


def zone_of(member: Member | None, listed: Listed | None) -> str:
    """A recipient's own zone, where the roster or the hospital's directory says it."""
    return member.timezone if member else listed.timezone if listed else ""


def sessions_for(work: UnitOfWork, person: PersonId, now: datetime) -> tuple[Upcoming, ...]:
    """What this person may see of the sessions to come."""
    planned = work.agenda.named(SESSION)
    return upcoming(planned, work.agenda.named(PLACE), person, now=now) if planned else ()
