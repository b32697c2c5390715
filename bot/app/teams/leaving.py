"""Looks once a day whether the people with a role are still in the tenant: where Graph is not granted, nobody says so.

Only Teams' definite word that somebody is gone counts as leaving; whoever removed the app can't be reached, no more.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from adapters.teams.connector import outcomes
from bot import log
from bot.domain.errors import PeerSupportError
from bot.domain.people import Address, Role
from bot.scheduling import departures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.teams.connector.calls import Calls
    from adapters.teams.connector.conversations import Conversations
    from bot.app.programme import Core
    from bot.ports import Clock
    from store.unit_of_work import SqlUnitOfWork

SLOT = "teams_people"
MOST = 1_000
"""People asked for in one day."""
FIRST, BETWEEN = 60.0, 3600.0
"""Seconds from the start to the first look, and from one to the next; only one a day asks for anybody."""
SPACING = 0.5
"""Seconds between two people: a sixtieth of what Teams allows."""


class Looking:
    """Fills programme.Surface; tied to a store and its clock once there is one."""

    def __init__(self, calls: Calls, conversations: Conversations) -> None:
        self._calls, self._conversations = calls, conversations
        self._task: asyncio.Task[None] | None = None
        self.tied: tuple[Core, Clock] | None = None

    async def start(self) -> None:
        """Look from now on."""
        self._task = asyncio.create_task(self._look())

    async def stop(self) -> None:
        """Look no longer."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _look(self) -> None:
        await asyncio.sleep(FIRST)
        while True:
            try:
                await self.look()
            except PeerSupportError as error:
                log.failed("teams_people_not_asked_for", error)
            await asyncio.sleep(BETWEEN)

    async def look(self) -> None:
        """Ask for everybody with a role whose chat is known, unless any process has done so today."""
        if self.tied is None:
            return
        core, clock = self.tied
        today = clock.now().date()
        if not await core.store.run(lambda work: work.slots.claim(SLOT, today)):
            return
        for address in await core.store.read(_people):
            await self._ask_for(address, f"left:{address}:{today}")

    async def _ask_for(self, address: Address, delivery_id: str) -> None:
        chat = await self._conversations.of(address)
        if chat is None or not chat.user or self.tied is None:
            return
        await asyncio.sleep(SPACING)
        got = await self._calls.member(chat.service_url, chat.id, user=chat.user)
        if outcomes.is_unreachable(got):
            await self._conversations.lose(address)
        if outcomes.has_left(got):
            core, clock = self.tied
            now = clock.now()
            await core.store.run(lambda work: departures.announce(work, address, delivery_id=delivery_id, now=now))
            await self._conversations.forget(address)
            core.pump.wake()


def _people(work: SqlUnitOfWork) -> Sequence[Address]:
    found = (Address.parse(one.person) for one in work.roster.with_role(*Role))
    return [one for one in found if one.platform == "teams"][:MOST]
