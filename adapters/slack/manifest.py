"""What Slack has to know of the app before it is installed: names, addresses, events, and the least it may do.

A test holds it against the code: every method that is called is covered by a scope, every event is listened to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urlsplit

from bot.domain.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator

Node: TypeAlias = "bool | str | list[str] | list[Node] | dict[str, Node]"

PATH = "/slack/events"
COMMAND, SHORTCUT = "/peersupport", "peersupport"
EVENTS = ("app_home_opened", "app_uninstalled", "tokens_revoked", "user_change")
SCOPES = ("chat:write", "commands", "im:write", "users:read")
RECONCILING = "im:history"
"""Only to look, after a doubtful try, whether a message arrived: without it a nudge may be sent twice."""
EXAMPLE = "https://peers.example.org"

_NAME = re.compile(r"[^\x00-\x1f]{1,35}")
_PLAIN = re.compile(r"[A-Za-z/][A-Za-z0-9 ._/-]*")
_WORDS = {"true", "false", "null", "yes", "no", "on", "off"}


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What a site may choose. ``url`` is where Slack reaches the bot; Socket Mode needs none."""

    url: str = ""
    socket_mode: bool = False
    name: str = "Peer support"
    reconcile: bool = False


def draw(wishes: Wishes) -> str:
    """The manifest as YAML, to paste at api.slack.com/apps; ConfigurationError says what is wrong with a wish."""
    return "\n".join([*_lines(manifest(wishes), 0), ""])


def manifest(wishes: Wishes) -> dict[str, Node]:
    """The manifest as Slack's schema has it."""
    if not _NAME.fullmatch(wishes.name) or not wishes.name.strip():
        raise ConfigurationError("--name must have 1 to 35 characters.")
    if wishes.socket_mode and wishes.url:
        raise ConfigurationError(
            "--url and --socket-mode exclude each other: with Socket Mode, Slack needs no address. Leave one out."
        )
    address = {} if wishes.socket_mode else {"request_url": _address(wishes.url)}
    command: dict[str, Node] = {"command": COMMAND, "description": "Ask for peer support, in confidence"}
    spoken = {} if wishes.socket_mode else {"url": _address(wishes.url)}
    shortcut: Node = {
        "name": "Peer support",
        "type": "global",
        "callback_id": SHORTCUT,
        "description": "Ask for peer support",
    }
    return {
        "display_information": {
            "name": wishes.name,
            "description": "Trained colleagues, in confidence, after a hard day at work",
            "background_color": "#1f4f4a",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": wishes.name, "always_online": True},
            "shortcuts": [shortcut],
            "slash_commands": [{**command, **spoken, "should_escape": False}],
        },
        "oauth_config": {"scopes": {"bot": [*SCOPES, *([RECONCILING] if wishes.reconcile else [])]}},
        "settings": {
            "event_subscriptions": {**address, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **address},
            "org_deploy_enabled": False,
            "socket_mode_enabled": wishes.socket_mode,
            "token_rotation_enabled": False,
        },
    }


def _address(url: str) -> str:
    """Where Slack sends everything; it insists on https."""
    parts = urlsplit(url)
    plain = parts.path.rstrip("/") in {"", PATH} and not parts.query and not parts.fragment
    if parts.scheme != "https" or not parts.hostname or not plain:
        raise ConfigurationError(
            f"--url must be where Slack reaches the bot, such as https://peers.example.org, without a path ({PATH} is "
            "added); "
            "for a bot that nothing reaches, say --socket-mode instead."
        )
    return url.rstrip("/").removesuffix(PATH) + PATH


def _lines(node: dict[str, Node], depth: int) -> Iterator[str]:
    """A mapping as YAML."""
    pad = "  " * depth
    for key, value in node.items():
        if isinstance(value, dict):
            yield f"{pad}{key}:"
            yield from _lines(value, depth + 1)
        elif isinstance(value, list):
            yield f"{pad}{key}:"
            for one in value:
                yield from _item(one, depth + 1)
        else:
            yield f"{pad}{key}: {_scalar(value)}"


def _item(one: Node, depth: int) -> Iterator[str]:
    pad = "  " * depth
    if not isinstance(one, dict):
        yield f"{pad}- {_scalar(one)}"
        return
    for place, line in enumerate(_lines(one, 0)):
        yield f"{pad}{'- ' if place == 0 else '  '}{line}"


def _scalar(value: Node) -> str:
    """Plain where YAML reads it as text, else in double quotes, which YAML has in common with JSON."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS and not text.endswith(" "):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
