"""A small app made with Slack's own framework, to prove the fake with: it opens a form and takes what is sent."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.platforms.slack.process import ControlRoom

    Json = dict[str, Any]

BUTTON = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}, "value": "1"}
ACTIONS = {"type": "actions", "block_id": "buttons", "elements": [BUTTON]}


def asks(block_id: str = "name", **more: Any) -> Json:
    """An input block for a short text."""
    element = {"type": "plain_text_input", "action_id": "text"}
    label = {"type": "plain_text", "text": "Your name"}
    return {"type": "input", "block_id": block_id, "label": label, "element": element, **more}


def modal(*blocks: Json, **more: Any) -> Json:
    """A form that asks for a name, unless other blocks are given."""
    shown = list(blocks) or [asks(), ACTIONS]
    plain = {"type": "plain_text", "text": "Send"}
    return {"type": "modal", "title": {"type": "plain_text", "text": "Form"}, "submit": plain, "blocks": shown, **more}


def home(*blocks: Json) -> Json:
    return {"type": "home", "blocks": list(blocks) or [ACTIONS]}


class Sample:
    """The app: what it heard, what its calls were answered, and what it does with a submitted form."""

    def __init__(self, control: ControlRoom) -> None:
        self.control = control
        self.client: Any = AsyncWebClient("xoxb-bot", base_url=control.api_url, retry_handlers=[], timeout=2)
        quiet = logging.getLogger("tests.sample")
        quiet.setLevel(logging.CRITICAL)
        self.app = AsyncApp(signing_secret="signing-secret", client=self.client, logger=quiet)
        self.heard: list[Json] = []
        self.events: list[tuple[Json, str]] = []
        self.triggers: list[str] = []
        self.slow = 0.0
        self.deaf = 0
        self.answer: Json = {}
        self._server: TestServer | None = None
        self._socket: AsyncSocketModeHandler | None = None
        self._listen()

    def _listen(self) -> None:
        self.app.command("/peersupport")(self._opens)
        self.app.shortcut("peersupport")(self._opens)
        self.app.action("go")(self._hears)
        self.app.view("form")(self._takes)
        self.app.view("")(self._takes)
        self.app.view_closed("form")(self._hears)
        for name in ("app_home_opened", "user_change", "tokens_revoked", "app_uninstalled"):
            self.app.event(name)(self._notes)

    async def _opens(self, ack: Callable[..., Awaitable[Any]], body: Json) -> None:
        self.triggers.append(body["trigger_id"])
        await asyncio.sleep(self.slow)
        await ack()
        await self.client.views_open(trigger_id=body["trigger_id"], view=modal(callback_id="form"))

    async def _hears(self, ack: Callable[..., Awaitable[Any]], body: Json) -> None:
        self.heard.append(body)
        self.triggers.append(body.get("trigger_id", ""))
        await asyncio.sleep(self.slow)
        await ack()

    async def _takes(self, ack: Callable[..., Awaitable[Any]], body: Json) -> None:
        self.heard.append(body)
        await ack(**self.answer)

    async def _notes(self, event: Json, request: Any) -> None:
        self.events.append((event, (request.headers.get("x-slack-retry-num") or [""])[0]))

    async def _handle(self, request: web.Request) -> web.Response:
        if self.deaf > 0:
            self.deaf -= 1
            return web.Response(status=500)
        return await to_aiohttp_response(await self.app.async_dispatch(await to_bolt_request(request)))

    async def serve(self) -> None:
        """Answer over HTTP."""
        site = web.Application()
        site.router.add_post("/slack/events", self._handle)
        self._server = TestServer(site, host="127.0.0.1")
        await self._server.start_server()
        await self.control.order("rules", request_url=str(self._server.make_url("/slack/events")))

    async def connect(self) -> None:
        """Answer over a socket."""
        await self.control.order("rules", socket_mode=True)
        quiet = logging.getLogger("tests.sample")
        self._socket = AsyncSocketModeHandler(self.app, "xapp-app", web_client=self.client, logger=quiet)
        await self._socket.connect_async()

    async def stop(self) -> None:
        if self._socket is not None:
            await self._socket.close_async()
        if self._server is not None:
            await self._server.close()
