"""The fake Slack towards people: three seconds to answer, one use for a trigger, and only what is on the screen."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from slack_sdk.errors import SlackApiError

from tests.platforms.slack.process import RefusedError
from tests.platforms.slack.sample import ACTIONS, asks, home, modal

if TYPE_CHECKING:
    from tests.platforms.slack.process import ControlRoom
    from tests.platforms.slack.sample import Sample

GO = {"type": "button", "block_id": "buttons", "action_id": "go", "value": "1"}


async def opened(control: ControlRoom) -> dict[str, Any]:
    """The form that the command opens, once it is there."""
    await control.person("U0ANA", "command")
    for _ in range(50):
        seen = await control.order("look", who="U0ANA")
        if seen["modals"]:
            return seen["modals"][-1]
        await asyncio.sleep(0.01)
    raise AssertionError("nothing opened")


async def test_a_command_opens_a_form_that_is_sent_and_closes(control: ControlRoom, sample: Sample) -> None:
    await opened(control)
    seen = await control.person("U0ANA", "submit", values={"name": {"text": ["Ana"]}})
    [body] = sample.heard
    assert body["view"]["state"]["values"] == {"name": {"text": {"type": "plain_text_input", "value": "Ana"}}}
    assert (seen["modals"], seen["alerts"]) == ([], [])


async def test_an_answer_that_takes_too_long_is_an_error_on_the_screen(control: ControlRoom, sample: Sample) -> None:
    sample.slow = 0.5
    seen = await control.person("U0ANA", "command")
    assert seen["alerts"] == ["/peersupport didn't respond"]


async def test_a_trigger_works_once(control: ControlRoom, sample: Sample) -> None:
    await opened(control)
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        await sample.client.views_open(trigger_id=sample.triggers[0], view=modal())


async def test_a_trigger_does_not_live_long(control: ControlRoom, sample: Sample) -> None:
    await opened(control)
    view = await opened(control)
    await control.person("U0ANA", "press", action=GO, place={"view": view["id"]})
    await asyncio.sleep(0.45)
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        await sample.client.views_push(trigger_id=sample.triggers[-1], view=modal())


async def test_an_invented_trigger_opens_nothing(control: ControlRoom, sample: Sample) -> None:
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        await sample.client.views_open(trigger_id="1.2.abc", view=modal())


async def test_only_three_modals_lie_on_each_other(control: ControlRoom, sample: Sample) -> None:
    view = await opened(control)
    for deep in (2, 3, 4):
        await control.person("U0ANA", "press", action=GO, place={"view": view["id"]})
        if deep == 4:
            with pytest.raises(SlackApiError, match="push_limit_reached"):
                await sample.client.views_push(trigger_id=sample.triggers[-1], view=modal())
            return
        view = (await sample.client.views_push(trigger_id=sample.triggers[-1], view=modal())).data["view"]


async def test_what_is_not_on_the_screen_can_not_be_pressed(control: ControlRoom, sample: Sample) -> None:
    view = await opened(control)
    with pytest.raises(RefusedError):
        await control.person("U0ANA", "press", action={**GO, "value": "2"}, place={"view": view["id"]})
    with pytest.raises(RefusedError):
        await control.person("U0NOOR", "press", action=GO, place={"view": view["id"]})
    assert sample.heard == []


async def test_a_message_of_somebody_else_can_not_be_pressed(control: ControlRoom, sample: Sample) -> None:
    posted = await sample.client.chat_postMessage(channel="U0ANA", text="Go", blocks=[ACTIONS])
    with pytest.raises(RefusedError):
        await control.person("U0NOOR", "press", action=GO, place={"ts": posted["ts"]})
    await control.person("U0ANA", "press", action=GO, place={"ts": posted["ts"]})
    assert [body["user"]["id"] for body in sample.heard] == ["U0ANA"]


async def test_a_required_field_left_empty_never_leaves_the_screen(control: ControlRoom, sample: Sample) -> None:
    await opened(control)
    seen = await control.person("U0ANA", "submit", values={})
    assert seen["errors"] == {"name": "Please complete this required field."}
    assert sample.heard == []


async def test_errors_keep_the_form_open_with_what_was_typed(control: ControlRoom, sample: Sample) -> None:
    await opened(control)
    sample.answer = {"response_action": "errors", "errors": {"name": "Not that one."}}
    seen = await control.person("U0ANA", "submit", values={"name": {"text": ["Ana"]}})
    assert seen["errors"] == {"name": "Not that one."}
    sample.answer = {}
    await control.person("U0ANA", "submit", values={})
    assert sample.heard[-1]["view"]["state"]["values"]["name"]["text"]["value"] == "Ana"


async def test_errors_for_a_field_that_is_not_there_are_trouble(control: ControlRoom, sample: Sample) -> None:
    await opened(control)
    sample.answer = {"response_action": "errors", "errors": {"other": "Not that one."}}
    seen = await control.person("U0ANA", "submit", values={"name": {"text": ["Ana"]}})
    assert seen["alerts"] == ["We had some trouble connecting. Try again?"]
    assert len(seen["modals"]) == 1


async def test_an_update_keeps_what_was_typed_under_the_same_id(control: ControlRoom, sample: Sample) -> None:
    await opened(control)
    fresh = modal(asks(), asks("other", optional=True), callback_id="form")
    sample.answer = {"response_action": "update", "view": fresh}
    await control.person("U0ANA", "submit", values={"name": {"text": ["Ana"]}})
    await control.person("U0ANA", "submit", values={})
    values = sample.heard[-1]["view"]["state"]["values"]
    assert {name: held["text"]["value"] for name, held in values.items()} == {"name": "Ana", "other": None}


async def test_a_view_that_changed_meanwhile_is_not_overwritten(control: ControlRoom, sample: Sample) -> None:
    view = await opened(control)
    await sample.client.views_update(view_id=view["id"], hash=view["hash"], view=modal())
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await sample.client.views_update(view_id=view["id"], hash=view["hash"], view=modal())


async def test_a_home_is_shown_from_now_on(control: ControlRoom, sample: Sample) -> None:
    await sample.client.views_publish(user_id="U0ANA", view=home())
    seen = await control.person("U0ANA", "home")
    assert [one["type"] for one in seen["home"]["blocks"]] == ["actions"]
    assert sample.events[0][0]["view"]["id"] == seen["home"]["id"]


async def test_an_event_comes_again_until_it_is_acknowledged(control: ControlRoom, sample: Sample) -> None:
    sample.deaf = 2
    await control.person("U0ANA", "home")
    await asyncio.sleep(0.3)
    assert [number for _, number in sample.events] == ["2"]


async def test_who_closes_a_form_is_heard_of_if_the_app_asked_for_it(control: ControlRoom, sample: Sample) -> None:
    await opened(control)
    await control.person("U0ANA", "close")
    assert sample.heard == []
    view = await opened(control)
    await sample.client.views_update(view_id=view["id"], view=modal(callback_id="form", notify_on_close=True))
    seen = await control.person("U0ANA", "close")
    assert [body["type"] for body in sample.heard] == ["view_closed"]
    assert seen["modals"] == []


async def test_somebody_leaves_and_can_not_be_written_to(control: ControlRoom, sample: Sample) -> None:
    """A conversation that was open stays open: only a new one is refused."""
    opened_before = await sample.client.conversations_open(users="U0ANA")
    await control.person("U0ANA", "leave")
    assert sample.events[0][0]["user"]["deleted"] is True
    with pytest.raises(SlackApiError, match="user_disabled"):
        await sample.client.conversations_open(users="U0ANA")
    assert (await sample.client.chat_postMessage(channel=opened_before["channel"]["id"], text="Hello"))["ok"]


async def test_an_app_that_was_removed_may_nothing_any_more(control: ControlRoom, sample: Sample) -> None:
    await control.order("uninstall")
    assert [event["type"] for event, _ in sample.events] == ["tokens_revoked", "app_uninstalled"]
    with pytest.raises(SlackApiError, match="token_revoked"):
        await sample.client.auth_test()


async def test_a_request_can_be_forged_replayed_or_old(control: ControlRoom, sample: Sample) -> None:
    """The framework takes the same request twice; our own gate must not."""
    event = {"type": "event_callback", "event_id": "Ev1", "event": {"type": "app_home_opened"}}
    for twist, status in (({}, 200), ({"secret": "other"}, 401), ({"age": 400}, 401), ({"version": "v1"}, 401)):
        answer = await control.order("send", kind="event", payload=event, times=2, **twist)
        assert [one["status"] for one in answer["replies"]] == [status, status], twist
