"""Which flow answers which event: the only place that dispatches, and the only one that guards the table of moves.

Every decider is total: an event that the table, the turn or the actor's rights don't allow changes nothing; its
``reply`` is None and the reader is shown how things stand.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from bot.conversation import authority
from bot.conversation.effects import Cancel, Decision, Remind
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
    HoursChanged,
    MatchDeadlineMissed,
    MatchWanted,
    OfferDeclined,
    OfferDelivered,
    OfferPassed,
    OfferTaken,
    OfferUndeliverable,
    OptOutChanged,
    PlanDue,
    PurgeDue,
    RequestWithdrawn,
    SuggestionMade,
    SuggestionMatured,
    SuggestionUndone,
    SupporterAssigned,
)
from bot.conversation.flows import ending, follow_up, intake, matching, outreach, queue, roster
from bot.domain.case import MOVES, Case, Move, Step

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.conversation.events import CaseEvent, PersonEvent, RosterEvent
    from bot.conversation.facts import Facts
    from bot.domain.people import Member, Person

NEXT_STEP = "next_step"
"""The agenda entry every kept case has exactly one of."""

_COMES_DUE: Mapping[Move, Callable[[], CaseEvent]] = {
    Move.MATCH: MatchWanted,
    Move.DEADLINE_MISSED: MatchDeadlineMissed,
    Move.COORDINATOR_OVERDUE: CoordinatorOverdue,
    Move.ATTEMPT_DUE: AttemptDue,
    Move.PLAN_DUE: PlanDue,
    Move.CHECK_IN_DUE: CheckInDue,
    Move.PURGE: PurgeDue,
}
_NOTHING = Decision()


def decide(case: Case, event: CaseEvent, facts: Facts) -> Decision:
    """What becomes of a case when something happens to it; nothing, if the table, the turn or the actor forbids it."""
    allowed = MOVES[case.step].get(event.move)
    if allowed is None or _late(case, event) or not authority.allows(case, event, facts):
        return _NOTHING
    decision = _flow(case, event, facts)
    after = next((one for one in decision.changed if isinstance(one, Case)), None)
    if after is None:
        return decision
    assert after.step in allowed, f"{case.step} -{event.move}-> {after.step}"  # noqa: S101 - the law of domain/case.py
    return _settled(case, after, decision)


def _late(case: Case, event: CaseEvent) -> bool:
    """Whether a press carries an older turn than the case has."""
    turn: int | None = getattr(event, "turn", None)
    return turn is not None and turn != case.turn


def _flow(case: Case, event: CaseEvent, facts: Facts) -> Decision:  # noqa: C901, PLR0911, PLR0912 - one row an event
    match event:
        case SuggestionMatured():
            return intake.on_matured(case, event, facts)
        case MatchWanted():
            return matching.on_match_wanted(case, facts)
        case OfferDelivered():
            return matching.on_delivered(case, event, facts)
        case OfferUndeliverable():
            return matching.on_undeliverable(case, event, facts)
        case OfferTaken():
            return matching.on_taken(case, event, facts)
        case OfferPassed():
            return matching.on_passed(case, event, facts)
        case AnswerOverdue():
            return matching.on_answer_overdue(case, event, facts)
        case MatchDeadlineMissed():
            return queue.on_deadline_missed(case, facts)
        case CoordinatorOverdue():
            return queue.on_coordinator_overdue(case, facts)
        case SupporterAssigned():
            return queue.on_assigned(case, event, facts)
        case AttemptMade():
            return outreach.on_attempt(case, facts)
        case AttemptDue():
            return outreach.on_attempt_due(case, facts)
        case ContactMade():
            return outreach.on_contact(case, facts)
        case HandedBack():
            return outreach.on_handed_back(case, facts)
        case CheckInsPlanned():
            return follow_up.on_planned(case, event, facts)
        case PlanDue():
            return follow_up.on_plan_due(case, facts)
        case CheckInDue():
            return follow_up.on_check_in_due(case, facts)
        case CheckInDone():
            return follow_up.on_check_in_done(case, facts)
        case AfreshDue():
            return follow_up.on_afresh_due(case, facts)
        case FarewellDue():
            return ending.on_farewell_due(case, event, facts)
        case OfferDeclined() | RequestWithdrawn() | CaseClosed():
            return ending.on_ended(case, event, facts)
        case PurgeDue():
            return ending.on_purge_due(case)
        case _:
            assert_never(event)


def _settled(before: Case, after: Case, decision: Decision) -> Decision:
    """Count the turn, and put the case's next step on the agenda in the place of the old one."""
    if _moved(before, after):
        after = replace(after, turn=before.turn + 1)
    changed = tuple(after if isinstance(one, Case) else one for one in decision.changed)
    effects = (*_agenda(before, after), *decision.effects)
    return replace(decision, changed=changed, effects=effects)


def _moved(before: Case, after: Case) -> bool:
    """Whether a button that was shown before would now mean something else."""
    return (before.step, before.supporter, before.attempts, before.check_ins) != (
        after.step,
        after.supporter,
        after.attempts,
        after.check_ins,
    )


def _agenda(before: Case, after: Case) -> tuple[Remind | Cancel, ...]:
    if after.step in {Step.PURGED, Step.SUGGESTED}:
        return (Cancel(subject=after.code),)
    step = after.next_step
    assert step is not None, f"{after.step} without a next step"  # noqa: S101 - the law of domain/case.py
    cleared = (Cancel(subject=after.code),) if after.step is Step.CLOSED and before.step is not Step.CLOSED else ()
    return (*cleared, Remind(subject=after.code, name=NEXT_STEP, event=_COMES_DUE[step.move](), at=step.due))


def decide_person(person: Person, event: PersonEvent, facts: Facts) -> Decision:
    """What becomes of a person's own record, and of what they ask for; nobody changes another's."""
    if event.by != person.person:
        return _NOTHING
    match event:
        case SuggestionMade():
            return intake.on_made(person, event, facts)
        case SuggestionUndone():
            return intake.on_undone(event)
        case OptOutChanged():
            return intake.on_opt_out(person, event)
        case _:
            assert_never(event)


def decide_member(member: Member, event: RosterEvent, facts: Facts) -> Decision:
    """What becomes of a roster entry."""
    match event:
        case HoursChanged():
            return roster.on_hours_changed(member, event, facts)
        case _:
            assert_never(event)
