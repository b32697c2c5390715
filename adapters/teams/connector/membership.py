"""Asks Teams whether somebody is still in the tenant: where Graph is not granted, nobody says so unasked.

Whoever removed the app can't be reached, no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.teams.connector import outcomes

if TYPE_CHECKING:
    from adapters.teams.connector.calls import Calls
    from adapters.teams.connector.conversations import Conversations
    from bot.domain.people import Address


@dataclass(frozen=True)
class Membership:
    """Of those whose chat with the bot is known."""

    calls: Calls
    conversations: Conversations

    async def has_left(self, address: Address) -> bool:
        """Whether Teams says definitely that they are gone."""
        chat = await self.conversations.of(address)
        if chat is None or not chat.user:
            return False
        got = await self.calls.member(chat.service_url, chat.id, user=chat.user)
        if outcomes.is_unreachable(got):
            await self.conversations.lose(address)
        return outcomes.has_left(got)
