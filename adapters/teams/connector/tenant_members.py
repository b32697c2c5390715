"""Asks Teams whether an account is still a member of the tenant; used where Graph is not granted.

Whoever removed the app can't be reached, no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.teams.connector import send_outcomes
from bot.ports import Unreachable

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
        found = send_outcomes.of("member", got)
        if isinstance(found, Unreachable) and found.sure and found.personal and not send_outcomes.has_left(got):
            await self.conversations.lose(address)
        return send_outcomes.has_left(got)
