"""Readiness: tries out whether something can be kept and done now, and names what is wrong by a word."""

from __future__ import annotations

import asyncio
import os
import shutil
import time
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from aiohttp import web

from bot import metrics
from bot.app import service_manager
from bot.app.health import OVERDUE
from bot.domain.errors import KeysAwayError, NotSavedError
from bot.scheduling import supervised
from bot.scheduling.supervised import Supervised

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from bot.app.health import Watch
    from bot.scheduling.progress import Progress

EVERY, FRESH = 10.0, 15.0
"""Seconds between two tries, and how long what one found is believed; then whoever asks waits for the next."""
PATIENCE = 6.0
"""Seconds that a try may take: longer is as good as not at all."""
HANGS = 45.0
"""Seconds without a step after which the sweeps hang: one step takes ten at most."""
ROOM = 4 * 2**20
"""Bytes that have to be free in each folder: less is gone in a minute."""
STUCK = frozenset({"tasks", "sweeps"})
"""What a restart of the process mends; whatever else is wrong, a restart would only take the crisis lines away."""


@dataclass(frozen=True)
class Readiness:
    """Of one process. ``troubles``: what each platform, and the backup, has to tell; empty for nothing."""

    watch: Watch
    troubles: Mapping[str, Callable[[], str]]
    places: Iterable[Path] = ()
    progress: Progress | None = None
    _found: dict[str, str] = field(default_factory=dict[str, str])
    _at: list[float] = field(default_factory=list[float])
    _looking: list[asyncio.Task[None]] = field(default_factory=list["asyncio.Task[None]"])

    @cached_property
    def _task(self) -> Supervised:
        return Supervised("readiness", self._look_again)

    async def start(self, _site: web.Application) -> None:
        """Look from now on."""
        await self._task.start()

    async def stop(self, _site: web.Application) -> None:
        """Look no longer."""
        await self._task.stop()

    async def wrong(self) -> Mapping[str, str]:
        """What is wrong, by word. Platforms and tasks are asked each time, the rest is remembered for a while."""
        if not self._at or time.monotonic() - self._at[0] > FRESH:
            await self.look()
        return {**self._found, **dict(self._seen_at_once())}

    async def look(self) -> None:
        """Try everything now; whoever asks meanwhile waits for the same try."""
        if not self._looking or self._looking[0].done():
            self._looking[:] = [asyncio.get_running_loop().create_task(self._try())]
        await asyncio.shield(self._looking[0])

    async def answer(self, _request: web.Request) -> web.Response:
        """``/readyz``: 200 only if nothing is wrong."""
        wrong = await self.wrong()
        if not wrong:
            return web.json_response({"status": "ok"})
        named = "; ".join(f"{word}: {said}" for word, said in sorted(wrong.items()))
        degraded = "" if wrong.keys() & {"database", "keys", "room"} else "degraded: "
        return web.json_response({"status": f"{degraded}{named}", "wrong": sorted(wrong)}, status=503)

    async def _look_again(self) -> None:
        while True:
            await self.look()
            wrong = await self.wrong()
            metrics.not_ready(wrong)
            service_manager.tell(wrong, is_stuck=bool(STUCK & wrong.keys()))
            await asyncio.sleep(EVERY)

    async def _try(self) -> None:
        found: dict[str, str] = {}
        try:
            async with asyncio.timeout(PATIENCE):
                await self.watch.store.beat()
                found |= _late(await self.watch.queues())
        except KeysAwayError as error:
            found["keys"] = str(error)
        except (NotSavedError, TimeoutError):
            found["database"] = "nothing can be written, or read back"
        if said := await asyncio.to_thread(_unfit, list(self.places)):
            found["room"] = said
        self._found.clear()
        self._found.update(found)
        self._at[:] = [time.monotonic()]

    def _seen_at_once(self) -> Iterator[tuple[str, str]]:
        yield from ((name, said) for name, trouble in self.troubles.items() if (said := trouble()))
        if dead := supervised.dead():
            yield "tasks", f"{', '.join(dead)} ended and will begin again"
        if self.progress is not None and self.progress.age() > HANGS:
            yield "sweeps", "no sweep has come a step further for a while"


def _late(queues: metrics.Queues) -> dict[str, str]:
    ages = {"agenda": queues.agenda_overdue, "outbox": queues.outbox_overdue}
    return {name: "something is late" for name, seconds in ages.items() if seconds > OVERDUE}


def _unfit(places: Iterable[Path]) -> str:
    """Which folder is away, can't be written or is full; a folder that was never made is no matter."""
    for place in places:
        if not place.exists():
            continue
        if not os.access(place, os.W_OK) or os.statvfs(place).f_flag & os.ST_RDONLY:
            return f"{place.name} can't be written"
        if shutil.disk_usage(place).free < ROOM:
            return f"{place.name} has no room"
    return ""
