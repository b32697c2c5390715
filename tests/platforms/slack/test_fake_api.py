"""The fake Slack's API: who may call what, its limits, and its bad days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import ServerDisconnectedError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

if TYPE_CHECKING:
    from tests.platforms.slack.process import ControlRoom


@pytest.fixture
def client(control: ControlRoom) -> Any:
    return AsyncWebClient("xoxb-bot", base_url=control.api_url, retry_handlers=[], timeout=2)


async def test_the_token_and_its_scopes_are_told(client: Any) -> None:
    answer = await client.auth_test()
    assert answer["team_id"] == "T0CLINIC"
    assert answer.headers["x-oauth-scopes"] == "commands,chat:write,im:write,users:read"


@pytest.mark.parametrize(
    ("token", "error"), [("", "not_authed"), ("xoxb-other", "invalid_auth"), ("xapp-app", "not_allowed_token_type")]
)
async def test_a_wrong_token_is_refused(client: Any, token: str, error: str) -> None:
    client.token = token
    with pytest.raises(SlackApiError, match=error):
        await client.auth_test()


async def test_a_scope_that_was_not_granted_is_named(client: Any) -> None:
    with pytest.raises(SlackApiError) as refused:
        await client.conversations_history(channel="D0ANA")
    assert refused.value.response["needed"] == "im:history"
    assert refused.value.response["provided"] == "commands,chat:write,im:write,users:read"


async def test_a_message_is_posted_changed_and_deleted(client: Any, control: ControlRoom) -> None:
    channel = (await client.conversations_open(users="U0ANA"))["channel"]["id"]
    ts = (await client.chat_postMessage(channel=channel, text="One"))["ts"]
    await client.chat_update(channel=channel, ts=ts, text="Two")
    seen = await control.order("look", who="U0ANA")
    assert ([one["text"] for one in seen["messages"]], seen["notifications"]) == (["Two"], ["One"])
    await client.chat_delete(channel=channel, ts=ts)
    assert (await control.order("look", who="U0ANA"))["messages"] == []
    with pytest.raises(SlackApiError, match="message_not_found"):
        await client.chat_update(channel=channel, ts=ts, text="Three")


async def test_one_message_a_second_and_a_channel(client: Any) -> None:
    await client.chat_postMessage(channel="U0ANA", text="One")
    await client.chat_postMessage(channel="U0NOOR", text="Two")
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel="U0ANA", text="Three")
    assert (refused.value.response.status_code, refused.value.response.headers["retry-after"]) == (429, "1")


async def test_a_storm_turns_calls_away(client: Any, control: ControlRoom) -> None:
    await control.order("fault", method="*", kind="ratelimited", count=2, seconds=7)
    for _ in range(2):
        with pytest.raises(SlackApiError) as refused:
            await client.auth_test()
        assert refused.value.response.headers["retry-after"] == "7"
    assert (await client.auth_test())["ok"]


async def test_a_lost_reply_keeps_the_message_and_a_dropped_one_does_not(client: Any, control: ControlRoom) -> None:
    for kind, kept in (("drop", []), ("lose_reply", ["lose_reply"])):
        await control.order("fault", method="chat.postMessage", kind=kind)
        with pytest.raises((ServerDisconnectedError, ConnectionError, OSError)):
            await client.chat_postMessage(channel="U0ANA", text=kind)
        seen = await control.order("look", who="U0ANA")
        assert [one["text"] for one in seen["messages"]] == kept


async def test_a_late_reply_comes_after_the_message(client: Any, control: ControlRoom) -> None:
    await control.order("fault", method="chat.postMessage", kind="late", seconds=0.2)
    assert (await client.chat_postMessage(channel="U0ANA", text="One"))["ok"]


async def test_an_error_of_slacks_own(client: Any, control: ControlRoom) -> None:
    await control.order("fault", method="auth.test", kind="error", status=503)
    with pytest.raises(SlackApiError) as refused:
        await client.auth_test()
    assert refused.value.response.status_code == 503


async def test_history_finds_a_message_by_its_metadata(client: Any, control: ControlRoom) -> None:
    await control.order("rules", scopes=["chat:write", "im:history"], a_message_a_second=False)
    metadata = {"event_type": "sent", "event_payload": {"token": "t1"}}
    posted = await client.chat_postMessage(channel="U0ANA", text="One", metadata=metadata)
    await client.chat_postMessage(channel="U0ANA", text="One", metadata=metadata)
    found = await client.conversations_history(channel=posted["channel"], include_all_metadata=True)
    assert [one["metadata"]["event_payload"]["token"] for one in found["messages"]] == ["t1", "t1"]
    assert [one["times"] for one in (await control.order("said"))["twice"]] == [2]


async def test_what_is_not_documented_is_refused(client: Any) -> None:
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        await client.chat_postMessage(channel="U0ANA", text="One", client_msg_id="1")
    with pytest.raises(SlackApiError, match="unknown_method"):
        await client.users_lookupByEmail(email="ana@example.org")
    with pytest.raises(SlackApiError, match="no_text"):
        await client.api_call("chat.postMessage", json={"channel": "U0NOOR"})


async def test_people_are_told_of_with_language_and_zone(client: Any) -> None:
    user = (await client.users_info(user="U0ANA", include_locale=True))["user"]
    assert (user["tz"], user["locale"], user["deleted"]) == ("America/New_York", "en-US", False)
    assert "locale" not in (await client.users_info(user="U0ANA"))["user"]
