"""What happens to group sessions, and to the places in them; who has one is known to nobody else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.people import PersonId


@dataclass(frozen=True, kw_only=True)
class SessionScheduled:
    """A group session begins. Until then this entry is the session, sealed; who comes stands nowhere in it."""

    key: str
    begins: datetime
    topic: str
    place: str = field(repr=False)
    capacity: int
    facilitator: PersonId | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class SessionPlanned:
    """Somebody who runs the programme plans a group session."""

    by: PersonId = field(repr=False)
    session: SessionScheduled


@dataclass(frozen=True, kw_only=True)
class SessionCalledOff:
    """Somebody who runs the programme calls a group session off."""

    by: PersonId = field(repr=False)
    session: str


@dataclass(frozen=True, kw_only=True)
class PlaceWanted:
    """Somebody signs up for a group session. ``key`` names their place."""

    by: PersonId = field(repr=False)
    session: str
    key: str


@dataclass(frozen=True, kw_only=True)
class PlaceGivenUp:
    """Somebody gives up their place in a group session."""

    by: PersonId = field(repr=False)
    session: str


@dataclass(frozen=True, kw_only=True)
class PlaceHeld:
    """It is time to remind somebody of a session, or, as it begins, to forget it. Until then this entry is their place.

    ``zone``: the IANA zone by whose clock they are reminded.
    """

    person: PersonId = field(repr=False, metadata={"stored_as": "by"})
    key: str
    session: str
    begins: datetime
    zone: str
    reminded: bool = False
