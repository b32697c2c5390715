"""What can happen to a case. ``move`` names the row of ``domain.case.MOVES`` an event belongs to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from bot.domain.case import Closing, HoldReason, Move, RevealReason

if TYPE_CHECKING:
    from datetime import date

    from bot.conversation.events.person import Suggestion
    from bot.domain.people import PersonId
    from bot.domain.policy import Plan


@dataclass(frozen=True, kw_only=True)
class SuggestionMatured:
    """Ten minutes passed (none for oneself): the suggestion becomes a case, merges, or ends."""

    move: ClassVar[Move] = Move.SUGGEST
    suggestion: Suggestion
    restored: bool = False  # from a backup: somebody may have been asked since, so the coordinator looks


@dataclass(frozen=True, kw_only=True)
class MatchWanted:
    """It is time to look for a supporter: only this event loads the candidates."""

    move: ClassVar[Move] = Move.MATCH


@dataclass(frozen=True, kw_only=True)
class OfferDelivered:
    """The platform has shown the offer: the supporter's clock runs from here."""

    move: ClassVar[Move] = Move.DELIVERED
    offer: int


@dataclass(frozen=True, kw_only=True)
class OfferUndeliverable:
    """The platform will never show the offer to this supporter."""

    move: ClassVar[Move] = Move.UNDELIVERED
    offer: int


@dataclass(frozen=True, kw_only=True)
class OfferTaken:
    """A supporter pressed *Take it*."""

    move: ClassVar[Move] = Move.TAKE
    by: PersonId = field(repr=False)
    offer: int


@dataclass(frozen=True, kw_only=True)
class OfferPassed:
    """A supporter pressed *Pass*; no reason is asked."""

    move: ClassVar[Move] = Move.PASS
    by: PersonId = field(repr=False)
    offer: int


@dataclass(frozen=True, kw_only=True)
class AnswerOverdue:
    """A supporter did not answer in time; their offer stays valid, the next one is asked."""

    move: ClassVar[Move] = Move.ANSWER_OVERDUE
    offer: int


@dataclass(frozen=True, kw_only=True)
class MatchDeadlineMissed:
    """Nobody accepted before the match deadline."""

    move: ClassVar[Move] = Move.DEADLINE_MISSED


@dataclass(frozen=True, kw_only=True)
class CoordinatorOverdue:
    """A case that needs the coordinator got no answer: the deputy, then the director hears of it."""

    move: ClassVar[Move] = Move.COORDINATOR_OVERDUE


@dataclass(frozen=True, kw_only=True)
class SupporterAssigned:
    """The coordinator chose whom to ask."""

    move: ClassVar[Move] = Move.ASSIGN
    by: PersonId = field(repr=False)
    turn: int
    supporter: PersonId = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class AttemptMade:
    """The supporter tried to reach the recipient."""

    move: ClassVar[Move] = Move.ATTEMPT
    by: PersonId = field(repr=False)
    turn: int


@dataclass(frozen=True, kw_only=True)
class AttemptDue:
    """It is time for an attempt, the first or the next one."""

    move: ClassVar[Move] = Move.ATTEMPT_DUE


@dataclass(frozen=True, kw_only=True)
class ContactMade:
    """Supporter and recipient were in touch: that fact only."""

    move: ClassVar[Move] = Move.CONTACT
    by: PersonId = field(repr=False)
    turn: int


@dataclass(frozen=True, kw_only=True)
class OfferDeclined:
    """The recipient told the supporter that they would rather not; never counted against anyone."""

    move: ClassVar[Move] = Move.DECLINE
    by: PersonId = field(repr=False)
    turn: int


@dataclass(frozen=True, kw_only=True)
class HandedBack:
    """The supporter can't go on, whatever the reason; nobody asks for one.

    ``another``: after contact, whether the recipient wants another peer.
    """

    move: ClassVar[Move] = Move.HAND_BACK
    by: PersonId = field(repr=False)
    turn: int
    another: bool = True


@dataclass(frozen=True, kw_only=True)
class CheckInsPlanned:
    """The supporter chose how to stay in touch."""

    move: ClassVar[Move] = Move.PLAN
    by: PersonId = field(repr=False)
    turn: int
    plan: Plan


@dataclass(frozen=True, kw_only=True)
class PlanDue:
    """Contact took place weeks ago and nothing was planned."""

    move: ClassVar[Move] = Move.PLAN_DUE


@dataclass(frozen=True, kw_only=True)
class CheckInDue:
    """A check-in has come due, or is overdue."""

    move: ClassVar[Move] = Move.CHECK_IN_DUE


@dataclass(frozen=True, kw_only=True)
class CheckInDone:
    """The supporter was in touch again."""

    move: ClassVar[Move] = Move.CHECK_IN_DONE
    by: PersonId = field(repr=False)
    turn: int


@dataclass(frozen=True, kw_only=True)
class AfreshDue:
    """The person was suggested again while in touch, or their pause is over; it is a waking hour of the supporter."""

    move: ClassVar[Move] = Move.AFRESH_DUE
    paused: bool = False
    restored: date | None = None  # the day of the backup that the case came back from


