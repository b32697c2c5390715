"""A site of fifty people runs on twelve answers, without another decision."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from aiohttp.test_utils import TestServer

from bot import settings
from bot.app import compose
from bot.clock import MovableClock
from tests.first_day.answering import SECRET, site_in
from tests.platforms.slack.fake.workspace import User
from tests.platforms.slack.process import ControlRoom

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

TUESDAY = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)
FIFTY = [User(f"U0P{number:03}", f"Person Number{number:03}") for number in range(50)]


async def test_a_request_reaches_a_supporter_on_the_answers_alone(
    slack_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Twelve supporters by name; somebody without a role asks, and one of the twelve is asked to take it."""
    control = ControlRoom(slack_address)
    await control.reset(FIFTY, tiers=False)
    site = site_in(tmp_path, control.api_url, monkeypatch)
    named = "; ".join(one.name for one in FIFTY[3:15])
    offices = {name: (FIFTY[at].name,) for at, name in enumerate(("coordinator", "deputy", "director"))}
    await site.asks(site.answers(**offices, supporters=(named, "2026-05-01")))

    clock = MovableClock()
    clock.hold(TUESDAY)
    clock.release()
    programme = compose(settings.load(tmp_path / ".env", serves=True), clock=clock)
    server = TestServer(programme.site, host="127.0.0.1")
    await server.start_server()
    await control.order("rules", request_url=str(server.make_url("/slack/events")), signing_secret=SECRET)
    await programme.start()
    try:
        await control.person(FIFTY[40].id, "command", text="")
        await _asks(control, FIFTY[40].id)
        await programme.pump.run()
        asked = [one.id for one in FIFTY if (await control.order("look", who=one.id))["messages"]]
    finally:
        await server.close()
        await programme.stop()
        await control.close()
    assert len(asked) == 1
    assert asked[0] in {one.id for one in FIFTY[3:15]}


async def _asks(control: ControlRoom, who: str) -> None:
    """The one button for oneself."""
    (view,) = (await control.order("look", who=who))["modals"][-1:]
    buttons = [
        (block, one) for block in view["blocks"] for one in block.get("elements", ()) if one.get("type") == "button"
    ]
    block, button = next(pair for pair in buttons if pair[1]["text"]["text"] == "I'd like support")
    action = {"block_id": block["block_id"], **{key: button[key] for key in ("action_id", "value", "type")}}
    await control.person(who, "press", action=action, place={"view": view["id"]})
