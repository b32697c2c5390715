"""Who may do what to which case: the one place where object-level rights are decided.

The actor comes from the platform's signed envelope. A form or a button never says who pressed it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from bot.conversation.events import (
    AfreshDue,
    AnotherWanted,
    AnswerOverdue,
    AttemptDue,
    AttemptMade,
    BackupAnswered,
    BackupOverdue,
    BackupPaged,
    CaseClosed,
    CaseMerged,
    CheckInDone,
    CheckInDue,
    CheckInMoved,
    CheckInsPlanned,
    ComplaintDue,
    ComplaintMade,
    ContactMade,
    CoordinatorOverdue,
    DigestDue,
    DisclosureAnswered,
    DisclosureLapsed,
    FarewellDue,
    FeedbackDue,
    FeedbackGiven,
    HandedBack,
    HoldAsked,
    HoldConfirmed,
    IncidentListed,
    IncidentListMatured,
    InTouchDue,
    LiftWanted,
    MatchDeadlineMissed,
    MatchWanted,
    NudgeDue,
    OfferDeclined,
    OfferDelivered,
    OfferPassed,
    OfferTaken,
    OfferUndeliverable,
    PauseEnded,
    PauseOver,
    PauseWanted,
    PlanDue,
    ProgrammeRestored,
    PurgeDue,
    RecipientErased,
    RecipientLeft,
    RecipientOptedOut,
    ReferrerDue,
    RequestEntered,
    RequestWithdrawn,
    Restored,
    Revealed,
    SessionCalledOff,
    SessionEvent,
    SessionPlanned,
    StillInTouch,
    SuggestionMatured,
    SupporterAssigned,
    SupporterLeft,
)
from bot.domain.people import Role

if TYPE_CHECKING:
    from bot.conversation.events import CaseEvent, ProgrammeEvent
    from bot.conversation.facts import Facts
    from bot.domain.case import Case
    from bot.domain.people import PersonId


def allows(case: Case, event: CaseEvent, facts: Facts) -> bool:  # noqa: C901, PLR0911 - one row a right
    """Whether the one who did this may; what the clock or the platform reports always may."""
    match event:
        case OfferTaken() | OfferPassed():
            asked = any(one.number == event.offer and one.supporter == event.by for one in case.offers)
            return asked and _is_supporter(event.by, facts)
        case AttemptMade() | ContactMade() | OfferDeclined() | HandedBack():
            return _supports(case, event.by, facts)
        case CheckInsPlanned() | CheckInDone() | CheckInMoved() | StillInTouch():
            return _supports(case, event.by, facts)
        case PauseWanted() | PauseEnded():
            return event.by == case.recipient or _supports(case, event.by, facts)
        case RequestWithdrawn() | AnotherWanted() | RecipientOptedOut() | RecipientErased() | FeedbackGiven():
            return event.by == case.recipient
        case SupporterAssigned():
            return _runs_the_programme(event.by, facts) and event.by != case.recipient
        case Revealed():
            return _runs_the_programme(event.by, facts) and event.by not in {case.recipient, case.supporter}
        case HoldAsked() | HoldConfirmed() | LiftWanted():
            return _answers_for_it(event.by, facts) and event.by != case.recipient
        case CaseClosed():
            runs = _runs_the_programme(event.by, facts) and event.by != case.recipient
            return runs or _supports(case, event.by, facts)
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
            | FeedbackDue()
            | PurgeDue()
            | PauseOver()
            | InTouchDue()
            | ReferrerDue()
            | Restored()
            | SupporterLeft()
            | RecipientLeft()
            | CaseMerged()
        ):
            return True
        case _:
            assert_never(event)


def permits(event: ProgrammeEvent, facts: Facts) -> bool:
    """Whether the one who did this has the role for it; a complaint is everybody's right."""
    if isinstance(event, SessionEvent):
        planning = isinstance(event, SessionPlanned | SessionCalledOff)
        return not planning or _runs_the_programme(event.by, facts)
    match event:
        case RequestEntered():
            return _runs_the_programme(event.by, facts) and event.suggestion.recipient != event.by
        case IncidentListed():
            return _holds(event.by, facts, Role.NOTIFIER)
        case BackupPaged():
            return _holds(event.by, facts, Role.SUPPORTER)
        case BackupAnswered():
            return _holds(event.by, facts, Role.BACKUP)
        case DisclosureAnswered():
            return _answers_for_it(event.by, facts)
        case (
            ComplaintMade()
            | ComplaintDue()
            | IncidentListMatured()
            | BackupOverdue()
            | NudgeDue()
            | DigestDue()
            | ProgrammeRestored()
            | DisclosureLapsed()
        ):
            return True
        case _:
            assert_never(event)


def _holds(person: PersonId, facts: Facts, *roles: Role) -> bool:
    return any(one.person == person and one.has(*roles) for one in facts.staff)


def _runs_the_programme(person: PersonId, facts: Facts) -> bool:
    return _holds(person, facts, Role.COORDINATOR, Role.DEPUTY)


def _supports(case: Case, person: PersonId, facts: Facts) -> bool:
    return person == case.supporter and _is_supporter(person, facts)


def _is_supporter(person: PersonId, facts: Facts) -> bool:
    """Who has left, or is no supporter any more, has no say in a case that has not heard of it yet."""
    member = facts.supporter
    return member is not None and member.person == person and member.has(Role.SUPPORTER)


def _answers_for_it(person: PersonId, facts: Facts) -> bool:
    """Coordinator, deputy or director: two of them decide what is kept, and what is handed out."""
    return _holds(person, facts, Role.COORDINATOR, Role.DEPUTY, Role.DIRECTOR)
