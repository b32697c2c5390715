"""The programme of a Slack workspace: how it is put together, opened and checked."""

from __future__ import annotations

from bot.app.slack.connection import SlackProgramme
from bot.app.slack.wiring import OtherPlatform, compose_slack

__all__ = ["OtherPlatform", "SlackProgramme", "compose_slack"]
