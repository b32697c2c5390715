"""Delivers messages and homes to one workspace: the Platform port, filled by Slack's Web API."""

from __future__ import annotations

import re
from collections import OrderedDict
from typing import TYPE_CHECKING, cast

from adapters.refusals import Meaning
from adapters.slack import render
from adapters.slack.workspace import send_outcomes
from adapters.slack.workspace.web_api import Refused, Said
from bot import log
from bot.conversation import nudges
from bot.ports import Delivered, Gone, Mendable, TryLater, Unknown, Unreachable
from bot.scheduling.rate_limits import MinimumInterval
from bot.ui import TooMuchError

if TYPE_CHECKING:
    from adapters.slack.markup import Json
    from adapters.slack.render import Reader
    from adapters.slack.workspace.context import Workspace
    from adapters.slack.workspace.web_api import Answer
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
        self._turns = MinimumInterval()

    async def send(self, to: Address, message: Message, *, token: str) -> Outcome:
        answer: Said | Outcome | None = None
        for _ in range(2):
            channel = await self._channel(to)
            if not isinstance(channel, str):
                return channel
            await self._turns.take(channel, SPACING)
            metadata = {"event_type": EVENT, "event_payload": {"token": token}}
            answer = await self._show("chat.postMessage", to, message, where={"channel": channel, "metadata": metadata})
            if answer is not None:
                break
            self._channels.pop(await self._workspace.user(to), None)
        if not isinstance(answer, Said):
            return answer or Unreachable("channel_not_found")
        reference = f"{send_outcomes.text(answer.data, 'channel')}/{send_outcomes.text(answer.data, 'ts')}"
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
            outcome = send_outcomes.of("conversations.history", answer)
            return outcome if isinstance(outcome, TryLater) else TryLater()
        found = _carrying(token, answer.data.get("messages"))
        return Delivered(f"{channel}/{found}") if found else None

    async def replace(self, to: Address, reference: str, message: Message) -> Outcome:
        found = _REFERENCE.fullmatch(reference)
        if found is None:
            return Gone()
        answer = await self._show("chat.update", to, message, where={"channel": found[1], "ts": found[2]})
        return Delivered(reference) if isinstance(answer, Said) else answer or Gone()

    async def withdraw(self, to: Address, reference: str) -> Outcome:
        found = _REFERENCE.fullmatch(reference)
        if found is None:
            return Gone()
        if not await self._workspace.user(to):
            return self._elsewhere()
        where: Json = {"channel": found[1], "ts": found[2]}
        answer = await self._call("chat.delete", where)
        if isinstance(answer, Refused) and send_outcomes.meaning("chat.delete", answer) is Meaning.BLANK:
            answer = await self._call(
                "chat.update", where | render.message(nudges.offer_gone(), await self._reader(to))
            )
        return Delivered(reference) if isinstance(answer, Said) else await self._outcome("chat.delete", answer)

    async def publish_home(self, to: Address, home: Home) -> Outcome:
        user = await self._workspace.user(to)
        if not user:
            return self._elsewhere()
        try:
            view = render.home(home, await self._reader(to))
        except TooMuchError as error:
            log.failed("slack_home_too_large", error)
            return Mendable("view_too_large", ours=True)
        answer = await self._call("views.publish", {"user_id": user, "view": view})
        return await self._outcome("views.publish", answer)

    async def _show(self, method: str, to: Address, message: Message, *, where: Json) -> Said | Outcome | None:
        """Send or edit what Slack would take; the rest is given up at once, or it would hold up all that follows.

        None: the direct messages that were known are none any more.
        """
        try:
            return await self._send_shown(method, to, message, where=where)
        except TooMuchError as error:
            log.failed("slack_message_too_large", error)
            return Mendable("msg_blocks_too_long", ours=True)

    async def _send_shown(self, method: str, to: Address, message: Message, *, where: Json) -> Said | Outcome | None:
        """A block that this workspace does not know yet is left out, and so is metadata that it does not take."""
        reader = await self._reader(to)
        answer = await self._call(method, where | render.message(message, reader))
        if isinstance(answer, Refused) and answer.error in {"invalid_blocks", "invalid_blocks_format"}:
            answer = await self._call(method, where | render.message(message, reader, plain=True))
        if (
            isinstance(answer, Refused)
            and send_outcomes.meaning(method, answer) is Meaning.BARE
            and "metadata" in where
        ):
            bare = {name: value for name, value in where.items() if name != "metadata"}
            answer = await self._call(method, bare | render.message(message, reader))
        if isinstance(answer, Refused) and send_outcomes.meaning(method, answer) is Meaning.REOPEN:
            return None
        return answer if isinstance(answer, Said) else await self._outcome(method, answer)

    async def _outcome(self, method: str, answer: Answer) -> Outcome:
        """A refused token is believed if Slack, asked who we are, says so, too; otherwise it proves nothing yet."""
        if isinstance(answer, Refused) and send_outcomes.meaning(method, answer) is Meaning.TOKEN:
            if await self._workspace.token_is_taken():
                return Mendable(answer.error)
            return Unreachable(answer.error, sure=False, personal=False)
        return send_outcomes.of(method, answer)

    async def _reader(self, to: Address) -> Reader:
        return await self._workspace.reader(to, seconds=_LOCALE_WAIT)

    async def _channel(self, to: Address) -> str | Outcome:
        """The direct messages with this person."""
        user = await self._workspace.user(to)
        if not user:
            return self._elsewhere()
        if user not in self._channels:
            answer = await self._call("conversations.open", {"users": user})
            if not isinstance(answer, Said):
                outcome = await self._outcome("conversations.open", answer)
                return TryLater() if isinstance(outcome, Unknown) else outcome  # nothing was said to anybody yet
            opened = answer.data.get("channel")
            channel = send_outcomes.text(cast("Json", opened), "id") if isinstance(opened, dict) else ""
            if not channel:
                return TryLater()
            self._channels[user] = channel
            if len(self._channels) > _MOST_CHANNELS:
                self._channels.popitem(last=False)
        return self._channels[user]

    def _elsewhere(self) -> Outcome:
        """This person is of another place; before Slack has answered once, nobody can say."""
        return Unreachable("user_not_found") if self._workspace.whereabouts.known else TryLater()

    async def _call(self, method: str, arguments: Json) -> Answer:
        """Heed the pauses, then call; without a token that opens anything, nothing is asked."""
        wait = await self._workspace.pauses.seconds(method)
        if self._workspace.pauses.revoked:
            return Refused("token_revoked")
        if wait:
            return Refused("paused", wait)
        return await self._workspace.calls.call(method, arguments)


def _carrying(token: str, messages: object) -> str:
    """The ``ts`` of the message that carries this token."""
    for one in cast("list[object]", messages) if isinstance(messages, list) else []:
        message = cast("Json", one) if isinstance(one, dict) else {}
        metadata = message.get("metadata")
        payload = cast("Json", metadata).get("event_payload") if isinstance(metadata, dict) else None
        if isinstance(payload, dict) and cast("Json", payload).get("token") == token:
            return send_outcomes.text(message, "ts")
    return ""
