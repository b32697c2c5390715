"""What happens to the programme as a whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain.case import Category

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.conversation.events.person import Suggestion
    from bot.domain.case import CaseCode
    from bot.domain.people import PersonId


@dataclass(frozen=True, kw_only=True)
class DigestDue:
    """It is the hour of the weekly digest. ``slot`` is the local date of that Monday."""

    slot: date


class Nudge(StrEnum):
    """A constant sentence that waited for somebody's waking hours."""

    ENDED = "ended"
    GROUP_SESSION = "group_session"
    TRAINING = "training"
    AWAY = "away"
    SESSION_OFF = "session_off"
    SLACK_STOPPED = "slack_stopped"
    TEAMS_STOPPED = "teams_stopped"


@dataclass(frozen=True, kw_only=True)
class NudgeDue:
    """It is a waking hour of somebody who is to read a constant sentence."""

    to: PersonId = field(repr=False)
    nudge: Nudge


@dataclass(frozen=True, kw_only=True)
class RequestEntered:
    """A coordinator wrote down what somebody asked for by phone or in the corridor."""

    by: PersonId = field(repr=False)
    suggestion: Suggestion
    key: str


@dataclass(frozen=True, kw_only=True)
class IncidentListed:
    """A notifier named the people who were part of one incident."""

    by: PersonId = field(repr=False)
    people: tuple[PersonId, ...] = field(repr=False)
    made_at: datetime
    key: str
    category: Category = Category.UNSAID


@dataclass(frozen=True, kw_only=True)
class IncidentListMatured:
    """Ten minutes passed: each of them is suggested, and nobody is asked to support another of the list."""

    listed: IncidentListed
    restored: bool = False  # from a backup, as a suggestion


@dataclass(frozen=True, kw_only=True)
class BackupPaged:
    """A supporter needs a clinician behind them, now."""

    by: PersonId = field(repr=False)
    key: str


@dataclass(frozen=True, kw_only=True)
class BackupOverdue:
    """Nobody has answered the page yet; ``level`` counts who was paged so far."""

    supporter: PersonId = field(repr=False)
    key: str
    level: int
    answered: bool = False  # nobody else is paged; kept for a day, so that *Answer* still shows whom to call


@dataclass(frozen=True, kw_only=True)
class BackupAnswered:
    """A clinical back-up pressed *Answer*."""

    by: PersonId = field(repr=False)
    key: str


@dataclass(frozen=True, kw_only=True)
class ComplaintMade:
    """Somebody wants the director to call them; what it is about is said there, not here."""

    by: PersonId = field(repr=False)
    key: str


@dataclass(frozen=True, kw_only=True)
class ComplaintDue:
    """It is a waking hour of a director whom somebody wants to talk to; once ``told``, it is time to forget it."""

    to: PersonId = field(repr=False)
    by: PersonId = field(repr=False)
    key: str
    told: bool = False
    restored: bool = False  # from a backup: the director may have been told already


@dataclass(frozen=True, kw_only=True)
class ProgrammeRestored:
    """The programme came back from a backup of the day ``of``; ``key`` names it.

    ``cases``: the codes of those that are open; ``unsent``: how many messages waited then and are not sent.
    """

    key: str
    of: date
    cases: tuple[CaseCode, ...] = ()
    unsent: int = 0


class DisclosureReason(StrEnum):
    """Why the operator prints what is kept about a person."""

    COURT = "court"
    AUTHORITY = "authority"
    PERSON = "person"  # they asked for it themselves


@dataclass(frozen=True, kw_only=True)
class DisclosureLapsed:
    """Nobody used the request in time. Until then this entry is the request: sealed, and ``approved`` or not."""

    key: str
    person: PersonId = field(repr=False)
    reason: DisclosureReason
    approved: bool = False


@dataclass(frozen=True, kw_only=True)
class DisclosureAnswered:
    """Somebody who runs or directs the programme read the code and the reason, and said yes or no."""

    by: PersonId = field(repr=False)
    key: str
    approved: bool
