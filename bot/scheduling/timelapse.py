"""Moving the playground's clock: everything that comes due on the way happens at its own time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from bot.clock import MovableClock
    from bot.ports import Store
    from bot.scheduling.sweeps import Pump


@dataclass(frozen=True)
class Timelapse:
    """Stops the clock at each entry of the agenda on the way, so that no timer runs late because time was moved."""

    clock: MovableClock
    store: Store
    pump: Pump

    async def move(self, by: timedelta | None) -> None:
        """Move on by so much; None moves to the next entry of the agenda, if there is one."""
        until = self.clock.now() + by if by is not None else await self._next_due()
        if until is None:
            return
        try:
            await self._run_until(until)
            self.clock.hold(until)
            await self.pump.run()
        finally:
            self.clock.release()

    async def _run_until(self, until: datetime) -> None:
        """Entry by entry; one that can't be handled now is left to the scheduler rather than waited for."""
        stuck: datetime | None = None
        while (due := await self._next_due()) is not None and due <= until and due != stuck:
            self.clock.hold(due)
            await self.pump.run()
            stuck = due

    async def _next_due(self) -> datetime | None:
        return await self.store.read(lambda work: work.agenda.next_due())
