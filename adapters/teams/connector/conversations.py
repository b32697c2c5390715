"""Where people's chats with the bot are: learnt from every activity, kept sealed for those who have a role.

Of anybody else nothing is kept: a row would say that somebody without a role uses the programme. A process remembers
them while it runs; after that, Teams is asked for the chat anew.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from bot import log
from bot.domain.errors import NotSavedError
from bot.domain.people import Address

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

_MOST = 20_000  # people remembered in one process


@dataclass(frozen=True)
class Conversation:
    """One chat of one person with the bot, and how to speak to them; ``bot_name`` is what Teams calls the bot there."""

    service_url: str = field(repr=False)
    id: str = field(repr=False)
    bot: str = field(default="", repr=False)
    user: str = field(default="", repr=False)
    locale: str = ""
    zone: str = ""
    bot_name: str = ""

    def encode(self) -> str:
        """As text for the store."""
        return json.dumps(asdict(self))

    @classmethod
    def decode(cls, text: str) -> Conversation | None:
        """What ``encode`` made; None for what an older release wrote differently."""
        try:
            found: Any = json.loads(text)
            return cls(**found)
        except (ValueError, TypeError):
            return None


class ConversationStore(Protocol):
    """Where they are kept for all processes and after a restart; NotSavedError if it can't be reached."""

    async def of(self, address: Address) -> str | None:
        """What is kept of this address."""
        ...

    async def keep(self, address: Address, text: str) -> bool:
        """Keep it, if whoever is behind the address has a role; False if not, and then nothing is kept of them."""
        ...

    async def forget(self, address: Address) -> None:
        """Keep nothing of it."""
        ...

    async def lose(self, address: Address) -> None:
        """Of somebody with a role keep only that they can't be reached; of anybody else nothing."""
        ...


class Conversations:
    """All that are known. ``is_allowed`` says to which service addresses a token may be sent."""

    def __init__(self, shelf: ConversationStore, is_allowed: Callable[[str], bool]) -> None:
        self._shelf, self._is_allowed = shelf, is_allowed
        self._known: OrderedDict[str, Conversation] = OrderedDict()
        self._kept: dict[str, str] = {}

    def here(self, address: Address) -> Conversation | None:
        """What this process remembers."""
        return self._known.get(str(address))

    async def of(self, address: Address) -> Conversation | None:
        """The chat with this person, remembered or kept; None if Teams has to be asked for it."""
        if (known := self.here(address)) is not None:
            return known
        text = await self._shelf.of(address)
        found = Conversation.decode(text) if text else None
        if found is None or not self._is_allowed(found.service_url):
            return None
        self._remember(address, found)
        return found

    def remember(self, address: Address, found: Conversation) -> None:
        """Something came from this chat; without an id it came from elsewhere."""
        if found.id:
            self._remember(address, found)

    async def learn(self, address: Address, found: Conversation) -> None:
        """Something came from this chat: remember it, and keep it where that is right and new.

        Without an id it came from elsewhere, and only says where the whole tenant takes messages.
        """
        self.remember(address, found)
        await self._keep(tenant_of(address), Conversation(found.service_url, ""))
        if found.id:
            await self._keep(address, found)

    async def forget(self, address: Address) -> None:
        """The chat is gone; another may be opened."""
        await self._let_go(address, self._shelf.forget)

    async def lose(self, address: Address) -> None:
        """The app was removed there, or is blocked: whoever runs the programme sees so, until something comes again."""
        await self._let_go(address, self._shelf.lose)

    async def _let_go(self, address: Address, how: Callable[[Address], Awaitable[None]]) -> None:
        self._known.pop(str(address), None)
        self._kept.pop(str(address), None)
        try:
            await how(address)
        except NotSavedError as error:
            log.failed("teams_conversation_not_forgotten", error)

    async def service_url(self, address: Address) -> str:
        """Where this person's tenant takes messages, as far as anybody's activity has shown; empty if none has."""
        found = await self.of(tenant_of(address))
        return found.service_url if found else ""

    async def _keep(self, address: Address, found: Conversation) -> None:
        """Writing costs a commit: only what changed is written."""
        text = found.encode()
        if self._kept.get(str(address)) == text:
            return
        self._remember(address, found)
        try:
            await self._shelf.keep(address, text)
        except NotSavedError as error:
            log.failed("teams_conversation_not_kept", error)
            return
        self._kept[str(address)] = text
        if len(self._kept) > _MOST:
            self._kept.clear()

    def _remember(self, address: Address, found: Conversation) -> None:
        self._known[str(address)] = found
        self._known.move_to_end(str(address))
        if len(self._known) > _MOST:
            self._known.popitem(last=False)


def tenant_of(address: Address) -> Address:
    """What stands for a whole tenant: no person has an address without an object id."""
    return Address("teams", address.account.partition("/")[0] + "/")
