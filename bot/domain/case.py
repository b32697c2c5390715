"""One offer of support to one recipient, from submission to purge.

The law of this file: a case changes its step only along MOVES. A pair (step, move) that is not in the table is
a late, foreign or mistaken press; it changes nothing and is answered from the present state. ``next_step`` says
what happens if nobody acts; every case that is kept has exactly one. docs/case-states.md is drawn from the table.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.domain.people import PersonId

CaseCode = NewType("CaseCode", str)
"""A random code such as ``K7F3``: all that a home view, a digest or a log line may show of a case."""


class Step(StrEnum):
    """Where a case stands."""

    SUGGESTED = "suggested"  # not yet a case: nothing is stored under this step
    MATCHING = "matching"
    WAITING = "waiting"
    OFFERED = "offered"
    NEEDS_COORDINATOR = "needs_coordinator"
    ACCEPTED = "accepted"
    OUTREACH = "outreach"
    CONNECTED = "connected"
    FOLLOW_UP = "follow_up"
    CLOSED = "closed"
    PURGED = "purged"


class Move(StrEnum):
    """What can happen to a case."""

    SUGGEST = "suggest"
    MATCH = "match"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    TAKE = "take"
    PASS = "pass"  # noqa: S105 - a supporter passes on an offer
    ANSWER_OVERDUE = "answer_overdue"
    DEADLINE_MISSED = "deadline_missed"
    COORDINATOR_OVERDUE = "coordinator_overdue"
    ASSIGN = "assign"
    ATTEMPT = "attempt"
    ATTEMPT_DUE = "attempt_due"
    CONTACT = "contact"
    DECLINE = "decline"
    HAND_BACK = "hand_back"
    PLAN = "plan"
    PLAN_DUE = "plan_due"
    CHECK_IN_DUE = "check_in_due"
    CHECK_IN_DONE = "check_in_done"
    AFRESH_DUE = "afresh_due"
    FAREWELL_DUE = "farewell_due"
    WITHDRAW = "withdraw"
    CLOSE = "close"
    PURGE = "purge"


class Origin(StrEnum):
    """Who asked; the supporter's opener says only what is true for it."""

    SELF = "self"
    COLLEAGUE = "colleague"


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
    not_these: frozenset[PersonId] = field(default=frozenset(), repr=False)
    wishes: Wishes = Wishes()
    opened_at: datetime | None = None
    match_by: datetime | None = None
    offers: tuple[Offer, ...] = ()
    supporter: PersonId | None = field(default=None, repr=False)
    first_accepted_at: datetime | None = None
    accepted_at: datetime | None = None
    attempts: tuple[datetime, ...] = ()
    first_attempt_at: datetime | None = None
    contacted_at: datetime | None = None
    check_ins: tuple[CheckIn, ...] = ()
    closed_at: datetime | None = None
    closing: Closing | None = None
    next_step: NextStep | None = None
    version: int = 0

    @property
    def is_open(self) -> bool:
        """Whether the programme still owes somebody something."""
        return self.step not in {Step.SUGGESTED, Step.CLOSED, Step.PURGED}

    def offer_to(self, person: PersonId) -> Offer | None:
        """The latest offer to this supporter, if there was one."""
        return next((offer for offer in reversed(self.offers) if offer.supporter == person), None)

    @property
    def next_check_in(self) -> CheckIn | None:
        """The earliest check-in that is still planned."""
        return next((one for one in self.check_ins if one.state is CheckInState.PLANNED), None)


def _to(*steps: Step) -> frozenset[Step]:
    return frozenset(steps)


def _searching(here: Step) -> dict[Move, frozenset[Step]]:
    """Moves that mean the same wherever nobody has accepted yet."""
    return {
        Move.SUGGEST: _to(here),
        Move.DELIVERED: _to(here),
        Move.TAKE: _to(Step.ACCEPTED),
        Move.ASSIGN: _to(Step.OFFERED),
        Move.WITHDRAW: _to(Step.CLOSED),
        Move.CLOSE: _to(Step.CLOSED),
        Move.FAREWELL_DUE: _to(here),
    }


