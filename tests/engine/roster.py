"""People with a role, and what they read, as the engine's tests need them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.domain.case import Away, Case
from bot.domain.people import Member, PersonId, Role, Supporter
from bot.domain.policy import Policy, Urgent
from bot.domain.release import Audience, Release

TRAINED = date(2026, 1, 15)
REPORT = Release(
    period="2025", audience=Audience.OUTSIDE, on=date(2026, 1, 7), least=11, cases=60, breakdowns=(), service=()
)
"""What was released of last year."""


def peer(person: PersonId, *roles: Role, zone: str = "America/New_York", supporter: Supporter | None = None) -> Member:
    """A trained supporter, unless other roles are given."""
    about, held = supporter or Supporter(trained_on=TRAINED), frozenset(roles or (Role.SUPPORTER,))
    return Member(person=person, name=f"Dr {person}", roles=held, timezone=zone, supporter=about)


def officer(person: PersonId, role: Role, *, zone: str = "America/New_York") -> Member:
    """Somebody who helps to run the programme."""
    return Member(person=person, name=f"Officer {person}", roles=frozenset({role}), timezone=zone)


def urgently(*on_call: PersonId) -> Policy:
    """A policy with an urgent lane, and who is on call."""
    lane = Urgent(enabled=True, on_call=on_call)
    return Policy(urgent=lane)


def away_for(case: Case) -> Case:
    """The same case, whose supporter will be away for a month."""
    return replace(case, away=Away(first=date(2026, 6, 1), last=date(2026, 7, 1)))
