"""What is due is claimed, worked on with no transaction open, and applied under its lease.

Then the traces are tidied.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot import log, metrics
from bot.clock import RealClock
from bot.domain.errors import PeerSupportError
from bot.scheduling import delivery
from bot.scheduling.marking import Marking

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.ports import Clock, Due, Parcel, Platform, TidyStore
    from bot.service import Service

BATCH = 50
LEASE = 60.0
"""Seconds a claim lasts: longer than any try can take."""


@dataclass(frozen=True)
class Sweeps:
    """The sweeps of one process; any number of processes may run them side by side on PostgreSQL."""

    store: TidyStore
    service: Service
    clock: Clock
    platforms: Mapping[str, Platform]

    async def run_agenda(self) -> int:
        """Handle what has come due; returns how many entries there were."""
        now = self.clock.now()
        claimed = await self.store.run(lambda work: work.agenda.claim(now, limit=BATCH, lease_seconds=LEASE))
        for due in claimed:
            await self._run(due)
        return len(claimed)

    async def _run(self, due: Due) -> None:
        """One entry that can't be handled must not stop the others: its lease lapses and it is tried again."""
        try:
            await self.service.run_due(due)
        except Exception as error:  # noqa: BLE001 - the sweep loop, one of the two places (docs/rules/delivery.md)
            log.failed("agenda_entry_failed", error, sweep="agenda")

    async def deliver_outbox(self) -> int:
        """Send what waits; returns how many items there were. People are served side by side, each in order."""
        claimed = await self.store.run(lambda work: work.outbox.claim(limit=BATCH, lease_seconds=LEASE))
        if claimed:
            marking = Marking(self.store)
            await asyncio.gather(*(self._deliver(parcel, marking) for parcel in claimed))
        return len(claimed)

    async def _deliver(self, parcel: Parcel, marking: Marking) -> None:
        platform = self.platforms.get(parcel.to.platform)
        fate = await delivery.attempt(parcel, platform) if platform else delivery.Fate(delivery.Undeliverable())
        await marking.settle(parcel, fate, now=self.clock.now())
        outcome = type(fate.outcome).__name__
        metrics.delivered(parcel.to.platform, outcome)
        log.record("delivery", outcome=outcome)

    async def tidy(self) -> int:
        """Scrub what purges and deliveries left in the files.

        Tried again at the next tick if a reader is in the way.
        """
        await self.service.forget()
        await self.store.tidy()
        if not await self.store.scrub():
            log.record("scrub_postponed", sweep="tidy")
        return 0

    async def until_quiet(self) -> int:
        """Run agenda and outbox until neither has anything that can be done now."""
        total = 0
        while done := await self.run_agenda() + await self.deliver_outbox():
            total += done
        return total


class Pump:
    """Runs the sweeps when something hints that there is work, one run at a time.

    The scheduler's tick is the safety net.
    """

    def __init__(self, sweep: Callable[[], Awaitable[int]], name: str = "work") -> None:
        self._sweep = sweep
        self._name = name
        self._lock = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._again = False

    def wake(self) -> None:
        """Hint that there may be work; returns at once."""
        self._again = True
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._work())

    async def _work(self) -> None:
        while self._again:
            self._again = False
            await self.run()

    async def run(self) -> int:
        """Sweep now, or after the sweep that is running. A store that is down is logged and tried at the next tick."""
        async with self._lock:
            loop, well_at = asyncio.get_running_loop(), None
            began = loop.time()
            try:
                done = await self._sweep()
            except PeerSupportError as error:
                log.failed("sweep_failed", error)
                return 0
            else:
                well_at = RealClock().now().timestamp()
                return done
            finally:
                metrics.swept(self._name, loop.time() - began, well_at=well_at)

    async def stop(self) -> None:
        """Wait for the sweep that is running."""
        self._again = False
        if self._task is not None:
            await asyncio.wait([self._task])
