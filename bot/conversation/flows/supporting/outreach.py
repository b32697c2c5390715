"""Outreach: attempts to reach the recipient, reminders to make one, contact, and handing a case back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation import nudges
from bot.conversation.effects import Decision, Effect, Tell
from bot.conversation.flows.ending import close_case
from bot.conversation.flows.matching.returning import back_to_matching
from bot.conversation.flows.matching.urgent import is_urgent
from bot.conversation.flows.telling import ask_for_help, told_of_supporter
from bot.domain.case import Case, Category, Closing, Move, NextStep, Step
from bot.domain.eligibility import first_waking
from bot.domain.people import back_at
from bot.ui import Toast, say

if TYPE_CHECKING:
    from datetime import datetime

    from bot.conversation.events.supporting import AttemptDue, AttemptMade, CaseHandedBack, ContactMade
    from bot.conversation.facts import Facts
    from bot.domain.people import Member

HEAVY = frozenset({Category.PATIENT_DEATH, Category.LOSS_OF_COLLEAGUE, Category.MASS_EVENT})
"""Categories after which a supporter rests longer, when the recipient named them."""


def next_waking_time(facts: Facts, moment: datetime) -> datetime:
    """The first of the supporter's waking moments from this one on that is not on leave: nobody is reminded there."""
    member = facts.supporter
    if member is None:
        return first_waking(moment, facts.policy.timezone, facts.policy.quiet)
    return first_waking(back_at(member, moment), member.timezone, facts.policy.quiet)


def reschedule(case: Case, due: datetime) -> Decision:
    """The same next step, at a better hour."""
    step = case.next_step
    return Decision(changed=(replace(case, next_step=replace(step, due=due)),)) if step else Decision()


def without_referrer(case: Case) -> Case:
    """From the first outreach on nobody needs the referrer, unless they are named, nor a category that they guessed."""
    return replace(
        case,
        referrer=case.referrer if case.named else None,
        category=case.category if case.own_category else Category.UNSAID,
    )


def on_attempt(case: Case, _event: AttemptMade, facts: Facts) -> Decision:
    """An attempt was made; the next is due on day 3 and day 10, and after the third the case ends by itself."""
    clocks = facts.policy.clocks
    attempts = (*case.attempts, facts.now)
    first = attempts[0]
    due = {1: first + clocks.second_attempt, 2: first + clocks.third_attempt}.get(
        len(attempts), facts.now + clocks.no_response
    )
    after = replace(
        without_referrer(case),
        step=Step.OUTREACH,
        attempts=attempts,
        first_attempt_at=case.first_attempt_at or facts.now,
        next_step=NextStep(move=Move.ATTEMPT_DUE, due=next_waking_time(facts, max(due, facts.now))),
    )
    return Decision(changed=(after,), reply=Toast(say("Noted. Thank you for reaching out.")))


def on_attempt_due(case: Case, _event: AttemptDue, facts: Facts) -> Decision:
    """Ask the supporter; a day later tell the coordinator; after the third attempt without a reply, close.

    Also when that attempt is never made: once the coordinator was told, the case ends on the day that it would have.
    """
    if (later := _hearable(case, facts)) > facts.now:
        return reschedule(case, later)
    if case.step is Step.OUTREACH and (len(case.attempts) >= 3 or _times(case) > 1):  # noqa: PLR2004 - days 0, 3, 10
        return close_case(case, Closing.NO_RESPONSE, facts)
    return _asked_again(case, facts)


def _times(case: Case) -> int:
    return case.next_step.times if case.next_step else 0


def _hearable(case: Case, facts: Facts) -> datetime:
    """When everybody who would be told is awake: the supporter, and from the second time on a coordinator."""
    if is_urgent(case) and case.step is Step.ACCEPTED and case.next_step and case.next_step.times <= 1:
        return facts.now
    later = next_waking_time(facts, facts.now)
    if later > facts.now or case.next_step is None or case.next_step.times == 0:
        return later
    return min(
        (first_waking(later, one.timezone, facts.policy.quiet) for one in told_of_supporter(case, facts)), default=later
    )


