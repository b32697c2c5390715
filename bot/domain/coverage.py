"""How much of the coming week somebody could be asked, for each cluster of specialties and each day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.eligibility import Setting, at_cap, training_lapsed, waking_hours
from bot.domain.hours import local, narrowed, spans
from bot.domain.people import Role, Traits

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from bot.domain.hours import Interval
    from bot.domain.people import Member, PersonId
    from bot.domain.policy import Policy

DAYS = 7
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
    setting = Setting(now=now, policy=policy, recipient=Traits())
    able = [one for one in members if _counts(one, open_cases.get(one.person, 0), setting)]
    today = local(now, policy.timezone).date()
    days = tuple(today + number * _DAY for number in range(1, DAYS + 1))
    clusters = sorted({one.supporter.traits.cluster for one in able if one.supporter} - {""})
    return Coverage(
        days=days,
        anybody=tuple(_share(able, day, policy) for day in days),
        clusters=tuple((name, tuple(_share(_of(able, name), day, policy) for day in days)) for name in clusters),
    )


def _counts(member: Member, count: int, setting: Setting) -> bool:
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
    hours = narrowed(supporter.hours, waking_hours(policy.quiet))
    near = (day - _DAY, day, day + _DAY)
    found = [part for one in near for part in spans(hours, supporter.leave, one, member.timezone)]
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
