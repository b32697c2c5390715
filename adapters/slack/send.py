"""Delivers messages and homes to one workspace: the Platform port, filled by Slack's Web API."""

from __future__ import annotations

import re
from collections import OrderedDict
from typing import TYPE_CHECKING, cast

from adapters.slack import render
from adapters.slack.workspace import outcomes
from adapters.slack.workspace.calls import Refused, Said
from bot import log
from bot.ports import Delivered, TryLater, Undeliverable
from bot.scheduling.pauses import Turns
from bot.ui import TooMuchError

if TYPE_CHECKING:
    from adapters.slack.markup import Json
    from adapters.slack.workspace.calls import Answer
    from adapters.slack.workspace.workspace import Workspace
    from bot.domain.people import Address
    from bot.ports import Outcome
    from bot.ui import Home, Message

SPACING = 1.0
"""Seconds between two messages to one person: what Slack allows a channel."""
EVENT = "peersupport_message"
"""The type of the metadata; its payload is the parcel's random token and nothing else."""

_MOST_CHANNELS = 20_000
_LOOKED_BACK = 100  # messages among which an earlier try is looked for
_LOCALE_WAIT = 2.0  # seconds
_REFERENCE = re.compile(r"([A-Z0-9]{1,32})/(\d{1,16}\.\d{1,10})")


class SlackPlatform:
    """Slack as a platform. A reference is ``channel/ts``."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._channels: OrderedDict[str, str] = OrderedDict()
        self._turns = Turns()

    async def send(self, to: Address, message: Message, *, token: str) -> Outcome:
        channel = await self._channel(to)
        if not isinstance(channel, str):
            return channel
        await self._turns.take(channel, SPACING)
        metadata = {"event_type": EVENT, "event_payload": {"token": token}}
        answer = await self._show("chat.postMessage", to, message, where={"channel": channel, "metadata": metadata})
        if not isinstance(answer, Said):
            return answer
        reference = f"{outcomes.text(answer.data, 'channel')}/{outcomes.text(answer.data, 'ts')}"
        return Delivered(reference) if _REFERENCE.fullmatch(reference) else Delivered("")

    async def find(self, to: Address, *, token: str) -> Outcome | None:
        """Looks only where the installation allows it; without, a second nudge is better than none."""
        installation = await self._workspace.whereabouts.learn()
        if installation is None:
            return TryLater()
        if "im:history" not in installation.scopes:
            return None
        channel = await self._channel(to)
        if not isinstance(channel, str):
            return channel
        arguments: Json = {"channel": channel, "limit": _LOOKED_BACK, "include_all_metadata": True}
        answer = await self._call("conversations.history", arguments)
        if isinstance(answer, Refused) and answer.error == "missing_scope":
            return None
        if not isinstance(answer, Said):
            outcome = outcomes.of(answer)
            return outcome if isinstance(outcome, TryLater) else TryLater()
        found = _carrying(token, answer.data.get("messages"))
        return Delivered(f"{channel}/{found}") if found else None

    async def replace(self, to: Address, reference: str, message: Message) -> Outcome:
        found = _REFERENCE.fullmatch(reference)
        if found is None:
            return Undeliverable()
        answer = await self._show("chat.update", to, message, where={"channel": found[1], "ts": found[2]})
        return Delivered(reference) if isinstance(answer, Said) else answer

    async def withdraw(self, to: Address, reference: str) -> Outcome:
        found = _REFERENCE.fullmatch(reference)
        if found is None:
            return Undeliverable()
        if not await self._workspace.user(to):
            return self._elsewhere()
        answer = await self._call("chat.delete", {"channel": found[1], "ts": found[2]})
        gone = isinstance(answer, Refused) and answer.error == "message_not_found"
        return Delivered(reference) if gone or isinstance(answer, Said) else outcomes.of(answer)

    async def publish_home(self, to: Address, home: Home) -> Outcome:
        user = await self._workspace.user(to)
        if not user:
            return self._elsewhere()
        reader = await self._workspace.reader(to, seconds=_LOCALE_WAIT)
        try:
            view = render.home(home, reader)
        except TooMuchError as error:
            log.failed("slack_home_too_large", error)
            return Undeliverable()
        return outcomes.of(await self._call("views.publish", {"user_id": user, "view": view}))

    async def _show(self, method: str, to: Address, message: Message, *, where: Json) -> Said | Outcome:
        """Send or edit what Slack would take; the rest is given up at once, or it would hold up all that follows."""
        try:
            return await self._shown(method, to, message, where=where)
        except TooMuchError as error:
            log.failed("slack_message_too_large", error)
            return Undeliverable()

    async def _shown(self, method: str, to: Address, message: Message, *, where: Json) -> Said | Outcome:
        """A block that this workspace does not know yet is left out, and the rest shown."""
        reader = await self._workspace.reader(to, seconds=_LOCALE_WAIT)
        answer = await self._call(method, where | render.message(message, reader))
        if isinstance(answer, Refused) and answer.error in {"invalid_blocks", "invalid_blocks_format"}:
            answer = await self._call(method, where | render.message(message, reader, plain=True))
        return answer if isinstance(answer, Said) else outcomes.of(answer)

    async def _channel(self, to: Address) -> str | Outcome:
        """The direct messages with this person."""
        user = await self._workspace.user(to)
        if not user:
            return self._elsewhere()
        if user not in self._channels:
            answer = await self._call("conversations.open", {"users": user})
            if not isinstance(answer, Said):
                return _opening(answer)
            opened = answer.data.get("channel")
            channel = outcomes.text(cast("Json", opened), "id") if isinstance(opened, dict) else ""
            if not channel:
                return TryLater()
            self._channels[user] = channel
            if len(self._channels) > _MOST_CHANNELS:
                self._channels.popitem(last=False)
        return self._channels[user]

    def _elsewhere(self) -> Outcome:
        """This person is of another place; before Slack has answered once, nobody can say."""
        return Undeliverable() if self._workspace.whereabouts.known else TryLater()

    async def _call(self, method: str, arguments: Json) -> Answer:
        """Heed the pauses, then call."""
        if wait := await self._workspace.pauses.seconds(method):
            return Refused("paused", wait)
        return await self._workspace.calls.call(method, arguments)


def _opening(answer: Answer) -> Outcome:
    """A lost attempt to open the direct messages has sent nothing yet."""
    outcome = outcomes.of(answer)
    return outcome if isinstance(outcome, TryLater | Undeliverable) else TryLater()


def _carrying(token: str, messages: object) -> str:
    """The ``ts`` of the message that carries this token."""
    for one in cast("list[object]", messages) if isinstance(messages, list) else []:
        message = cast("Json", one) if isinstance(one, dict) else {}
        metadata = message.get("metadata")
        payload = cast("Json", metadata).get("event_payload") if isinstance(metadata, dict) else None
        if isinstance(payload, dict) and cast("Json", payload).get("token") == token:
            return outcomes.text(message, "ts")
    return ""
