"""Being asked to stop is heard from the first moment on, also while what came due meanwhile is done."""

from __future__ import annotations

import asyncio
import os
import signal
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.app import compose, server
from bot.settings import throw_away

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from bot.app.programme import Programme


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
