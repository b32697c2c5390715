"""Events that end a case: declined, withdrawn, closed, purged, and the feedback after it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.domain.case import Closing
    from bot.domain.people import PersonId


@dataclass(frozen=True, kw_only=True)
class SupportDeclined:
    """The recipient told the supporter that they would rather not; never counted against anyone."""

    by: PersonId = field(repr=False)
    turn: int


@dataclass(frozen=True, kw_only=True)
class FarewellDue:
    """A case ended, paused or moved on without its supporter, and it is a waking hour of theirs."""

    supporter: PersonId = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class RequestWithdrawn:
    """The recipient ended it."""

    by: PersonId = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class CaseClosed:
    """The supporter or the coordinator ended it."""

    by: PersonId = field(repr=False)
    turn: int
    closing: Closing


@dataclass(frozen=True, kw_only=True)
class PurgeDue:
    """Fourteen days after closing: nothing of the case stays."""


@dataclass(frozen=True, kw_only=True)
class FeedbackDue:
    """Some days after closing: the recipient said that they may be asked."""


@dataclass(frozen=True, kw_only=True)
class FeedbackGiven:
    """Three taps; None where nothing was tapped."""

    by: PersonId = field(repr=False)
    recommend: bool | None = None
    confidential: bool | None = None
    in_time: bool | None = None


@dataclass(frozen=True, kw_only=True)
class RecipientLeft:
    """The recipient's account was deactivated: they can no longer be reached here."""


@dataclass(frozen=True, kw_only=True)
class CaseMerged:
    """Another case turned out to be the same person's, and goes on in the place of both."""
