"""Events of supporting: attempts, contact, check-ins."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from bot.domain.people import PersonId
    from bot.domain.policy import Plan


@dataclass(frozen=True, kw_only=True)
class AttemptMade:
    """The supporter tried to reach the recipient."""

    by: PersonId = field(repr=False)
    turn: int


@dataclass(frozen=True, kw_only=True)
class AttemptDue:
    """It is time for an attempt, the first or the next one."""


@dataclass(frozen=True, kw_only=True)
class ContactMade:
    """Supporter and recipient were in touch: that fact only."""

    by: PersonId = field(repr=False)
    turn: int


@dataclass(frozen=True, kw_only=True)
class CaseHandedBack:
    """The supporter can't go on, whatever the reason; nobody asks for one.

    ``another``: after contact, whether the recipient wants another peer.
    """

    by: PersonId = field(repr=False)
    turn: int
    another: bool = True


@dataclass(frozen=True, kw_only=True)
class CheckInsPlanned:
    """The supporter chose how to stay in touch."""

    by: PersonId = field(repr=False)
    turn: int
    plan: Plan


@dataclass(frozen=True, kw_only=True)
class PlanDue:
    """Contact took place weeks ago and nothing was planned."""


@dataclass(frozen=True, kw_only=True)
class CheckInDue:
    """A check-in has come due, or is overdue."""


@dataclass(frozen=True, kw_only=True)
class CheckInDone:
    """The supporter was in touch again."""

    by: PersonId = field(repr=False)
    turn: int


@dataclass(frozen=True, kw_only=True)
class CheckBackDue:
    """The person was suggested again while in touch, or their pause is over; it is a waking hour of the supporter."""

    paused: bool = False
    restored: date | None = None  # the day of the backup that the case came back from


@dataclass(frozen=True, kw_only=True)
class CheckInMoved:
    """The supporter put the next check-in on another day."""

    by: PersonId = field(repr=False)
    turn: int
    day: date


@dataclass(frozen=True, kw_only=True)
class InTouchDue:
    """It is time to ask whether they are still in touch, or there was no answer."""


@dataclass(frozen=True, kw_only=True)
class InTouchConfirmed:
    """The supporter said yes."""

    by: PersonId = field(repr=False)
    turn: int
