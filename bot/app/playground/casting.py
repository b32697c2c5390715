"""Chooses who plays the guided tour: a case can begin for them, whatever was played on this data before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.web.playground import Cast
from bot.conversation.audit_trail import day_of, window_of
from bot.conversation.events.asking import SuggestionMatured
from bot.conversation.flows.asking import MATURES, SUGGESTED, TARGETED, days_that_count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.web.invented_hospital import Clinician, Hospital
    from bot.domain.people import PersonId
    from bot.domain.policy import Policy
    from bot.ports import Clock
    from store.store import SqlStore
    from store.unit_of_work import SqlUnitOfWork

_FIRST = ("noor-haddad", "tomasz-wilk")
"""Who suggests whom on fresh data."""


@dataclass(frozen=True)
class FreeCast:
    """Looks into the real store: only a pretend hospital may be looked at so."""

    store: SqlStore
    clock: Clock
    hospital: Hospital
    policy: Policy

    async def free(self) -> Cast | None:
        """Somebody who may suggest a colleague now, and a colleague of whom a case would come; None if nobody can."""
        return await self.store.read(self._free)

    def _free(self, work: SqlUnitOfWork) -> Cast | None:
        engaged = {*_people_in_cases(work)}
        colleague = next((one for one in self._in_order(_FIRST[1]) if self._can_be(work, one, engaged)), None)
        others = (one for one in self._in_order(_FIRST[0]) if one is not colleague)
        referrer = next((one for one in others if self._may_suggest(work, one)), None)
        return Cast(referrer=referrer.slug, colleague=colleague.slug) if referrer and colleague else None

    def _in_order(self, first: str) -> Iterator[Clinician]:
        """Everybody without a role, this one first, then their department."""
        wanted = self.hospital.people[first]
        people = (one for one in self.hospital.people.values() if not one.roles)
        return iter(sorted(people, key=lambda one: (one is not wanted, one.department != wanted.department)))

    def _can_be(self, work: SqlUnitOfWork, one: Clinician, engaged: set[PersonId]) -> bool:
        now, person = self.clock.now(), work.people.get(one.person)
        rests = person.rests_until is not None and now < person.rests_until
        lately = work.limits.used(TARGETED, one.person, days_that_count(now, self.policy))
        return not (one.person in engaged or person.opted_out or rests or lately >= self.policy.suggestions.of_one)

    def _may_suggest(self, work: SqlUnitOfWork, one: Clinician) -> bool:
        now, limits = self.clock.now(), self.policy.suggestions
        hour, day = work.limits.each(SUGGESTED, one.person, (window_of(now), f"{day_of(now, self.policy)}"))
        return hour < limits.an_hour and day < limits.a_day


def _people_in_cases(work: SqlUnitOfWork) -> Iterator[PersonId]:
    """Who has an open case, or was suggested in these minutes."""
    yield from (case.recipient for case in work.cases.all() if case.is_open)
    pending = (one.event for one in work.agenda.named(MATURES))
    yield from (event.suggestion.recipient for event in pending if isinstance(event, SuggestionMatured))
