"""What reaches the coordinator: missed deadlines, cases nobody can take, and whom they ask instead."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation import texts
from bot.conversation.auditing import recorded
from bot.conversation.effects import Decision, Tell
from bot.conversation.flows.ending import farewell
from bot.conversation.flows.matching import needs_coordinator, offered, waiting_for, without_excluded
from bot.conversation.flows.outreach import returned
from bot.conversation.flows.urgent import is_urgent, match_by
from bot.domain.audit import Kind
from bot.domain.case import Move, NextStep, OfferState, Reveal
from bot.domain.eligibility import Barrier, Setting, barrier, first_waking, waking_hours
from bot.domain.hours import after_open
from bot.domain.people import Role
from bot.ui import Toast, say

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from bot.conversation.events import Revealed, SupporterAssigned
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
    at_once = is_urgent(case) and level < len(_LEVELS)
    heard = [
        (one, facts.now if at_once else first_waking(facts.now, one.timezone, facts.policy.quiet))
        for one in _heard_at(level, facts)
    ]
    if (due := min((waking for _, waking in heard), default=facts.now)) > facts.now:
        step = NextStep(move=Move.COORDINATOR_OVERDUE, due=due, times=level)
        return Decision(changed=(replace(case, next_step=step),))
    tells = tuple(
        Tell(to=one.person, message=texts.needs_you(level), case=case.code, name=f"needs:{level}")
        for one, waking in heard
        if waking == facts.now
    )
    due = facts.now + _urgent_pause(facts) if at_once else _next_call(level, facts)
    step = NextStep(move=Move.COORDINATOR_OVERDUE, due=due, times=level + 1)
    return Decision(changed=(replace(case, next_step=step),), effects=tells)


def _urgent_pause(facts: Facts) -> timedelta:
    """Each of them has as long as is left until the match deadline when the first one is told."""
    return facts.policy.urgent.match - facts.policy.urgent.coordinator


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
    """Ask the one whom the coordinator chose, within their hours, unless the rules forbid it.

    The deadline starts afresh. Before contact the case can be taken from a supporter who does not act.
    """
    chosen = next((one for one in facts.candidates if one.member.person == event.supporter), None)
    setting = Setting(now=facts.now, policy=facts.policy, recipient=facts.recipient_traits)
    found = barrier(case, chosen.member, chosen.open_cases, setting) if chosen else Barrier.NO_SUPPORTER
    if chosen is None or found not in {None, Barrier.CLOSED_NOW}:
        return Decision(reply=Toast(say("This supporter can't be asked for this case. Please choose another.")))
    fresh = _searched_afresh(case, facts)
    if found is None:
        decision = replace(offered(fresh, chosen.member, facts), reply=Toast(say("They have been asked.")))
    elif later := waiting_for(fresh, chosen.member, facts):
        decision = replace(later, reply=Toast(say("They will be asked when their hours begin.")))
    else:
        return Decision(reply=Toast(say("This supporter is away for long. Please choose another.")))
    return replace(decision, effects=(*decision.effects, *farewell(case, facts)))


def _searched_afresh(case: Case, facts: Facts) -> Case:
    """Questions that are out stay valid, and nobody waits for them; whoever had the case has it no longer."""
    if case.supporter is not None:
        return returned(case, facts)
    asked = tuple(replace(one, state=OfferState.TIMED_OUT) if one.awaits_answer else one for one in case.offers)
    return replace(case, offers=asked, match_by=match_by(case.urgency, facts.now, facts.policy))


def on_referrer_due(case: Case) -> Decision:
    """A week at most, whether anybody has reached out or not."""
    if case.named or case.referrer is None:
        return Decision()
    return Decision(changed=(replace(case, referrer=None),))


def on_revealed(case: Case, event: Revealed, facts: Facts) -> Decision:
    """Kept with the reason until the purge; who looked can't become the supporter."""
    role = next((one for one in _LEVELS if event.by in {held.person for held in facts.holders(one)}), Role.COORDINATOR)
    opened = Reveal(by=event.by, reason=event.reason, at=facts.now, role=role)
    after, gone = without_excluded(replace(case, reveals=(*case.reveals, opened)), facts)
    looked = recorded(Kind.REVEAL, event.by, facts, case=case.code, reason=event.reason)
    return Decision(changed=(after,), effects=(*gone, looked))
