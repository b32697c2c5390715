"""The composition root: puts one running programme together, and alone may import adapters and store."""

from __future__ import annotations

from bot.app.administration.offline import look, migrate, open_offline, survey
from bot.app.backup import back_up, restore_from
from bot.app.compose import compose
from bot.app.playground import PlaygroundProgramme, compose_playground
from bot.app.programme import Programme
from bot.app.server import serve

__all__ = [
    "PlaygroundProgramme",
    "Programme",
    "back_up",
    "compose",
    "compose_playground",
    "look",
    "migrate",
    "open_offline",
    "restore_from",
    "serve",
    "survey",
]
