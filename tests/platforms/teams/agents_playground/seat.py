"""Somebody at an Agents Playground, by what its own page uses: REST for what they do, a WebSocket for what they see."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import ClientSession

from tests.platforms.teams.fake.cards import actions
from tests.platforms.teams.reading import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.platforms.teams.agents_playground.process import Instance

    Json = dict[str, Any]

SECONDS = 30.0
"""The longest until something that was done is seen."""


@dataclass
class Message:
    """What stands in the chat: an Adaptive Card, or what the Agents Playground took for one."""

    id: str
    card: Any

    @property
    def text(self) -> str:
        """Its first line."""
        return plain(self.card["body"][0]["text"])

    def button(self, label: str) -> Json:
        return next(one for one in actions(self.card) if one["title"] == label)


class RefusedError(Exception):
    """The Agents Playground did not do it."""


class Seat:
    """One person; what was said before they sat down is another test's."""

    def __init__(self, instance: Instance) -> None:
        self.address, self.account = instance.address, instance.account
        self._user, self._chat = instance.user, instance.chat
        self._session = ClientSession()
        self._watching: asyncio.Task[None] | None = None
        self._since = time.time() * 1000
        self.messages: dict[str, Message] = {}
        self.payloads: list[str] = []

    async def sit_down(self) -> None:
        """Look at the chat; the first look also tells whether its configuration was understood."""
        async with self._session.get(f"{self.address}/_internal/v1/config") as response:
            assert response.status == 200, await response.text()
        watching = asyncio.Event()
        self._watching = asyncio.create_task(self._watch(watching))
        await watching.wait()

    async def leave(self) -> None:
        if self._watching is not None:
            self._watching.cancel()
            with suppress(asyncio.CancelledError):
                await self._watching
        await self._session.close()

    async def installs(self) -> None:
        """What its page does when it is opened first."""
        await self._post(f"/_debug/conversation/{self._chat}/installation", {})

    async def removes(self) -> None:
        """*Mock an Activity*, *Uninstall application* in its menu."""
        query = {"conversationId": self._chat, "type": "uninstall"}
        async with self._session.get(f"{self.address}/_internal/v1/customActivities/template", params=query) as got:
            activity = await got.json()
        await self._post("/_internal/v1/customActivities", activity)

    async def writes(self, text: str) -> None:
        said = {"type": "text", "text": text, "textFormat": "plain", "from": {"id": self._user}}
        await self._post(f"/_conversation/v1/conversations/{self._chat}/messages", said)

    async def executes(self, message: Message, label: str) -> Json:
        """Press a button that changes its message: a card that comes back takes the place of the one that was there."""
        action = message.button(label)
        assert action["type"] == "Action.Execute"
        pressed = {name: action[name] for name in ("type", "title", "verb", "data")}
        found = await self.invokes("adaptiveCard/action", {"action": pressed}, replyToId=message.id)
        if found["type"] == "application/vnd.microsoft.card.adaptive":
            self.messages[message.id].card = found["value"]
        return found

    async def invokes(self, name: str, value: Json, **more: Any) -> Json:
        """What the bot answers; RefusedError where the Agents Playground does not know such a thing."""
        said = {"name": name, "value": value, "from": {"id": self._user}, "conversation": {"id": self._chat}}
        return json.loads(await self._post("/_conversation/v1/invoke", said | more))

    async def opens_extension(self, chat: str = "") -> Json:
        """*+*, *Action Command* in a chat's message box, with the command that the manifest names."""
        value = {"commandId": "peersupport", "commandContext": "compose", "context": {"theme": "light"}}
        return await self.invokes("composeExtension/fetchTask", value, conversation={"id": chat or self._chat})

    async def submits_extension(self, dialog: Json, label: str, **fields: str) -> Json:
        """A button of the dialog that the extension opened."""
        card = dialog["task"]["value"]["card"]["content"]
        data = next(one for one in actions(card) if one["title"] == label)["data"]
        value = {"commandId": "peersupport", "commandContext": "compose", "data": {**data, **fields}}
        return await self.invokes("composeExtension/submitAction", value)

    async def finds(self, text: str) -> Message:
        """The newest message that begins like this, once it is there."""
        await self.until(lambda: text in self.reads())
        return [one for one in self.messages.values() if one.text == text][-1]

    def reads(self) -> list[str]:
        """The first line of everything in the chat."""
        return [one.text for one in self.messages.values()]

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for something to be seen."""
        async with asyncio.timeout(SECONDS):
            while not holds():  # noqa: ASYNC110 - some of what it waits for tells nobody
                await asyncio.sleep(0.01)

    async def _watch(self, watching: asyncio.Event) -> None:
        async with self._session.ws_connect(f"{self.address}/_ws_conversation/v1/conversations/stream") as stream:
            watching.set()
            async for one in stream:
                self._see(json.loads(one.data))

    def _see(self, happened: Json) -> None:
        said = happened.get("message", {})
        if happened["action"] not in {"createMessage", "updateMessage"} or said["timestamp"] < self._since:
            return
        assert happened["actionConversationId"] == self._chat
        [attachment] = said["attachments"]
        self.messages[said["messageId"]] = Message(said["messageId"], attachment["content"])
        self.payloads.append(json.dumps({"type": "message", "attachments": said["attachments"]}))

    async def _post(self, path: str, body: Json) -> str:
        async with self._session.post(f"{self.address}{path}", json=body) as response:
            text = await response.text()
            if response.status != 200:
                raise RefusedError(f"{response.status} {text}")
            return text
