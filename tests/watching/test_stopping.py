"""Being asked to stop is heard from the first moment on, also while what came due meanwhile is done."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.app import compose, server
from bot.scheduling.sweeps import LEASE, Pump, Sweeps
from bot.settings import throw_away
from tests.simulation.world import Hands
from tests.store.examples import a_reminder

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from bot.app.programme import Programme
    from store.store import SqlStore


async def test_people_are_answered_while_what_came_due_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """After a long outage that may take minutes."""
    programme, order = compose(throw_away(tmp_path, port=0)), list[str]()

    class Surface:
        async def start(self) -> None:
            order.append("open")

        async def stop(self) -> None:
            pass

    async def run() -> int:
        order.append("backlog")
        return 0

    monkeypatch.setattr(programme.pump, "run", run)
    await replace(programme, surfaces=(Surface(),)).start()
    assert order == ["open", "backlog"]
    await programme.stop()


async def test_whoever_stops_it_while_it_starts_is_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    settings = throw_away(tmp_path, port=0)
    programme, ended = compose(settings), list[str]()
    stopping = type(programme).stop

    async def start(_self: Programme) -> None:
        assert signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL  # or it would end here, hard
        os.kill(os.getpid(), signal.SIGTERM)

    async def stop(self: Programme) -> None:
        ended.append("stopped")
        await stopping(self)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(type(programme), "start", start)
    monkeypatch.setattr(type(programme), "stop", stop)
    monkeypatch.setattr(server, "compose", lambda _settings: programme)
    async with asyncio.timeout(10):
        await server.serve(settings, announce=lambda _address: None)
    assert ended == ["stopped"]


class _Slow:
    """A service whose every entry takes a twentieth of a second, as a match at 1,000 supporters does."""

    def __init__(self) -> None:
        self.done = 0

    async def run_due(self, _due: object) -> None:
        await asyncio.sleep(0.05)
        self.done += 1


async def test_a_stop_with_much_that_is_due_ends_soon_and_gives_back_what_was_not_begun(sqlite_store: SqlStore):
    """300 matches are due; another process, or the next start, has them at once and not after a minute."""
    due = datetime(2026, 8, 3, tzinfo=UTC)
    entries = [replace(a_reminder(subject=f"S{number}"), at=due) for number in range(300)]
    sqlite_store.run_now(lambda work: [work.agenda.add(one) for one in entries])
    service = _Slow()
    clock = Hands(due)
    sweeps = Sweeps(store=sqlite_store, service=service, clock=clock, platforms={})  # type: ignore[arg-type]
    pump = Pump(sweeps.until_quiet, progress=sweeps.progress)
    pump.wake()
    await asyncio.sleep(0.3)
    began = time.monotonic()
    await pump.stop()
    assert time.monotonic() - began < 2
    assert 0 < service.done < 50
    left = sqlite_store.run_now(lambda work: work.agenda.claim(due, limit=50, lease_seconds=LEASE))
    assert len(left) == 50
