"""A workspace of three people in the fake Slack, and a small app of Slack's own framework that lives in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.platforms.slack.fake.workspace import User
from tests.platforms.slack.process import ControlRoom
from tests.platforms.slack.sample import Sample

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

ANA, NOOR, BEN = User("U0ANA", "Ana Duarte"), User("U0NOOR", "Noor Haddad"), User("U0BEN", "Ben Achterberg")


@pytest.fixture
async def control(slack_address: str) -> AsyncIterator[ControlRoom]:
    """The control room of a fresh workspace, impatient so that tests are short."""
    room = ControlRoom(slack_address)
    await room.reset([ANA, NOOR, BEN], patience=0.4, trigger_life=0.4, retry_after=(0.0, 0.05, 0.1))
    yield room
    await room.close()


@pytest.fixture
async def sample(control: ControlRoom) -> AsyncIterator[Sample]:
    """An app that answers everything over HTTP."""
    app = Sample(control)
    await app.serve()
    yield app
    await app.stop()
