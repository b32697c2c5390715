"""Any case that a programme can come to, and any event with any actor."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from bot.conversation.events.asking import ReferrerDue, Suggestion, SuggestionMatured
from bot.conversation.events.availability import SupporterLeft
from bot.conversation.events.ending import (
    CaseClosed,
    FarewellDue,
    PurgeDue,
    RecipientLeft,
    RequestWithdrawn,
    SupportDeclined,
)
from bot.conversation.events.matching import (
    AnswerOverdue,
    CoordinatorOverdue,
    MatchDeadlineMissed,
    MatchWanted,
    OfferDelivered,
    OfferPassed,
    OfferTaken,
    OfferUndeliverable,
    SupporterAssigned,
)
from bot.conversation.events.oversight import HoldAsked, HoldConfirmed, HoldLiftAsked, Revealed
from bot.conversation.events.pausing import AnotherWanted, PauseOver, PauseResumed, PauseWanted
from bot.conversation.events.restoring import Restored
from bot.conversation.events.supporting import (
    AttemptDue,
    AttemptMade,
    CaseHandedBack,
    CheckBackDue,
    CheckInDone,
    CheckInDue,
    CheckInMoved,
    CheckInsPlanned,
    ContactMade,
    InTouchConfirmed,
    InTouchDue,
    PlanDue,
)
from bot.domain.case import Category, Closing, HoldReason, Origin, Reach, ReferrerMode, RevealReason, Urgency, Wishes
from bot.domain.people import PersonId, Role, Supporter
from bot.domain.policy import Plan
from bot.domain.typed.hours import parse_hours
from tests.engine.roster import TRAINED
from tests.engine.world import CARL, CLEO, DAN, DORA, LEO, OLGA, RITA, SAM, START, SUE, World, clinic, officer, peer

LEE = PersonId("web:lee")
RECIPIENTS, SUPPORTERS = (RITA, OLGA, SAM), (SAM, SUE, LEO, LEE)
EVERYBODY = (RITA, CARL, OLGA, SAM, SUE, LEO, LEE, CLEO, DAN, DORA)

anybody = st.sampled_from(EVERYBODY)
groups = st.frozensets(st.sampled_from([*SUPPORTERS, CARL]), max_size=2)
days = st.dates(START.date(), START.date().replace(month=12))
small, turns = st.integers(0, 4), st.integers(0, 9)
wishes = st.sampled_from([None, Wishes(), Wishes(reach=Reach.PHONE, phone="617 555 0100", nudge=True)])


def programme() -> World:
    """Supporters in three zones: one part-time, one with a cap, one who avoids Olga; a deputy in London."""
    world = clinic(
        peer(SAM),
        peer(SUE, supporter=Supporter(trained_on=TRAINED, avoid=frozenset({OLGA}))),
        peer(LEO, zone="America/Los_Angeles", supporter=Supporter(trained_on=TRAINED, cap_open=1)),
        peer(
            LEE, zone="Europe/London", supporter=Supporter(trained_on=TRAINED, hours=parse_hours("Mon-Wed 08:00-22:00"))
        ),
    )
    return world.joins(officer(DAN, Role.DEPUTY, zone="Europe/London"))


@st.composite
def suggestions(draw: st.DrawFn) -> Suggestion:
    """By oneself or by anybody else."""
    recipient, referrer = draw(st.sampled_from(RECIPIENTS)), draw(anybody)
    return Suggestion(
        recipient=recipient,
        referrer=referrer,
        origin=Origin.SELF if recipient == referrer else Origin.COLLEAGUE,
        made_at=START,
        category=draw(st.sampled_from(Category)),
        urgency=draw(st.sampled_from(Urgency)),
        not_these=draw(groups),
        mode=draw(st.sampled_from(ReferrerMode)),
        wishes=draw(wishes),
    )


def _by(kind, **more):
    return st.builds(kind, by=anybody, **more)


ANY_EVENT = st.one_of(
    st.builds(SuggestionMatured, suggestion=suggestions()),
    *(st.just(kind()) for kind in (MatchWanted, MatchDeadlineMissed, CoordinatorOverdue)),
    *(st.just(kind()) for kind in (AttemptDue, PlanDue, CheckInDue, PurgeDue)),
    *(st.just(kind()) for kind in (CheckBackDue,)),
    st.builds(Restored, of=days),
    st.builds(SuggestionMatured, suggestion=suggestions(), restored=st.just(True)),
    st.builds(FarewellDue, supporter=anybody),
    *(st.builds(one, offer=small) for one in (OfferDelivered, OfferUndeliverable, AnswerOverdue)),
    *(_by(kind, offer=small) for kind in (OfferTaken, OfferPassed)),
    _by(SupporterAssigned, turn=turns, supporter=anybody),
    *(_by(kind, turn=turns) for kind in (AttemptMade, ContactMade, SupportDeclined)),
    *(_by(kind, turn=turns) for kind in (CaseHandedBack, CheckInDone)),
    _by(CheckInsPlanned, turn=turns, plan=st.sampled_from(Plan)),
    _by(CaseClosed, turn=turns, closing=st.sampled_from(Closing)),
    _by(RequestWithdrawn),
    *(st.just(kind()) for kind in (PauseOver, InTouchDue, ReferrerDue, RecipientLeft)),
    *(_by(kind, turn=turns) for kind in (PauseResumed, AnotherWanted, InTouchConfirmed)),
    _by(PauseWanted, turn=turns, until=days),
    _by(CheckInMoved, turn=turns, day=days),
    st.builds(SupporterLeft, supporter=anybody),
    _by(Revealed, turn=turns, reason=st.sampled_from(RevealReason)),
    _by(HoldAsked, reason=st.sampled_from(HoldReason)),
    *(_by(kind) for kind in (HoldConfirmed, HoldLiftAsked)),
)

LIKELY = (
    "pause_send",
    "resume",
    "another_send",
    "in_touch",
    "take",
    "pass",
    "attempt",
    "contact",
    "check_in",
    "hand_back_send",
    "decline",
    "withdraw",
)
_STRIDES = [timedelta(), timedelta(hours=5), timedelta(days=1), timedelta(days=8), timedelta(days=30)]
_strides = st.sampled_from(_STRIDES)


@st.composite
def programmes(draw: st.DrawFn) -> World:
    """A programme with a case of Rita's that random presses and days have brought somewhere."""
    world = programme()
    world.suggests(CARL, not_these=draw(groups))
    for _ in range(draw(st.integers(0, 7))):
        world.passes(hours=draw(_strides).total_seconds() / 3600)
        if not world.cases:
            break
        press_somewhere(
            world, draw(st.sampled_from((*LIKELY, "plan_send", "assign_send"))), draw(st.sampled_from(Plan))
        )
    return world


def press_somewhere(world: World, name: str, plan: Plan) -> None:
    """The likeliest person presses a button of the latest case."""
    case = world.case
    asked = next((one.supporter for one in reversed(case.offers) if one.can_be_taken), SAM)
    person = {"take": asked, "pass": asked, "assign_send": CLEO}.get(name)
    person = case.recipient if name in {"withdraw", "another_send", "pause_send"} else person
    later = (world.now + timedelta(days=10)).date().isoformat()
    free = [one for one in SUPPORTERS if case.offer_to(one) is None]
    values: dict[str, Any] = {
        "plan": plan.value,
        "supporter": free[0] if free else SAM,
        "until": later,
        "another": "yes",
    }
    world.presses(person or case.supporter or SAM, name, **values)
