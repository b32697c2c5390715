"""When Teams is left alone: it asked for it, or knows the bot no more; in every process, and over a restart."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import pytest
from structlog.testing import capture_logs

from adapters.teams.connector import calls, credentials
from bot.app import compose
from bot.conversation import nudges
from bot.domain.case import CaseCode, Urgency
from bot.ports import Delivered, Mendable, TryLater
from bot.scheduling import identity_check
from bot.scheduling.rate_limits import MENDED
from tests.platforms.teams.line import Line, address, settings_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.app.teams import TeamsLine
    from tests.platforms.teams.issuer import Microsoft

NUDGE = nudges.offer(CaseCode("K7F3"), 1, Urgency.ROUTINE)


def line_of(line: Line) -> TeamsLine:
    return line.programme.surfaces[0]  # pyright: ignore[reportReturnType]


async def send(line: Line, name: str) -> object:
    return await line_of(line).platform.send(address(name), NUDGE, token="t")


async def met(line: Line, *names: str) -> None:
    """Each has written once, and was answered."""
    for name in names:
        await line.says(name, text="x")
    await line.quiet()
    line.microsoft.sent.clear()


async def another_process(line: Line) -> Any:
    """It shares the database, and nothing else."""
    ours = line_of(line)
    fresh = type(ours.pauses)(ours.holds)
    return calls.Calls(ours.web, ours.credentials, fresh, is_allowed=ours.calls.is_allowed), fresh


@pytest.mark.parametrize("status", [412, 429, 503])
async def test_a_pause_that_teams_asks_for_is_heeded_by_everybody(line: Line, status: int):
    await met(line, "ana", "noor")
    line.microsoft.answers = [(status, {}, {"Retry-After": "30"})]
    await send(line, "ana")
    later = await send(line, "noor")
    assert isinstance(later, TryLater)
    assert later.after is not None
    assert 25 < later.after <= 30
    assert len(line.microsoft.sent) == 1
    other, pauses = await another_process(line)
    assert (await other.send(line.microsoft.service_url, "a:1", {})).status == 423
    assert await pauses.seconds("send") > 25
    assert await pauses.seconds("edit") == 0


async def test_trouble_without_a_wish_is_no_pause(line: Line):
    await met(line, "ana", "noor")
    line.microsoft.answers = [(502, {}, {})]
    await send(line, "ana")
    assert isinstance(await send(line, "noor"), Delivered)


async def test_one_chat_gets_one_message_a_second_and_nobody_waits_for_somebody_else(
    line: Line, monkeypatch: pytest.MonkeyPatch
):
    await met(line, "ana", "noor")
    monkeypatch.setattr(calls, "SPACING", 0.4)
    began = time.monotonic()
    await send(line, "ana")
    await send(line, "noor")
    alone = time.monotonic() - began
    await send(line, "ana")
    assert time.monotonic() - began >= 0.4 > alone


async def test_all_calls_of_a_bot_are_spaced_too(line: Line, monkeypatch: pytest.MonkeyPatch):
    await met(line, "ana", "noor")
    monkeypatch.setattr(calls, "BOT_SPACING", 0.2)
    began = time.monotonic()
    for name in ("ana", "noor", "ana"):
        await send(line, name)
    assert time.monotonic() - began >= 0.4


async def test_whoever_writes_many_words_is_answered_once_a_second(line: Line, monkeypatch: pytest.MonkeyPatch):
    """Teams would else stop the bot for everybody."""
    monkeypatch.setattr(calls, "SPACING", 60.0)
    for _ in range(5):
        await line.says("ana", text="x")
    await line.quiet()
    assert len(line.microsoft.sent) == 1


@pytest.mark.parametrize(
    "word",
    ["invalid_client", "unauthorized_client", "invalid_tenant", "invalid_request", "invalid_scope", "access_denied"],
)
async def test_a_refused_secret_stops_the_sending_until_it_is_mended(line: Line, word: str):
    await met(line, "ana")
    ours = line_of(line)
    forget_token(ours)
    line.microsoft.refuses = word
    with capture_logs() as logs:
        assert await send(line, "ana") == Mendable("TokenRefused")
        assert await send(line, "ana") == Mendable("TokenRefused")
    assert line.microsoft.sent == []
    assert [one["log_level"] for one in logs if one["event"] == "sending_stopped"] == ["error"]
    assert ours.trouble() == f"Microsoft refuses the bot, so nothing is sent ({word})"
    _, pauses = await another_process(line)
    assert await pauses.seconds("send") == MENDED
    line.microsoft.refuses = ""
    ours.credentials._asked_at -= credentials.RESIGNED
    assert isinstance(await send(line, "ana"), Delivered)
    assert ours.trouble() == ""


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("invalid_client", "Microsoft refuses the bot, so nothing is sent (invalid_client)"),
        ("temporarily_unavailable", "Microsoft gives the bot no token (temporarily_unavailable)"),
    ],
)
async def test_a_token_is_asked_for_at_the_start_and_again_until_there_is_one(
    microsoft: Microsoft, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, word: str, said: str
):
    """So what is wrong shows before anybody is written to."""
    monkeypatch.setattr(identity_check, "FIRST", 0.02)
    monkeypatch.setattr(credentials, "PATIENCE", 0.0)
    monkeypatch.setattr(credentials, "RESIGNED", 0.0)
    monkeypatch.setattr(credentials, "SPREADING", 0.0)
    microsoft.refuses = word
    programme = compose(settings_in(tmp_path, microsoft))
    with capture_logs() as logs:
        await programme.start()
        ours: TeamsLine = programme.surfaces[0]  # pyright: ignore[reportAssignmentType]
        await until(lambda: ours.trouble() == said)
    assert "teams_token_refused" in {one["event"] for one in logs}
    microsoft.refuses = ""
    await until(lambda: ours.trouble() == "")
    await programme.stop()


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110 - what it waits for tells nobody
            await asyncio.sleep(0.01)


async def test_a_refusal_is_remembered_over_a_restart_and_ends_with_the_right_secret(line: Line, tmp_path: Path):
    await met(line, "ana")
    forget_token(line_of(line))
    line.microsoft.refuses = "invalid_client"
    await send(line, "ana")
    await line.programme.stop()
    restarted = compose(settings_in(tmp_path, line.microsoft))
    again: TeamsLine = restarted.surfaces[0]  # pyright: ignore[reportAssignmentType]
    await again.learn()
    assert again.trouble() == "Microsoft refuses the bot, so nothing is sent (invalid_client)"
    line.microsoft.refuses = ""
    again.credentials._asked_at -= credentials.RESIGNED
    await again.learn()
    assert again.trouble() == ""
    await restarted.stop()


async def test_a_secret_that_will_not_do_is_not_tried_every_second(line: Line):
    await met(line, "ana")
    forget_token(line_of(line))
    line.microsoft.refuses = "invalid_client"
    line.microsoft.asked.clear()
    for _ in range(5):
        await send(line, "ana")
        line_of(line).credentials._asked_at -= credentials.PATIENCE
    assert len([one for one in line.microsoft.asked if one.startswith("token")]) == 1


def forget_token(ours: TeamsLine) -> None:
    ours.credentials._ends_at = 0.0
    ours.credentials._asked_at -= credentials.RESIGNED
