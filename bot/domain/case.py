"""One offer of support to one recipient, from submission to purge.

It changes its step only along ``MOVES`` (domain/moves.py). ``next_step`` says what happens if nobody acts; every case
that is kept has exactly one. ``in_touch`` stands beside it: while somebody has the case, it asks now and then whether
they still do.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NewType

from bot.domain.moves import SEARCHED, SUPPORTED, Move, Step
from bot.domain.people import Role

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.domain.hours import Leave
    from bot.domain.people import PersonId
    from bot.domain.policy import ConfidenceText, Plan, Policy


CaseCode = NewType("CaseCode", str)
"""A random code such as ``K7F3``: all that a home view, a digest or a log line may show of a case."""


class Origin(StrEnum):
    """Who asked; the supporter's opener says only what is true for it."""

    SELF = "self"
    COLLEAGUE = "colleague"
    INCIDENT_LIST = "incident_list"  # a leader or risk manager named everybody involved
    COORDINATOR = "coordinator"  # by phone or in the corridor


class ReferrerMode(StrEnum):
    """What becomes of the name of a colleague who suggests somebody."""

    CONFIDENTIAL = "confidential"  # sealed, and gone at the first outreach
    NAMED = "named"  # supporter and recipient may know, until closing
    UNLINKABLE = "unlinkable"  # never stored, so they may be asked to support the colleague themselves


class Urgency(StrEnum):
    """How soon; the higher wins when two suggestions merge."""

    ROUTINE = "routine"
    URGENT = "urgent"


class Category(StrEnum):
    """What happened, as a category only; optional, and a colleague's serves routing and is dropped at outreach."""

    UNSAID = "unsaid"
    ADVERSE_EVENT = "adverse_event"
    MEDICAL_ERROR = "medical_error"
    NEAR_MISS = "near_miss"
    PATIENT_DEATH = "patient_death"
    LITIGATION = "litigation"
    COMPLAINT = "complaint"
    AGGRESSION = "aggression"
    LOSS_OF_COLLEAGUE = "loss_of_colleague"
    MASS_EVENT = "mass_event"
    MORAL_DISTRESS = "moral_distress"
    BURNOUT = "burnout"
    PERSONAL = "personal"
    TRAINING = "training"


class Closing(StrEnum):
    """Why a case ended."""

    COMPLETED = "completed"
    DECLINED = "declined"
    NO_RESPONSE = "no_response"
    REFERRED_ON = "referred_on"
    WITHDRAWN = "withdrawn"
    REDIRECTED = "redirected"
    GROUP_SESSION = "group_session"
    UNMATCHED = "unmatched"
    MERGED = "merged"  # two addresses turned out to be one person's: their other case goes on


class Reach(StrEnum):
    """How somebody who asks for themselves wants to be reached."""

    CHAT = "chat"
    PHONE = "phone"
    IN_PERSON = "in_person"


class OfferState(StrEnum):
    """What became of one question to one supporter."""

    ASKED = "asked"
    DELIVERED = "delivered"
    PASSED = "passed"
    TIMED_OUT = "timed_out"
    UNDELIVERED = "undelivered"
    TAKEN = "taken"
    GONE = "gone"


