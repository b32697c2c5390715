"""Forgets roster entries of people who left: with the last case that names them, and fourteen days."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.people import Address
from bot.service.parting import forget_member

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.domain.people import PersonId
    from bot.ports import UnitOfWork

_DAYS = 14
"""How long after the last case that names them was forgotten."""
_NAMED = "named"


def forget_leavers(work: UnitOfWork, now: datetime, today: date) -> None:
    """Each inactive entry that no case has named lately; what the audit says of them stays.

    Their avoid list waits for their return. A day on which a case named them is kept as a keyed mark, which expires.
    """
    left = [one.person for one in work.roster.everybody() if not one.active]
    if not left:
        return
    named = _people_in_cases(work)
    days = [f"{today - timedelta(days=ago)}" for ago in range(_DAYS)]
    for person in left:
        if person in named:
            if not work.limits.used(_NAMED, person, days[:1]):
                work.limits.add(_NAMED, person, days[0], expires=now + timedelta(days=_DAYS))
        elif not work.limits.used(_NAMED, person, days):
            forget_member(work, person)


def forget_unreachable(work: UnitOfWork) -> None:
    """That a platform can't write to somebody is of use only while they have a role."""
    for address in work.unreachable.all():
        member = work.roster.get(work.people.canonical(Address.parse(address)))
        if member is None or not member.active:
            work.unreachable.lift(address)


def _people_in_cases(work: UnitOfWork) -> frozenset[PersonId]:
    """Everybody who has or had a case that is kept, or was asked about one."""
    cases = work.cases.all()
    asked = {offer.supporter for case in cases for offer in case.offers}
    return frozenset(asked | {case.supporter for case in cases if case.supporter})