def _asked_again(case: Case, facts: Facts) -> Decision:
    times, clocks = _times(case), facts.policy.clocks
    hurry = is_urgent(case) and case.step is Step.ACCEPTED and times == 0
    pause = facts.policy.urgent.attempt if hurry else clocks.attempt_escalated - clocks.attempt_asked
    due = facts.now + pause if hurry else next_waking_time(facts, facts.now + pause)
    if case.step is Step.OUTREACH and times > 0:
        due = _given_up(case, facts)
    step = NextStep(move=Move.ATTEMPT_DUE, due=due, times=times + 1)
    after, effects = _remind_supporter(replace(case, next_step=step), times, facts)
    return Decision(changed=(after,), effects=effects)


def _given_up(case: Case, facts: Facts) -> datetime:
    """When there would have been no reply to the third attempt; never sooner after the coordinator was told."""
    clocks = facts.policy.clocks
    last = case.attempts[0] + clocks.third_attempt
    return next_waking_time(facts, max(last, facts.now) + clocks.no_response)


def _remind_supporter(case: Case, times: int, facts: Facts) -> tuple[Case, tuple[Effect, ...]]:
    if case.supporter is None:
        return case, ()
    if times == 0:
        text = nudges.attempt_due if case.step is Step.ACCEPTED else nudges.next_attempt
        return case, (Tell(to=case.supporter, message=text(case.code), case=case.code, name="attempt"),)
    now, quiet = facts.now, facts.policy.quiet
    hurry = is_urgent(case) and times == 1
    helpers = told_of_supporter(case, facts)
    awake = (one for one in helpers if hurry or first_waking(now, one.timezone, quiet) == now)
    after, tells = ask_for_help(case, awake, nudges.stalled(len(case.attempts)))
    message = nudges.attempt_escalated(case.code, known=bool(tells))
    firm = Tell(to=case.supporter, message=message, case=case.code, name="attempt")
    return after, (firm, *tells)


def on_contact(case: Case, _event: ContactMade, facts: Facts) -> Decision:
    """They were in touch: that fact only. The supporter rests from here before they are asked again."""
    after = replace(
        without_referrer(case),
        step=Step.CONNECTED,
        first_attempt_at=case.first_attempt_at or facts.now,
        contacted_at=facts.now,
        next_step=NextStep(move=Move.PLAN_DUE, due=next_waking_time(facts, facts.now + facts.policy.clocks.plan_asked)),
    )
    rested = _resting(case, facts)
    return Decision(
        changed=(after, rested) if rested else (after,), reply=Toast(say("Noted. How would you like to go on?"))
    )


def _resting(case: Case, facts: Facts) -> Member | None:
    member = facts.supporter
    if member is None or member.supporter is None:
        return None
    heavy = case.own_category and case.category in HEAVY
    rest = facts.policy.limits.rest_heavy if heavy else facts.policy.limits.rest
    until = max(facts.now + rest, member.supporter.rest_until or facts.now)
    return replace(member, supporter=replace(member.supporter, rest_until=until))


def on_handed_back(case: Case, event: CaseHandedBack, facts: Facts) -> Decision:
    """Back to matching, without this supporter; within ten minutes it costs nothing.

    After contact only if the recipient wants another peer, and then without haste.
    """
    if case.had_contact and not event.another:
        return replace(
            close_case(case, Closing.COMPLETED, facts), reply=Toast(say("Closed. Thank you for being there."))
        )
    after, grace = back_to_matching(case, facts), facts.policy.clocks.hand_back_free
    if case.step is Step.PAUSED:
        after = replace(after, step=Step.PAUSED, paused_from=Step.MATCHING, next_step=case.next_step)
    free = case.accepted_at is not None and facts.now - case.accepted_at <= grace
    refunded = _refund_load(case, facts) if free else None
    toast = Toast(say("That's fine. A colleague will be asked."))
    return Decision(changed=(after, refunded) if refunded else (after,), reply=toast)


def _refund_load(case: Case, facts: Facts) -> Member | None:
    member = facts.supporter
    if member is None or member.supporter is None or member.person != case.supporter:
        return None
    kept = member.supporter.accepted_on[:-1]
    return replace(member, supporter=replace(member.supporter, accepted_on=kept))
