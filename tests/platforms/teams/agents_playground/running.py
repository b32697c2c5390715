"""The real programme as a newcomer runs it for the Agents Playground: no app id, nobody checked, this computer only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from aiohttp.test_utils import TestServer

from bot.app import compose
from bot.clock import MovableClock
from bot.domain.people import Address
from bot.roster_file.diff import Choices, compare
from bot.roster_file.entries import read_entries
from bot.settings import TeamsSettings, throw_away
from store.sealing import create_keys
from tests.platforms.teams.agents_playground.process import BY_HAND

if TYPE_CHECKING:
    import socket
    from pathlib import Path

    from tests.platforms.teams.agents_playground.seat import Seat

START = datetime(2026, 12, 2, 15, 0, tzinfo=UTC)
"""A Wednesday, 10:00 in New York: nobody sleeps."""


class Bot:
    """One process of it, on a socket that outlives it: what the Agents Playgrounds were told of it stays true."""

    def __init__(self, folder: Path, listening: socket.socket) -> None:
        create_keys(folder / "keys")
        self._settings = replace(throw_away(folder, port=0), playground=False, teams=TeamsSettings("", ""))
        self.clock = MovableClock()
        self.programme: Any = compose(self._settings, clock=self.clock)
        self._server = TestServer(self.programme.site, host="127.0.0.1", socket_factory=lambda *_: listening.dup())
        self.passes_to(START)

    async def start(self) -> None:
        """With the roster of the how-to page, taken over as the command does it."""
        await self._server.start_server()
        await self.programme.start()
        entries = read_entries((BY_HAND / "roster.csv").read_bytes(), self.clock.now().date())
        choices = Choices(timezone=self._settings.policy.timezone)
        await self.programme.service.enrol(lambda work: compare(work, entries, choices))

    async def stop(self) -> None:
        await self._server.close()
        await self.programme.stop()

    def passes_to(self, then: datetime) -> None:
        self.clock.hold(then)
        self.clock.release()

    async def passes(self, **span: float) -> None:
        """Time goes by, and what is due happens."""
        self.passes_to(self.clock.now() + timedelta(**span))
        await self.programme.pump.run()

    def knows(self, account: str) -> bool:
        """Whether it has been told where this person's chat is."""
        return self.programme.line.readers.conversations.here(Address("teams", account)) is not None


@dataclass(frozen=True)
class Town:
    """The bot and the three who use it."""

    bot: Bot
    noor: Seat
    ana: Seat
    marion: Seat

    @property
    def seats(self) -> tuple[Seat, ...]:
        return (self.noor, self.ana, self.marion)

    async def everybody_installs(self) -> None:
        """Nobody can be written to before the bot has heard where their chat is."""
        for seat in self.seats:
            await seat.installs()
            await seat.until(lambda seat=seat: self.bot.knows(seat.account))

    async def noor_asks(self) -> None:
        """By the message extension, as she would in any chat of hers."""
        dialog = await self.noor.opens_extension()
        await self.noor.submits_extension(dialog, "I'd like support")
        await self.bot.passes(seconds=1)
