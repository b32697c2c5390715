"""People of other workspaces and other companies: words and the lines that people answer, never a bare refusal."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from adapters.slack import parse
from adapters.slack.workspace.installation import Installation
from tests.platforms.slack.conftest import ANA, BEN, NOOR
from tests.platforms.slack.running import Running, settings_in
from tests.platforms.slack.test_parse import COMMAND, PRESS, SENT, VIEW

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.platforms.slack.process import ControlRoom

HERE = Installation("T0CLINIC", "E0LAKE")
OURS = {**VIEW, "app_installed_team_id": "T0CLINIC"}


@pytest.fixture
async def running(control: ControlRoom, tmp_path: Path) -> AsyncIterator[Running]:
    app = await Running(control, settings_in(tmp_path, control.api_url)).start()
    yield app
    await app.stop()


def heard(payload: dict[str, Any]) -> Any:
    return parse.hear(payload, HERE)


@pytest.mark.parametrize("team", [None, {"id": "T0SISTER", "enterprise_id": "E0LAKE"}])
@pytest.mark.parametrize("user", [{"id": "U0ANA", "team_id": "T0CLINIC"}, {"id": "U0ANA"}])
def test_a_modal_of_ours_is_answered_whatever_workspace_is_named(team: Any, user: Any):
    """C7."""
    payload = {**SENT, "team": team, "user": user, "view": OURS, "enterprise": None}
    assert heard(payload).user == "U0ANA"


def test_a_colleague_of_a_sister_workspace_in_a_modal_of_ours_is_one_of_ours():
    payload = {
        **SENT,
        "team": {"id": "T0SISTER"},
        "user": {"id": "U0ANA", "team_id": "T0SISTER"},
        "view": OURS,
        "enterprise": {"id": "E0LAKE"},
    }
    assert heard(payload).user == "U0ANA"


def test_a_stranger_in_a_modal_of_ours_is_none_of_ours():
    """The other side of a shared channel, as Bolt's own tests show it."""
    payload = {
        **SENT,
        "team": {"id": "T0OTHER"},
        "user": {"id": "U0KIM", "team_id": "T0OTHER"},
        "view": OURS,
        "enterprise": {"id": "E0OTHER"},
    }
    with pytest.raises(parse.ForeignError):
        heard(payload)


async def sent(running: Running, kind: str, payload: dict[str, Any]) -> dict[str, Any]:
    found = await running.control.order("send", kind=kind, payload=payload)
    assert found["replies"][0]["status"] == 200
    return json.loads(found["replies"][0]["body"] or "{}")


async def test_a_stranger_who_types_the_command_reads_for_whom_it_is(running: Running):
    answer = await sent(running, "command", {**COMMAND, "team_id": "T9OTHER"})
    assert answer["response_type"] == "ephemeral"
    assert "another organisation" in answer["text"]
    assert "911" in answer["text"]


async def test_a_stranger_who_sends_a_form_reads_so_in_its_place(running: Running):
    answer = await sent(running, "interactive", {**SENT, "team": {"id": "T9OTHER"}})
    assert "another organisation" in json.dumps(answer["view"])
    assert "911" in json.dumps(answer["view"])


async def test_nothing_of_a_stranger_is_looked_up_or_kept(running: Running):
    before = await running.programme.store.read(lambda work: work.inspection.tables())
    await sent(running, "interactive", {**PRESS, "team": {"id": "T9OTHER"}})
    after = await running.programme.store.read(lambda work: work.inspection.tables())
    assert before == after
    calls = (await running.control.order("said"))["calls"]
    assert not [one for one in calls if one["method"] == "users.info"]


@pytest.mark.parametrize("how", [{"is_stranger": True}, {"deleted": True}, {"is_restricted": True}])
async def test_whoever_cannot_be_reached_here_is_refused_at_the_question(
    control: ControlRoom, tmp_path: Path, how: dict[str, bool]
):
    """C6: the refusal says nothing more of them, and somebody else is taken as ever."""
    await control.reset([ANA, NOOR, replace(BEN, **how)], a_message_a_second=False)
    app = await Running(control, settings_in(tmp_path, control.api_url)).start()
    seen = await app.does("U0NOOR", "command")
    await app.presses("U0NOOR", "Suggest a colleague", seen["modals"][-1])
    refused = await app.does("U0NOOR", "submit", values={"colleague": {"person": ["U0BEN"]}})
    assert "can't be reached here" in str(refused["errors"])
    taken = await app.does("U0NOOR", "submit", values={"colleague": {"person": ["U0ANA"]}})
    assert taken["errors"] == {}
    await app.stop()
