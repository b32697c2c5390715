"""What is due is claimed, worked on with no transaction open, and applied under its lease.

Then the traces are tidied.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot import log, metrics
from bot.clock import RealClock
from bot.domain.errors import PeerSupportError
from bot.ports import Unreachable
from bot.scheduling import sending
from bot.scheduling.outcome_batch import Marking
from bot.scheduling.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.ports import Clock, Due, OutboxItem, Platform, TidyStore
    from bot.scheduling.circuit_breaker import CircuitBreaker
    from bot.service import Service

BATCH = 50
_PARTING = 2.0  # seconds for what is being sent when the process stops; what gets no answer by then is looked for
LEASE = 60.0
"""Seconds a claim lasts: longer than any try can take."""


@dataclass(frozen=True)
class Sweeps:
    """The sweeps of one process; any number of processes may run them side by side on PostgreSQL."""

    store: TidyStore
    service: Service
    clock: Clock
    platforms: Mapping[str, Platform]
    breakers: Mapping[str, CircuitBreaker] = field(default_factory=dict[str, "CircuitBreaker"])
    progress: Progress = field(default_factory=Progress)

    async def run_agenda(self) -> int:
        """Handle what has come due; returns how many entries there were."""
        now = self.clock.now()
        claimed = await self.store.run(lambda work: work.agenda.claim(now, limit=BATCH, lease_seconds=LEASE))
        for number, due in enumerate(claimed):
            if self.progress.is_stopping:
                await self.store.run(lambda work, left=claimed[number:]: work.agenda.release(left))
                return 0
            await self._run(due)
            self.progress.step()
        return len(claimed)

    async def _run(self, due: Due) -> None:
        """One entry that can't be handled must not stop the others: its lease lapses and it is tried again."""
        try:
            await self.service.run_due(due)
        except Exception as error:  # noqa: BLE001 - the sweep loop, one of the two places (docs/rules/delivery.md)
            log.failed("agenda_entry_failed", error, sweep="agenda")

    async def deliver_outbox(self) -> int:
        """Send what waits; returns how many items there were. People are served side by side, each in order."""
        if self.progress.is_stopping:
            return 0
        claimed = await self.store.run(lambda work: work.outbox.claim(limit=BATCH, lease_seconds=LEASE))
        if claimed:
            marking = Marking(self.store)
            await asyncio.gather(*(self._deliver(parcel, marking) for parcel in claimed))
        return len(claimed)

    async def _deliver(self, parcel: OutboxItem, marking: Marking) -> None:
        platform = self.platforms.get(parcel.to.platform)
        fate = await sending.attempt(parcel, platform) if platform else sending.Fate(Unreachable())
        if breaker := self.breakers.get(parcel.to.platform):
            fate = await breaker.judged(parcel, fate)
        await marking.settle(parcel, fate, now=self.clock.now())
        self.progress.step()
        outcome, reason = type(fate.outcome).__name__, getattr(fate.outcome, "word", "")
        metrics.delivered(parcel.to.platform, outcome)
        if reason:
            log.record("delivery", outcome=outcome, reason=reason)
        else:
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
            self.progress.step()
        self.progress.step()
        return total


class Pump:
    """Runs the sweeps when something hints that there is work, one run at a time.

    The scheduler's tick is the safety net.
    """

    def __init__(
        self, sweep: Callable[[], Awaitable[int]], name: str = "work", *, progress: Progress | None = None
    ) -> None:
        self._sweep = sweep
        self._progress = progress or Progress()
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
                self._progress.step()
                return 0
            else:
                well_at = RealClock().now().timestamp()
                return done
            finally:
                metrics.swept(self._name, loop.time() - began, well_at=well_at)

    async def stop(self) -> None:
        """Let the step that is being taken end; what is claimed and not begun is given back."""
        self.end()
        if self._task is not None:
            _, late = await asyncio.wait([self._task], timeout=_PARTING)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late)

    def end(self) -> None:
        """Begin nothing more; returns at once."""
        self._again, self._progress.is_stopping = False, True
