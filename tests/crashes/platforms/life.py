"""A process that serves a fake Slack or Teams until it dies: the real adapters, with hooks at every boundary."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

import adapters.slack.send
from adapters.slack.workspace.web_api import Calls
from adapters.teams.connector import calls
from adapters.teams.connector.http import Web
from bot.clock import MovableClock
from bot.scheduling.timelapse import Timelapse
from tests.cast import settings_for
from tests.crashes.scripts import account
from tests.crashes.worker import Mortal
from tests.platforms.slack.driver import SlackDriver
from tests.platforms.slack.process import ControlRoom
from tests.platforms.teams.driver import TeamsDriver

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from bot.scheduling.background_tasks import Tasks
    from tests.crashes.worker import Order

    Json = dict[str, Any]

PATHS = {"slack": "/slack/events", "teams": "/api/messages"}
CONTROL = "/test/"
"""Where a test moves the clock of whoever lives now; nobody else's requests come this way."""
LONGEST = 600.0
"""Seconds after which a process ends that everybody has forgotten."""


class Life(Mortal):
    """One life of an installation."""

    def __init__(self, order: Order, tell: Callable[[str], None]) -> None:
        super().__init__(order)
        self.tell = tell
        self._bind()
        driver = SlackDriver(order.address) if order.platform == "slack" else TeamsDriver(order.address)
        self.programme = driver.compose(settings_for(Path(order.folder), order.url))
        self._ended = asyncio.Event()

    def _bind(self) -> None:
        """Every call of the platform and every answer to it lies between two boundaries, as every commit does."""
        around = self.boundaries.around_coroutine
        Calls._send = around(Calls._send)
        Web.send = around(Web.send)
        adapters.slack.send.SPACING = calls.SPACING = 0.0  # the days pass in an instant here
        whole: Any = RequestHandler.finish_response
        answered = around(whole)

        async def finish(handler: Any, request: web.BaseRequest, *rest: Any) -> Any:
            return await (whole if request.path.startswith(CONTROL) else answered)(handler, request, *rest)

        RequestHandler.finish_response = finish  # type: ignore[method-assign]

    async def live(self) -> None:
        """Serve, until a test says that it is enough."""
        self.programme.site.router.add_post(CONTROL + "{what}", self._control)
        runner = web.AppRunner(self.programme.site, access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        fake = ControlRoom(self.order.address)
        address = f"http://127.0.0.1:{runner.addresses[0][1]}{PATHS[self.order.platform]}"
        await fake.order("rules", request_url=address)
        await fake.close()
        await self.programme.start()
        self.tell("up")
        async with asyncio.timeout(LONGEST):
            await (self._ended.wait() if self.order.seconds is None else self._ticks())
        await runner.cleanup()
        await self.programme.stop()
        self.tell(f"boundaries {self.boundaries.crossed}")

    async def _ticks(self) -> None:
        """As the scheduler does, and more often."""
        while not self._ended.is_set():
            await self.programme.pump.run()
            await asyncio.sleep(0.1)

    async def _control(self, request: web.Request) -> web.Response:
        orders: dict[str, Callable[[Json], Coroutine[Any, Any, Json]]] = {
            "settle": self._settle,
            "move": self._move,
            "account": self._account,
            "stop": self._stop,
        }
        return web.json_response(await orders[request.match_info["what"]](await request.json()))

    async def _settle(self, given: Json) -> Json:
        """Do what can be done now, ``later`` seconds on by the real clock; returns what still waits."""
        self.later += given["later"]
        await self.programme.pump.run()
        if running := set(_tasks(self.programme)._running):
            await asyncio.wait(running, timeout=5.0)
        return {"waiting": await self.programme.store.read(lambda work: work.outbox.waiting())}

    async def _move(self, given: Json) -> Json:
        """Let time pass until that moment, unless it has passed already."""
        clock = self.programme.clock
        assert isinstance(clock, MovableClock)
        span = datetime.fromisoformat(given["until"]) - clock.now()
        if span.total_seconds() > 0:
            await Timelapse(clock, self.programme.store, self.programme.pump).move(span)
        return await self._settle({"later": 0.0})

    async def _account(self, _given: Json) -> Json:
        """How the database stands."""
        return json.loads(await self.programme.store.read(account))

    async def _stop(self, _given: Json) -> Json:
        self._ended.set()
        return {}


def _tasks(programme: Any) -> Tasks:
    """What goes on after the platform was answered."""
    return programme.surfaces[0].tasks


async def serve(order: Order, tell: Callable[[str], None]) -> None:
    """One life."""
    await Life(order, tell).live()
