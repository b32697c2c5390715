"""What the coordinator has to look at now: cases by code, and supporters who need care, as counts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain.case import Step
from bot.domain.eligibility import at_cap
from bot.domain.hours import local
from bot.domain.people import Role
from bot.domain.roster import loads
from bot.insight.metrics import planned

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime, timedelta

    from bot.domain.case import Case, CaseCode
    from bot.domain.people import Member, PersonId
    from bot.domain.policy import Policy


class Why(StrEnum):
    """Why a case is on the list, the most pressing first."""

    NEEDS_COORDINATOR = "needs_coordinator"
    NO_ATTEMPT = "no_attempt"
    CHECK_IN_OVERDUE = "check_in_overdue"


@dataclass(frozen=True, kw_only=True)
class Need:
    """One case that needs somebody now, and for how long it has been open, accepted or overdue."""

    code: CaseCode
    why: Why
    lasting: timedelta


@dataclass(frozen=True, kw_only=True)
class Care:
    """How the supporters are, as counts: a supporter may be in several."""

    active: int
    at_cap: int
    resting: int
    on_leave: int
    training_soon: int = 0
    idle: int = 0
    most: int = 0  # acceptances of one supporter in 90 days
    median: int = 0  # the lower one of two


def needs_now(cases: Iterable[Case], policy: Policy, now: datetime) -> tuple[Need, ...]:
    """Cases for the coordinator, the most pressing reason first and the longest waiting first."""
    found = [need for case in cases if case.is_open and (need := _need(case, policy, now)) is not None]
    order = list(Why)
    return tuple(sorted(found, key=lambda need: (order.index(need.why), -need.lasting, need.code)))


def _need(case: Case, policy: Policy, now: datetime) -> Need | None:
    if case.step is Step.NEEDS_COORDINATOR and case.opened_at is not None:
        return Need(code=case.code, why=Why.NEEDS_COORDINATOR, lasting=now - case.opened_at)
    if case.step is Step.ACCEPTED and case.accepted_at is not None and not case.attempts:
        waited = now - case.accepted_at
        overdue = waited >= policy.clocks.attempt_escalated
        return Need(code=case.code, why=Why.NO_ATTEMPT, lasting=waited) if overdue else None
    late = max((now - one.due for one in planned([case])), default=None)
    if late is not None and late >= policy.clocks.check_in_skipped:
        return Need(code=case.code, why=Why.CHECK_IN_OVERDUE, lasting=late)
    return None


def care_for(members: Sequence[Member], open_cases: Mapping[PersonId, int], policy: Policy, *, now: datetime) -> Care:
    """Count the active supporters; ``open_cases`` has how many each one has, none being zero."""
    found = loads(members, open_cases, policy, now=now)
    taken = sorted(one.accepted for one in found)
    pairs = [(one, one.supporter) for one in members if one.has(Role.SUPPORTER) and one.supporter is not None]
    return Care(
        active=len(pairs),
        at_cap=sum(at_cap(supporter, open_cases.get(one.person, 0), policy) for one, supporter in pairs),
        resting=sum(supporter.rest_until is not None and now < supporter.rest_until for _, supporter in pairs),
        on_leave=sum(
            any(away.first <= local(now, one.timezone).date() <= away.last for away in supporter.leave)
            for one, supporter in pairs
        ),
        training_soon=sum(one.training_soon for one in found),
        idle=sum(one.idle for one in found),
        most=max(taken, default=0),
        median=taken[(len(taken) - 1) // 2] if taken else 0,
    )