@dataclass(frozen=True, kw_only=True)
class Offer:
    """The question to one supporter whether they take one case; the clock runs from delivery."""

    number: int
    supporter: PersonId = field(repr=False)
    asked_at: datetime
    state: OfferState = OfferState.ASKED
    answer_by: datetime | None = None
    settled_at: datetime | None = None

    @property
    def can_be_taken(self) -> bool:
        """A late *Take it* wins while nobody else has, so a time-out leaves the offer valid."""
        return self.state in {OfferState.ASKED, OfferState.DELIVERED, OfferState.TIMED_OUT}

    @property
    def awaits_answer(self) -> bool:
        """Whether the supporter is being waited for."""
        return self.state in {OfferState.ASKED, OfferState.DELIVERED}


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What a recipient said about being reached; sealed, and gone with the case."""

    reach: Reach = Reach.CHAT
    phone: str = field(default="", repr=False)
    language: str = ""
    gender: str = ""
    nudge: bool = False  # whether the bot may write to them


class CheckInState(StrEnum):
    """What became of one planned contact."""

    PLANNED = "planned"
    DONE = "done"
    SKIPPED = "skipped"


@dataclass(frozen=True, kw_only=True)
class CheckIn:
    """A planned later contact between supporter and recipient."""

    number: int
    due: datetime
    state: CheckInState = CheckInState.PLANNED
    settled_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """What happens to the case, and when, if nobody acts."""

    move: Move
    due: datetime
    times: int = 0  # how often this has come due already; the answer gets firmer


@dataclass(frozen=True, kw_only=True)
class InTouch:
    """When the supporter is asked whether they are still in touch; once ``asked``, when the case ends without a yes."""

    due: datetime
    asked: bool = False


class RevealReason(StrEnum):
    """Why somebody who runs the programme had to know whose case it is."""

    SAFETY = "safety"
    UNREACHABLE = "unreachable"  # the supporter
    CALLED = "called"  # the recipient did
    CONFLICT = "conflict"  # who may support whom
    LEGAL = "legal"


@dataclass(frozen=True, kw_only=True)
class Reveal:
    """Somebody who runs the programme looked up the recipient's name; ``role`` is what they were then."""

    by: PersonId = field(repr=False)
    reason: RevealReason
    at: datetime
    role: Role = Role.COORDINATOR


class HoldReason(StrEnum):
    """Why a case may not be forgotten for now."""

    COURT = "court"  # a lawsuit, or one that is to be expected
    AUTHORITY = "authority"  # a regulator or another authority asks
    INQUIRY = "inquiry"  # the organisation's own, ordered by its counsel


@dataclass(frozen=True, kw_only=True)
class Hold:
    """A legal hold: one asks, another confirms, and two lift it. Only what is confirmed stops the purge."""

    reason: HoldReason
    asked_by: PersonId = field(repr=False)
    asked_at: datetime
    confirmed_by: PersonId | None = field(default=None, repr=False)
    confirmed_at: datetime | None = None
    lift_by: PersonId | None = field(default=None, repr=False)  # who wants it lifted; somebody else has to agree
    overdue: bool = False  # the purge, or an erasure, came due meanwhile


@dataclass(frozen=True, kw_only=True)
class Away:
    """The supporter is, or will be, away for longer than a case can wait; ``waits``: somebody said that it does."""

    first: date
    last: date
    waits: bool = False


class Why(StrEnum):
    """Why a case needs somebody who runs the programme, the most pressing first."""

    NEEDS_COORDINATOR = "needs_coordinator"
    NO_ATTEMPT = "no_attempt"
    NEXT_ATTEMPT = "next_attempt"
    AWAY = "away"
    CHECK_IN_OVERDUE = "check_in_overdue"


