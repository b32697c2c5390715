"""The weekly digest as a slot: which Monday it is, who reads it, and when the next one is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.conversation.effects import Decision, Remind, Tell
from bot.conversation.events import DigestDue
from bot.domain.hours import at_wall, local, next_opening, waking
from bot.domain.people import Role
from bot.insight import digest
from bot.insight.metrics import Week, week_figures
from bot.insight.needs import care_for, needs_now

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from bot.domain.case import Case
    from bot.domain.people import Member, PersonId
    from bot.domain.policy import Policy

PROGRAMME = "programme"
"""The agenda subject of what concerns no single case."""

JOB = "digest"
_WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Report:
    """What the digest of one slot is made from."""

    now: datetime
    policy: Policy
    slot: date
    previous: date | None
    cases: tuple[Case, ...]
    members: tuple[Member, ...]
    open_cases: Mapping[PersonId, int]
    undelivered: int = 0  # messages that were given up


def latest_slot(now: datetime, policy: Policy) -> date:
    """The local date of the latest digest hour that has come."""
    today = local(now, policy.timezone).date()
    day = today - timedelta(days=(today.weekday() - policy.digest_weekday) % 7)
    return day if at_wall(day, policy.digest_time, policy.timezone) <= now else day - _WEEK


def first_reminder(now: datetime, policy: Policy) -> Decision:
    """The next digest, on the agenda."""
    slot = latest_slot(now, policy) + _WEEK
    at = at_wall(slot, policy.digest_time, policy.timezone)
    return Decision(effects=(Remind(subject=PROGRAMME, name=JOB, event=DigestDue(slot=slot), at=at),))


def at_a_better_hour(now: datetime, policy: Policy) -> Decision | None:
    """In quiet hours, as an outage may end, the digest waits for their end; None if it may go out now."""
    at = next_opening(waking(policy.quiet.starts, policy.quiet.ends), (), now, policy.timezone) or now
    if at == now:
        return None
    slot = latest_slot(now, policy)
    return Decision(effects=(Remind(subject=PROGRAMME, name=JOB, event=DigestDue(slot=slot), at=at),))


def decide(report: Report) -> Decision:
    """Send the overview to everybody who coordinates, and put the next one on the agenda."""
    readers = [one for one in report.members if one.has(Role.COORDINATOR, Role.DEPUTY)]
    message = digest.write(_reading(report))
    tells = tuple(Tell(to=one.person, message=message) for one in readers)
    return Decision(effects=(*tells, *first_reminder(report.now, report.policy).effects))


def _reading(report: Report) -> digest.Reading:
    policy, week = report.policy, Week.before(report.slot, report.policy.timezone)
    earlier = Week.before(report.slot - _WEEK, policy.timezone)
    return digest.Reading(
        figures=week_figures(report.cases, week, policy, now=report.now),
        before=week_figures(report.cases, earlier, policy, now=report.now),
        needs=needs_now(report.cases, policy, report.now),
        care=care_for(report.members, report.open_cases, policy, now=report.now),
        zone=policy.timezone,
        undelivered=report.undelivered,
        missed=_missed(report),
    )


def _missed(report: Report) -> int:
    """How many earlier slots passed without an overview: nobody claimed them."""
    return 0 if report.previous is None else (report.slot - report.previous).days // 7 - 1
