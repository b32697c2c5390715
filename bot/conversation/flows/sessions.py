"""Group sessions: planned, called off, and signed up for; nobody else learns who comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from typing import TYPE_CHECKING

from bot.conversation import nudges
from bot.conversation.effects import Cancel, Decision, Remind, Tell
from bot.conversation.events.digest import Nudge, NudgeDue
from bot.conversation.events.sessions import (
    PlaceGivenUp,
    PlaceHeld,
    PlaceWanted,
    SessionCalledOff,
    SessionPlanned,
    SessionScheduled,
)
from bot.conversation.facts import Upcoming
from bot.domain.eligibility import first_waking
from bot.domain.hours import at_wall, day_in
from bot.domain.people import Role
from bot.ui import Toast, say

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.conversation.facts import Facts
    from bot.domain.people import PersonId

SESSION, PLACE = "session", "place"
"""Agenda entries: a session until it begins, and one place in it; sealed apart, so neither tells of the other."""
FEWEST, MOST = 2, 60
"""How many places a session may have."""
PLANNED = 10
"""How many sessions may be planned at the same time: so many fit on a page."""
AHEAD = timedelta(days=180)
"""How long beforehand."""
_DAY, _MORNING = timedelta(days=1), time(9)


def subject_of(session: str) -> str:
    """The agenda's name for a session."""
    return f"{SESSION}:{session}"


def places_in(session: str, entries: Iterable[Remind]) -> tuple[Remind, ...]:
    """The places in one session."""
    return tuple(one for one in entries if isinstance(one.event, PlaceHeld) and one.event.session == session)


def second_places(entries: Iterable[Remind], person: PersonId) -> tuple[Remind, ...]:
    """Places of one person beside the first in a session: they had signed up under two addresses."""
    seen, extra = set[str](), list[Remind]()
    for one in entries:
        if isinstance(one.event, PlaceHeld) and one.event.person == person:
            if one.event.session in seen:
                extra.append(one)
            seen.add(one.event.session)
    return tuple(extra)


def upcoming(
    sessions: Iterable[Remind], places: Iterable[Remind], person: PersonId, *, now: datetime
) -> tuple[Upcoming, ...]:
    """Every session still to come, the soonest first: how many places are taken, and whether one is this person's."""
    held = [one.event for one in places if isinstance(one.event, PlaceHeld)]
    planned = [one.event for one in sessions if isinstance(one.event, SessionScheduled) and one.event.begins > now]
    return tuple(
        Upcoming(
            session=one,
            taken=sum(1 for place in held if place.session == one.key),
            mine=any(place.session == one.key and place.person == person for place in held),
        )
        for one in sorted(planned, key=lambda one: (one.begins, one.key))
    )


def on_given_up(event: PlaceGivenUp, facts: Facts) -> Decision:
    """Their own place is free again."""
    own = (one for one in facts.places if _is_of(one, event.by))
    return Decision(effects=tuple(Cancel(subject=one.subject, name=PLACE) for one in own))


def on_began(_event: SessionScheduled, _facts: Facts) -> Decision:
    """Nothing: its entry has left the agenda."""
    return Decision()


def on_planned(event: SessionPlanned, facts: Facts) -> Decision:
    """On the agenda until it begins; whoever leads it is of the roster."""
    session = event.session
    if session.facilitator and not (facts.facilitator and facts.facilitator.has(*Role)):
        return Decision(reply=Toast(say("Please pick somebody who is on the roster, or nobody.")))
    if not (FEWEST <= session.capacity <= MOST and facts.now < session.begins <= facts.now + AHEAD):
        return Decision()
    planned = Remind(subject=subject_of(session.key), name=SESSION, event=session, at=session.begins)
    return Decision(effects=(planned,))


def on_called_off(_event: SessionCalledOff, facts: Facts) -> Decision:
    """It goes with every place in it; each who had one reads a constant sentence in their waking hours."""
    if facts.session is None:
        return Decision()
    gone = Cancel(subject=subject_of(facts.session.key), name=SESSION)
    apart = (effect for one in facts.places for effect in _let_go(one, facts))
    return Decision(effects=(gone, *apart))


def _let_go(place: Remind, facts: Facts) -> tuple[Cancel | Remind, ...]:
    if not isinstance(place.event, PlaceHeld):
        return ()
    at = first_waking(facts.now, place.event.zone, facts.policy.quiet)
    told = NudgeDue(to=place.event.person, nudge=Nudge.SESSION_OFF)
    return (
        Cancel(subject=place.subject, name=PLACE),
        Remind(subject=f"{place.subject}:off", name="nudge", event=told, at=at),
    )


def on_wanted(event: PlaceWanted, facts: Facts) -> Decision:
    """The session is locked, so that two don't take the last place; whoever has one already has no second."""
    session = facts.session
    if session is None or session.begins <= facts.now:
        return Decision(reply=Toast(say("This session is no longer planned.")))
    if any(_is_of(one, event.by) for one in facts.places):
        return Decision()
    if len(facts.places) >= session.capacity:
        return Decision(reply=Toast(say("This session is full now. Sorry. A place may become free again.")))
    zone = facts.recipient_zone or facts.policy.timezone
    place = PlaceHeld(person=event.by, key=event.key, session=session.key, begins=session.begins, zone=zone)
    return Decision(effects=(_keep_place(place, _reminded_at(place, facts)),))


def _is_of(entry: Remind, person: PersonId) -> bool:
    return isinstance(entry.event, PlaceHeld) and entry.event.person == person


def _keep_place(place: PlaceHeld, at: datetime) -> Remind:
    return Remind(subject=f"{PLACE}:{place.key}", name=PLACE, event=place, at=at)


def _reminded_at(place: PlaceHeld, facts: Facts) -> datetime:
    """The morning before, on their own clock; if that is over, nothing is due before it begins."""
    day = day_in(place.begins, place.zone) - _DAY
    at = first_waking(at_wall(day, _MORNING, place.zone), place.zone, facts.policy.quiet)
    return at if facts.now < at < place.begins else place.begins


def on_due(place: PlaceHeld, facts: Facts) -> Decision:
    """One nudge on the day before, by day, or none; then the place is kept until the session begins."""
    if place.reminded or facts.now >= place.begins:
        return Decision()
    kept = _keep_place(replace(place, reminded=True), place.begins)
    tomorrow = day_in(facts.now, place.zone) + _DAY == day_in(place.begins, place.zone)
    awake = first_waking(facts.now, place.zone, facts.policy.quiet) <= facts.now
    told = (Tell(to=place.person, message=nudges.tomorrow()),) if tomorrow and awake else ()
    return Decision(effects=(*told, kept))
