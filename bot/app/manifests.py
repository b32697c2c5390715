"""The manifests of the platforms' apps, for the command that prints them."""

from __future__ import annotations

from adapters.slack.manifest import Wishes, draw
from adapters.teams.manifest import TeamsWishes, pack

__all__ = ["TeamsWishes", "Wishes", "draw", "pack"]
