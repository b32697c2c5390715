"""After contact: planning check-ins, reminding of them, and letting them go."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.conversation import texts
from bot.conversation.effects import Decision, Remind, Tell
from bot.conversation.events import AfreshDue
from bot.conversation.flows.ending import closed
from bot.conversation.flows.outreach import awake, rescheduled
from bot.domain.case import CheckIn, CheckInState, Closing, Move, NextStep, Step
from bot.domain.hours import at_wall, local
from bot.ui import Toast, say

if TYPE_CHECKING:
    from datetime import datetime

    from bot.conversation.events import CheckInsPlanned
    from bot.conversation.facts import Facts
    from bot.domain.case import Case


def on_planned(case: Case, event: CheckInsPlanned, facts: Facts) -> Decision:
    """The plan's days count from contact, those gone by left out; from today when all of them have gone by."""
    moments = _moments(event, case.contacted_at or facts.now, facts) or _moments(event, facts.now, facts)
    if not moments:
        return replace(closed(case, Closing.COMPLETED, facts), reply=Toast(say("Closed. Thank you for being there.")))
    settled = tuple(one for one in case.check_ins if one.state is not CheckInState.PLANNED)
    planned = tuple(CheckIn(number=len(settled) + at, due=due) for at, due in enumerate(moments, start=1))
    after = replace(case, step=Step.FOLLOW_UP, check_ins=(*settled, *planned), next_step=_due(moments[0]))
    return Decision(changed=(after,), reply=Toast(say("Planned. You'll be reminded.")))


def _moments(event: CheckInsPlanned, start: datetime, facts: Facts) -> list[datetime]:
    """At the same hour on the supporter's own clock."""
    days = facts.policy.plans[event.plan]
    return [moment for day in days if (moment := _on_day(start, day, facts)) > facts.now]


def _on_day(contact: datetime, days: int, facts: Facts) -> datetime:
    zone = facts.supporter.timezone if facts.supporter else facts.policy.timezone
    day = local(contact, zone).date() + timedelta(days=days)
    return awake(facts, at_wall(day, facts.policy.check_in_time, zone))


def _due(moment: datetime, times: int = 0) -> NextStep:
    return NextStep(move=Move.CHECK_IN_DUE, due=moment, times=times)


def on_plan_due(case: Case, facts: Facts) -> Decision:
    """After three weeks ask once, after 45 days end the case: nothing is kept because it was forgotten.

    The later wait counts from the question, so that an outage is never taken for an answer.
    """
    if (later := awake(facts, facts.now)) > facts.now:
        return rescheduled(case, later)
    if case.next_step is not None and case.next_step.times > 0:
        return closed(case, Closing.COMPLETED, facts)
    pause = facts.policy.clocks.plan_closed - facts.policy.clocks.plan_asked
    step = NextStep(move=Move.PLAN_DUE, due=awake(facts, facts.now + pause), times=1)
    return Decision(changed=(replace(case, next_step=step),), effects=_tell(case, texts.plan_due(case.code)))


def on_check_in_due(case: Case, facts: Facts) -> Decision:
    """Remind on the day; ask after two days; after a week skip and count it, and go on to the next.

    Both waits count from the reminder that came before: after an outage nobody gets two at once, or is skipped unasked.
    """
    if (later := awake(facts, facts.now)) > facts.now:
        return rescheduled(case, later)
    check_in, clocks = case.next_check_in, facts.policy.clocks
    if check_in is None:
        return closed(case, Closing.COMPLETED, facts)
    times = case.next_step.times if case.next_step else 0
    if times == 0:
        step = _due(awake(facts, facts.now + clocks.check_in_asked), 1)
        return Decision(changed=(replace(case, next_step=step),), effects=_tell(case, texts.check_in_due(case.code)))
    if times == 1:
        step = _due(awake(facts, facts.now + clocks.check_in_skipped - clocks.check_in_asked), 2)
        return Decision(
            changed=(replace(case, next_step=step),), effects=_tell(case, texts.check_in_overdue(case.code))
        )
    return _onward(case, CheckInState.SKIPPED, facts)


def on_check_in_done(case: Case, facts: Facts) -> Decision:
    """They were in touch again; the last one closes the case."""
    after = _onward(case, CheckInState.DONE, facts)
    return replace(after, reply=Toast(say("Noted. Thank you.")))


def _onward(case: Case, state: CheckInState, facts: Facts) -> Decision:
    current = case.next_check_in
    settled = tuple(
        replace(one, state=state, settled_at=facts.now) if one is current else one for one in case.check_ins
    )
    after = replace(case, check_ins=settled)
    following = after.next_check_in
    if following is None:
        return closed(after, Closing.COMPLETED, facts)
    return Decision(changed=(replace(after, next_step=_due(max(following.due, facts.now))),))


def _tell(case: Case, message: texts.Message) -> tuple[Tell, ...]:
    return (Tell(to=case.supporter, message=message, case=case.code, name="check_in"),) if case.supporter else ()


def on_afresh_due(case: Case, facts: Facts) -> Decision:
    """Somebody suggested the person again: another word would help."""
    if (later := awake(facts, facts.now)) > facts.now:
        return Decision(effects=(Remind(subject=case.code, name="afresh", event=AfreshDue(), at=later),))
    if case.supporter is None:
        return Decision()
    return Decision(effects=(Tell(to=case.supporter, message=texts.afresh(case.code), case=case.code),))
