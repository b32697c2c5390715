"""Keeps a platform's pauses in the database, and has the other platform tell of a stop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.conversation.events import NudgeDue
from bot.conversation.flows import programme
from bot.domain.errors import NotSavedError
from bot.domain.people import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.policy import Quiet
    from bot.ports import Clock
    from store.sql_store import SqlStore
    from store.unit_of_work import SqlUnitOfWork


@dataclass(frozen=True)
class SecondChannel:
    """The other platform, on which those who run the programme hear of a stop; ``clock`` is the programme's."""

    clock: Clock
    quiet: Quiet

    def tell(self, work: SqlUnitOfWork, platform: str) -> None:
        """Put on the agenda whoever is to read that this platform has stopped."""
        staff = work.roster.with_role(Role.COORDINATOR, Role.DEPUTY, Role.DIRECTOR)
        for entry in programme.stopped(platform, staff, now=self.clock.now(), quiet=self.quiet):
            work.agenda.add(entry)


class StoredHolds:
    """Fills pauses.Holds for one platform, once there is a database. ``second`` hears of a stop, if there is one."""

    def __init__(self, platform: str) -> None:
        self._platform = platform
        self.store: SqlStore | None = None
        self.second: SecondChannel | None = None

    async def put(self, name: str, seconds: float) -> None:
        """Hold, for every process."""
        await self._opened().run(lambda work: work.holds.put(self._platform, name, seconds))

    async def stop(self, name: str) -> None:
        """Hold until it is lifted; told once, by whichever process is first."""
        await self._opened().run(lambda work: self._stop(work, name))

    async def lift(self, name: str) -> None:
        """It was mended, so nobody has to be told any more."""
        await self._opened().run(lambda work: self._lift(work, name))

    async def left(self) -> Mapping[str, float | None]:
        """What is held, with the seconds left."""
        return await self._opened().read(lambda work: work.holds.of(self._platform))

    def _stop(self, work: SqlUnitOfWork, name: str) -> None:
        if work.holds.stop(self._platform, name) and self.second is not None:
            self.second.tell(work, self._platform)

    def _lift(self, work: SqlUnitOfWork, name: str) -> None:
        work.holds.lift(self._platform, name)
        for one in work.agenda.named(programme.NUDGE):
            if isinstance(one.event, NudgeDue) and one.event.nudge is programme.STOPS[self._platform]:
                work.agenda.cancel(one.subject, one.name)

    def _opened(self) -> SqlStore:
        if self.store is None:
            raise NotSavedError
        return self.store
