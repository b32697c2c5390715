"""One installation over a fake: its processes die and come back while people use it, and the test moves its time."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urljoin

from aiohttp import ClientError, ClientSession

from tests.cast import HOSPITAL, START, set_clock
from tests.crashes.platforms.life import CONTROL
from tests.crashes.platforms.people import PATIENCE, Person, UnansweredError, until

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

    from tests.crashes.conftest import Bed
    from tests.crashes.platforms.people import Patient

    Json = dict[str, Any]

SUPPORTERS = tuple(one.slug for one in HOSPITAL.people.values() if "supporter" in one.roles)
Death: TypeAlias = "Mapping[str, float | int | str]"
"""What a process's order says about its end."""


@dataclass
class House:
    """``settles_first``: nobody skips the settle time while something is still on its way, as in earnest."""

    bed: Bed
    platform: str
    driver: Patient
    settles_first: bool = True
    died: int = 0
    _session: ClientSession = field(init=False)

    def __post_init__(self) -> None:
        set_clock(self.bed.folder, START)

    def person(self, slug: str) -> Person:
        """Somebody of the hospital."""
        return Person(self.driver, slug)

    async def who_has(self, label: str) -> list[str]:
        """Who can press this in a message now."""
        has = {slug: await self.driver.letters(slug) for slug in SUPPORTERS}
        return [
            slug for slug, pages in has.items() if any(label == one.label for page in pages for one in page.buttons)
        ]

    @asynccontextmanager
    async def open(self, *deaths: Death) -> AsyncGenerator[None]:
        """While it is lived in, with these deaths, one a process; at the end the last process is asked to stop."""
        async with ClientSession() as self._session:
            lives = asyncio.create_task(self._lives(deaths))
            try:
                yield
            finally:
                await self._ends(lives)
                await self.driver.stop()

    async def _lives(self, deaths: tuple[Death, ...]) -> None:
        """One process after another; the last one ends well, and so does one that does not come to its death."""
        for death in deaths:
            if await self._lives_once(**death) == 0:
                return
            self.died += 1
        assert await self._lives_once() == 0

    async def has_died(self, times: int) -> None:
        """Return once it has, so many times."""
        async with asyncio.timeout(PATIENCE * times):
            while self.died < times:  # noqa: ASYNC110 - a process that is killed tells nobody
                await asyncio.sleep(0.05)

    async def _lives_once(self, **order: Any) -> int:
        """One process's life; what it left on its way has arrived when this returns."""
        status = await asyncio.to_thread(
            self.bed.sends_in, "serve", platform=self.platform, address=self.driver.fake.address, **order
        )
        if self.settles_first:
            await self.driver.fake.order("quiet")
        return status

    async def _ends(self, lives: asyncio.Task[None]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not lives.done():
                await asyncio.wait([lives, asyncio.create_task(self._stop())], return_when=asyncio.ALL_COMPLETED)
        await lives

    async def _stop(self) -> None:
        """Ask whoever lives; nobody may."""
        try:
            await self._order("stop")
        except UnansweredError:
            await asyncio.sleep(0.05)

    async def at(self, moment: datetime) -> None:
        """Let time pass until then, and let happen what then happens."""

        async def passed() -> bool:
            await self._order("move", until=moment.isoformat())
            return True

        await until(passed)

    async def after(self, **span: float) -> None:
        """Let so much pass since the start."""
        await self.at(START + timedelta(**span))

    async def settles(self, *, later: float = 0.0) -> int:
        """Do what can be done now; returns how many messages still wait."""

        async def settled() -> int:
            return (await self._order("settle", later=later))["waiting"]

        if later and self.settles_first:
            await self.driver.fake.order("quiet")
        return await until(settled)

    async def account(self) -> Json:
        """How the database stands."""

        async def told() -> Json:
            return await self._order("account")

        return await until(told)

    async def _order(self, what: str, **given: Any) -> Json:
        """To the process that lives now."""
        address = (await self.driver.fake.order("rules"))["request_url"]
        if not address:
            raise UnansweredError
        try:
            async with self._session.post(urljoin(address, CONTROL + what), json=given) as response:
                if response.status != 200:
                    raise UnansweredError
                return await response.json()
        except (ClientError, OSError) as error:
            raise UnansweredError from error
