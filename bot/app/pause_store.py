"""Stores platform rate-limit pauses, and tells staff when a platform blocks the bot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.conversation.events.digest import NudgeDue
from bot.conversation.flows import digest
from bot.domain.errors import NotSavedError
from bot.domain.people import Address, Role
from bot.scheduling.rate_limits import MEND, REVOKED

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bot.domain.policy import Quiet
    from bot.ports import Clock
    from store.store import SqlStore
    from store.unit_of_work import SqlUnitOfWork


@dataclass(frozen=True)
class SecondChannel:
    """The other platform, on which those who run the programme hear of a stop; ``clock`` is the programme's."""

    clock: Clock
    quiet: Quiet

    def tell(self, work: SqlUnitOfWork, platform: str) -> None:
        """Put on the agenda whoever is to read that this platform has stopped."""
        staff = work.roster.with_role(Role.COORDINATOR, Role.DEPUTY, Role.DIRECTOR)
        for entry in digest.tell_staff_of_stop(platform, staff, now=self.clock.now(), quiet=self.quiet):
            work.agenda.add(entry)


class StoredHolds:
    """Fills pauses.Holds for one platform, once there is a database. ``second`` hears of a stop, if there is one."""

    def __init__(self, platform: str) -> None:
        self._platform = platform
        self.store: SqlStore | None = None
        self.second: SecondChannel | None = None

    async def put(self, name: str, seconds: float) -> None:
        """Hold, for every process."""
        await self._open_store().run(lambda work: work.holds.put(self._platform, name, seconds))

    async def stop(self, name: str) -> None:
        """Hold until it is lifted; told once, by whichever process is first."""
        await self._open_store().run(lambda work: self._stop(work, name))

    async def lift(self, name: str) -> None:
        """It was mended, so nobody has to be told any more."""
        await self._open_store().run(lambda work: self._lift(work, name))

    async def left(self) -> Mapping[str, float | None]:
        """What is held, with the seconds left."""
        return await self._open_store().read(lambda work: work.holds.of(self._platform))

    async def unreachable(self) -> Collection[str]:
        """Addresses here that no message is brought to."""
        found = await self._open_store().read(lambda work: work.unreachable.all())
        return [one for one in found if one.startswith(f"{self._platform}:")]

    async def reached(self, address: str) -> None:
        """They are there: what waits for them is tried at once."""
        await self._open_store().run(lambda work: self._bring_forward(work, address))

    async def free(self) -> None:
        """Whoever is only on probation here may be asked again."""
        await self._open_store().run(self._free)

    def _bring_forward(self, work: SqlUnitOfWork, address: str) -> None:
        work.unreachable.lift(address)
        work.outbox.release(work.people.canonical(Address.parse(address)))

    def _free(self, work: SqlUnitOfWork) -> None:
        for address, found in work.unreachable.all().items():
            if not found.sure and address.startswith(f"{self._platform}:"):
                work.unreachable.lift(address)

    def _stop(self, work: SqlUnitOfWork, name: str) -> None:
        if work.holds.stop(self._platform, name) and self.second is not None:
            self.second.tell(work, self._platform)

    def _lift(self, work: SqlUnitOfWork, name: str) -> None:
        work.holds.lift(self._platform, name)
        if name == REVOKED or name.startswith(MEND):
            work.outbox.release_all()
        for one in work.agenda.named(digest.NUDGE):
            if isinstance(one.event, NudgeDue) and one.event.nudge is digest.STOPS[self._platform]:
                work.agenda.cancel(one.subject, one.name)

    def _open_store(self) -> SqlStore:
        if self.store is None:
            raise NotSavedError
        return self.store
