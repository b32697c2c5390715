"""What needs a coordinator's attention now: cases by code, and supporters who need care, as counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.case import Why, waits_since, why
from bot.domain.eligibility import at_cap
from bot.domain.hours import day_in
from bot.domain.people import Role
from bot.domain.roster_load import loads

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime, timedelta

    from bot.domain.case import Case, CaseCode
    from bot.domain.people import Member, PersonId
    from bot.domain.policy import Policy


@dataclass(frozen=True, kw_only=True)
class Need:
    """One case that needs somebody now, and for how long it has waited."""

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
    silent: int = 0  # who can't be written to
    idle: int = 0
    most: int = 0  # acceptances of one supporter in 90 days
    median: int = 0  # the lower one of two


def needs_now(cases: Iterable[Case], policy: Policy, now: datetime) -> tuple[Need, ...]:
    """Cases for the coordinator, the most pressing reason first and the longest waiting first."""
    found = [need for case in cases if case.is_open and (need := _need(case, policy, now)) is not None]
    order = list(Why)
    return tuple(sorted(found, key=lambda need: (order.index(need.why), -need.lasting, need.code)))


def _need(case: Case, policy: Policy, now: datetime) -> Need | None:
    found = why(case, policy, now)
    return Need(code=case.code, why=found, lasting=now - (waits_since(case, now) or now)) if found else None


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
            any(away.first <= day_in(now, one.timezone) <= away.last for away in supporter.leave)
            for one, supporter in pairs
        ),
        training_soon=sum(one.training_soon for one in found),
        idle=sum(one.idle for one in found),
        most=max(taken, default=0),
        median=taken[(len(taken) - 1) // 2] if taken else 0,
    )
