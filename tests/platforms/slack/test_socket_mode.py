"""Socket Mode over a real WebSocket: reconnects, a silent line, lost answers, and nothing done twice."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from adapters.slack.workspace import socket_mode
from tests.platforms.slack.running import Running, settings_in

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.platforms.slack.process import ControlRoom


@pytest.fixture
async def running(control: ControlRoom, tmp_path: Path) -> AsyncIterator[Running]:
    await control.order("rules", patience=3.0, trigger_life=3.0)
    app = await Running(control, settings_in(tmp_path, control.api_url, socket=True)).start()
    yield app
    await app.stop()


async def opens(running: Running) -> bool:
    seen = await running.does("U0NOOR", "command")
    return bool(seen["modals"]) and not seen["alerts"]


async def opened(running: Running, times: int) -> None:
    """Wait until so many connections were opened in all."""
    for _ in range(300):
        if (await running.control.order("socket"))["opened"] >= times:
            return
        await asyncio.sleep(0.02)
    raise AssertionError(await running.control.order("socket"))


@pytest.mark.parametrize("trouble", ["warning", "refresh_requested", "cut"])
async def test_a_connection_that_ends_is_replaced(running: Running, trouble: str):
    await running.control.order("socket", trouble=trouble)
    await opened(running, 2)
    await running.until(lambda: not running.programme.line.trouble())
    assert await opens(running)


async def test_a_warning_opens_the_next_one_before_the_old_one_ends(running: Running):
    await running.control.order("socket", trouble="warning")
    await opened(running, 2)
    assert (await running.control.order("socket"))["open"] == 2


async def test_a_silent_connection_is_noticed_told_and_replaced(running: Running, monkeypatch: pytest.MonkeyPatch):
    """It looks open; only that nothing comes any more, not even an answer to our pings."""
    monkeypatch.setattr(socket_mode, "SILENT", 0.4)
    monkeypatch.setattr(socket_mode, "_PING", 0.1)
    await running.control.order("socket", trouble="refresh_requested")  # the next one is watched with these times
    await opened(running, 2)
    told: list[str] = []
    monkeypatch.setattr(socket_mode.log, "record", lambda action, **_: told.append(action))
    await running.control.order("socket", trouble="silent")
    await running.until(lambda: "slack_socket_silent" in told)
    await opened(running, 3)
    await running.until(lambda: not running.programme.line.trouble())
    assert await opens(running)
    monkeypatch.setattr(socket_mode, "SILENT", 0.0)
    assert running.programme.line.trouble() == "the connection to Slack is silent"


async def test_while_nobody_answers_health_says_so_and_it_goes_on_trying(
    running: Running, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(socket_mode, "_LONGEST", 0.1)
    await running.control.order("rules", app_scopes=())
    await running.control.order("socket", trouble="cut")
    await running.until(lambda: running.programme.line.trouble() == "no connection to Slack")
    await running.control.order("rules", app_scopes=("connections:write",))
    await running.until(lambda: not running.programme.line.trouble())
    assert await opens(running)


async def test_what_was_answered_in_vain_is_done_once(running: Running):
    """Slack did not hear the answer and asks again; the person reads the same, and there is one suggestion."""
    seen = await running.does("U0NOOR", "command")
    seen = await running.presses("U0NOOR", "Suggest a colleague", seen["modals"][-1])
    seen = await running.does("U0NOOR", "submit", values={"colleague": {"person": ["U0BEN"]}})
    await running.control.order("socket", lose_acks=1)
    seen = await running.does("U0NOOR", "submit", values={})
    said = await running.control.order("said")
    assert said["redelivered"] == 1
    assert "Thank you." in str(seen["modals"][-1])
    assert len(await running.programme.store.read(lambda work: work.agenda.named("matures"))) == 1


async def test_a_stopped_programme_leaves_no_connection(control: ControlRoom, tmp_path: Path):
    app = await Running(control, settings_in(tmp_path, control.api_url, socket=True)).start()
    await app.stop()
    await asyncio.sleep(0.1)
    assert (await control.order("socket"))["open"] == 0


@pytest.mark.parametrize("message", ["", "[]", "{", '{"envelope_id": 7}', '{"type": "hello"}', "7", "[" * 50_000])
def test_odd_messages_are_no_envelopes(message: str):
    assert not socket_mode.text(socket_mode._envelope(message), "envelope_id")
