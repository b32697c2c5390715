"""Urgent matching: people on call are asked side by side at any hour, with short clocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.availability import is_away, is_on_call
from bot.domain.case import Urgency
from bot.domain.eligibility import Barrier, MatchContext, barrier, rank

if TYPE_CHECKING:
    from datetime import datetime

    from bot.conversation.facts import Candidate, Facts
    from bot.domain.case import Case
    from bot.domain.people import Member
    from bot.domain.policy import Policy


def is_urgent(case: Case) -> bool:
    """Whether the short clocks hold."""
    return case.urgency is Urgency.URGENT


def match_by(urgency: Urgency, made_at: datetime, policy: Policy) -> datetime:
    """By when somebody has to have accepted."""
    return made_at + (policy.urgent.match if urgency is Urgency.URGENT else policy.clocks.match)


def told_by(case: Case, facts: Facts) -> datetime:
    """When the coordinator is told: before the match deadline, so that something can still be done."""
    urgent = facts.policy.urgent
    deadline = (case.match_by or facts.now) - (urgent.match - urgent.coordinator)
    return max(deadline, facts.now + urgent.answer)


def to_ask(case: Case, facts: Facts) -> tuple[Member, ...]:
    """As many as are still wanted: those on call first, at any hour, unless on leave; then whoever is free."""
    setting = MatchContext(now=facts.now, policy=facts.policy, recipient=facts.recipient_traits)
    fit = [one.member for one in facts.candidates if _may_be_asked(case, one, setting)]
    on_call = {one.person for one in fit if is_on_call(one, facts.now, facts.policy)}
    best = sorted(fit, key=lambda member: (member.person not in on_call, rank(case, member, setting).key))
    awaited = sum(1 for one in case.offers if one.awaits_answer)
    return tuple(best[: max(facts.policy.urgent.at_once - awaited, 0)])


def _may_be_asked(case: Case, candidate: Candidate, setting: MatchContext) -> bool:
    member = candidate.member
    found = barrier(case, member, candidate.open_cases, setting)
    on_call = is_on_call(member, setting.now, setting.policy)
    return found is None or (on_call and found is Barrier.CLOSED_NOW and not is_away(member, setting.now))
