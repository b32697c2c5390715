"""Roster load: who can be asked, who is away or resting, whose training ends, how many cases each has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain.availability import can_be_asked, next_opening_of
from bot.domain.eligibility import MatchContext, at_cap, training_lapsed
from bot.domain.hours import day_in
from bot.domain.people import Role, Supporter, Traits

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from bot.domain.people import Member, PersonId
    from bot.domain.policy import Policy

RECENT = timedelta(days=90)
"""How far back a load is counted, and how long nobody must have been asked to be idle."""

TRAINING_SOON = timedelta(days=30)


class State(StrEnum):
    """Why a supporter is not asked, or that they are."""

    ACTIVE = "active"
    ON_LEAVE = "on_leave"
    AT_CAP = "at_cap"
    RESTING = "resting"
    TRAINING_LAPSED = "training_lapsed"
    REVIEWS_EVENTS = "reviews_events"
    CLOSED = "closed"
    NEVER = "never"


@dataclass(frozen=True, kw_only=True)
class Load:
    """How one supporter stands now: ACTIVE is who would be asked, if nothing about the case forbids it.

    ``until``: the last day of a leave, the day on which a rest ends, or the moment at which their hours begin.
    """

    member: Member
    state: State
    until: date | datetime | None
    training_ends: date | None
    training_soon: bool
    open_cases: int
    accepted: int  # in ninety days
    informal: int
    idle: bool


def training_ends(supporter: Supporter, policy: Policy) -> date | None:
    """The last day on which the training counts, without grace; None if nobody knows when it was."""
    return supporter.trained_on + policy.limits.training_valid if supporter.trained_on else None


def accepted_lately(supporter: Supporter, today: date) -> int:
    """How many cases they took in the last ninety days."""
    return sum(1 for day in supporter.accepted_on if today - day < RECENT)


def loads(
    members: Iterable[Member], open_cases: Mapping[PersonId, int], policy: Policy, *, now: datetime
) -> tuple[Load, ...]:
    """Every active supporter, by name."""
    found = [
        _load(
            one, one.supporter, open_cases.get(one.person, 0), MatchContext(now=now, policy=policy, recipient=Traits())
        )
        for one in members
        if one.has(Role.SUPPORTER) and one.supporter is not None
    ]
    return tuple(sorted(found, key=lambda load: load.member.name))


def _load(  # noqa: PLR0917 - who, their settings, how much they do, when
    member: Member, supporter: Supporter, count: int, setting: MatchContext
) -> Load:
    today = day_in(setting.now, member.timezone)
    state, until = _state(member, supporter, count, setting)
    ends, accepted = training_ends(supporter, setting.policy), accepted_lately(supporter, today)
    asked = supporter.last_offer_at is not None and setting.now - supporter.last_offer_at < RECENT
    return Load(
        member=member,
        state=state,
        until=until,
        training_ends=ends,
        training_soon=ends is not None and ends - today <= TRAINING_SOON,
        open_cases=count,
        accepted=accepted,
        informal=supporter.informal_support,
        idle=_long_trained(supporter, today) and not (asked or accepted or count),
    )


def _long_trained(supporter: Supporter, today: date) -> bool:
    """Who is new was not asked because they are new."""
    return supporter.trained_on is not None and today - supporter.trained_on >= RECENT


def standing(member: Member, count: int, policy: Policy, *, now: datetime) -> tuple[State, date | datetime | None]:
    """How one supporter with so many open cases stands, and until when."""
    setting = MatchContext(now=now, policy=policy, recipient=Traits())
    return _state(member, member.supporter or Supporter(), count, setting)


def _state(  # noqa: PLR0917 - the same; a return for each state
    member: Member, supporter: Supporter, count: int, setting: MatchContext
) -> tuple[State, date | datetime | None]:
    today = day_in(setting.now, member.timezone)
    away = next((one for one in supporter.leave if one.first <= today <= one.last), None)
    if supporter.reviews_events:
        return State.REVIEWS_EVENTS, None
    if training_lapsed(supporter, setting):
        return State.TRAINING_LAPSED, None
    if away is not None:
        return State.ON_LEAVE, away.last
    if at_cap(supporter, count, setting.policy):
        return State.AT_CAP, None
    if supporter.rest_until is not None and setting.now < supporter.rest_until:
        return State.RESTING, day_in(supporter.rest_until, member.timezone)
    if can_be_asked(member, setting.now, setting.policy):
        return State.ACTIVE, None
    opens = next_opening_of(member, setting.now, setting.policy)
    return (State.CLOSED, opens) if opens else (State.NEVER, None)
