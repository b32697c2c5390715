"""Everything that can happen to a case, a person, a roster entry or the programme; past tense, without platforms.

``move`` names the row of ``domain.case.MOVES`` an event belongs to. ``by`` is the person who did it; the service takes
it from the signed envelope, never from a form.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from bot.domain.case import Category, Closing, Move, Origin, Urgency, Wishes

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.domain.hours import Leave, Window
    from bot.domain.people import PersonId
    from bot.domain.policy import Plan


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """What a request says, whoever made it; sealed as one agenda entry until it becomes a case."""

    recipient: PersonId = field(repr=False)
    referrer: PersonId = field(repr=False)
    origin: Origin
    made_at: datetime
    category: Category = Category.UNSAID
    urgency: Urgency = Urgency.ROUTINE
    not_these: frozenset[PersonId] = field(default=frozenset(), repr=False)
    wishes: Wishes | None = None  # None: nothing was said about it this time


@dataclass(frozen=True, kw_only=True)
class SuggestionMade:
    """Somebody suggested a colleague or asked for themselves. ``key`` names it, so that it can be undone."""

    by: PersonId = field(repr=False)
    suggestion: Suggestion
    key: str


@dataclass(frozen=True, kw_only=True)
class SuggestionUndone:
    """The referrer pressed *Undo* in time: the wrong person was picked, or a second thought came."""

    by: PersonId = field(repr=False)
    key: str


@dataclass(frozen=True, kw_only=True)
class SuggestionMatured:
    """Ten minutes passed (none for oneself): the suggestion becomes a case, merges, or ends."""

    move: ClassVar[Move] = Move.SUGGEST
    suggestion: Suggestion


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
    """The supporter can't go on, whatever the reason; nobody asks for one."""

    move: ClassVar[Move] = Move.HAND_BACK
    by: PersonId = field(repr=False)
    turn: int


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
    """The person was suggested again while in touch, and it is a waking hour of the supporter."""

    move: ClassVar[Move] = Move.AFRESH_DUE


@dataclass(frozen=True, kw_only=True)
class FarewellDue:
    """A case ended or moved on without its supporter, and it is a waking hour of theirs."""

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
class HoursChanged:
    """A supporter set when they can be asked, and when they are away."""

    by: PersonId = field(repr=False)
    hours: tuple[Window, ...]
    leave: tuple[Leave, ...]


@dataclass(frozen=True, kw_only=True)
class OptOutChanged:
    """Somebody does not want to be suggested by others, or lifts that again."""

    by: PersonId = field(repr=False)
    opted_out: bool


@dataclass(frozen=True, kw_only=True)
class DigestDue:
    """It is the hour of the weekly digest. ``slot`` is the local date of that Monday."""

    slot: date


CaseEvent: TypeAlias = (
    SuggestionMatured
    | MatchWanted
    | OfferDelivered
    | OfferUndeliverable
    | OfferTaken
    | OfferPassed
    | AnswerOverdue
    | MatchDeadlineMissed
    | CoordinatorOverdue
    | SupporterAssigned
    | AttemptMade
    | AttemptDue
    | ContactMade
    | OfferDeclined
    | HandedBack
    | CheckInsPlanned
    | PlanDue
    | CheckInDue
    | CheckInDone
    | AfreshDue
    | FarewellDue
    | RequestWithdrawn
    | CaseClosed
    | PurgeDue
)
PersonEvent: TypeAlias = SuggestionMade | SuggestionUndone | OptOutChanged
RosterEvent: TypeAlias = HoursChanged
ProgrammeEvent: TypeAlias = DigestDue
Event: TypeAlias = CaseEvent | PersonEvent | RosterEvent | ProgrammeEvent
