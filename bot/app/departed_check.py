"""Checks once a day whether the accounts of people with a role still exist.

Only a platform's definite word that somebody is gone counts; whoever it can't say anything of has not left.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot import log
from bot.domain.errors import PeerSupportError
from bot.domain.hours import day_in
from bot.domain.people import Address, Role
from bot.scheduling import account_gone
from bot.scheduling.supervised import Supervised

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import date

    from bot.app.programme import Core
    from bot.ports import Clock
    from store.unit_of_work import SqlUnitOfWork

    Ask = Callable[[Address], Awaitable[bool]]
    Forget = Callable[[Address], Awaitable[None]]
    Left = Callable[[Address, str], Awaitable[None]]

MOST = 1_000
"""People asked for in one day, at one platform."""
FIRST, BETWEEN = 60.0, 3600.0
"""Seconds from the start to the first look, and from one to the next; only one a day asks for anybody."""
SPACING = 1.0
"""Seconds between two people: Slack allows 100 a minute, also for names; Teams far more."""


class Looking:
    """Fills programme.Surface for one platform, named as in addresses; tied to a programme once there is one.

    ``has_left`` is the platform's word; ``forget`` hears of those whose departure is on the agenda.
    """

    def __init__(self, platform: str, has_left: Ask, *, forget: Forget | None = None) -> None:
        self._platform, self._has_left, self._forget = platform, has_left, forget
        self._task = Supervised("people", self._look)
        self._tied: tuple[Core, Clock] | None = None

    def tie(self, core: Core, clock: Clock) -> None:
        """From now on there is somebody to look for."""
        self._tied = core, clock

    async def start(self) -> None:
        """Look from now on."""
        await self._task.start()

    async def stop(self) -> None:
        """Look no longer."""
        await self._task.stop()

    async def _look(self) -> None:
        await asyncio.sleep(FIRST)
        while True:
            try:
                await self.look()
            except PeerSupportError as error:
                log.failed("people_not_asked_for", error)
            await asyncio.sleep(BETWEEN)

    async def look(self) -> None:
        """Ask for everybody with a role, unless any process has done so today."""
        if self._tied is None:
            return
        core, clock = self._tied
        slot, today = f"{self._platform}_people", day_in(clock.now(), "UTC")
        if not await core.store.run(lambda work: work.slots.claim(slot, today)):
            return
        left = leaving(core, clock)
        for address in await core.store.read(lambda work: _people(work, self._platform)):
            if await self._has_left(address):
                await left(address, once_a_day(address, today))
                if self._forget is not None:
                    await self._forget(address)
            await asyncio.sleep(SPACING)


def leaving(core: Core, clock: Clock) -> Left:
    """What is told of somebody who is gone, and by which delivery: what follows is done soon, once for each."""

    async def left(address: Address, delivery_id: str) -> None:
        now = clock.now()
        await core.store.run(lambda work: account_gone.announce(work, address, delivery_id=delivery_id, now=now))
        core.pump.wake()

    return left


def once_a_day(address: Address, today: date) -> str:
    """The delivery of a departure that was seen and not told; however many see it."""
    return f"left:{address}:{today}"


def _people(work: SqlUnitOfWork, platform: str) -> Sequence[Address]:
    """Under every address that they have there."""
    persons = [one.person for one in work.roster.with_role(*Role)]
    found = (Address.parse(one) for one in (*persons, *work.people.whose(persons)))
    return [one for one in found if one.platform == platform][:MOST]
