"""People with a role, and what they read, as the engine's tests need them."""

from __future__ import annotations

from datetime import date

from bot.conversation.releases import Audience, Release
from bot.domain.people import Member, PersonId, Role, Supporter
from bot.domain.policy import Policy, Urgent

TRAINED = date(2026, 1, 15)
REPORT = Release(
    period="2025", audience=Audience.OUTSIDE, on=date(2026, 1, 7), least=11, cases=60, breakdowns=(), service=()
)
"""What was released of last year."""


def peer(person: PersonId, *, zone: str = "America/New_York", supporter: Supporter | None = None) -> Member:
    """A trained supporter."""
    about = supporter or Supporter(trained_on=TRAINED)
    return Member(person=person, name=f"Dr {person}", roles=frozenset({Role.SUPPORTER}), timezone=zone, supporter=about)


def officer(person: PersonId, role: Role, *, zone: str = "America/New_York") -> Member:
    """Somebody who helps to run the programme."""
    return Member(person=person, name=f"Officer {person}", roles=frozenset({role}), timezone=zone)


def urgently(*on_call: PersonId) -> Policy:
    """A policy with an urgent lane, and who is on call."""
    lane = Urgent(enabled=True, on_call=on_call, second_channel_tested_on="2026-05-30", test_page_weekday=2)
    return Policy(urgent=lane)
