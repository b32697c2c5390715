"""A tenant of three people in the fake Teams, and the real programme that lives in it."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from aiohttp import ClientSession
from aiohttp.test_utils import TestServer

from bot.app import compose
from bot.clock import MovableClock
from bot.domain.people import Member, PersonId, Role, Supporter, Traits
from bot.domain.typed.hours import parse_hours
from bot.settings import throw_away
from store.sealing import create_keys
from tests.platforms.beside import Settling
from tests.platforms.teams.fake.cards import actions
from tests.platforms.teams.fake.tenant import Rules, User
from tests.platforms.teams.reading import plain

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from bot.app.teams.wiring import TeamsProgramme
    from bot.settings import Settings
    from tests.platforms.teams.process import ControlRoom

    Json = dict[str, Any]

ANA, BEN, NOOR = (
    User(f"00000000-0000-4000-8000-00000000000{n}", name) for n, name in enumerate(("Ana", "Ben", "Noor"))
)
EASY = Rules(limits=False)


def settings_in(folder: Path, control: ControlRoom) -> Settings:
    create_keys(folder / "keys")
    return replace(throw_away(folder, port=0), playground=False, teams=control.settings(EASY))


def person(user: User) -> PersonId:
    return PersonId(f"teams:{EASY.tenant}/{user.id}")


def supporter(user: User) -> Member:
    """Somebody who can be asked at any hour."""
    traits = Traits(profession="physician", level="attending")
    settings = Supporter(traits=traits, hours=parse_hours("Mon-Sun 00:00-24:00"), trained_on=date(2029, 12, 3))
    roles = frozenset({Role.SUPPORTER})
    return Member(person=person(user), name=user.name, roles=roles, timezone="UTC", supporter=settings)


class InTenant:
    """One process of the bot, reachable for the fake."""

    def __init__(self, control: ControlRoom, settings: Settings, start: datetime) -> None:
        self.control = control
        self.clock = MovableClock()
        self.clock.hold(start)
        self.clock.release()
        self.programme: TeamsProgramme = compose(settings, clock=self.clock)  # pyright: ignore[reportAttributeAccessIssue]
        self._server = TestServer(self.programme.site, host="127.0.0.1")
        self._settling = Settling()

    async def start(self, *members: Member) -> InTenant:
        await self._server.start_server()
        await self.control.order("rules", request_url=str(self._server.make_url("/api/messages")), limits=False)
        await self.programme.store.run(lambda work: work.roster.replace_all(list(members)))
        await self.programme.start()
        return self

    async def stop(self) -> None:
        await self._server.close()
        await self.programme.stop()

    async def does(self, who: User, what: str, **given: Any) -> Json:
        """A gesture with all that follows, and what this person sees."""
        before = asyncio.all_tasks()
        did = await self.control.person(who.id, what, **given)
        await self._settling.after(before)
        return did

    async def presses(self, who: User, label: str, *, device: str = "") -> Json:
        """In the dialog of a device, else in the newest message that has such a button."""
        seen = await self.looks(who)
        if device:
            card = seen["dialogs"][device]["card"]
            return await self.does(who, "press", action=button(card, label), place={"device": device})
        found = [one for one in seen["messages"] if any(two["title"] == label for two in actions(one["card"]))]
        place = {"message": found[-1]["id"]}
        return await self.does(who, "press", action=button(found[-1]["card"], label), place=place)

    async def asks_for_support(self, who: User) -> None:
        await self.does(who, "command")
        await self.presses(who, "I'd like support", device="desk")
        await self.passes(seconds=1)

    async def passes(self, **span: float) -> None:
        """Time goes by, and what is due happens."""
        self.clock.hold(self.clock.now() + timedelta(**span))
        self.clock.release()
        await self.programme.pump.run()

    def tries_again_at_once(self) -> None:
        """The clock of back-off, leases and pauses, which is the real one, goes an hour ahead."""
        self.programme.line.pauses._until.clear()
        around = self.programme.store._around
        ahead = around.real_now() - time.time() + 4000.0
        object.__setattr__(around, "real_now", lambda: time.time() + ahead)

    async def ready(self) -> str:
        """What a monitor reads."""
        async with ClientSession() as session, session.get(self._server.make_url("/readyz")) as response:
            return await response.text()

    async def looks(self, who: User) -> Json:
        return await self.control.order("look", who=who.id)

    async def reads(self, who: User) -> list[str]:
        """The first line of each message."""
        return [plain(one["card"]["body"][0]["text"]) for one in (await self.looks(who))["messages"]]


def button(card: Json, label: str) -> Json:
    return next(one for one in actions(card) if one["title"] == label)
