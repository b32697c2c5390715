"""Events of the weekly digest and of nudges that waited for somebody's waking hours."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

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
