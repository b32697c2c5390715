"""Decides: the row of the event in the law, guarded by the table of moves, the turn and the actor's rights.

Every decider is total: an event that these don't allow changes nothing; its ``reply`` is None and the reader is shown
how things stand.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.effects import Cancel, Decision, Remind
from bot.conversation.events.ending import PurgeDue
from bot.conversation.events.matching import CoordinatorOverdue, MatchDeadlineMissed, MatchWanted
from bot.conversation.events.pausing import PauseOver
from bot.conversation.events.supporting import AttemptDue, CheckInDue, InTouchDue, PlanDue
from bot.conversation.flows import ending, farewell, telling
from bot.conversation.flows.supporting import outreach
from bot.conversation.law import row_of
from bot.domain.case import Case, InTouch, Move, Step
from bot.domain.moves import MOVES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.conversation.events.every import CaseEvent, Event
    from bot.conversation.facts import Facts
    from bot.domain.people import Member, Person

NEXT_STEP = "next_step"
"""The agenda entry every kept case has exactly one of."""
IN_TOUCH = "in_touch"
"""The one that stands beside it while a supporter has the case."""

_COMES_DUE: Mapping[Move, Callable[[], CaseEvent]] = {
    Move.MATCH: MatchWanted,
    Move.DEADLINE_MISSED: MatchDeadlineMissed,
    Move.COORDINATOR_OVERDUE: CoordinatorOverdue,
    Move.ATTEMPT_DUE: AttemptDue,
    Move.PLAN_DUE: PlanDue,
    Move.CHECK_IN_DUE: CheckInDue,
    Move.RESUME: PauseOver,
    Move.PURGE: PurgeDue,
}
_NOTHING = Decision()


def decide(about: Case | Person | Member | None, event: Event, facts: Facts) -> Decision:
    """What the event's row says of whom or what it is about, the programme being None; nothing, if nobody may."""
    row = row_of(event)
    if isinstance(about, Case):
        return _decide_case(about, event, facts)
    return row.flow(about, event, facts) if row.may(about, event, facts) else _NOTHING


def _decide_case(case: Case, event: Event, facts: Facts) -> Decision:
    """Of a case: along the table of moves only, and for this turn."""
    row = row_of(event)
    allowed = MOVES[case.step].get(row.move) if row.move else None
    if allowed is None or _late(case, event) or not row.may(case, event, facts):
        return _NOTHING
    decision = row.flow(case, event, facts)
    after = next((one for one in decision.changed if isinstance(one, Case)), None)
    if after is None:
        return decision
    assert after.step in allowed, f"{case.step} -{row.move}-> {after.step}"  # noqa: S101 - the law of domain/moves.py
    after, taken_back = telling.take_back_requests(case, _schedule_in_touch_check(case, after, event, facts=facts))
    settled = _advance(case, after, decision)
    arrived = after.step if after.step is not case.step else None
    lost = farewell.farewell_if_lost(case, after, event, facts=facts)
    effects = (*settled.effects, *lost, *taken_back, *ending.feedback_reminder(case, after, facts))
    return replace(settled, effects=effects, arrived=arrived)


def _late(case: Case, event: Event) -> bool:
    """Whether a press carries an older turn than the case has."""
    turn: int | None = getattr(event, "turn", None)
    return turn is not None and turn != case.turn


def _schedule_in_touch_check(before: Case, after: Case, event: Event, *, facts: Facts) -> Case:
    """Whoever has a case is asked now and then whether they still do; anything that they do puts it off."""
    if not after.is_supported:
        return replace(after, in_touch=None)
    acted = getattr(event, "by", None) == after.supporter
    if after.in_touch is None or acted or before.supporter != after.supporter:
        due = outreach.next_waking_time(facts, facts.now + facts.policy.clocks.still_in_touch)
        return replace(after, in_touch=InTouch(due=due))
    return after


def _advance(before: Case, after: Case, decision: Decision) -> Decision:
    """Count the turn, and put the case's next step on the agenda in the place of the old one."""
    if _outdates_buttons(before, after):
        after = replace(after, turn=before.turn + 1)
    changed = tuple(after if isinstance(one, Case) else one for one in decision.changed)
    effects = (*_agenda(before, after), *decision.effects)
    return replace(decision, changed=changed, effects=effects)


def _outdates_buttons(before: Case, after: Case) -> bool:
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
    assert step is not None, f"{after.step} without a next step"  # noqa: S101 - the law of domain/moves.py
    cleared = (Cancel(subject=after.code),) if after.step is Step.CLOSED and before.step is not Step.CLOSED else ()
    following = Remind(subject=after.code, name=NEXT_STEP, event=_COMES_DUE[step.move](), at=step.due)
    return (*cleared, following, *_in_touch(before, after))


def _in_touch(before: Case, after: Case) -> tuple[Remind | Cancel, ...]:
    """The question whether they are still in touch stands beside the next step, while somebody has the case."""
    if after.in_touch is not None and after.in_touch != before.in_touch:
        return (Remind(subject=after.code, name=IN_TOUCH, event=InTouchDue(), at=after.in_touch.due),)
    gone = before.in_touch is not None and after.in_touch is None and after.is_open
    return (Cancel(subject=after.code, name=IN_TOUCH),) if gone else ()
