"""The programme of a Slack workspace: how it is put together, opened and checked."""

from __future__ import annotations

from bot.app.slack.composing import Beside, compose_slack
from bot.app.slack.line import SlackProgramme

__all__ = ["Beside", "SlackProgramme", "compose_slack"]
