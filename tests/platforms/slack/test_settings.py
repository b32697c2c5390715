"""What Slack is set up with: both ways in, clear refusals, and no secret in any sentence; and what check says of it."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.app.slack import checking
from bot.domain.errors import ConfigurationError
from bot.domain.people import PersonId
from bot.settings import Settings, SlackSettings, load
from tests.platforms.slack.running import SECRET, TEAM, settings_in

if TYPE_CHECKING:
    from pathlib import Path

    from tests.platforms.slack.process import ControlRoom

SIGNING, BOT, APP = "8f742231b10e8888abcd99yyyzzz85a5", "xoxb-1-hunter2", "xapp-1-hunter3"
HTTP = f"SLACK_SIGNING_SECRET={SIGNING}\nSLACK_BOT_TOKEN={BOT}"
SOCKET = f"SLACK_APP_TOKEN={APP}\nSLACK_BOT_TOKEN={BOT}"


@pytest.fixture(autouse=True)
def nothing_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("PEERSUPPORT_", "SLACK_", "MICROSOFT_")):
            monkeypatch.delenv(name)


def loaded(folder: Path, env: str) -> Settings:
    (folder / ".env").write_text(env, encoding="utf-8")
    return load(folder / ".env", folder / "data")


def refusal(folder: Path, env: str) -> str:
    with pytest.raises(ConfigurationError) as refused:
        loaded(folder, env)
    assert "hunter" not in str(refused.value)
    return str(refused.value)


def test_slack_over_http(tmp_path: Path):
    settings = loaded(tmp_path, HTTP)
    assert settings.slack == SlackSettings(SIGNING, BOT, None, "https://slack.com/api/")
    assert not settings.playground


def test_slack_by_socket_mode_needs_no_signing_secret(tmp_path: Path):
    assert loaded(tmp_path, SOCKET).slack == SlackSettings("", BOT, APP)


def test_without_slack_there_is_none(tmp_path: Path):
    assert loaded(tmp_path, "").slack is None


def test_with_slack_any_host_may_be_listened_on(tmp_path: Path):
    assert loaded(tmp_path, f"{HTTP}\nPEERSUPPORT_HOST=0.0.0.0").host == "0.0.0.0"  # noqa: S104 - that is the point


@pytest.mark.parametrize("url", ["https://slack-gov.com/api", "https://slack-gov.com/api/", "http://127.0.0.1:9/api"])
def test_another_slack_can_be_named(url: str, tmp_path: Path):
    found = loaded(tmp_path, f"{HTTP}\nSLACK_API_URL={url}").slack
    assert found is not None
    assert found.api_url == url.rstrip("/") + "/"


WRONG = {
    f"SLACK_SIGNING_SECRET={SIGNING}": "SLACK_BOT_TOKEN is missing",
    f"SLACK_BOT_TOKEN={BOT}": "SLACK_SIGNING_SECRET is missing",
    f"{HTTP}\nSLACK_BOT_TOKEN=xoxp-1-hunter2": "must be the “Bot User OAuth Token”, which begins with xoxb-",
    f"{HTTP}\nSLACK_APP_TOKEN=xoxb-1-hunter2": "which begins with xapp-",
    f"{HTTP}\nSLACK_SIGNING_SECRET=hunter": "at least 16 characters",
    f"{HTTP}\nSLACK_API_URL=http://slack.com/api/": "it must begin with https://",
    f"{HTTP}\nSLACK_API_URL=https://": "it must begin with https://",
    f"{HTTP}\nSLACK_API_URL=http://[::1": "it must begin with https://",
    "SLACK_CLIENT_ID=1": "SLACK_BOT_TOKEN is missing (SLACK_CLIENT_ID is set)",
}


@pytest.mark.parametrize("env", WRONG)
def test_what_is_missing_or_wrong_is_said(env: str, tmp_path: Path):
    assert WRONG[env] in refusal(tmp_path, env)


def test_no_secret_is_in_what_is_printed_of_the_settings(tmp_path: Path):
    shown = repr(loaded(tmp_path, f"{HTTP}\n{SOCKET}"))
    assert not any(secret in shown for secret in (SIGNING, BOT, APP))


async def checked(control: ControlRoom, settings: Settings, **rules: object) -> list[tuple[bool, str]]:
    """What the command says, with the workspace set up so."""
    await control.order("rules", signing_secret=SECRET, **rules)
    assert settings.slack is not None
    lines, _ = await checking._examine(settings.slack, settings, ())
    return lines


def told(lines: list[tuple[bool, str]]) -> str:
    return "\n".join(f"{'ok' if fine else 'MEND'} {what}" for fine, what in lines)


async def test_check_is_content_with_a_good_installation(control: ControlRoom, tmp_path: Path):
    lines = await checked(control, settings_in(tmp_path, control.api_url, socket=True))
    assert all(fine for fine, _ in lines), told(lines)
    assert "Socket Mode: Slack opens a connection." in told(lines)


async def test_check_names_the_scopes_that_are_missing_or_too_many(control: ControlRoom, tmp_path: Path):
    scopes = ("commands", "chat:write", "im:write", "files:read", "channels:history")
    lines = told(await checked(control, settings_in(tmp_path, control.api_url), scopes=scopes))
    assert "MEND Scopes missing: users:read." in lines
    assert "MEND Scopes that are not needed: channels:history, files:read." in lines


@pytest.mark.parametrize("team", ["T0CLINIC", "E0HOSPITAL", ""], ids=["a team", "the organisation", "no team"])
async def test_check_says_what_to_do_about_a_token_of_a_whole_organisation(control: ControlRoom, tmp_path: Path, team):
    settings = settings_in(tmp_path, control.api_url)
    lines = told(await checked(control, settings, team=team, enterprise="E0HOSPITAL", org_wide=True))
    assert "MEND Slack: the token is for a whole Enterprise Grid organisation, which is not supported." in lines
    assert "install the app in one workspace" in lines


async def test_one_workspace_of_a_grid_is_fine(control: ControlRoom, tmp_path: Path):
    lines = await checked(control, settings_in(tmp_path, control.api_url), enterprise="E0HOSPITAL")
    assert all(fine for fine, _ in lines), told(lines)
    assert "Slack: the token opens one workspace, T0CLINIC." in told(lines)


async def test_check_says_that_the_token_is_refused(control: ControlRoom, tmp_path: Path):
    lines = told(await checked(control, settings_in(tmp_path, control.api_url), bot_token="xoxb-another"))
    assert "MEND Slack refuses SLACK_BOT_TOKEN (invalid_auth)." in lines
    assert "xoxb-bot" not in lines


async def test_check_says_that_the_socket_is_refused(control: ControlRoom, tmp_path: Path):
    settings = settings_in(tmp_path, control.api_url, socket=True)
    assert "MEND Socket Mode: Slack refuses SLACK_APP_TOKEN" in told(
        await checked(control, settings, app_token="xapp-2")
    )


async def test_check_counts_the_people_of_another_workspace(control: ControlRoom, tmp_path: Path):
    """And says how an address here begins: a wrong team's id in the file is a wrong one for everybody."""
    settings = settings_in(tmp_path, control.api_url)
    await control.order("rules", signing_secret=SECRET)
    people = [PersonId("slack:T0OTHERTEAM/U0456EFGH"), PersonId(f"slack:{TEAM}/U0456EFGH")]
    lines, unreachable = await asyncio.to_thread(checking.examine_slack, settings, people)
    assert "MEND Roster: 1 address(es) are of another Slack workspace" in told(list(lines))
    assert f"slack:{TEAM}/" in told(list(lines))
    assert unreachable == people[:1]


async def test_check_says_that_nobody_answers(control: ControlRoom, tmp_path: Path):
    settings = settings_in(tmp_path, control.api_url)
    assert settings.slack is not None
    away = replace(settings.slack, api_url="http://127.0.0.1:9/api/")
    lines = told(await checked(control, replace(settings, slack=away)))
    assert "MEND Slack does not answer at http://127.0.0.1:9/api/." in lines
