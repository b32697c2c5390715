"""What somebody reads when Slack refuses to show a screen: never nothing, always the lines that people answer."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.platforms.slack.running import Running, settings_in, supporter

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.platforms.slack.process import ControlRoom

REFUSALS = (
    "expired_trigger_id",
    "exchanged_trigger_id",
    "trigger_expired",
    "invalid_trigger_id",
    "view_too_large",
    "internal_error",
    "service_unavailable",
    "missing_scope",
    "invalid_auth",
    "a_word_of_tomorrow",
)


@pytest.fixture(params=[False, True], ids=["http", "socket"])
async def running(request: pytest.FixtureRequest, control: ControlRoom, tmp_path: Path) -> AsyncIterator[Running]:
    await control.order("rules", patience=3.0, trigger_life=3.0, a_message_a_second=False)
    app = await Running(control, settings_in(tmp_path, control.api_url, socket=request.param)).start(supporter("U0ANA"))
    yield app
    await app.stop()


async def refuses(running: Running, error: str, method: str = "views.open") -> None:
    await running.control.order("fault", method=method, kind="refuse", error=error)


def has_lines(text: str) -> bool:
    return "Call 911" in text and "Call 988" in text


@pytest.mark.parametrize("error", REFUSALS)
async def test_a_command_whose_form_is_refused_is_answered_with_the_lines(running: Running, error: str):
    await refuses(running, error)
    seen = await running.does("U0NOOR", "command")
    [whisper] = seen["whispers"]
    assert "type /peersupport again" in whisper
    assert has_lines(whisper)
    assert seen["alerts"] == []
    assert (await running.does("U0NOOR", "command"))["modals"]


async def test_a_command_that_slack_has_no_time_for_is_answered_at_once(running: Running):
    """A pause would outlive the trigger: nobody waits for it."""
    await running.control.order("fault", method="views.open", kind="ratelimited", seconds=30)
    began = time.monotonic()
    seen = await running.does("U0NOOR", "command")
    assert has_lines(seen["whispers"][-1])
    assert time.monotonic() - began < 2


async def test_a_command_is_answered_within_two_seconds_whatever_slack_does(running: Running):
    await running.control.order("fault", method="views.open", kind="late", seconds=4)
    began = time.monotonic()
    seen = await running.does("U0NOOR", "command")
    assert time.monotonic() - began < 2.5
    assert has_lines(seen["whispers"][-1])


async def test_a_press_in_a_message_is_answered_where_it_was_pressed(running: Running):
    message = await asked(running)
    await refuses(running, "expired_trigger_id")
    seen = await running.presses("U0ANA", "Take it", message)
    await running.until_seen("U0ANA", lambda one: one["whispers"])
    [whisper] = (await running.looks("U0ANA"))["whispers"]
    assert "What you pressed was received" in whisper
    assert has_lines(whisper)
    assert "U0BEN" not in whisper
    assert "Ben" not in whisper
    assert not seen["modals"]


async def test_a_press_in_app_home_is_answered_there(running: Running):
    seen = await running.does("U0NOOR", "home")
    await refuses(running, "expired_trigger_id")
    await running.presses("U0NOOR", "Suggest a colleague", seen["home"])
    await running.until_seen("U0NOOR", lambda one: "was received" in str(one["home"]))
    assert has_lines(str((await running.looks("U0NOOR"))["home"]))


async def test_a_shortcut_is_answered_by_a_message_that_names_nobody(running: Running):
    await refuses(running, "expired_trigger_id")
    await running.does("U0NOOR", "shortcut", callback_id="peersupport")
    await running.until_seen("U0NOOR", lambda one: one["messages"])
    [message] = (await running.looks("U0NOOR"))["messages"]
    assert message["text"] == "A short note for you. When you have time."
    assert has_lines(str(message["blocks"]))


async def test_a_modal_that_changed_meanwhile_shows_the_newest(running: Running):
    seen = await running.does("U0NOOR", "command")
    await refuses(running, "hash_conflict", "views.update")
    seen = await running.presses("U0NOOR", "Suggest a colleague", seen["modals"][-1])
    assert seen["modals"][-1]["title"]["text"] == "Suggest a colleague"
    assert seen["whispers"] == []


async def test_a_modal_that_was_closed_needs_no_more(running: Running):
    seen = await running.does("U0NOOR", "command")
    await refuses(running, "not_found", "views.update")
    seen = await running.presses("U0NOOR", "Suggest a colleague", seen["modals"][-1])
    assert (seen["whispers"], seen["messages"], seen["alerts"]) == ([], [], [])


async def asked(running: Running) -> dict[str, object]:
    """The message that asks the supporter."""
    seen = await running.does("U0NOOR", "command")
    seen = await running.presses("U0NOOR", "Suggest a colleague", seen["modals"][-1])
    await running.does("U0NOOR", "submit", values={"colleague": {"person": ["U0BEN"]}})
    await running.does("U0NOOR", "submit", values={})
    await running.passes(minutes=11)
    return (await running.looks("U0ANA"))["messages"][-1]
