"""How much of the coming week somebody could be asked, by cluster; and who can be asked in the next 14 days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta
from typing import TYPE_CHECKING

from bot.domain.availability import is_on_call, open_spans, stands
from bot.domain.eligibility import MatchContext, at_cap, training_lapsed, waking_hours
from bot.domain.hours import at_wall, day_in, spans
from bot.domain.people import Role, Traits
from bot.domain.roster_load import State, standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from bot.domain.hours import Interval
    from bot.domain.people import Member, PersonId
    from bot.domain.policy import Policy

DAYS = 7
FORTNIGHT, BLOCK = 14, 4
BLOCKS = tuple(range(0, 24, BLOCK))
"""The hours at which the blocks of a day begin."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """Shares in percent, rounded down: one tuple a cluster, one number a day; ``anybody`` is all of them together."""

    days: tuple[date, ...]
    anybody: tuple[int, ...]
    clusters: tuple[tuple[str, tuple[int, ...]], ...]

    @property
    def gaps(self) -> int:
        """How many days have an hour in which nobody at all could be asked."""
        return sum(share < 100 for share in self.anybody)  # noqa: PLR2004 - percent


def coverage(
    members: Iterable[Member], open_cases: Mapping[PersonId, int], policy: Policy, *, now: datetime
) -> Coverage:
    """The seven days from tomorrow on, in the programme's zone; somebody at their cap or resting is not counted on."""
    setting = MatchContext(now=now, policy=policy, recipient=Traits())
    able = [one for one in members if _counts(one, open_cases.get(one.person, 0), setting)]
    today = day_in(now, policy.timezone)
    days = tuple(today + number * _DAY for number in range(1, DAYS + 1))
    clusters = sorted({one.supporter.traits.cluster for one in able if one.supporter} - {""})
    return Coverage(
        days=days,
        anybody=tuple(_share(able, day, policy) for day in days),
        clusters=tuple((name, tuple(_share(_of(able, name), day, policy) for day in days)) for name in clusters),
    )


def _counts(member: Member, count: int, setting: MatchContext) -> bool:
    """Whether the rules let them be asked in the coming days, whatever the hour."""
    supporter = member.supporter
    if supporter is None or not member.has(Role.SUPPORTER) or supporter.reviews_events:
        return False
    return not training_lapsed(supporter, setting) and not at_cap(supporter, count, setting.policy)


def _of(members: Sequence[Member], cluster: str) -> list[Member]:
    return [one for one in members if one.supporter and one.supporter.traits.cluster == cluster]


def _share(members: Sequence[Member], day: date, policy: Policy) -> int:
    """Percent of the waking hours of a day, on the programme's clock, in which at least one of them can be asked."""
    waking = spans(waking_hours(policy.quiet), (), day, policy.timezone)
    open_hours = [part for one in members for part in _open(one, day, policy)]
    covered = sum((_together(open_hours, bounds) for bounds in waking), timedelta())
    whole = sum((ends - starts for starts, ends in waking), timedelta())
    return int(100 * covered / whole) if whole else 0


def _open(member: Member, day: date, policy: Policy) -> list[Interval]:
    """When this supporter can be asked around a day; their own date may be another."""
    supporter = member.supporter
    if supporter is None:
        return []
    near = (day - _DAY, day, day + _DAY)
    found = [part for one in near for part in open_spans(member, one, policy)]
    rest = supporter.rest_until
    return [(max(starts, rest), ends) for starts, ends in found if rest < ends] if rest else found


def _together(intervals: Iterable[Interval], bounds: Interval) -> timedelta:
    """How long at least one of these lasts within the bounds."""
    total, reached = timedelta(), bounds[0]
    for starts, ends in sorted(intervals):
        begins, stops = max(starts, reached), min(ends, bounds[1])
        if begins < stops:
            total, reached = total + (stops - begins), stops
    return total


@dataclass(frozen=True, kw_only=True)
class Fortnight:
    """``counts``: for each day, how many supporters can be asked at some time in each block of four hours.

    ``gap``: the next time in waking hours, on the programme's clock, at which nobody can be asked; None if there is
    none in these days.
    """

    now: tuple[Member, ...]
    on_call: tuple[Member, ...]
    gap: Interval | None
    days: tuple[date, ...]
    counts: tuple[tuple[int, ...], ...]


def fortnight(
    members: Iterable[Member], open_cases: Mapping[PersonId, int], policy: Policy, *, now: datetime
) -> Fortnight:
    """By the rule that asks; whoever is at their cap, resting or not trained is not counted on."""
    supporters = [one for one in members if one.has(Role.SUPPORTER) and one.supporter is not None]
    stand = {one.person: standing(one, open_cases.get(one.person, 0), policy, now=now)[0] for one in supporters}
    able = [one for one in supporters if stand[one.person] in _COUNTED]
    today = day_in(now, policy.timezone)
    days = tuple(today + number * _DAY for number in range(FORTNIGHT))
    opened = _opened(able, days, policy)
    return Fortnight(
        now=tuple(sorted((one for one in able if stand[one.person] is State.ACTIVE), key=lambda one: one.name)),
        on_call=tuple(sorted((one for one in able if is_on_call(one, now, policy)), key=lambda one: one.name)),
        gap=_gap(opened, days, policy, now=now),
        days=days,
        counts=tuple(tuple(_count(opened, day, hour, policy) for hour in BLOCKS) for day in days),
    )


_COUNTED = {State.ACTIVE, State.CLOSED, State.ON_LEAVE}


def _opened(able: Sequence[Member], days: Sequence[date], policy: Policy) -> list[list[Interval]]:
    """When each of them can be asked; people of the same hours in one zone are computed once."""
    around = (days[0] - _DAY, *days, days[-1] + _DAY)
    seen: dict[object, list[Interval]] = {}
    found: list[list[Interval]] = []
    for one in able:
        key = stands(one, policy)
        if key not in seen:
            seen[key] = [part for day in around for part in open_spans(one, day, policy)]
        found.append(seen[key])
    return found


def _count(opened: Iterable[Sequence[Interval]], day: date, hour: int, policy: Policy) -> int:  # noqa: PLR0917
    begins = at_wall(day, time(hour), policy.timezone)
    following = hour + BLOCK
    ends = (
        at_wall(day + _DAY, time(), policy.timezone)
        if following == 24  # noqa: PLR2004 - hours of a day
        else at_wall(day, time(following), policy.timezone)
    )
    return sum(any(starts < ends and stops > begins for starts, stops in one) for one in opened)


def _gap(
    opened: Iterable[Sequence[Interval]], days: Iterable[date], policy: Policy, *, now: datetime
) -> Interval | None:
    covered = sorted({part for one in opened for part in one})
    waking = (part for day in days for part in spans(waking_hours(policy.quiet), (), day, policy.timezone))
    for begins, ends in waking:
        reached = _reached(covered, max(begins, now))
        if reached < ends:
            later = min((starts for starts, _ in covered if starts > reached), default=ends)
            return reached, min(later, ends)
    return None


def _reached(covered: Iterable[Interval], moment: datetime) -> datetime:
    """How long from this moment on somebody can be asked without a break."""
    for starts, stops in covered:
        if starts <= moment < stops:
            moment = stops
    return moment