@dataclass(frozen=True, kw_only=True)
class FarewellDue:
    """A case ended, paused or moved on without its supporter, and it is a waking hour of theirs."""

    move: ClassVar[Move] = Move.FAREWELL_DUE
    supporter: PersonId = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class RequestWithdrawn:
    """The recipient ended it."""

    move: ClassVar[Move] = Move.WITHDRAW
    by: PersonId = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class CaseClosed:
    """The supporter or the coordinator ended it."""

    move: ClassVar[Move] = Move.CLOSE
    by: PersonId = field(repr=False)
    turn: int
    closing: Closing


@dataclass(frozen=True, kw_only=True)
class PurgeDue:
    """Fourteen days after closing: nothing of the case stays."""

    move: ClassVar[Move] = Move.PURGE


@dataclass(frozen=True, kw_only=True)
class RecipientOptedOut:
    """The recipient does not want to be suggested by others: what others began ends."""

    move: ClassVar[Move] = Move.WITHDRAW
    by: PersonId = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class RecipientErased:
    """The recipient wants everything gone: the case ends and is forgotten at once."""

    move: ClassVar[Move] = Move.ERASE
    by: PersonId = field(repr=False)
    key: str


@dataclass(frozen=True, kw_only=True)
class FeedbackDue:
    """Some days after closing: the recipient said that they may be asked."""

    move: ClassVar[Move] = Move.FEEDBACK_DUE


@dataclass(frozen=True, kw_only=True)
class FeedbackGiven:
    """Three taps; None where nothing was tapped."""

    move: ClassVar[Move] = Move.FEEDBACK
    by: PersonId = field(repr=False)
    recommend: bool | None = None
    confidential: bool | None = None
    in_time: bool | None = None


@dataclass(frozen=True, kw_only=True)
class CheckInMoved:
    """The supporter put the next check-in on another day."""

    move: ClassVar[Move] = Move.MOVE_CHECK_IN
    by: PersonId = field(repr=False)
    turn: int
    day: date


@dataclass(frozen=True, kw_only=True)
class PauseWanted:
    """The recipient said "later", with a date; to the bot or to their supporter."""

    move: ClassVar[Move] = Move.PAUSE
    by: PersonId = field(repr=False)
    turn: int
    until: date


@dataclass(frozen=True, kw_only=True)
class PauseOver:
    """The day has come on which the recipient wanted to go on."""

    move: ClassVar[Move] = Move.RESUME


@dataclass(frozen=True, kw_only=True)
class PauseEnded:
    """The recipient wants to go on earlier; they or their supporter said so."""

    move: ClassVar[Move] = Move.RESUME
    by: PersonId = field(repr=False)
    turn: int


@dataclass(frozen=True, kw_only=True)
class AnotherWanted:
    """The recipient wants another supporter; nobody asks why."""

    move: ClassVar[Move] = Move.ASK_ANOTHER
    by: PersonId = field(repr=False)
    turn: int


@dataclass(frozen=True, kw_only=True)
class SupporterLeft:
    """This supporter is no longer on the roster."""

    move: ClassVar[Move] = Move.LEAVE
    supporter: PersonId = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class RecipientLeft:
    """The recipient's account was deactivated: they can no longer be reached here."""

    move: ClassVar[Move] = Move.WITHDRAW


@dataclass(frozen=True, kw_only=True)
class CaseMerged:
    """Another case turned out to be the same person's, and goes on in the place of both."""

    move: ClassVar[Move] = Move.WITHDRAW


@dataclass(frozen=True, kw_only=True)
class InTouchDue:
    """It is time to ask whether they are still in touch, or there was no answer."""

    move: ClassVar[Move] = Move.IN_TOUCH_DUE


@dataclass(frozen=True, kw_only=True)
class StillInTouch:
    """The supporter said yes."""

    move: ClassVar[Move] = Move.IN_TOUCH
    by: PersonId = field(repr=False)
    turn: int


@dataclass(frozen=True, kw_only=True)
class Restored:
    """The case came back from a backup of the day ``of``; what happened to it since is unknown."""

    move: ClassVar[Move] = Move.RESTORE
    of: date


@dataclass(frozen=True, kw_only=True)
class ReferrerDue:
    """Nobody has reached out yet, but a confidential referrer is kept no longer."""

    move: ClassVar[Move] = Move.REFERRER_DUE


@dataclass(frozen=True, kw_only=True)
class Revealed:
    """Somebody who runs the programme looked up whose case it is."""

    move: ClassVar[Move] = Move.REVEAL
    by: PersonId = field(repr=False)
    turn: int
    reason: RevealReason


@dataclass(frozen=True, kw_only=True)
class HoldAsked:
    """Somebody who runs or directs the programme wants this case kept, for a legal reason."""

    move: ClassVar[Move] = Move.HOLD
    by: PersonId = field(repr=False)
    reason: HoldReason


@dataclass(frozen=True, kw_only=True)
class HoldConfirmed:
    """Somebody else agrees: from now on the case is not purged."""

    move: ClassVar[Move] = Move.HOLD
    by: PersonId = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class LiftWanted:
    """Somebody wants the hold lifted; it is, when two have said so. One that was never confirmed ends at once."""

    move: ClassVar[Move] = Move.LIFT
    by: PersonId = field(repr=False)
