"""Later, another one, or without: what changes a case from outside the talks themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.effects import Cancel, Decision, Remind
from bot.conversation.events.supporting import CheckBackDue
from bot.conversation.flows.farewell import farewell
from bot.conversation.flows.matching.offering import needs_coordinator, offers_gone, without_offers_to
from bot.conversation.flows.matching.returning import back_to_matching
from bot.conversation.flows.supporting.follow_up import FARTHEST, pausable
from bot.conversation.flows.supporting.outreach import next_waking_time, reschedule
from bot.domain.case import SUPPORTED, Case, Move, NextStep, OfferState, Step
from bot.domain.eligibility import first_waking
from bot.domain.hours import at_wall
from bot.ui import Toast, say

if TYPE_CHECKING:
    from datetime import datetime

    from bot.conversation.events.availability import SupporterLeft
    from bot.conversation.events.pausing import AnotherWanted, PauseOver, PauseResumed, PauseWanted
    from bot.conversation.facts import Facts


def on_pause_wanted(case: Case, event: PauseWanted, facts: Facts) -> Decision:
    """Until that morning nothing happens; before acceptance nobody is asked any longer."""
    zone = facts.supporter.timezone if facts.supporter else facts.policy.timezone
    if not pausable(event.until, facts.now, zone):
        return Decision(reply=Toast(say("Please choose a day in the next {days} days.", days=FARTHEST)))
    morning = at_wall(event.until, facts.policy.check_in_time, zone)
    due = next_waking_time(facts, first_waking(morning, zone, facts.policy.quiet))
    before = case.paused_from if case.step is Step.PAUSED else case.step
    after = replace(
        case,
        step=Step.PAUSED,
        paused_from=before if before in SUPPORTED else Step.MATCHING,
        pause_known=event.by == case.supporter or case.pause_known,
        chosen=None,
        ask_first=False,
        offers=tuple(
            replace(one, state=OfferState.GONE, settled_at=facts.now) if one.can_be_taken else one
            for one in case.offers
        ),
        next_step=NextStep(move=Move.RESUME, due=due),
    )
    told = farewell(case, facts) if event.by != case.supporter else ()
    toast = Toast(say("Paused until {day}.", day=event.until))
    return Decision(changed=(after,), effects=(*offers_gone(case), *told), reply=toast)


def on_pause_ended(case: Case, _event: PauseResumed, facts: Facts) -> Decision:
    """Somebody said so before the day."""
    return resume_case(case, facts)


def resume_case(case: Case, facts: Facts) -> Decision:
    """Back to where it was; before acceptance the search begins afresh. The supporter is asked to get in touch."""
    toast, before = Toast(say("It goes on.")), case.paused_from
    if case.supporter is None or before is None or before not in SUPPORTED:
        return Decision(changed=(back_to_matching(case, facts),), reply=toast)
    begun = begun_again(case, before, facts)
    after = replace(case, step=before, paused_from=None, pause_known=False, next_step=begun)
    unsaid = Cancel(subject=case.code, name="farewell")  # of a pause that nobody was told of, nobody is told the end
    return Decision(changed=(after,), effects=(_again(case, facts) if case.pause_known else unsaid,), reply=toast)


def on_pause_over(case: Case, _event: PauseOver, facts: Facts) -> Decision:
    """On its day, at a waking hour of the supporter."""
    later = next_waking_time(facts, facts.now)
    return reschedule(case, later) if later > facts.now else resume_case(case, facts)


def _again(case: Case, facts: Facts) -> Remind:
    at = next_waking_time(facts, facts.now)
    return Remind(subject=case.code, name="afresh", event=CheckBackDue(paused=True), at=at)


def begun_again(case: Case, step: Step, facts: Facts) -> NextStep:
    """The clock of the step starts afresh; check-ins that fell into the pause are due now."""
    clocks = facts.policy.clocks
    if step is Step.FOLLOW_UP:
        planned = case.next_check_in
        return NextStep(move=Move.CHECK_IN_DUE, due=max(planned.due, _soon(facts)) if planned else _soon(facts))
    if step is Step.CONNECTED:
        return NextStep(move=Move.PLAN_DUE, due=next_waking_time(facts, facts.now + clocks.plan_asked))
    return NextStep(move=Move.ATTEMPT_DUE, due=next_waking_time(facts, facts.now + clocks.attempt_asked))


def _soon(facts: Facts) -> datetime:
    """Not in the same minute as the word that the pause is over."""
    return next_waking_time(facts, facts.now + facts.policy.clocks.check_in_asked)


def on_another_wanted(case: Case, event: AnotherWanted, facts: Facts) -> Decision:
    """Somebody else; who had it is thanked, and not asked again for this person."""
    if case.supporter is None:
        return Decision()
    barred = replace(case, not_these=case.not_these | {case.supporter})
    toast = Toast(say("Somebody else will be asked. Nobody asks why."))
    return Decision(changed=(back_to_matching(barred, facts),), reply=toast)


def on_supporter_left(case: Case, event: SupporterLeft, facts: Facts) -> Decision:
    """Before contact somebody else is asked; after it the coordinator first asks the recipient.

    A question to the one who left is taken back.
    """
    if case.supporter != event.supporter:
        after, gone = without_offers_to(case, frozenset({event.supporter}), facts)
        return Decision(changed=(after,), effects=gone) if gone else Decision()
    if case.had_contact:
        after = replace(needs_coordinator(back_to_matching(case, facts), facts), ask_first=True)
    elif case.step is Step.PAUSED:
        after = replace(
            back_to_matching(case, facts), step=Step.PAUSED, paused_from=Step.MATCHING, next_step=case.next_step
        )
    else:
        after = back_to_matching(case, facts)
    return Decision(
        changed=(after,),
    )
