"""Escalates an unmatched case: coordinator, then deputy, then director; and assigns a chosen supporter."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation import nudges
from bot.conversation.effects import Decision
from bot.conversation.flows.matching.offering import needs_coordinator, offer_to, offers_gone, waiting_for
from bot.conversation.flows.matching.returning import back_to_matching
from bot.conversation.flows.matching.urgent import is_urgent, match_by
from bot.conversation.flows.telling import ask_for_help, told_of
from bot.domain.case import Move, NextStep, OfferState, Step
from bot.domain.eligibility import Barrier, MatchContext, barrier, first_waking, waking_hours
from bot.domain.hours import after_open
from bot.domain.public_holidays import stands_still
from bot.domain.responsibility import LEVELS
from bot.ui import Toast, say

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from bot.conversation.events.asking import ReferrerDue
    from bot.conversation.events.matching import (
        CoordinatorOverdue,
        MatchDeadlineMissed,
        SearchedAgain,
        SupporterAssigned,
    )
    from bot.conversation.facts import Facts
    from bot.domain.case import Case


def on_deadline_missed(case: Case, _event: MatchDeadlineMissed, facts: Facts) -> Decision:
    """Nobody accepted in time; offers that are out stay valid."""
    return Decision(changed=(needs_coordinator(case, facts),))


def on_coordinator_overdue(case: Case, _event: CoordinatorOverdue, facts: Facts) -> Decision:
    """First the coordinator, after four waking hours the deputy, after eight the director; then everybody, daily."""
    level = case.next_step.times if case.next_step else 0
    at_once = is_urgent(case) and level < len(LEVELS)
    heard = [
        (one, facts.now if at_once else first_waking(facts.now, one.timezone, facts.policy.quiet))
        for one in told_of(case, level, facts)
    ]
    if (due := min((waking for _, waking in heard), default=facts.now)) > facts.now:
        step = NextStep(move=Move.COORDINATOR_OVERDUE, due=due, times=level)
        return Decision(changed=(replace(case, next_step=step),))
    due = facts.now + _urgent_pause(facts) if at_once else _next_call(case, level, facts)
    step = NextStep(move=Move.COORDINATOR_OVERDUE, due=due, times=level + 1)
    awake = (one for one, waking in heard if waking == facts.now)
    after, tells = ask_for_help(replace(case, next_step=step), awake, nudges.needs_you(level))
    return Decision(changed=(after,), effects=tells)


def _urgent_pause(facts: Facts) -> timedelta:
    """Each of them has as long as is left until the match deadline when the first one is told."""
    return facts.policy.urgent.match - facts.policy.urgent.coordinator


def _next_call(case: Case, level: int, facts: Facts) -> datetime:
    clocks = facts.policy.clocks
    amounts = {0: clocks.coordinator, 1: clocks.deputy - clocks.coordinator}
    zone = next((one.timezone for one in told_of(case, level, facts)), facts.policy.timezone)
    amount, policy = amounts.get(level, clocks.deputy), facts.policy
    return after_open(waking_hours(policy.quiet), facts.now, amount, zone, lambda day: stands_still(day, policy))


def on_searched_again(case: Case, _event: SearchedAgain, facts: Facts) -> Decision:
    """Everybody who may be asked is, once more: also whoever let a question lapse, and nobody who passed."""
    if any(one.awaits_answer for one in case.offers):
        return Decision(reply=Toast(say("Somebody is being asked already.")))
    lapsed = frozenset(one.number for one in case.offers if one.state is OfferState.TIMED_OUT)
    offers = tuple(
        replace(one, state=OfferState.GONE, settled_at=facts.now) if one.number in lapsed else one
        for one in case.offers
    )
    after = replace(
        case,
        step=Step.MATCHING,
        offers=offers,
        chosen=None,
        ask_first=False,
        match_by=match_by(case.urgency, facts.now, facts.policy),
        next_step=NextStep(move=Move.MATCH, due=facts.now),
    )
    said = say("The search goes on. If nobody who may be asked is there, the case comes back to you.")
    return Decision(changed=(after,), effects=offers_gone(case), reply=Toast(said))


def on_assigned(case: Case, event: SupporterAssigned, facts: Facts) -> Decision:
    """Ask the one whom the coordinator chose, within their hours, unless the rules forbid it.

    The deadline starts afresh. Before contact the case can be taken from a supporter who does not act.
    """
    chosen = next((one for one in facts.candidates if one.member.person == event.supporter), None)
    setting = MatchContext(now=facts.now, policy=facts.policy, recipient=facts.recipient_traits)
    found = barrier(case, chosen.member, chosen.open_cases, setting) if chosen else Barrier.NO_SUPPORTER
    if chosen is None or found not in {None, Barrier.CLOSED_NOW}:
        return Decision(reply=Toast(say("This supporter can't be asked for this case. Please choose another.")))
    fresh = _searched_afresh(case, facts)
    if found is None:
        return replace(offer_to(fresh, chosen.member, facts), reply=Toast(say("They have been asked.")))
    if later := waiting_for(fresh, chosen.member, facts):
        return replace(later, reply=Toast(say("They will be asked when their hours begin.")))
    return Decision(reply=Toast(say("This supporter is away for long. Please choose another.")))


def _searched_afresh(case: Case, facts: Facts) -> Case:
    """Questions that are out stay valid, and nobody waits for them; whoever had the case has it no longer."""
    if case.supporter is not None:
        return back_to_matching(case, facts)
    asked = tuple(replace(one, state=OfferState.TIMED_OUT) if one.awaits_answer else one for one in case.offers)
    return replace(case, offers=asked, match_by=match_by(case.urgency, facts.now, facts.policy))


def on_referrer_due(case: Case, _event: ReferrerDue, _facts: Facts) -> Decision:
    """A week at most, whether anybody has reached out or not."""
    if case.named or case.referrer is None:
        return Decision()
    return Decision(changed=(replace(case, referrer=None),))
