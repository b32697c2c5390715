"""The weekly digest as a slot: which Monday it is, who reads it, and when the next one is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.conversation.effects import Decision, Remind
from bot.conversation.events import DigestDue
from bot.domain.hours import at_wall, local

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.domain.case import Case
    from bot.domain.people import Member
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
    waiting_messages: int = 0
    dead_messages: int = 0


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


def decide(report: Report) -> Decision:
    """Send the digest to everybody who coordinates, and put the next one on the agenda."""
    readers = [one for one in report.members if one.has(Role.COORDINATOR, Role.DEPUTY)]
    from bot.ui import Message, Paragraph, Plain, say  # TEMP

    message = Message(say("A short note for you. When you have time."), (Paragraph((Plain(say("Weekly digest")),)),))
    tells = tuple(Tell(to=one.person, message=message) for one in readers)
    return Decision(effects=(*tells, *first_reminder(report.now, report.policy).effects))
