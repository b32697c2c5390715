"""What Slack is set up with: SLACK_SIGNING_SECRET, SLACK_BOT_TOKEN, SLACK_APP_TOKEN and SLACK_API_URL."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.settings.addresses import is_safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.settings.variables import Variables

PREFIX = "SLACK_"
API_URL = "https://slack.com/api/"
"""Where Slack's Web API is; GovSlack has another one."""

_SECRET = re.compile(r"[!-~]{16,128}")
_REST = r"[!-~]{1,500}"
_WANTED = {
    "SLACK_SIGNING_SECRET": (
        _SECRET,
        "the app's “Signing Secret”, at least 16 characters (Basic Information > App Credentials)",
    ),
    "SLACK_BOT_TOKEN": (
        re.compile(f"xoxb-{_REST}"),
        "the “Bot User OAuth Token”, which begins with xoxb- (OAuth & Permissions)",
    ),
    "SLACK_APP_TOKEN": (
        re.compile(f"xapp-{_REST}"),
        "an “App-Level Token” with the scope connections:write, which begins with xapp- (Basic Information)",
    ),
}


@dataclass(frozen=True)
class SlackSettings:
    """One workspace. Slack reaches the bot over HTTP (``signing_secret``), by Socket Mode (``app_token``), or both."""

    signing_secret: str = field(repr=False)
    bot_token: str = field(repr=False)
    app_token: str | None = field(default=None, repr=False)
    api_url: str = API_URL


def read_slack(variables: Variables, problems: list[str]) -> SlackSettings | None:
    """What is set, or None if nothing of Slack is; what is wrong is added to the problems, without any secret."""
    if not variables.beginning(PREFIX):
        return None
    problems += _missing(variables)
    problems += _malformed_settings(variables)
    given = variables.values
    return SlackSettings(
        signing_secret=given.get("SLACK_SIGNING_SECRET", ""),
        bot_token=given.get("SLACK_BOT_TOKEN", ""),
        app_token=given.get("SLACK_APP_TOKEN"),
        api_url=given.get("SLACK_API_URL", API_URL).rstrip("/") + "/",
    )


def _missing(variables: Variables) -> Iterator[str]:
    set_one = variables.beginning(PREFIX)[0]
    if "SLACK_BOT_TOKEN" not in variables.values:
        yield f"SLACK_BOT_TOKEN is missing ({set_one} is set); it must be {_WANTED['SLACK_BOT_TOKEN'][1]}."
    if not {"SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"} & variables.values.keys():
        yield (
            f"SLACK_SIGNING_SECRET is missing ({set_one} is set): it lets Slack reach the bot over HTTPS. "
            "Without inbound traffic, set SLACK_APP_TOKEN instead, for Socket Mode."
        )


def _malformed_settings(variables: Variables) -> Iterator[str]:
    for name, (grammar, wanted) in _WANTED.items():
        if name in variables.values and not grammar.fullmatch(variables.values[name]):
            yield f"{variables.shown(name, secret=True)}; it must be {wanted}."
    url = variables.values.get("SLACK_API_URL")
    if url is not None and not is_safe(url):
        yield f"{variables.shown('SLACK_API_URL')}; it must begin with https:// (the bot's token goes there)."
