"""Agents Playgrounds for a clinician, a supporter and a coordinator, and a fresh bot that all three talk to."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from tests.browser.conftest import browser, executable
from tests.platforms.teams.agents_playground.process import Instance, instances
from tests.platforms.teams.agents_playground.running import Bot, Town
from tests.platforms.teams.agents_playground.seat import Seat

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

__all__ = ["browser", "executable"]


@pytest.fixture(scope="package")
def listening() -> Iterator[socket.socket]:
    """Where the bot answers, whichever one runs."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        yield one


@pytest.fixture(scope="package")
def playgrounds(listening: socket.socket, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Instance]]:
    """One for each of the three; they take a moment to start, and serve every test of this worker."""
    endpoint = f"http://127.0.0.1:{listening.getsockname()[1]}/api/messages"
    with instances(("noor", "ana", "marion"), endpoint, tmp_path_factory.mktemp("agents-playground")) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def town(playgrounds: dict[str, Instance], listening: socket.socket, tmp_path: Path) -> AsyncIterator[Town]:
    """Everybody sits down; nobody has installed anything."""
    bot = Bot(tmp_path, listening)
    await bot.start()
    town = Town(bot, **{who: Seat(running) for who, running in playgrounds.items()})
    for seat in town.seats:
        await seat.sit_down()
    yield town
    for seat in town.seats:
        await seat.leave()
    await bot.stop()
