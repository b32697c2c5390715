"""Group sessions in the engine's tests: one that is planned, who does what to it, and what an event may know of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.conversation.events.sessions import (
    PlaceGivenUp,
    PlaceWanted,
    SessionCalledOff,
    SessionPlanned,
    SessionScheduled,
)
from bot.conversation.flows.sessions import PLACE, SESSION, upcoming

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.conversation.effects import Remind
    from bot.conversation.events.every import Event
    from bot.conversation.facts import Upcoming
    from bot.domain.people import PersonId

KEY = "meeting"
CHOSEN = (("session", (KEY,)),)
VALUES = {"topic": ("grief",), "time": ("17:00",), "place": ("Room 4",), "capacity": ("12",)}
"""What is filled in to plan one."""


def session(at: datetime, **about: Any) -> SessionScheduled:
    """One on grief, nine days from this moment."""
    told = SessionScheduled(key=KEY, begins=at + timedelta(days=9), topic="grief", place="Room 4", capacity=12)
    return replace(told, **about)


def signed_up(planner: PersonId, *people: PersonId, at: datetime, **about: Any) -> Iterator[Event]:
    """It is planned, and these have a place."""
    yield SessionPlanned(by=planner, session=session(at, **about))
    for person in people:
        yield PlaceWanted(by=person, session=KEY, key=f"place of {person}")


def on_a_session(by: PersonId, at: datetime) -> Iterator[Event]:
    """All that somebody can cause."""
    yield SessionPlanned(by=by, session=session(at, key="another"))
    yield SessionCalledOff(by=by, session=KEY)
    yield PlaceWanted(by=by, session=KEY, key="a place")
    yield PlaceGivenUp(by=by, session=KEY)


def named(agenda: list[Remind], name: str) -> list[Remind]:
    """All entries of this name."""
    return [one for one in agenda if one.name == name]


def seen_by(person: PersonId, agenda: list[Remind], now: datetime) -> tuple[Upcoming, ...]:
    """The sessions to come, as this person may see them."""
    return upcoming(named(agenda, SESSION), named(agenda, PLACE), person, now=now)