def _supported(here: Step) -> dict[Move, frozenset[Step]]:
    """Moves that mean the same wherever a supporter has the case."""
    return {
        Move.SUGGEST: _to(here, Step.MATCHING),
        Move.HAND_BACK: _to(Step.MATCHING),
        Move.WITHDRAW: _to(Step.CLOSED),
        Move.CLOSE: _to(Step.CLOSED),
        Move.FAREWELL_DUE: _to(here),
    }


MOVES: Mapping[Step, Mapping[Move, frozenset[Step]]] = MappingProxyType(
    {
        Step.SUGGESTED: {Move.SUGGEST: _to(Step.MATCHING, Step.SUGGESTED)},
        Step.MATCHING: _searching(Step.MATCHING)
        | {
            Move.MATCH: _to(Step.OFFERED, Step.WAITING, Step.NEEDS_COORDINATOR),
            Move.PASS: _to(Step.MATCHING),
        },
        Step.WAITING: _searching(Step.WAITING)
        | {
            Move.MATCH: _to(Step.OFFERED, Step.WAITING, Step.NEEDS_COORDINATOR),
            Move.PASS: _to(Step.WAITING),
            Move.DEADLINE_MISSED: _to(Step.NEEDS_COORDINATOR),
        },
        Step.OFFERED: _searching(Step.OFFERED)
        | {
            Move.SUGGEST: _to(Step.OFFERED, Step.MATCHING),
            Move.UNDELIVERED: _to(Step.OFFERED, Step.MATCHING),
            Move.PASS: _to(Step.OFFERED, Step.MATCHING, Step.NEEDS_COORDINATOR),
            Move.ANSWER_OVERDUE: _to(Step.OFFERED, Step.MATCHING, Step.NEEDS_COORDINATOR),
            Move.DEADLINE_MISSED: _to(Step.NEEDS_COORDINATOR),
        },
        Step.NEEDS_COORDINATOR: _searching(Step.NEEDS_COORDINATOR)
        | {
            Move.PASS: _to(Step.NEEDS_COORDINATOR),
            Move.COORDINATOR_OVERDUE: _to(Step.NEEDS_COORDINATOR),
        },
        Step.ACCEPTED: _supported(Step.ACCEPTED)
        | {
            Move.ATTEMPT: _to(Step.OUTREACH),
            Move.ATTEMPT_DUE: _to(Step.ACCEPTED),
            Move.CONTACT: _to(Step.CONNECTED),
            Move.DECLINE: _to(Step.CLOSED),
        },
        Step.OUTREACH: _supported(Step.OUTREACH)
        | {
            Move.ATTEMPT: _to(Step.OUTREACH),
            Move.ATTEMPT_DUE: _to(Step.OUTREACH, Step.CLOSED),
            Move.CONTACT: _to(Step.CONNECTED),
            Move.DECLINE: _to(Step.CLOSED),
        },
        Step.CONNECTED: _supported(Step.CONNECTED)
        | {
            Move.PLAN: _to(Step.FOLLOW_UP, Step.CLOSED),
            Move.PLAN_DUE: _to(Step.CONNECTED, Step.CLOSED),
            Move.AFRESH_DUE: _to(Step.CONNECTED),
        },
        Step.FOLLOW_UP: _supported(Step.FOLLOW_UP)
        | {
            Move.PLAN: _to(Step.FOLLOW_UP, Step.CLOSED),
            Move.CHECK_IN_DUE: _to(Step.FOLLOW_UP, Step.CLOSED),
            Move.CHECK_IN_DONE: _to(Step.FOLLOW_UP, Step.CLOSED),
            Move.AFRESH_DUE: _to(Step.FOLLOW_UP),
        },
        Step.CLOSED: {Move.FAREWELL_DUE: _to(Step.CLOSED), Move.PURGE: _to(Step.PURGED)},
        Step.PURGED: {},
    }
)
