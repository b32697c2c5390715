"""Who may do what to which case: the one place where object-level rights are decided.

The actor comes from the platform's signed envelope. A form or a button never says who pressed it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from bot.conversation.events import (
    AfreshDue,
    AnswerOverdue,
    AttemptDue,
    AttemptMade,
    CaseClosed,
    CheckInDone,
    CheckInDue,
    CheckInsPlanned,
    ContactMade,
    CoordinatorOverdue,
    FarewellDue,
    HandedBack,
    MatchDeadlineMissed,
    MatchWanted,
    OfferDeclined,
    OfferDelivered,
    OfferPassed,
    OfferTaken,
    OfferUndeliverable,
    PlanDue,
    PurgeDue,
    RequestWithdrawn,
    SuggestionMatured,
    SupporterAssigned,
)
from bot.domain.people import Role

if TYPE_CHECKING:
    from bot.conversation.events import CaseEvent
    from bot.conversation.facts import Facts
    from bot.domain.case import Case
    from bot.domain.people import PersonId


def allows(case: Case, event: CaseEvent, facts: Facts) -> bool:
    """Whether the one who did this may; what the clock or the platform reports always may."""
    match event:
        case OfferTaken() | OfferPassed():
            return any(one.number == event.offer and one.supporter == event.by for one in case.offers)
        case AttemptMade() | ContactMade() | OfferDeclined() | HandedBack() | CheckInsPlanned() | CheckInDone():
            return event.by == case.supporter
        case RequestWithdrawn():
            return event.by == case.recipient
        case SupporterAssigned():
            return _runs_the_programme(event.by, facts) and event.by != case.recipient
        case CaseClosed():
            return event.by == case.supporter or _runs_the_programme(event.by, facts)
        case (
            SuggestionMatured()
            | MatchWanted()
            | OfferDelivered()
            | OfferUndeliverable()
            | AnswerOverdue()
            | MatchDeadlineMissed()
            | CoordinatorOverdue()
            | AttemptDue()
            | PlanDue()
            | CheckInDue()
            | AfreshDue()
            | FarewellDue()
            | PurgeDue()
        ):
            return True
        case _:
            assert_never(event)


def _runs_the_programme(person: PersonId, facts: Facts) -> bool:
    return any(one.person == person and one.has(Role.COORDINATOR, Role.DEPUTY) for one in facts.staff)
