"""Delivers messages to people's chats with the bot: the Platform port, filled by the Bot Connector."""

from __future__ import annotations

import json
import re
import time
from dataclasses import replace
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from adapters.refusals import Meaning, Waits
from adapters.teams import render
from adapters.teams.connector import send_outcomes
from adapters.teams.connector.conversations import Conversation
from bot import log
from bot.domain.errors import NotSavedError
from bot.ports import Delivered, Gone, TryLater, Unknown, Unreachable
from bot.ui import TooMuchError

if TYPE_CHECKING:
    from adapters.teams.connector.calls import Calls
    from adapters.teams.connector.http import Got
    from adapters.teams.connector.locale import Readers
    from adapters.teams.markup import Json
    from bot.domain.people import Address
    from bot.ports import Outcome
    from bot.ui import Home, Message

FALLBACK = "https://{host}/teams/"
"""Where a tenant's messages go until its first activity has said better."""
LATELY = 3600.0
"""Seconds for which a chat that was opened shows that our request for one is right."""
_HOST = re.compile(r"https://([a-z0-9.\-]{4,100})", re.IGNORECASE)


class TeamsPlatform:
    """Teams as a platform. A reference says which message it is: service address, chat and activity."""

    def __init__(self, calls: Calls, readers: Readers, *, app_id: str, tenants: frozenset[str], host: str) -> None:
        """``tenants`` are those whose people may be written to; empty for any, in development.

        ``host`` takes messages for a tenant of which nothing was heard yet.
        """
        self._calls, self._readers, self._fallback = calls, readers, FALLBACK.format(host=host)
        self._waits, self._created_at = Waits(), -LATELY
        self._bot, self._tenants = f"28:{app_id}" if app_id else "bot", tenants

    async def send(self, to: Address, message: Message, *, token: str) -> Outcome:  # noqa: ARG002 - Teams takes none
        if not self._is_ours(to):
            return Unreachable("UserNotFound")
        known = await self._readers.conversations.of(to)
        chat = known or await self._open_chat(to)
        if not isinstance(chat, Conversation):
            return chat
        got = await self._send_message(chat, to, message)
        if known is not None and send_outcomes.meaning("send", got) is Meaning.REOPEN:
            await self._readers.conversations.forget(to)
            chat = await self._open_chat(to)
            if not isinstance(chat, Conversation):
                return chat
            got = await self._send_message(chat, to, message)
        if send_outcomes.meaning("send", got) is Meaning.OTHER_HOST and (moved := self._chat_at_new_host(chat, got)):
            await self._readers.conversations.learn(to, moved)
            chat, got = moved, await self._send_message(moved, to, message)
        return self._outcome_of("send", got, to, reference=_reference(got, chat))

    async def find(self, to: Address, *, token: str) -> Outcome | None:  # noqa: ARG002 - there is nowhere to look
        """Teams lets a bot read nothing back, which is as it should be: a second nudge is better than none."""
        return None

    async def replace(self, to: Address, reference: str, message: Message) -> Outcome:
        found = await self._place(to, reference)
        if found is None:
            return Gone()
        chat, activity_id = found
        activity = self._activity(to, message, chat)
        if activity is None:
            return send_outcomes.of("edit", send_outcomes.TOO_LARGE)
        got = await self._calls.edit(chat.service_url, chat.id, activity_id=activity_id, activity=activity)
        return self._outcome_of("edit", got, to, reference=reference)

    async def withdraw(self, to: Address, reference: str) -> Outcome:
        found = await self._place(to, reference)
        if found is None:
            return Gone()
        chat, activity_id = found
        got = await self._calls.delete(chat.service_url, chat.id, activity_id=activity_id)
        return self._outcome_of("delete", got, to, reference=reference)

    async def publish_home(self, to: Address, home: Home) -> Outcome:  # noqa: ARG002 - home opens when somebody asks
        return Delivered("")

    async def say(self, conversation: Conversation, activity: Json) -> None:
        """Answer a written word, once; writing again brings another card, but never two in one second."""
        if not self._calls.is_free(conversation.id):
            return
        told = activity | _address_activity(conversation, conversation.locale)
        got = await self._calls.send(conversation.service_url, conversation.id, told)
        if not send_outcomes.is_good(got):
            log.record("teams_card_not_sent", outcome=type(send_outcomes.of("send", got)).__name__)

    def _outcome_of(self, operation: str, got: Got | None, to: Address, *, reference: str = "") -> Outcome:
        """By the table; some answers are given time first, because they are known to pass."""
        row = send_outcomes.row(operation, got) if got is not None else None
        if row is None or got is None:
            return send_outcomes.of(operation, got, reference)
        if (wait := self._waits.seconds(row, f"{operation} {to} {reference}")) is not None:
            is_person = row.meaning is Meaning.REOPEN
            word = send_outcomes.word(operation, got)
            return Unreachable(word, sure=False, after=wait) if is_person else TryLater(wait)
        lately = time.monotonic() - self._created_at < LATELY
        if row.meaning is Meaning.OURS_OR_PERSON and lately:
            return Unreachable(send_outcomes.word(operation, got), sure=False, personal=False)
        return send_outcomes.of(operation, got, reference)

    def _chat_at_new_host(self, chat: Conversation, got: Got | None) -> Conversation | None:
        """The same chat at the host that Microsoft names, if a token may be sent there."""
        named = [host for text in send_outcomes.texts(got) for host in _HOST.findall(text)] if got else []
        path = urlsplit(chat.service_url).path
        urls = [f"https://{host.rstrip('.')}{path}" for host in named]
        return next((replace(chat, service_url=url) for url in urls if self._calls.is_allowed(url)), None)

    async def _send_message(self, chat: Conversation, to: Address, message: Message) -> Got | None:
        activity = self._activity(to, message, chat)
        if activity is None:
            return send_outcomes.TOO_LARGE
        return await self._calls.send(chat.service_url, chat.id, activity)

    def _activity(self, to: Address, message: Message, chat: Conversation) -> Json | None:
        reader = self._readers.at_once(to)
        try:
            return render.message(message, reader) | _address_activity(chat, reader.locale)
        except TooMuchError as error:
            log.failed("teams_message_too_large", error)
            return None

    async def _open_chat(self, to: Address) -> Conversation | Outcome:
        """The chat with somebody of whom none is known: Teams opens it if the app is installed for them."""
        tenant, _, person = to.account.partition("/")
        service_url = await self._readers.conversations.service_url(to) or self._fallback
        got = await self._calls.open_chat(service_url, bot=self._bot, user=person, tenant=tenant)
        if send_outcomes.meaning("create", got) is Meaning.OTHER_HOST:
            moved = self._chat_at_new_host(Conversation(service_url, ""), got)
            if moved is not None:
                service_url = moved.service_url
                await self._readers.conversations.learn(to, moved)
                got = await self._calls.open_chat(service_url, bot=self._bot, user=person, tenant=tenant)
        if not send_outcomes.is_good(got):
            outcome = self._outcome_of("create", got, to)
            return TryLater() if isinstance(outcome, Unknown) else outcome  # nothing was said to anybody yet
        self._created_at = time.monotonic()
        found = got.body.get("id") if got else None
        if not isinstance(found, str) or not found:
            return TryLater()
        chat = Conversation(service_url, found, bot=self._bot, user=person)
        await self._readers.conversations.learn(to, chat)
        return chat

    async def _place(self, to: Address, reference: str) -> tuple[Conversation, str] | None:
        """Where an earlier message is; its chat may have moved to another service address."""
        read = _read_reference(reference)
        if read is None or not self._is_ours(to):
            return None
        service_url, chat_id, activity_id = read
        try:
            known = await self._readers.conversations.of(to)
        except NotSavedError:
            known = None
        return known if known and known.id == chat_id else Conversation(service_url, chat_id), activity_id

    def _is_ours(self, to: Address) -> bool:
        tenant, _, person = to.account.partition("/")
        return to.platform == "teams" and bool(person) and (not self._tenants or tenant in self._tenants)


def _address_activity(chat: Conversation, locale: str) -> Json:
    """What the SDK writes on everything it sends: from whom, to whom, where, in which language. No name of theirs."""
    bot = {"id": chat.bot, **({"name": chat.bot_name} if chat.bot_name else {})}
    return {
        "conversation": {"id": chat.id},
        **({"from": bot} if chat.bot else {}),
        **({"recipient": {"id": chat.user}} if chat.user else {}),
        **({"locale": locale} if locale else {}),
    }


def _reference(got: Got | None, chat: Conversation) -> str:
    found = got.body.get("id") if got else None
    return json.dumps([chat.service_url, chat.id, found]) if isinstance(found, str) and found else ""


def _read_reference(reference: str) -> tuple[str, str, str] | None:
    try:
        found: object = json.loads(reference)
    except ValueError:
        return None
    parts = cast("list[object]", found) if isinstance(found, list) else []
    texts = [one for one in parts if isinstance(one, str)]
    return (texts[0], texts[1], texts[2]) if len(texts) == len(parts) == 3 else None  # noqa: PLR2004 - as written above
