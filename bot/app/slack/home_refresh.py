"""Publishes App Home again after a decision that changes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.case import Case
from bot.domain.errors import NotSavedError
from bot.domain.people import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.slack.app_home import Homes
    from bot.app.programme import Core
    from bot.conversation.effects import Aggregate, Decision
    from bot.conversation.events.every import Event
    from bot.domain.people import PersonId
    from bot.scheduling.background_tasks import Tasks

_STAFF = (Role.COORDINATOR, Role.DEPUTY, Role.DIRECTOR)


class Hearing:
    """Hears every decision, and keeps App Home true for whoever it concerns."""

    def __init__(self, tasks: Tasks) -> None:
        self._tasks = tasks
        self._asking = False
        self.core: Core | None = None
        self.homes: Homes | None = None

    def told(self, event: Event, decision: Decision) -> None:
        """Something was committed."""
        if self.homes is None:
            return
        self.homes.changed(_people_concerned(event, decision))
        if not self._asking and any(isinstance(one, Case) for one in decision.changed) and self.homes.open:
            self._asking = True
            self._tasks.start(self._tell_staff())

    async def _tell_staff(self) -> None:
        """Whoever runs the programme sees every case in their home."""
        self._asking = False
        if self.core is None or self.homes is None:
            return
        try:
            staff = await self.core.store.read(lambda work: [one.person for one in work.roster.with_role(*_STAFF)])
        except NotSavedError:
            return
        self.homes.changed(staff)


def _people_concerned(event: Event, decision: Decision) -> Iterator[PersonId]:
    """Whose own home may show it."""
    by: PersonId | None = getattr(event, "by", None)
    if by is not None:
        yield by
    for one in decision.changed:
        yield from _whose(one)


def _whose(aggregate: Aggregate) -> Iterator[PersonId]:
    if not isinstance(aggregate, Case):
        yield aggregate.person
        return
    yield aggregate.recipient
    if aggregate.supporter is not None:
        yield aggregate.supporter
    yield from (offer.supporter for offer in aggregate.offers)
