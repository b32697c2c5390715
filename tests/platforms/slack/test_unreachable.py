"""Slack, or Microsoft, can't be reached when the bot starts: it is seen at once, and ends by itself."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from structlog.testing import capture_logs

from adapters.slack.workspace.installation import InstallationLookup
from adapters.slack.workspace.web_api import NoClearAnswer, Said
from bot.scheduling import identity_check
from tests.platforms.slack.running import TEAM, Running, settings_in

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.platforms.slack.process import ControlRoom

REFUSED = "slack_not_answering"
NEVER = "http://127.0.0.1:9/api/"  # nobody listens there


class Silent:
    """Slack's API, away until ``answers``; ``asked`` counts."""

    def __init__(self) -> None:
        self.asked, self.answers = 0, False

    async def call(self, _method: str, _arguments: Any = None, **_more: Any) -> Any:
        self.asked += 1
        await asyncio.sleep(0.01)
        return Said({"team_id": TEAM}) if self.answers else NoClearAnswer()


async def test_a_programme_that_slack_does_not_answer_is_in_trouble_and_says_so_once(
    control: ControlRoom, tmp_path: Path
):
    running = Running(control, settings_in(tmp_path, NEVER))
    with capture_logs() as logs:
        await running.start()
        for _ in range(3):
            await running.programme.line.workspace.whereabouts.learn()
    status, said = await running.health()
    assert (status, json.loads(said)["status"]) == (503, "degraded: slack: Slack has not answered yet")
    assert [(one["outcome"], one["log_level"]) for one in logs if one["event"] == REFUSED] == [("lost", "warning")]
    await running.stop()


async def test_it_ends_by_itself_when_slack_answers(
    control: ControlRoom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(identity_check, "FIRST", 0.05)
    running = Running(control, settings_in(tmp_path, control.api_url))
    where, slack = running.programme.line.workspace.whereabouts, Silent()
    monkeypatch.setattr(where, "_calls", slack)
    await running.start()
    assert running.programme.line.trouble() == "Slack has not answered yet"
    slack.answers = True
    await running.until(lambda: running.programme.line.trouble() == "")
    await running.stop()


async def test_many_who_wait_ask_once_and_a_failure_is_believed_for_a_while(monkeypatch: pytest.MonkeyPatch):
    slack: Any = Silent()
    where = InstallationLookup(slack)
    assert await asyncio.gather(*(where.learn() for _ in range(20))) == [None] * 20
    assert slack.asked == 1
    monkeypatch.setattr("adapters.slack.workspace.installation.PATIENCE", 0.0)
    slack.answers = True
    assert await where.learn() is not None
    assert slack.asked == 2
