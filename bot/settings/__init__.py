"""What the administrator set: the environment and the policy file, read once at start and never changed."""

from __future__ import annotations

from bot.settings.environment import Settings, load, throw_away
from bot.settings.policy_example import draw_differences, draw_policy, draw_presets
from bot.settings.policy_file import read_policy
from bot.settings.slack import SlackSettings
from bot.settings.teams import TeamsSettings

__all__ = [
    "Settings",
    "SlackSettings",
    "TeamsSettings",
    "draw_differences",
    "draw_policy",
    "draw_presets",
    "load",
    "read_policy",
    "throw_away",
]
