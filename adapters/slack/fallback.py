"""Fallbacks for a screen that Slack refuses to show: whoever waits reads so elsewhere, with the crisis lines.

In this order: the answer to the command itself, the ``response_url`` of what was pressed, App Home, a direct message.
Nobody is named on any of them: a command may have been typed in a channel, on a screen that others see.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, cast
from urllib.parse import urlsplit

from adapters.slack import phrases, render
from bot import log
from bot.conversation.views.lines import help_notice
from bot.domain.errors import NotSavedError
from bot.ports import Delivered
from bot.ui import Message, Notice, Paragraph, Plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.slack.app_home import Homes
    from adapters.slack.markup import Json
    from adapters.slack.parse import Place
    from adapters.slack.render import Reader
    from adapters.slack.workspace.context import Workspace
    from bot.domain.people import Address
    from bot.ports import Outcome
    from bot.ui import Block, Words

STRANGER = "-/-"
"""What stands for the account of somebody of whom nothing is looked up."""
RESPONSE_HOSTS = frozenset({"hooks.slack.com", "hooks.slack-gov.com"})
"""Where Slack takes answers to a ``response_url``; the API's own host counts, too."""


class Sender(Protocol):
    """Brings a direct message to somebody."""

    async def send(self, to: Address, message: Message, *, token: str) -> Outcome:
        """Once."""
        ...


class Fallback:
    """Says what could not be shown."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.homes: Homes | None = None
        self.sender: Sender | None = None

    def command(self, reader: Reader, words: Words) -> Json:
        """The answer to a command, which only whoever typed it sees."""
        return {"response_type": "ephemeral", "text": self._text(reader, (words,))}

    async def say(self, place: Place, reader: Reader) -> None:
        """Where a command or a press came from, on the first rung that holds."""
        log.record("slack_fell_back")
        if place.response_url and await self._respond(place, reader):
            return
        if reader.address.account == STRANGER:
            return
        home = place.surface in {"home", "shortcut"} and await self._at_home(reader)
        if not home or place.surface == "shortcut":
            await self._by_message(reader)

    async def _respond(self, place: Place, reader: Reader) -> bool:
        host = urlsplit(place.response_url).hostname or ""
        if host not in RESPONSE_HOSTS and host != self._workspace.calls.host:
            return False
        body = {
            "response_type": "ephemeral",
            "replace_original": False,
            "text": self._text(reader, self._words(place, reader)),
        }
        return await self._workspace.calls.respond(place.response_url, body)

    async def _at_home(self, reader: Reader) -> bool:
        """Home as it is now, with a line on top."""
        if self.homes is None:
            return False
        try:
            outcome = await self.homes.look(
                reader.address, above=self._blocks(reader, (phrases.NOT_SHOWN, phrases.PRESS_AGAIN))
            )
        except NotSavedError:
            return False
        return isinstance(outcome, Delivered)

    async def _by_message(self, reader: Reader) -> None:
        if self.sender is not None:
            message = Message(phrases.NOTE, self._blocks(reader, (phrases.NOT_SHOWN, phrases.PRESS_AGAIN)))
            await self.sender.send(reader.address, message, token="fallback")  # noqa: S106 - of no outbox item

    def _words(self, place: Place, reader: Reader) -> tuple[Words, ...]:
        if reader.address.account == STRANGER:
            return (phrases.NOT_YOURS,)
        return (phrases.NOT_OPENED,) if place.surface == "command" else (phrases.NOT_SHOWN, phrases.PRESS_AGAIN)

    def _blocks(self, reader: Reader, words: Sequence[Words]) -> tuple[Block, ...]:
        told = Notice(tuple(Plain(one) for one in words), "warning")
        return told, help_notice(reader.lines)

    def _text(self, reader: Reader, words: Sequence[Words]) -> str:
        """One text, because some places show no blocks."""
        blocks = (Paragraph(tuple(Plain(one) for one in words)), help_notice(reader.lines))
        shown = render.blocks(blocks, replace(reader, sees_names=False))
        return "\n".join(cast("str", cast("Json", one["text"])["text"]) for one in shown if "text" in one)
