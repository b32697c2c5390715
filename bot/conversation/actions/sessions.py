"""Group sessions: looked at and signed up for by anybody, planned and called off by those who run the programme."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING

from bot.conversation.actions.rows import (
    Deed,
    Shows,
    View,
    coordinates,
    drafted,
    key_of,
)
from bot.conversation.events.sessions import (
    PlaceGivenUp,
    PlaceWanted,
    SessionCalledOff,
    SessionPlanned,
    SessionScheduled,
)
from bot.conversation.flows.sessions import AHEAD, FEWEST, MOST, PLANNED
from bot.conversation.needs import See
from bot.conversation.views import asking, sessions
from bot.conversation.views.crisis import TOPICS
from bot.domain.hours import at_wall
from bot.domain.people import PersonId
from bot.ui import FieldErrors, Reply, Show, Submitted, Words, say

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.conversation.events.every import Event
    from bot.conversation.facts import Sight, Upcoming


def _only_coordinators(view: Callable[[Sight, Submitted], Reply]) -> Shows:
    """For everybody else, the door."""
    return lambda sight, form: view(sight, form) if coordinates(sight) else Show(asking.entry(sight.policy))


def _session(form: Submitted) -> str:
    return next(iter(drafted(form, "session")), "")


def _asked_session(sight: Sight, form: Submitted) -> Upcoming | None:
    return next((one for one in sight.sessions if one.session.key == _session(form)), None)


def _plan(sight: Sight, _form: Submitted) -> Reply:
    if len(sight.sessions) < PLANNED:
        return Show(sessions.plan_session(sight))
    return Show(sessions.sessions_desk(sight, say("No more than {most} can be planned at a time.", most=PLANNED)))


def _plan_send(sight: Sight, form: Submitted) -> Event | Reply:
    if not coordinates(sight):
        return Show(asking.entry(sight.policy))
    begins, capacity, place = _begin_of(sight, form), _capacity(form), " ".join(form.one("place").split())
    wrong = {
        "topic": None if form.one("topic") in TOPICS else say("Please choose one."),
        "day": None if begins else say("Please choose a day and a time to come, in the next 180 days."),
        "place": None if place and len(place) <= sessions.LONGEST_PLACE else say("Please say where it is."),
        "capacity": None if capacity else say("Please write a number from {least} to {most}.", least=FEWEST, most=MOST),
    }
    errors = tuple((name, words) for name, words in wrong.items() if words)
    if errors or begins is None:
        return FieldErrors(errors)
    session = SessionScheduled(
        key=key_of(sight, form),
        begins=begins,
        topic=form.one("topic"),
        place=place,
        capacity=capacity,
        facilitator=PersonId(form.one("facilitator")) if form.one("facilitator") else None,
    )
    return SessionPlanned(by=sight.person, session=session)


def _begin_of(sight: Sight, form: Submitted) -> datetime | None:
    """The moment, by the programme's clock; None if there is none, or it is over or too far."""
    try:
        day, clock = date.fromisoformat(form.one("day")), time.fromisoformat(form.one("time"))
    except ValueError:
        return None
    begins = at_wall(day, clock, sight.policy.timezone)
    return begins if sight.now < begins <= sight.now + AHEAD else None


def _capacity(form: Submitted) -> int:
    """How many places; 0 for what is no such number."""
    typed = form.one("capacity").strip()
    number = int(typed) if typed.isascii() and typed.isdigit() else 0
    return number if FEWEST <= number <= MOST else 0


def _off(sight: Sight, form: Submitted) -> Reply:
    asked = _asked_session(sight, form)
    return Show(sessions.call_off(asked) if asked else sessions.sessions_desk(sight))


def _after_planning(sight: Sight, _form: Submitted, flash: Words | None) -> Reply:
    """Whoever is not on the roster can't lead one; that is said beside the field."""
    if not coordinates(sight):
        return Show(asking.entry(sight.policy))
    if flash is not None:
        return FieldErrors((("facilitator", flash),))
    return Show(sessions.sessions_desk(sight, say("Planned. It shows under “Resources” now.")))


def _called_off(sight: Sight, _form: Submitted, _flash: Words | None) -> Reply:
    if not coordinates(sight):
        return Show(asking.entry(sight.policy))
    return Show(sessions.sessions_desk(sight, say("Called off. Whoever had signed up is told.")))


def _after_joining(sight: Sight, form: Submitted, flash: Words | None) -> Reply:
    asked = _asked_session(sight, form)
    saved = say("You have a place. Nobody else sees it.") if asked and asked.mine else None
    return Show(sessions.sessions(sight, flash or saved))


ROWS: dict[str, View | Deed] = {
    "sessions": View(lambda sight, _: Show(sessions.sessions(sight)), See.SESSIONS),
    "sessions_desk": View(_only_coordinators(lambda sight, _: Show(sessions.sessions_desk(sight))), See.SESSIONS),
    "session_plan": View(_only_coordinators(_plan), See.SESSIONS),
    "session_off": View(_only_coordinators(_off), See.SESSIONS),
    "session_plan_send": Deed(_plan_send, _after_planning, See.SESSIONS, before=()),
    "session_off_send": Deed(
        lambda sight, form: SessionCalledOff(by=sight.person, session=_session(form)),
        _called_off,
        See.SESSIONS,
        before=(),
    ),
    "session_join": Deed(
        lambda sight, form: PlaceWanted(by=sight.person, session=_session(form), key=sight.fresh),
        _after_joining,
        See.SESSIONS,
        before=(),
    ),
    "session_leave": Deed(
        lambda sight, form: PlaceGivenUp(by=sight.person, session=_session(form)),
        lambda sight, _form, _flash: Show(sessions.sessions(sight, say("Saved. You have no place in it now."))),
        See.SESSIONS,
        before=(),
    ),
}
