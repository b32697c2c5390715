"""The composition root: puts one running programme together, and alone may import adapters and store.

Each name is imported when it is first asked for: a bot in Slack loads neither the playground nor what restores backups.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.app.administration.database import look, migrate, open_offline, survey
    from bot.app.backup import back_up, restore_from
    from bot.app.playground import PlaygroundProgramme, compose_playground
    from bot.app.programme import Programme
    from bot.app.server import serve
    from bot.app.wiring import compose

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
_PLACES = {
    "PlaygroundProgramme": "playground",
    "Programme": "programme",
    "back_up": "backup",
    "compose": "wiring",
    "compose_playground": "playground",
    "look": "administration.database",
    "migrate": "administration.database",
    "open_offline": "administration.database",
    "restore_from": "backup",
    "serve": "server",
    "survey": "administration.database",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever has this name
    if name not in _PLACES:
        raise AttributeError(name)
    return getattr(import_module(f"bot.app.{_PLACES[name]}"), name)
