"""What the playground's tests share: a stage, and a client that speaks to it over a real socket on loopback."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from aiohttp.test_utils import TestClient, TestServer

from adapters.web.app import build
from tests.platforms.web.stage import Stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
def stage():
    set_up = Stage()
    yield set_up
    set_up.mailbox.close()


@pytest.fixture
async def client(stage: Stage) -> AsyncIterator[TestClient]:
    async with TestClient(TestServer(build(stage.playground))) as connected:
        yield connected
