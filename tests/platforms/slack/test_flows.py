"""What people do in Slack, over HTTP and over Socket Mode, with the real programme behind it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from adapters.slack import interactions
from tests.platforms.slack.running import Running, person, settings_in, supporter

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.ports import Incoming
    from bot.ui import Reply
    from tests.platforms.slack.process import ControlRoom


@pytest.fixture(params=[False, True], ids=["http", "socket"])
async def running(request: pytest.FixtureRequest, control: ControlRoom, tmp_path: Path) -> AsyncIterator[Running]:
    await control.order("rules", patience=3.0, trigger_life=3.0)
    app = await Running(control, settings_in(tmp_path, control.api_url, socket=request.param)).start(supporter("U0ANA"))
    yield app
    await app.stop()


async def test_the_command_opens_the_form_at_once(running: Running):
    seen = await running.does("U0NOOR", "command", text="about Tomasz Wilk")
    assert seen["modals"][-1]["title"]["text"] == "Peer support"
    assert seen["alerts"] == []


async def suggests(running: Running, who: str, colleague: str) -> None:
    """All the way to the thanks."""
    seen = await running.does(who, "command")
    seen = await running.presses(who, "Suggest a colleague", seen["modals"][-1])
    seen = await running.does(who, "submit", values={"colleague": {"person": [colleague]}})
    assert f"<@{colleague}>" in str(seen["modals"][-1]["blocks"])
    assert seen["modals"][-1]["submit"]["text"] == "Yes, suggest"
    seen = await running.does(who, "submit", values={})
    assert "Thank you." in str(seen["modals"][-1]["blocks"])


async def asked(running: Running) -> dict[str, object]:
    """The message that asks the supporter."""
    await suggests(running, "U0NOOR", "U0BEN")
    await running.passes(minutes=11)
    seen = await running.looks("U0ANA")
    return seen["messages"][-1]


async def test_a_case_from_the_suggestion_to_the_card(running: Running):
    """The message names nobody; only who took it reads the name, in a modal."""
    message = await asked(running)
    assert "U0BEN" not in str(message)
    seen = await running.presses("U0ANA", "Take it", message)
    assert "<@U0BEN>" in str(seen["modals"][-1]["blocks"])
    await running.programme.pump.run()
    seen = await running.looks("U0ANA")
    assert "Take it" not in str(seen["messages"])
    assert "U0BEN" not in str(seen["messages"])


async def test_a_button_that_was_made_for_somebody_else_does_nothing(running: Running):
    message = await asked(running)
    button = message["blocks"][-1]["elements"][0]  # pyright: ignore[reportIndexIssue]
    action = {"block_id": message["blocks"][-1]["block_id"], "action_id": "take.0", "value": button["value"]}  # pyright: ignore[reportIndexIssue]
    place = {"ts": message["ts"], "stale": True}
    seen = await running.does("U0BEN", "press", action={**action, "type": "button"}, place=place)
    assert "no longer valid" in str(seen["modals"][-1])
    assert "<@U0BEN>" not in str(seen["modals"][-1])


async def test_errors_stand_in_the_form_and_what_was_typed_stays(running: Running):
    seen = await running.does("U0NOOR", "command")
    seen = await running.presses("U0NOOR", "Suggest a colleague", seen["modals"][-1])
    view = seen["modals"][-1]["id"]
    seen = await running.does("U0NOOR", "submit", values={"colleague": {"person": ["U0NOOR"]}})
    assert seen["errors"] == {"colleague": "For yourself, use “I'd like support”."}
    seen = await running.does("U0NOOR", "submit", values={"colleague": {"person": ["U0BEN"]}})
    assert (seen["errors"], seen["modals"][-1]["id"]) == ({}, view)
    assert "<@U0BEN>" in str(seen["modals"][-1]["blocks"])


async def test_a_home_is_shown_when_it_is_opened_and_kept_true(running: Running):
    """Without a name; and only for those who ever opened it."""
    seen = await running.does("U0ANA", "home")
    assert "Peer support" in str(seen["home"]) or seen["home"]["blocks"]
    before = seen["home"]
    await asked(running)
    for _ in range(100):
        if (await running.looks("U0ANA"))["home"] != before:
            break
        await asyncio.sleep(0.02)
    seen = await running.looks("U0ANA")
    assert seen["home"] != before
    assert "U0BEN" not in str(seen["home"])
    assert (await running.looks("U0NOOR"))["home"] is None
    assert (await running.looks("U0BEN"))["home"] is None


async def test_a_button_at_home_opens_a_form_of_its_own(running: Running):
    seen = await running.does("U0ANA", "home")
    seen = await running.presses("U0ANA", "Suggest a colleague", seen["home"])
    assert seen["modals"]
    assert seen["alerts"] == []


async def test_the_shortcut_is_the_same_door(running: Running):
    seen = await running.does("U0NOOR", "shortcut", callback_id="peersupport")
    assert seen["modals"][-1]["title"]["text"] == "Peer support"


async def test_somebody_whose_account_is_gone_leaves_the_roster(running: Running):
    await running.does("U0ANA", "leave")
    await running.programme.pump.run()
    member = await running.programme.store.read(lambda work: work.roster.get(person("U0ANA")))
    assert member is not None
    assert not member.active


async def test_a_case_of_somebody_whose_account_is_gone_ends(running: Running):
    await asked(running)
    await running.does("U0BEN", "leave")
    await running.programme.pump.run()
    assert await running.programme.store.read(lambda work: work.cases.open_of(person("U0BEN"))) is None


async def test_an_uninstalled_app_sends_nothing_more_and_says_so(running: Running):
    await running.control.order("uninstall")
    await running.until(lambda: running.programme.line.workspace.pauses.revoked)
    held = await running.programme.store.read(lambda work: work.holds.of("slack"))
    assert held == {"revoked": None}
    assert "taken the app's token away" in running.programme.line.trouble()


async def test_with_the_database_down_the_door_and_the_crisis_lines_still_open(running: Running):
    running.programme.store.close()
    seen = await running.does("U0NOOR", "command")
    seen = await running.presses("U0NOOR", "I'd like support", seen["modals"][-1])
    assert seen["alerts"] == []
    assert "tel:" in str(seen["modals"][-1])


async def test_what_takes_longer_says_so_and_then_shows(running: Running, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(interactions, "PATIENCE", 0.05)
    genuine = running.programme.service.handle

    async def slow(incoming: Incoming) -> Reply | None:
        await asyncio.sleep(0.4)
        return await genuine(incoming)

    monkeypatch.setattr(running.programme.service, "handle", slow)
    seen = await running.does("U0NOOR", "command")
    assert seen["modals"][-1]["title"]["text"] == "Peer support"
    said = await running.control.order("said")
    assert [one["method"] for one in said["calls"] if one["method"].startswith("views")] == [
        "views.open",
        "views.update",
    ]


async def test_a_form_that_takes_too_long_is_answered_all_the_same(running: Running, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(interactions, "LIMIT", 0.45)
    seen = await running.does("U0NOOR", "command")
    seen = await running.presses("U0NOOR", "Suggest a colleague", seen["modals"][-1])
    genuine = running.programme.service.handle

    async def slow(incoming: Incoming) -> Reply | None:
        await asyncio.sleep(0.4)
        return await genuine(incoming)

    monkeypatch.setattr(running.programme.service, "handle", slow)
    seen = await running.does("U0NOOR", "submit", values={"colleague": {"person": ["U0BEN"]}})
    assert "One moment" in str(seen["modals"][-1])
    await asyncio.sleep(0.6)
    assert "<@U0BEN>" in str((await running.looks("U0NOOR"))["modals"][-1])


async def test_whatever_breaks_somebody_reads_the_crisis_lines(running: Running, monkeypatch: pytest.MonkeyPatch):
    seen = await running.does("U0NOOR", "command")
    seen = await running.presses("U0NOOR", "Suggest a colleague", seen["modals"][-1])

    async def broken(incoming: Incoming) -> Reply | None:
        raise KeyError(incoming)

    monkeypatch.setattr(running.programme.service, "handle", broken)
    seen = await running.does("U0NOOR", "submit", values={"colleague": {"person": ["U0BEN"]}})
    assert "Something went wrong" in str(seen["modals"][-1])
    assert "tel:" in str(seen["modals"][-1])
    seen = await running.does("U0NOOR", "command")
    assert "Something went wrong" in str(seen["modals"][-1])
    assert seen["alerts"] == []
