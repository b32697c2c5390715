"""Delivers messages to people's chats with the bot: the Platform port, filled by the Bot Connector."""

from __future__ import annotations

import json
from http import HTTPStatus as Status
from typing import TYPE_CHECKING, cast

from adapters.teams import render
from adapters.teams.connector import outcomes
from adapters.teams.connector.conversations import Conversation
from bot import log
from bot.domain.errors import NotSavedError
from bot.ports import Delivered, TryLater, Undeliverable, Unknown
from bot.ui import TooMuchError

if TYPE_CHECKING:
    from adapters.teams.connector.calls import Calls
    from adapters.teams.connector.people import Readers
    from adapters.teams.connector.web import Got
    from adapters.teams.markup import Json
    from bot.domain.people import Address
    from bot.ports import Outcome
    from bot.ui import Home, Message

FALLBACK = "https://{host}/teams/"
"""Where a tenant's messages go until its first activity has said better."""


class TeamsPlatform:
    """Teams as a platform. A reference says which message it is: service address, chat and activity."""

    def __init__(self, calls: Calls, readers: Readers, *, app_id: str, tenants: frozenset[str], host: str) -> None:
        """``tenants`` are those whose people may be written to; empty for any, in development.

        ``host`` takes messages for a tenant of which nothing was heard yet.
        """
        self._calls, self._readers, self._fallback = calls, readers, FALLBACK.format(host=host)
        self._bot, self._tenants = f"28:{app_id}" if app_id else "bot", tenants

    async def send(self, to: Address, message: Message, *, token: str) -> Outcome:  # noqa: ARG002 - Teams takes none
        if not self._is_ours(to):
            return Undeliverable()
        known = await self._readers.conversations.of(to)
        chat = known or await self._opened(to)
        if not isinstance(chat, Conversation):
            return chat
        got = await self._sent(chat, to, message)
        if outcomes.is_unreachable(got):
            await self._readers.conversations.lose(to)
        if known is None or not _is_gone(got):
            return _outcome(got, chat)
        await self._readers.conversations.forget(to)
        chat = await self._opened(to)
        return _outcome(await self._sent(chat, to, message), chat) if isinstance(chat, Conversation) else chat

    async def find(self, to: Address, *, token: str) -> Outcome | None:  # noqa: ARG002 - there is nowhere to look
        """Teams lets a bot read nothing back, which is as it should be: a second nudge is better than none."""
        return None

    async def replace(self, to: Address, reference: str, message: Message) -> Outcome:
        found = await self._place(to, reference)
        if found is None:
            return Undeliverable()
        chat, activity_id = found
        activity = self._activity(to, message, chat)
        if activity is None:
            return Undeliverable()
        got = await self._calls.edit(chat.service_url, chat.id, activity_id=activity_id, activity=activity)
        return outcomes.of(got, reference)

    async def withdraw(self, to: Address, reference: str) -> Outcome:
        found = await self._place(to, reference)
        if found is None:
            return Undeliverable()
        chat, activity_id = found
        got = await self._calls.delete(chat.service_url, chat.id, activity_id=activity_id)
        gone = got is not None and got.status in {Status.NOT_FOUND, Status.GONE}
        return Delivered(reference) if gone else outcomes.of(got, reference)

    async def publish_home(self, to: Address, home: Home) -> Outcome:  # noqa: ARG002 - home opens when somebody asks
        return Delivered("")

    async def say(self, conversation: Conversation, activity: Json) -> None:
        """Answer a written word, once; writing again brings another card, but never two in one second."""
        if not self._calls.is_free(conversation.id):
            return
        told = activity | _addressed(conversation, conversation.locale)
        got = await self._calls.send(conversation.service_url, conversation.id, told)
        if not outcomes.is_good(got):
            log.record("teams_card_not_sent", outcome=type(outcomes.of(got)).__name__)

    async def _sent(self, chat: Conversation, to: Address, message: Message) -> Got | None:
        activity = self._activity(to, message, chat)
        if activity is None:
            return outcomes.TOO_LARGE
        return await self._calls.send(chat.service_url, chat.id, activity)

    def _activity(self, to: Address, message: Message, chat: Conversation) -> Json | None:
        reader = self._readers.at_once(to)
        try:
            return render.message(message, reader) | _addressed(chat, reader.locale)
        except TooMuchError as error:
            log.failed("teams_message_too_large", error)
            return None

    async def _opened(self, to: Address) -> Conversation | Outcome:
        """The chat with somebody of whom none is known: Teams opens it if the app is installed for them."""
        tenant, _, person = to.account.partition("/")
        service_url = await self._readers.conversations.service_url(to) or self._fallback
        got = await self._calls.open_chat(service_url, bot=self._bot, user=person, tenant=tenant)
        if not outcomes.is_good(got):
            outcome = outcomes.of(got)
            if isinstance(outcome, Undeliverable):
                await self._readers.conversations.lose(to)
            return TryLater() if isinstance(outcome, Unknown) else outcome  # nothing was said to anybody yet
        found = got.body.get("id") if got else None
        if not isinstance(found, str) or not found:
            return TryLater()
        chat = Conversation(service_url, found, bot=self._bot, user=person)
        await self._readers.conversations.learn(to, chat)
        return chat

    async def _place(self, to: Address, reference: str) -> tuple[Conversation, str] | None:
        """Where an earlier message is; its chat may have moved to another service address."""
        read = _read(reference)
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


def _addressed(chat: Conversation, locale: str) -> Json:
    """What the SDK writes on everything it sends: from whom, to whom, where, in which language. No name of theirs."""
    bot = {"id": chat.bot, **({"name": chat.bot_name} if chat.bot_name else {})}
    return {
        "conversation": {"id": chat.id},
        **({"from": bot} if chat.bot else {}),
        **({"recipient": {"id": chat.user}} if chat.user else {}),
        **({"locale": locale} if locale else {}),
    }


def _outcome(got: Got | None, chat: Conversation) -> Outcome:
    found = got.body.get("id") if got else None
    known = isinstance(found, str) and found
    return outcomes.of(got, json.dumps([chat.service_url, chat.id, found]) if known else "")


def _is_gone(got: Got | None) -> bool:
    """The chat that was known is none any more; another may be opened."""
    return got is not None and (got.status in {Status.NOT_FOUND, Status.GONE} or outcomes.word(got) in outcomes.MOVED)


def _read(reference: str) -> tuple[str, str, str] | None:
    try:
        found: object = json.loads(reference)
    except ValueError:
        return None
    parts = cast("list[object]", found) if isinstance(found, list) else []
    texts = [one for one in parts if isinstance(one, str)]
    return (texts[0], texts[1], texts[2]) if len(texts) == len(parts) == 3 else None  # noqa: PLR2004 - as written above
