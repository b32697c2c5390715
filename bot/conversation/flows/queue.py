"""What reaches the coordinator: missed deadlines, cases nobody can take, and whom they ask instead."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation import texts
from bot.conversation.effects import Decision, Tell
from bot.conversation.flows.matching import needs_coordinator, offered
from bot.domain.case import Move, NextStep, OfferState
from bot.domain.eligibility import Barrier, Setting, barrier, first_waking, waking_hours
from bot.domain.hours import after_open
from bot.domain.people import Role
from bot.ui import Toast, say

if TYPE_CHECKING:
    from datetime import datetime

    from bot.conversation.events import SupporterAssigned
    from bot.conversation.facts import Facts
    from bot.domain.case import Case
    from bot.domain.people import Member

_LEVELS = (Role.COORDINATOR, Role.DEPUTY, Role.DIRECTOR)


def on_deadline_missed(case: Case, facts: Facts) -> Decision:
    """Nobody accepted in time; offers that are out stay valid."""
    return Decision(changed=(needs_coordinator(case, facts),))


def on_coordinator_overdue(case: Case, facts: Facts) -> Decision:
    """First the coordinator, after four waking hours the deputy, after eight the director; then everybody, daily."""
    level = case.next_step.times if case.next_step else 0
    heard = [(one, first_waking(facts.now, one.timezone, facts.policy.quiet)) for one in _heard_at(level, facts)]
    if (due := min((waking for _, waking in heard), default=facts.now)) > facts.now:
        step = NextStep(move=Move.COORDINATOR_OVERDUE, due=due, times=level)
        return Decision(changed=(replace(case, next_step=step),))
    tells = tuple(
        Tell(to=one.person, message=texts.needs_you(level), case=case.code, name=f"needs:{level}")
        for one, waking in heard
        if waking == facts.now
    )
    due = _next_call(level, facts)
    step = NextStep(move=Move.COORDINATOR_OVERDUE, due=due, times=level + 1)
    return Decision(changed=(replace(case, next_step=step),), effects=tells)


def _heard_at(level: int, facts: Facts) -> tuple[Member, ...]:
    """Who is told at this level; where a role is vacant, everybody who runs the programme."""
    if level < len(_LEVELS):
        return facts.holders(_LEVELS[level]) or facts.staff
    return facts.staff


def _next_call(level: int, facts: Facts) -> datetime:
    clocks = facts.policy.clocks
    amounts = {0: clocks.coordinator, 1: clocks.deputy - clocks.coordinator}
    zone = next((one.timezone for one in _heard_at(level, facts)), facts.policy.timezone)
    return after_open(waking_hours(facts.policy.quiet), facts.now, amounts.get(level, clocks.deputy), zone)


def on_assigned(case: Case, event: SupporterAssigned, facts: Facts) -> Decision:
    """Ask the one whom the coordinator chose, unless the rules forbid it; the deadline starts afresh."""
    chosen = next((one for one in facts.candidates if one.member.person == event.supporter), None)
    setting = Setting(now=facts.now, policy=facts.policy, recipient=facts.recipient_traits)
    found = barrier(case, chosen.member, chosen.open_cases, setting) if chosen else Barrier.NO_SUPPORTER
    if chosen is None or found not in {None, Barrier.CLOSED_NOW}:
        return Decision(reply=Toast(say("This supporter can't be asked for this case. Please choose another.")))
    waiting = tuple(replace(one, state=OfferState.TIMED_OUT) if one.awaits_answer else one for one in case.offers)
    fresh = replace(case, offers=waiting, match_by=facts.now + facts.policy.clocks.match)
    return replace(offered(fresh, chosen.member, facts), reply=Toast(say("They have been asked.")))
