"""When the weekly digest is due (Monday 08:00 by default) and who receives it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.conversation.effects import Decision, Remind, Tell
from bot.conversation.events.digest import DigestDue, Nudge, NudgeDue
from bot.domain import responsibility
from bot.domain.coverage import coverage
from bot.domain.eligibility import first_waking
from bot.domain.hours import at_wall, day_in, next_opening, waking
from bot.domain.people import Role
from bot.domain.policy import RotaState
from bot.domain.roster_load import training_ends
from bot.insight import digest
from bot.insight.attention import care_for, needs_now
from bot.insight.weekly_figures import Week, week_figures, week_name, with_forgotten

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from bot.domain.case import Case
    from bot.domain.people import Member, PersonId
    from bot.domain.policy import Policy
    from bot.insight.digest import Oversight
    from bot.insight.weekly_figures import WeekFigures

PROGRAMME = "programme"
"""The agenda subject of what concerns no single case."""

JOB = "digest"
_REMINDED = (60, 30, 7)  # days before a training ends
_WEEK = timedelta(days=7)
_BACKUP_AGE = timedelta(days=2)
BACKUP = "backup"
"""The slot that a backup claims for its day."""


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
    unreachable: int = 0  # supporters who can't be written to
    undelivered: int = 0  # messages that were given up
    unreadable: int = 0  # stored rows that no key opened
    counted: Mapping[str, Mapping[str, int]] = field(default_factory=dict[str, "Mapping[str, int]"])  # week: forgotten
    oversight: Oversight | None = None
    informal: int = 0  # talks outside the programme that were logged this quarter
    last_backup: date | None = None
    rotas: RotaState = RotaState()


def latest_slot(now: datetime, policy: Policy) -> date:
    """The local date of the latest digest hour that has come."""
    today = day_in(now, policy.timezone)
    day = today - timedelta(days=(today.weekday() - policy.digest_weekday) % 7)
    return day if at_wall(day, policy.digest_time, policy.timezone) <= now else day - _WEEK


def slots_since(moment: datetime, now: datetime, policy: Policy) -> list[date]:
    """Every slot that came after one moment and by another."""
    last, found = latest_slot(now, policy), latest_slot(moment, policy)
    return [found + week * _WEEK for week in range(1, (last - found) // _WEEK + 1)]


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
    readers = [one.person for one in report.members if responsibility.runs(one.person, report.members)]
    tells = tuple(Tell(to=one, message=digest.write(_reading(_for(report, one)))) for one in readers)
    return Decision(effects=(*tells, *_trainings(report), *first_reminder(report.now, report.policy).effects))


def _for(report: Report, reader: PersonId) -> Report:
    """Without the reader's own case: in no list and in no count."""
    own = [one for one in report.cases if one.recipient == reader]
    carried = Counter(one.supporter for one in own if one.is_open and one.supporter)
    if not own:
        return report
    less = {person: count - carried[person] for person, count in report.open_cases.items()}
    return replace(report, cases=tuple(one for one in report.cases if one not in own), open_cases=less)


def _trainings(report: Report) -> tuple[Remind, ...]:
    """A nudge, in their waking hours, to everybody whose training ends in 60, 30 or 7 days, or in the week after.

    The weekly slot is claimed once, so each of the three comes once; after an outage the weeks that were missed count.
    """
    previous = report.previous or report.slot - _WEEK
    policy, weeks = report.policy, (report.slot - previous).days
    due = [one for one in report.members if one.has(Role.SUPPORTER) and _is_due(one, report, weeks)]
    return tuple(
        Remind(
            subject=f"training:{report.slot}:{number}",
            name="nudge",
            event=NudgeDue(to=one.person, nudge=Nudge.TRAINING),
            at=first_waking(report.now, one.timezone, policy.quiet),
        )
        for number, one in enumerate(due)
    )


def _is_due(member: Member, report: Report, days: int) -> bool:
    """Whether one of the three days falls into those since the last slot, counted so that none comes late."""
    ends = training_ends(member.supporter, report.policy) if member.supporter else None
    left = (ends - report.slot).days if ends else -1
    missed = days - _WEEK.days
    return any(mark - missed <= left < mark + _WEEK.days for mark in _REMINDED)


def _reading(report: Report) -> digest.Reading:
    policy, week = report.policy, Week.before(report.slot, report.policy.timezone)
    earlier = Week.before(report.slot - _WEEK, policy.timezone)
    return digest.Reading(
        figures=_figures(report, week, report.slot),
        before=_figures(report, earlier, report.slot - _WEEK),
        oversight=report.oversight,
        needs=needs_now(report.cases, policy, report.now),
        care=replace(care_for(report.members, report.open_cases, policy, now=report.now), silent=report.unreachable),
        zone=policy.timezone,
        undelivered=report.undelivered,
        unreadable=report.unreadable,
        missed=_count_missed(report),
        coverage=coverage(report.members, report.open_cases, policy, now=report.now),
        informal=report.informal,
        last_backup=report.last_backup,
        rotas=report.rotas,
        backup_is_old=report.last_backup is not None and day_in(report.now, "UTC") - report.last_backup > _BACKUP_AGE,
    )


def _figures(report: Report, week: Week, slot: date) -> WeekFigures:
    kept = week_figures(report.cases, week, report.policy, now=report.now)
    return with_forgotten(kept, report.counted.get(week_name(slot), {}))


def weeks_read(slot: date) -> tuple[str, ...]:
    """The weeks that an overview shows, as their counters are named."""
    return week_name(slot), week_name(slot - _WEEK)


def _count_missed(report: Report) -> int:
    """How many earlier slots passed without an overview: nobody claimed them."""
    return 0 if report.previous is None else (report.slot - report.previous).days // 7 - 1
