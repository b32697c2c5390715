"""When a supporter can be asked: one rule for matching, the home, the desk and the roster.

Weekly hours hold, or the hours of a rota where one says them; on call is asked outside the weekly hours, too. Quiet
hours are the person's own: at 10:00 somebody who works nights is left alone. Leave and busy times of a calendar count
like leave that was typed. Working hours of a rota are waking hours: only an entry of whole days says nothing of nights.
"""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING

from bot.domain.hours import at_wall, day_in, narrow_hours, spans, waking, within
from bot.domain.people import Drives, Supporter
from bot.domain.public_holidays import stands_still

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, datetime

    from bot.domain.hours import Interval, Quiet, Window
    from bot.domain.people import Member, Shift
    from bot.domain.policy import Policy

_DAY = timedelta(days=1)
_HORIZON = 60  # days to look ahead for an opening: longer than any usual leave
_AWAY = {Drives.LEAVE, Drives.BUSY}


def quiet_of(member: Member, policy: Policy) -> Quiet:
    """The person's own quiet hours, else the programme's."""
    own = member.supporter.quiet if member.supporter else None
    return own or policy.quiet


def waking_of(member: Member, policy: Policy) -> tuple[Window, ...]:
    """Every day outside their quiet hours."""
    quiet = quiet_of(member, policy)
    return waking(quiet.starts, quiet.ends)


def can_be_asked(member: Member, moment: datetime, policy: Policy) -> bool:
    """Whether hours, rotas, leave and quiet hours let them be asked at this moment."""
    supporter = member.supporter or Supporter()
    if not supporter.shifts:
        hours = narrow_hours(supporter.hours, waking_of(member, policy))
        return within(hours, supporter.leave, moment, member.timezone)
    today = day_in(moment, member.timezone)
    near = (today - _DAY, today, today + _DAY)  # a change of offset around midnight can set the date back
    return any(starts <= moment < ends for day in near for starts, ends in open_spans(member, day, policy))


def next_opening_of(member: Member, moment: datetime, policy: Policy) -> datetime | None:
    """The first moment from this one on at which they can be asked; None if not within sixty days."""
    today = day_in(moment, member.timezone)
    for ahead in range(-1, _HORIZON):
        for starts, ends in open_spans(member, today + ahead * _DAY, policy):
            if moment < ends:
                return max(starts, moment)
    return None


def open_spans(member: Member, day: date, policy: Policy) -> list[Interval]:
    """The UTC intervals of one of their days in which they can be asked, in order and apart."""
    supporter, zone = member.supporter or Supporter(), member.timezone
    if any(away.first <= day <= away.last for away in supporter.leave):
        return []
    bounds = waking_of(member, policy)
    if not supporter.shifts:
        return spans(narrow_hours(supporter.hours, bounds), (), day, zone)
    whole = (at_wall(day, time(), zone), at_wall(day + _DAY, time(), zone))
    shifts = [one for one in supporter.shifts if one.starts < whole[1] and one.ends > whole[0]]
    awake = spans(bounds, (), day, zone)
    if any(one.drives is Drives.HOURS for one in supporter.shifts):
        found = list(_working_hours(shifts, awake, whole))
    else:
        found = spans(narrow_hours(supporter.hours, bounds), (), day, zone)
    found += _both(awake, [_span(one, whole) for one in shifts if one.drives is Drives.ON_CALL])
    return _without(_merge_intervals(found), [_span(one, whole) for one in shifts if one.drives in _AWAY])


def _working_hours(shifts: Iterable[Shift], awake: Sequence[Interval], whole: Interval) -> Iterator[Interval]:
    """The working hours of one day: of a shift of whole days, those in which they are awake."""
    for one in shifts:
        if one.drives is Drives.HOURS:
            span = _span(one, whole)
            yield from _both(awake, [span]) if one.whole_days else [span]


def _span(shift: Shift, whole: Interval) -> Interval:
    return max(shift.starts, whole[0]), min(shift.ends, whole[1])


def _both(some: Iterable[Interval], others: Sequence[Interval]) -> list[Interval]:
    """Where the two overlap."""
    cut = ((max(a, c), min(b, d)) for a, b in some for c, d in others)
    return [(starts, ends) for starts, ends in cut if starts < ends]


def _merge_intervals(intervals: Iterable[Interval]) -> list[Interval]:
    found: list[Interval] = []
    for starts, ends in sorted(intervals):
        if found and starts <= found[-1][1]:
            found[-1] = (found[-1][0], max(ends, found[-1][1]))
        elif starts < ends:
            found.append((starts, ends))
    return found


def _without(intervals: Iterable[Interval], away: Sequence[Interval]) -> list[Interval]:
    found: list[Interval] = []
    for starts, ends in intervals:
        begins = starts
        for leaves, returns in sorted(away):
            if leaves < ends and returns > begins:
                found += [(begins, leaves)] if leaves > begins else []
                begins = max(begins, returns)
        found += [(begins, ends)] if begins < ends else []
    return found


def stands(member: Member, policy: Policy) -> object:
    """What the times at which somebody can be asked depend on: equal for two people means the same times."""
    own = member.supporter or Supporter()
    return member.timezone, own.hours, own.leave, own.shifts, quiet_of(member, policy)


def is_away(member: Member, moment: datetime) -> bool:
    """Whether they are on leave, by their own word or by a rota; hours and quiet hours don't matter."""
    supporter = member.supporter or Supporter()
    today = day_in(moment, member.timezone)
    typed = any(one.first <= today <= one.last for one in supporter.leave)
    return typed or any(one.drives in _AWAY and one.starts <= moment < one.ends for one in supporter.shifts)


def is_on_call(member: Member, moment: datetime, policy: Policy) -> bool:
    """Whether the policy or a rota has them on call at this moment."""
    supporter = member.supporter or Supporter()
    by_rota = any(one.drives is Drives.ON_CALL and one.starts <= moment < one.ends for one in supporter.shifts)
    return by_rota or member.person in policy.urgent.on_call


def answer_due(  # noqa: PLR0917 - who, from when, how long, by which rules
    member: Member, moment: datetime, amount: timedelta, policy: Policy
) -> datetime:
    """When this much of their waking or working time has passed since ``moment``; not on holidays, off a rota."""
    day, left = day_in(moment, member.timezone) - _DAY, amount
    works = bool(member.supporter and member.supporter.shifts)
    for ahead in range(_HORIZON):
        today = day + ahead * _DAY
        if not works and stands_still(today, policy):
            continue
        awake = spans(waking_of(member, policy), (), today, member.timezone)
        for starts, ends in _merge_intervals((*awake, *open_spans(member, today, policy))):
            lasts = ends - max(starts, moment)
            if lasts > timedelta() and lasts >= left:
                return ends - lasts + left
            left -= max(lasts, timedelta())
    return moment + amount
