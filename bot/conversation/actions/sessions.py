"""Group sessions: looked at and signed up for by anybody, planned and called off by those who run the programme."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING

from bot.conversation.actions.kinds import coordinates, drafted, key_of
from bot.conversation.events import PlaceGivenUp, PlaceWanted, SessionBegan, SessionCalledOff, SessionPlanned
from bot.conversation.flows.groups.sessions import AHEAD, FEWEST, MOST, PLANNED
from bot.conversation.views import entry
from bot.conversation.views.crisis import TOPICS
from bot.conversation.views.groups import sessions
from bot.domain.hours import at_wall
from bot.domain.people import PersonId
from bot.ui import FieldErrors, Reply, Show, Submitted, Words, say

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.conversation.actions.kinds import Answer, Deed, View
    from bot.conversation.events import Event
    from bot.conversation.facts import Sight, Upcoming

NEED_SESSIONS = frozenset(
    {"sessions", "session_join", "session_leave", "sessions_desk", "session_plan", "session_plan_send"}
    | {"session_off", "session_off_send"}
)
"""What is answered with the sessions to come."""


def _only_coordinators(view: Callable[[Sight, Submitted], Reply]) -> View:
    """For everybody else, the door."""
    return lambda sight, form: view(sight, form) if coordinates(sight) else Show(entry.entry(sight.policy))


def _session(form: Submitted) -> str:
    return next(iter(drafted(form, "session")), "")


def _asked(sight: Sight, form: Submitted) -> Upcoming | None:
    return next((one for one in sight.sessions if one.session.key == _session(form)), None)


def _plan(sight: Sight, _form: Submitted) -> Reply:
    if len(sight.sessions) < PLANNED:
        return Show(sessions.plan_session(sight))
    return Show(sessions.sessions_desk(sight, say("No more than {most} can be planned at a time.", most=PLANNED)))


def _plan_send(sight: Sight, form: Submitted) -> Event | Reply:
    if not coordinates(sight):
        return Show(entry.entry(sight.policy))
    begins, capacity, place = _begins(sight, form), _capacity(form), " ".join(form.one("place").split())
    wrong = {
        "topic": None if form.one("topic") in TOPICS else say("Please choose one."),
        "day": None if begins else say("Please choose a day and a time to come, in the next 180 days."),
        "place": None if place and len(place) <= sessions.LONGEST_PLACE else say("Please say where it is."),
        "capacity": None if capacity else say("Please write a number from {least} to {most}.", least=FEWEST, most=MOST),
    }
    errors = tuple((name, words) for name, words in wrong.items() if words)
    if errors or begins is None:
        return FieldErrors(errors)
    session = SessionBegan(
        key=key_of(sight, form),
        begins=begins,
        topic=form.one("topic"),
        place=place,
        capacity=capacity,
        facilitator=PersonId(form.one("facilitator")) if form.one("facilitator") else None,
    )
    return SessionPlanned(by=sight.person, session=session)


def _begins(sight: Sight, form: Submitted) -> datetime | None:
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
    asked = _asked(sight, form)
    return Show(sessions.call_off(asked) if asked else sessions.sessions_desk(sight))


def _planned(sight: Sight, _form: Submitted, flash: Words | None) -> Reply:
    """Whoever is not on the roster can't lead one; that is said beside the field."""
    if not coordinates(sight):
        return Show(entry.entry(sight.policy))
    if flash is not None:
        return FieldErrors((("facilitator", flash),))
    return Show(sessions.sessions_desk(sight, say("Planned. It shows under “Resources” now.")))


def _called_off(sight: Sight, _form: Submitted, _flash: Words | None) -> Reply:
    if not coordinates(sight):
        return Show(entry.entry(sight.policy))
    return Show(sessions.sessions_desk(sight, say("Called off. Whoever had signed up is told.")))


def _joined(sight: Sight, form: Submitted, flash: Words | None) -> Reply:
    asked = _asked(sight, form)
    saved = say("You have a place. Nobody else sees it.") if asked and asked.mine else None
    return Show(sessions.sessions(sight, flash or saved))


VIEWS: dict[str, View] = {
    "sessions": lambda sight, _: Show(sessions.sessions(sight)),
    "sessions_desk": _only_coordinators(lambda sight, _: Show(sessions.sessions_desk(sight))),
    "session_plan": _only_coordinators(_plan),
    "session_off": _only_coordinators(_off),
}
DEEDS: dict[str, Deed] = {
    "session_plan_send": _plan_send,
    "session_off_send": lambda sight, form: SessionCalledOff(by=sight.person, session=_session(form)),
    "session_join": lambda sight, form: PlaceWanted(by=sight.person, session=_session(form), key=sight.fresh),
    "session_leave": lambda sight, form: PlaceGivenUp(by=sight.person, session=_session(form)),
}
ANSWERS: dict[str, Answer] = {
    "session_plan_send": _planned,
    "session_off_send": _called_off,
    "session_join": _joined,
    "session_leave": lambda sight, _form, _flash: Show(
        sessions.sessions(sight, say("Saved. You have no place in it now."))
    ),
}