@dataclass(frozen=True, kw_only=True)
class Case:
    """One offer of support to one recipient. ``turn`` counts effective changes; a button of an older turn is late."""

    code: CaseCode
    recipient: PersonId = field(repr=False)
    step: Step = Step.SUGGESTED
    turn: int = 0
    origin: Origin = Origin.COLLEAGUE
    urgency: Urgency = Urgency.ROUTINE
    category: Category = Category.UNSAID
    own_category: bool = False
    referrer: PersonId | None = field(default=None, repr=False)
    named: bool = False  # the referrer may be shown to supporter and recipient
    not_these: frozenset[PersonId] = field(default=frozenset(), repr=False)
    wishes: Wishes = Wishes()
    opened_at: datetime | None = None
    match_by: datetime | None = None
    offers: tuple[Offer, ...] = ()
    chosen: PersonId | None = field(default=None, repr=False)  # by the coordinator; asked when their hours begin
    supporter: PersonId | None = field(default=None, repr=False)
    first_accepted_at: datetime | None = None
    accepted_at: datetime | None = None
    attempts: tuple[datetime, ...] = ()
    first_attempt_at: datetime | None = None
    contacted_at: datetime | None = None
    check_ins: tuple[CheckIn, ...] = ()
    plan: Plan | None = None
    paused_from: Step | None = None
    ask_first: bool = False  # the supporter left after contact: does the recipient want another?
    in_touch: InTouch | None = None
    reveals: tuple[Reveal, ...] = ()
    closed_at: datetime | None = None
    closing: Closing | None = None
    next_step: NextStep | None = None
    feedback_given: bool = False
    hold: Hold | None = None
    absent: tuple[Leave, ...] = ()  # of its supporter, since they accepted
    away: Away | None = None
    pause_known: bool = False  # its supporter asked for the pause, or was told of it
    told: frozenset[PersonId] = field(default=frozenset(), repr=False)  # who was told that it needs somebody
    confidence: ConfidenceText | None = None  # the limits of confidence as they stood when it began
    version: int = 0

    @property
    def is_open(self) -> bool:
        """Whether the programme still owes somebody something."""
        return self.step not in {Step.SUGGESTED, Step.CLOSED, Step.PURGED}

    @property
    def asked(self) -> frozenset[PersonId]:
        """Who can still take it."""
        return frozenset(offer.supporter for offer in self.offers if offer.can_be_taken and self.is_open)

    @property
    def is_held(self) -> bool:
        """Whether a legal hold stops its purge."""
        return self.hold is not None and self.hold.confirmed_by is not None

    @property
    def had_contact(self) -> bool:
        """Whether this supporter and the recipient have been in touch."""
        return not {Step.CONNECTED, Step.FOLLOW_UP}.isdisjoint({self.step, self.paused_from})

    @property
    def is_supported(self) -> bool:
        """Whether a supporter is at work on it now."""
        return self.step in SUPPORTED and self.supporter is not None

    @property
    def is_stalled(self) -> bool:
        """An attempt is due, the supporter was asked, and a day later those who run the programme were told."""
        outreach = self.step in {Step.ACCEPTED, Step.OUTREACH}
        return outreach and self.next_step is not None and self.next_step.times > 1

    @property
    def needs_somebody(self) -> bool:
        """Whether somebody who runs the programme has to do something about it."""
        return self.step is Step.NEEDS_COORDINATOR or self.is_stalled or self.waits_for_a_word

    @property
    def waits_for_a_word(self) -> bool:
        """Whether somebody has to say if the case waits for its supporter, who is away for long."""
        return self.is_supported and self.away is not None and not self.away.waits

    @property
    def excluded(self) -> frozenset[PersonId]:
        """Who must not support this recipient: who was named, and whoever looked up the name."""
        return self.not_these | {one.by for one in self.reveals}

    def offer_to(self, person: PersonId) -> Offer | None:
        """The latest offer to this supporter, if there was one."""
        return next((offer for offer in reversed(self.offers) if offer.supporter == person), None)

    @property
    def next_check_in(self) -> CheckIn | None:
        """The earliest check-in that is still planned."""
        return next((one for one in self.check_ins if one.state is CheckInState.PLANNED), None)


def why(case: Case, policy: Policy, now: datetime) -> Why | None:
    """Why somebody who runs the programme has to look at it now: the one rule of home, desk and overview."""
    if case.step is Step.NEEDS_COORDINATOR:
        return Why.NEEDS_COORDINATOR
    taken = case.accepted_at if case.step is Step.ACCEPTED and not case.attempts else None
    if case.is_stalled or (taken is not None and now - taken >= policy.clocks.attempt_escalated):
        return Why.NEXT_ATTEMPT if case.attempts else Why.NO_ATTEMPT
    if case.waits_for_a_word:
        return Why.AWAY
    planned = case.next_check_in if case.step is Step.FOLLOW_UP else None
    late = planned is not None and now - planned.due >= policy.clocks.check_in_skipped
    return Why.CHECK_IN_OVERDUE if late else None


def waits_since(case: Case, now: datetime) -> datetime | None:
    """Since when it waits for a supporter, for their next word, or for a check-in that was due; None if for nobody."""
    if case.step in SEARCHED:
        return case.opened_at
    if case.step in {Step.ACCEPTED, Step.OUTREACH}:
        return case.attempts[-1] if case.attempts else case.accepted_at
    planned = case.next_check_in if case.step is Step.FOLLOW_UP else None
    if planned is not None and planned.due <= now:
        return planned.due
    return case.accepted_at if case.waits_for_a_word else None
