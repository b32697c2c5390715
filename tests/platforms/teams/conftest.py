"""What the tests of Teams share: Microsoft in this process, and a programme that answers at its address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.app import compose
from tests.platforms.teams.issuer import Microsoft
from tests.platforms.teams.line import Line, settings_in

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second between two messages to one person has a test of its own."""
    monkeypatch.setattr("adapters.teams.connector.calls.SPACING", 0.0)


@pytest.fixture
async def microsoft() -> AsyncIterator[Microsoft]:
    microsoft = Microsoft()
    server = TestServer(microsoft.site())
    await server.start_server()
    microsoft.url = f"http://127.0.0.1:{server.port}"
    yield microsoft
    await server.close()


@pytest.fixture
async def line(microsoft: Microsoft, tmp_path: Path) -> AsyncIterator[Line]:
    """A whole programme on Teams, reached over a real socket."""
    programme = compose(settings_in(tmp_path, microsoft))
    await programme.start()
    async with TestClient(TestServer(programme.site)) as client:
        yield Line(programme, client, microsoft)
    await programme.stop()
