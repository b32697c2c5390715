"""Follow-up: plans check-ins after the contact, reminds of them, and asks whether they are still in touch."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.conversation import nudges
from bot.conversation.effects import Decision, Remind, Tell
from bot.conversation.flows.ending import close_case
from bot.conversation.flows.supporting.outreach import HEAVY, next_waking_time, reschedule
from bot.domain.case import Category, CheckIn, CheckInState, Closing, InTouch, Move, NextStep, Step
from bot.domain.hours import at_wall, day_in
from bot.domain.policy import Plan
from bot.domain.public_holidays import working_day
from bot.ui import Toast, say

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.conversation.events.supporting import (
        CheckBackDue,
        CheckInDone,
        CheckInDue,
        CheckInMoved,
        CheckInsPlanned,
        InTouchConfirmed,
        InTouchDue,
        PlanDue,
    )
    from bot.conversation.facts import Facts
    from bot.domain.case import Case

FARTHEST = 90
"""Days: how far ahead a pause or a moved check-in may lie."""


def on_planned(case: Case, event: CheckInsPlanned, facts: Facts) -> Decision:
    """The plan's days count from contact, those gone by left out; from today when all of them have gone by."""
    moments = _moments(event, case.contacted_at or facts.now, facts) or _moments(event, facts.now, facts)
    if not moments:
        return replace(
            close_case(case, Closing.COMPLETED, facts), reply=Toast(say("Closed. Thank you for being there."))
        )
    settled = tuple(one for one in case.check_ins if one.state is not CheckInState.PLANNED)
    planned = tuple(CheckIn(number=len(settled) + at, due=due) for at, due in enumerate(moments, start=1))
    planned_so = replace(case, step=Step.FOLLOW_UP, plan=event.plan)
    after = replace(planned_so, check_ins=(*settled, *planned), next_step=_due(moments[0]))
    return Decision(changed=(after,), reply=Toast(say("Planned. You'll be reminded.")))


def _moments(event: CheckInsPlanned, start: datetime, facts: Facts) -> list[datetime]:
    """At the same hour on the supporter's own clock."""
    days = facts.policy.plans[event.plan]
    return [moment for day in days if (moment := _on_day(start, day, facts)) > facts.now]


def _on_day(contact: datetime, days: int, facts: Facts) -> datetime:
    zone = facts.supporter.timezone if facts.supporter else facts.policy.timezone
    day = working_day(day_in(contact, zone) + timedelta(days=days), facts.policy)
    return next_waking_time(facts, at_wall(day, facts.policy.check_in_time, zone))


def _due(moment: datetime, times: int = 0) -> NextStep:
    return NextStep(move=Move.CHECK_IN_DUE, due=moment, times=times)


def on_plan_due(case: Case, _event: PlanDue, facts: Facts) -> Decision:
    """After three weeks ask once, after 45 days end the case: nothing is kept because it was forgotten.

    The later wait counts from the question, so that an outage is never taken for an answer.
    """
    if (later := next_waking_time(facts, facts.now)) > facts.now:
        return reschedule(case, later)
    if case.next_step is not None and case.next_step.times > 0:
        return close_case(case, Closing.COMPLETED, facts)
    pause = facts.policy.clocks.plan_closed - facts.policy.clocks.plan_asked
    step = NextStep(move=Move.PLAN_DUE, due=next_waking_time(facts, facts.now + pause), times=1)
    return Decision(changed=(replace(case, next_step=step),), effects=_tell(case, nudges.plan_due(case.code)))


def on_check_in_due(case: Case, _event: CheckInDue, facts: Facts) -> Decision:
    """Remind on the day; ask after two days; after a week skip and count it, and go on to the next.

    Both waits count from the reminder that came before: after an outage nobody gets two at once, or is skipped unasked.
    """
    if (later := next_waking_time(facts, facts.now)) > facts.now:
        return reschedule(case, later)
    check_in, clocks = case.next_check_in, facts.policy.clocks
    if check_in is None:
        return close_case(case, Closing.COMPLETED, facts)
    times = case.next_step.times if case.next_step else 0
    if times == 0:
        step = _due(next_waking_time(facts, facts.now + clocks.check_in_asked), 1)
        return Decision(changed=(replace(case, next_step=step),), effects=_tell(case, nudges.check_in_due(case.code)))
    if times == 1:
        step = _due(next_waking_time(facts, facts.now + clocks.check_in_skipped - clocks.check_in_asked), 2)
        return Decision(
            changed=(replace(case, next_step=step),), effects=_tell(case, nudges.check_in_overdue(case.code))
        )
    return _onward(case, CheckInState.SKIPPED, facts)


def is_last_check_in(case: Case) -> bool:
    """Whether being in touch now closes the case: nothing else is planned, and the plan is not one that goes on."""
    left = [one for one in case.check_ins if one.state is CheckInState.PLANNED]
    return case.step is Step.FOLLOW_UP and len(left) == 1 and case.plan is not Plan.LONG


