"""The real programme over a fake Slack: what the adapter's own tests start, press and look at."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from aiohttp import ClientSession
from aiohttp.test_utils import TestServer

from adapters.slack.app import EDGE
from bot.app import compose
from bot.clock import MovableClock
from bot.domain.people import Member, PersonId, Role, Supporter, Traits
from bot.domain.policy import Policy
from bot.domain.typed.hours import parse_hours
from bot.settings import Settings, SlackSettings
from bot.settings.lines import pretend_place
from store.sealing import create_keys

if TYPE_CHECKING:
    from pathlib import Path

    from adapters.slack.app import Edge
    from bot.app.slack import SlackProgramme
    from tests.platforms.slack.process import ControlRoom

    Json = dict[str, Any]

START = datetime(2030, 1, 2, 15, 0, tzinfo=UTC)
"""A Wednesday, 10:00 in New York: nobody sleeps."""
TEAM = "T0CLINIC"
SECRET = "signing-secret-of-tests"


def settings_in(folder: Path, api_url: str, *, socket: bool = False) -> Settings:
    """A Slack installation with a database and a key of its own."""
    if not (folder / "keys").exists():
        create_keys(folder / "keys")
    slack = SlackSettings(SECRET, "xoxb-bot", "xapp-app" if socket else None, api_url)
    return Settings(
        database_url=f"sqlite:///{folder / 'peersupport.db'}",
        key_dir=folder / "keys",
        folder=folder,
        host="127.0.0.1",
        port=0,
        policy=pretend_place(Policy()),
        policy_path=None,
        playground=False,
        slack=slack,
    )


def person(user: str) -> PersonId:
    return PersonId(f"slack:{TEAM}/{user}")


def supporter(user: str, *roles: Role) -> Member:
    """Somebody who can be asked at any hour."""
    settings = Supporter(
        traits=Traits(profession="physician", level="attending"),
        hours=parse_hours("Mon-Sun 00:00-24:00"),
        trained_on=date(2029, 12, 3),
    )
    roles_held = frozenset({Role.SUPPORTER, *roles})
    return Member(person=person(user), name="A Name", roles=roles_held, timezone="UTC", supporter=settings)


class Running:
    """One process of the bot, reachable for the fake."""

    def __init__(self, control: ControlRoom, settings: Settings) -> None:
        self.control, self.settings = control, settings
        self.clock = MovableClock()
        self.clock.hold(START)
        self.clock.release()
        self.programme: SlackProgramme = compose(settings, clock=self.clock)  # pyright: ignore[reportAttributeAccessIssue]
        self._server = TestServer(self.programme.site, host="127.0.0.1")

    async def start(self, *members: Member) -> Running:
        await self._server.start_server()
        url = str(self._server.make_url("/slack/events"))
        socket = self.settings.slack is not None and self.settings.slack.app_token is not None
        await self.control.order("rules", request_url=url, signing_secret=SECRET, socket_mode=socket)
        await self.programme.store.run(lambda work: work.roster.replace_all(list(members)))
        await self.programme.start()
        if socket:
            await self.until(lambda: not self.programme.line.trouble())
        return self

    async def stop(self) -> None:
        await self._server.close()
        await self.programme.stop()

    async def does(self, who: str, what: str, **given: Any) -> Json:
        """A gesture, and what this person sees then."""
        return await self.control.person(who, what, **given)

    async def presses(self, who: str, label: str, view: Json) -> Json:
        """The button of a view that reads so."""
        block, button = next(
            (block, button)
            for block in view["blocks"]
            for button in block.get("elements", ())
            if button.get("type") == "button" and button["text"]["text"] == label
        )
        action = {"block_id": block["block_id"], **{key: button[key] for key in ("action_id", "value", "type")}}
        place = {"ts": view["ts"]} if "ts" in view else {"view": view["id"]}
        return await self.does(who, "press", action=action, place=place)

    async def health(self) -> tuple[int, str]:
        """What a monitor reads."""
        async with ClientSession() as session, session.get(self._server.make_url("/readyz")) as response:
            return response.status, await response.text()

    @property
    def edge(self) -> Edge:
        """Where everything enters."""
        return self.programme.site[EDGE]

    @property
    def channels(self) -> dict[str, str]:
        """The direct messages that the platform remembers."""
        sender: Any = self.edge._door.fallback.sender
        return sender._channels

    async def passes(self, **span: float) -> None:
        """Time goes by, and what is due happens."""
        self.clock.hold(self.clock.now() + timedelta(**span))
        self.clock.release()
        await self.programme.pump.run()

    async def looks(self, who: str) -> Json:
        """What somebody sees now."""
        return await self.control.order("look", who=who)

    async def until_seen(self, who: str, holds: Any, *, seconds: float = 5.0) -> None:
        """Wait until somebody sees something."""
        async with asyncio.timeout(seconds):
            while not holds(await self.looks(who)):  # noqa: ASYNC110 - a screen tells nobody
                await asyncio.sleep(0.05)

    async def until_async(self, asks: Any, wanted: Any, *, seconds: float = 5.0) -> None:
        """Wait until an answer is what it should be."""
        async with asyncio.timeout(seconds):
            while await asks() != wanted:  # noqa: ASYNC110 - the store tells nobody
                await asyncio.sleep(0.05)

    async def until(self, holds: Any, *, seconds: float = 5.0) -> None:
        """Wait for something that goes on beside the test."""
        async with asyncio.timeout(seconds):
            while not holds():  # noqa: ASYNC110 - what it waits for tells nobody
                await asyncio.sleep(0.01)
