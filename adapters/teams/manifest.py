"""What Teams has to know of the app before it is installed, as the package that an administrator uploads.

A test holds it against the code and Microsoft's own schema: nothing is asked for that the bot does not use.
"""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from adapters.teams.parse import COMMAND
from bot.domain.errors import ConfigurationError

if TYPE_CHECKING:
    from adapters.teams.markup import Json

VERSION = "1.0.0"
"""Of the package: Teams takes a changed one only with a higher number."""
NEWEST, OLDER = "1.29", "1.19"
"""Of the schema: only the newest knows slash commands."""
ICONS = Path(__file__).parent / "package"
WORDS = {
    "peersupport": "Ask for support, or suggest a colleague",
    "home": "See what concerns you",
    "help": "Ways to get help now",
}
"""What Teams offers beside the message box; whatever is written, the answer is the same."""

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_NAME = re.compile(r"[^\x00-\x1f]{1,30}")
_THEN = (1980, 1, 1, 0, 0, 0)  # the same package gives the same bytes


@dataclass(frozen=True, kw_only=True)
class TeamsWishes:
    """What a site may choose. ``about``: the site's own page about the programme; empty for the domain's first page."""

    app_id: str
    domain: str
    name: str = "Peer support"
    about: str = ""
    older: bool = False


def pack(wishes: TeamsWishes) -> bytes:
    """The package, as a ZIP; ConfigurationError says what is wrong with a wish."""
    files = {"manifest.json": _json(manifest(wishes))}
    files |= {name: (ICONS / name).read_bytes() for name in ("color.png", "outline.png")}
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(ZipInfo(name, _THEN), content, ZIP_DEFLATED)
    return packed.getvalue()


def manifest(wishes: TeamsWishes) -> Json:
    """The manifest as Microsoft's schema has it."""
    bot, about = _checked_id(wishes), wishes.about or f"https://{wishes.domain.lower()}"
    schema = OLDER if wishes.older else NEWEST
    return {
        "$schema": f"https://developer.microsoft.com/json-schemas/teams/v{schema}/MicrosoftTeams.schema.json",
        "manifestVersion": schema,
        "version": VERSION,
        "id": bot,
        "developer": {
            "name": wishes.name,
            "websiteUrl": about,
            "privacyUrl": about,
            "termsOfUseUrl": about,
        },
        "name": {"short": wishes.name, "full": wishes.name},
        "description": {
            "short": "Trained colleagues, in confidence, after a hard day at work",
            "full": (
                "Ask for a talk with a trained colleague, or suggest somebody who could use one. "
                "The app sees nothing but what you enter in its own forms; it reads no chats."
            ),
        },
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": "#1f4f4a",
        "bots": [_bot(bot)],
        "composeExtensions": [_extension(bot, older=wishes.older)],
        "permissions": ["identity"],
        "validDomains": [],
        "defaultInstallScope": "personal",
    }


def _bot(bot: str) -> Json:
    """In personal chats only."""
    commands = [{"title": title, "description": what} for title, what in WORDS.items()]
    return {
        "botId": bot,
        "scopes": ["personal"],
        "isNotificationOnly": False,
        "supportsFiles": False,
        "commandLists": [{"scopes": ["personal"], "commands": commands}],
    }


def _extension(bot: str, *, older: bool) -> Json:
    """The way in from anywhere, without a trace in the conversation; messages themselves are never given to the bot."""
    command: Json = {
        "id": COMMAND,
        "type": "action",
        "title": "Peer support",
        "description": "Ask for support, or suggest a colleague",
        "context": ["compose", "commandBox"],
        "fetchTask": True,
    }
    return {"botId": bot, "commands": [command if older else command | {"triggers": ["slash"]}]}


def _checked_id(wishes: TeamsWishes) -> str:
    """The bot's id, if every wish can be fulfilled."""
    if not _GUID.fullmatch(wishes.app_id.lower()):
        raise ConfigurationError("--app-id must be the bot's “Microsoft App ID”, as in MICROSOFT_APP_ID.")
    if not _DOMAIN.fullmatch(wishes.domain.lower()):
        raise ConfigurationError("--domain must be the bot's public name, such as peersupport.example.org.")
    if not _NAME.fullmatch(wishes.name) or not wishes.name.strip():
        raise ConfigurationError("--name must have 1 to 30 characters.")
    if wishes.about and (urlsplit(wishes.about).scheme != "https" or not urlsplit(wishes.about).hostname):
        raise ConfigurationError("--about must be a page that begins with https://.")
    return wishes.app_id.lower()


def _json(found: Json) -> bytes:
    return (json.dumps(found, indent=2, ensure_ascii=False) + "\n").encode()
