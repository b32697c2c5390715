"""Which sweep runs how often. APScheduler only ticks; what is due is decided by the claims (ADR 0004)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

if TYPE_CHECKING:
    from bot.scheduling.sweeps import Pump


@dataclass(frozen=True)
class Intervals:
    """Seconds between ticks."""

    work: int = 1
    tidy: int = 900


def ticking(pump: Pump, tidier: Pump, intervals: Intervals = Intervals()) -> AsyncIOScheduler:
    """A scheduler that is not started yet. A late tick still runs, several late ones run once, none overlap."""
    scheduler = AsyncIOScheduler(
        timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    )
    for pumped, seconds in ((pump, intervals.work), (tidier, intervals.tidy)):
        trigger = IntervalTrigger(seconds=seconds, timezone=UTC)
        scheduler.add_job(pumped.run, trigger)  # pyright: ignore[reportUnknownMemberType] - APScheduler has no types
    return scheduler
