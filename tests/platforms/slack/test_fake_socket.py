"""The fake Slack's Socket Mode over a real WebSocket, with Slack's own client at the other end."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import ClientSession, WSServerHandshakeError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.platforms.slack.sample import Sample

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.platforms.slack.process import ControlRoom


@pytest.fixture
async def app(control: ControlRoom) -> AsyncIterator[Sample]:
    """The sample app, connected by a socket."""
    app = Sample(control)
    await app.connect()
    yield app
    await app.stop()


async def until_open(control: ControlRoom, opened: int) -> None:
    """Wait until so many sockets have ever been opened, and one of them is open."""
    for _ in range(100):
        sockets = await control.order("socket")
        if sockets["opened"] >= opened and sockets["open"]:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it did not come back")


async def test_a_gesture_and_its_answer_travel_over_the_socket(control: ControlRoom, app: Sample) -> None:
    await control.person("U0ANA", "command")
    await asyncio.sleep(0.1)
    app.answer = {"response_action": "errors", "errors": {"name": "Not that one."}}
    seen = await control.person("U0ANA", "submit", values={"name": {"text": ["Ana"]}})
    assert seen["errors"] == {"name": "Not that one."}
    await control.person("U0ANA", "home")
    assert [event["type"] for event, _ in app.events] == ["app_home_opened"]


async def test_the_app_comes_back_after_a_refresh(control: ControlRoom, app: Sample) -> None:
    await control.order("socket", trouble="refresh_requested")
    await until_open(control, 2)
    assert (await control.person("U0ANA", "home"))["reply"]["status"] == 200


async def test_without_a_socket_the_person_sees_an_error(control: ControlRoom) -> None:
    await control.order("rules", socket_mode=True)
    seen = await control.person("U0ANA", "command")
    assert seen["alerts"] == ["/peersupport didn't respond"]


async def test_on_a_silent_socket_nothing_arrives(control: ControlRoom, app: Sample) -> None:
    await control.order("socket", trouble="silent")
    seen = await control.person("U0ANA", "command")
    assert seen["alerts"] == ["/peersupport didn't respond"]
    assert app.triggers == []


async def test_an_envelope_whose_acknowledgement_was_lost_comes_again(control: ControlRoom, app: Sample) -> None:
    await control.order("rules", patience=2.0)
    await control.order("socket", lose_acks=1)
    seen = await control.person("U0ANA", "home")
    assert (seen["reply"]["status"], len(app.events)) == (200, 2)
    assert (await control.order("said"))["redelivered"] == 1


async def test_only_an_app_token_opens_a_socket(control: ControlRoom) -> None:
    client: Any = AsyncWebClient(base_url=control.api_url, retry_handlers=[])
    for token, error in (("xoxb-bot", "not_allowed_token_type"), ("xapp-other", "invalid_auth")):
        with pytest.raises(SlackApiError, match=error):
            await client.apps_connections_open(app_token=token)


async def test_a_ticket_is_used_once(control: ControlRoom) -> None:
    client: Any = AsyncWebClient(base_url=control.api_url, retry_handlers=[])
    url = (await client.apps_connections_open(app_token="xapp-app"))["url"]
    async with ClientSession() as session:
        async with session.ws_connect(url) as socket:
            assert (await socket.receive_json())["type"] == "hello"
        with pytest.raises(WSServerHandshakeError):
            await session.ws_connect(url)
