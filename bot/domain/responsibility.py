"""Responsibility: who runs the programme, and who may act on a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.people import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.domain.case import Case
    from bot.domain.people import Member, PersonId

LEVELS = (Role.COORDINATOR, Role.DEPUTY, Role.DIRECTOR)
"""Who is told first, and who next."""


def runs(person: PersonId, staff: Iterable[Member]) -> bool:
    """Whether this person runs the programme: coordinator or deputy, and the director where there is neither."""
    known = tuple(staff)
    if any(one.has(Role.COORDINATOR, Role.DEPUTY) for one in known):
        return any(one.person == person and one.has(Role.COORDINATOR, Role.DEPUTY) for one in known)
    return any(one.person == person and one.has(Role.DIRECTOR) for one in known)


def may_act(case: Case, person: PersonId, staff: Iterable[Member]) -> bool:
    """Whether this person may assign, look up or close this case.

    A director may when the case has come to them, or when everybody else who could is its recipient.
    """
    if person == case.recipient:
        return False
    others = tuple(one for one in staff if one.person != case.recipient)
    directs = any(one.person == person and one.has(Role.DIRECTOR) for one in others)
    return runs(person, others) or (directs and person in case.told)