def on_check_in_done(case: Case, _event: CheckInDone, facts: Facts) -> Decision:
    """They were in touch again; the last one closes the case, and the long plan goes on."""
    left = [one for one in case.check_ins if one.state is CheckInState.PLANNED]
    days = _every(facts)
    if case.plan is not Plan.LONG or len(left) > 1 or not days:
        return replace(_onward(case, CheckInState.DONE, facts), reply=_noted(case))
    more = CheckIn(number=len(case.check_ins) + 1, due=_on_day(facts.now, days, facts))
    after = _onward(replace(case, check_ins=(*case.check_ins, more)), CheckInState.DONE, facts)
    return replace(
        after, reply=Toast(say("Noted. You'll be reminded in {days} days. Close it if you are done.", days=days))
    )


def _noted(case: Case) -> Toast:
    if is_last_check_in(case):
        return Toast(say("Noted. It was the last check-in, so the case is closed. Thank you for being there."))
    return Toast(say("Noted. Thank you."))


def _every(facts: Facts) -> int:
    """The long plan's last pause in days: it is repeated for as long as they are in touch."""
    days = facts.policy.plans[Plan.LONG]
    return days[-1] - days[-2] if len(days) > 1 else sum(days)


def on_check_in_moved(case: Case, event: CheckInMoved, facts: Facts) -> Decision:
    """On another day, the same hour; tomorrow at the earliest, and no later than a case may rest."""
    current, zone = case.next_check_in, facts.supporter.timezone if facts.supporter else facts.policy.timezone
    if current is None or not pausable(event.day, facts.now, zone):
        return Decision(reply=Toast(say("Please choose a day in the next {days} days.", days=FARTHEST)))
    due = next_waking_time(facts, at_wall(event.day, facts.policy.check_in_time, zone))
    moved = tuple(replace(one, due=due) if one is current else one for one in case.check_ins)
    order = sorted(moved, key=lambda one: (one.state is CheckInState.PLANNED, one.due))
    after = replace(case, check_ins=tuple(order))
    following = after.next_check_in or current
    return Decision(changed=(replace(after, next_step=_due(following.due)),), reply=Toast(say("Moved.")))


def pausable(day: date, now: datetime, zone: str) -> bool:
    """From tomorrow to ninety days ahead, on the calendar of that zone."""
    return 1 <= (day - day_in(now, zone)).days <= FARTHEST


def on_in_touch_due(case: Case, _event: InTouchDue, facts: Facts) -> Decision:
    """Ask; without an answer in a week the case ends: nothing is kept because it was forgotten.

    A check-in that is near asks the same, so the question waits for it.
    """
    clocks, asked = facts.policy.clocks, case.in_touch
    if asked is None or case.supporter is None:
        return Decision()
    if (later := next_waking_time(facts, facts.now)) > facts.now:
        return Decision(changed=(replace(case, in_touch=replace(asked, due=later)),))
    if asked.asked:
        return close_case(case, _forgotten(case), facts)
    again = InTouch(due=next_waking_time(facts, facts.now + clocks.still_in_touch_closed), asked=not _near(case, facts))
    message = nudges.in_touch(case.code, case.turn, clocks.still_in_touch_closed)
    tell = Tell(to=case.supporter, message=message, case=case.code, name="in_touch")
    return Decision(changed=(replace(case, in_touch=again),), effects=(tell,) if again.asked else ())


def _near(case: Case, facts: Facts) -> bool:
    due = case.next_check_in.due if case.next_check_in else None
    return due is not None and due <= facts.now + facts.policy.clocks.still_in_touch_closed


def _forgotten(case: Case) -> Closing:
    if case.had_contact:
        return Closing.COMPLETED
    return Closing.NO_RESPONSE if case.attempts else Closing.UNMATCHED


def on_still_in_touch(case: Case, _event: InTouchConfirmed, _facts: Facts) -> Decision:
    """Noted; like anything else that the supporter does, it puts the question off."""
    return Decision(changed=(case,), reply=Toast(say("Noted. Thank you.")))


def suggested_plan(case: Case) -> Plan:
    """What the recipient's own category suggests; a colleague's guess suggests nothing."""
    if case.own_category and case.category in {Category.LITIGATION, Category.COMPLAINT}:
        return Plan.LONG
    return Plan.STANDARD if case.own_category and case.category in HEAVY else Plan.LIGHT


def _onward(case: Case, state: CheckInState, facts: Facts) -> Decision:
    current = case.next_check_in
    settled = tuple(
        replace(one, state=state, settled_at=facts.now) if one is current else one for one in case.check_ins
    )
    after = replace(case, check_ins=settled)
    following = after.next_check_in
    if following is None:
        return close_case(after, Closing.COMPLETED, facts)
    return Decision(changed=(replace(after, next_step=_due(max(following.due, facts.now))),))


def _tell(case: Case, message: nudges.Message) -> tuple[Tell, ...]:
    return (Tell(to=case.supporter, message=message, case=case.code, name="check_in"),) if case.supporter else ()


def on_afresh_due(case: Case, event: CheckBackDue, facts: Facts) -> Decision:
    """Somebody suggested the person again, or their pause is over: another word would help."""
    if (later := next_waking_time(facts, facts.now)) > facts.now:
        return Decision(effects=(Remind(subject=case.code, name="afresh", event=event, at=later),))
    if case.supporter is None:
        return Decision()
    message = nudges.resumed(case.code) if event.paused else nudges.afresh(case.code)
    if event.restored is not None:
        message = nudges.restored(case.code, event.restored)
    return Decision(effects=(Tell(to=case.supporter, message=message, case=case.code, name="afresh"),))
