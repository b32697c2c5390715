"""The fake Slack as one web server: its API, its sockets, and a control room for tests."""

from __future__ import annotations

import asyncio
import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from aiohttp import ClientSession, TCPConnector, web

from tests.platforms.in_flight import InFlight
from tests.platforms.slack.fake import people, web_api, wire
from tests.platforms.slack.fake.faults import Fault, Weather
from tests.platforms.slack.fake.sockets import Sockets
from tests.platforms.slack.fake.surfaces import wrong_blocks, wrong_view
from tests.platforms.slack.fake.workspace import Rules, User, Workspace
from tests.platforms.storms import Storm

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from tests.platforms.slack.fake.wire import Reply
    from tests.platforms.slack.fake.workspace import Json, Shown

LARGEST = 8 * 1024 * 1024
MISTAKES = {
    *("invalid_blocks", "invalid_arguments", "invalid_metadata_format", "no_text", "msg_too_long", "view_too_large"),
    *("missing_scope", "not_allowed_token_type", "unknown_method", "restricted_action"),
    *("invalid_trigger_id", "exchanged_trigger_id", "expired_trigger_id", "push_limit_reached"),
}
"""Refusals that are the app's own fault, whatever the day is like."""


class Slack:
    """Everything that is alive in this process."""

    def __init__(self) -> None:
        self.workspace = Workspace(Rules(), [])
        self.weather = Weather()
        self.sockets = Sockets()
        self.typed: dict[str, dict[str, dict[str, list[str]]]] = {}
        self.complaints: list[str] = []
        self.in_flight = InFlight()
        self.held: list[Callable[[], object]] = []
        self.address = ""
        self._running: set[asyncio.Task[Any]] = set()
        self._session: ClientSession | None = None

    @property
    def session(self) -> ClientSession:
        """The client that posts to the app; every request on a line of its own, as from many machines."""
        if self._session is None:
            self._session = ClientSession(connector=TCPConnector(force_close=True, limit=0), auto_decompress=True)
        return self._session

    async def reset(self, rules: Rules, users: list[User]) -> None:
        """A new workspace; nothing of the old one goes on."""
        for task in self._running:
            task.cancel()
        await self.sockets.close()
        self.workspace = Workspace(rules, users)
        self.workspace.base = self.address
        self.weather, self.sockets, self.typed, self.complaints = Weather(), Sockets(), {}, []
        self.held = []

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        """Let something go on in the background."""
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def later(self, seconds: float, work: Callable[[], object]) -> None:
        """Do something after a while; if that has no end, when the weather changes."""
        if math.isinf(seconds):
            self.held.append(work)
            return

        async def wait() -> None:
            with self.in_flight:
                await asyncio.sleep(seconds)
                work()

        self.spawn(wait())

    def socket_url(self, token: str) -> str:
        """Where the app may connect, once."""
        ticket = self.sockets.ticket(token, self.workspace.rules)
        return f"{self.address.replace('http', 'ws', 1)}/link?ticket={ticket}&app_id={self.workspace.rules.app_id}"

    async def close(self) -> None:
        for task in self._running:
            task.cancel()
        await self.sockets.close()
        if self._session:
            await self._session.close()


SLACK = web.AppKey("slack", Slack)


def build(slack: Slack) -> web.Application:
    """All routes of one fake Slack."""
    app = web.Application(client_max_size=LARGEST)
    app[SLACK] = slack

    async def call(request: web.Request) -> web.StreamResponse:
        with slack.in_flight:
            return await web_api.call(slack, request)

    async def respond(request: web.Request) -> web.StreamResponse:
        taken = slack.workspace.respond(request.match_info["name"], await request.json())
        return web.Response(text="ok") if taken else web.Response(status=404, text="used_url")

    async def link(request: web.Request) -> web.StreamResponse:
        return await slack.sockets.connect(request)

    app.router.add_route("*", "/api/{method}", call)
    app.router.add_get("/link", link)
    app.router.add_post("/hooks/{name}", respond)
    app.router.add_post("/control/{what}", _control)
    app.on_cleanup.append(lambda _: slack.close())
    return app


async def _control(request: web.Request) -> web.Response:
    """One order of a test; what a person can't do is a 409, so that a test notices."""
    slack, what = request.app[SLACK], request.match_info["what"]
    given = await request.json() if request.can_read_body else {}
    try:
        return web.json_response(await _ORDERS[what](slack, given))
    except people.NotOnScreenError:
        return web.json_response({"refused": "that is not on this person's screen"}, status=409)


async def _reset(slack: Slack, given: Json) -> Json:
    await slack.reset(Rules(**given.get("rules", {})), [User(**one) for one in given["users"]])
    return {}


async def _rules(slack: Slack, given: Json) -> Json:
    for name, value in given.items():
        setattr(slack.workspace.rules, name, value)
    return asdict(slack.workspace.rules)


async def _fault(slack: Slack, given: Json) -> Json:
    slack.weather.faults.append(Fault.read(given))
    return {}


async def _clear(slack: Slack, _given: Json) -> Json:
    """No fault waits for its call any more."""
    slack.weather.faults.clear()
    return {}


async def _storm(slack: Slack, given: Json) -> Json:
    """From now on the day is like this; without anything, it is calm."""
    slack.weather.storm = Storm(**given)
    held, slack.held = slack.held, []
    for work in held:
        work()
    return {}


async def _person(slack: Slack, given: Json) -> Json:
    """A gesture: who, what they do, and with what; then what they see."""
    user = slack.workspace.user(given["who"])
    errors: dict[str, str] = {}
    reply: Reply | None = None
    match given["does"]:
        case "command":
            reply = await people.types_command(slack, user, given.get("text", ""))
        case "shortcut":
            reply = await people.uses_shortcut(slack, user, given["callback_id"])
        case "home":
            reply = await people.opens_home(slack, user, given.get("tab", "home"))
        case "press":
            reply = await people.presses(slack, user, given["action"], given["place"])
        case "submit":
            reply, errors = await people.submits(slack, user, given["values"])
        case "close":
            await people.closes(slack, user, only_top=given.get("only_top", False))
        case "leave":
            reply = await people.leaves(slack, user)
        case _:
            raise KeyError(given["does"])
    return {"reply": _replied(reply), "errors": errors, **_screen(slack, user)}


def _replied(reply: Reply | None) -> Json | None:
    return {"status": reply.status, "body": reply.body, "why": reply.why} if reply else None


async def _look(slack: Slack, given: Json) -> Json:
    return _screen(slack, slack.workspace.user(given["who"]))


def _screen(slack: Slack, user: User) -> Json:
    shown: Shown = slack.workspace.shown[user.id]
    letters = [{"channel": one.channel, "ts": one.ts, **one.body} for one in slack.workspace.letters(user.id)]
    return {
        "home": shown.home,
        "modals": shown.modals,
        "messages": letters,
        "notifications": shown.notifications,
        "alerts": shown.errors,
        "whispers": shown.whispers,
        "refused": [one for one in slack.workspace.calls if one["error"] in MISTAKES],
    }


async def _said(slack: Slack, _given: Json) -> Json:
    """All that ever left for anybody's messages or home, in every version, and who has it twice."""
    workspace = slack.workspace
    versions = [version for one in workspace.messages for version in one.versions]
    return {
        "messages": versions,
        "posts": [{"channel": one.channel, "first": one.versions[0]} for one in workspace.messages],
        "homes": workspace.published,
        "modals": workspace.opened,
        "calls": workspace.calls,
        "complaints": slack.complaints,
        "twice": _twice(workspace),
        "sockets": {"open": len(slack.sockets.lines), "opened": slack.sockets.opened},
        "redelivered": slack.sockets.redelivered,
    }


def _twice(workspace: Workspace) -> list[Json]:
    """Messages that the same metadata brought to the same person more than once, deleted ones too."""
    seen: dict[str, int] = {}
    for one in workspace.messages:
        if metadata := one.versions[0]["metadata"]:
            key = f"{one.channel} {metadata['event_payload']}"
            seen[key] = seen.get(key, 0) + 1
    return [{"key": key, "times": times} for key, times in seen.items() if times > 1]


async def _event(slack: Slack, given: Json) -> Json:
    return {"reply": _replied(await wire.report(slack, given))}


async def _unheard(slack: Slack, given: Json) -> Json:
    """Somebody's account is deactivated, or gone altogether (``vanishes``), and no event says so."""
    user = slack.workspace.user(given["who"])
    user.deleted = True
    if given.get("vanishes"):
        del slack.workspace.users[user.id]
    return {}


async def _uninstall(slack: Slack, _given: Json) -> Json:
    return {"reply": _replied(await people.uninstalls(slack))}


async def _send(slack: Slack, given: Json) -> Json:
    """A request as somebody else might make it: an own body, secret, age or version; ``times`` as often."""
    body, kind = wire.written(given["kind"], given["payload"]) if "payload" in given else (given["body"], wire.FORM)
    secret = given.get("secret", slack.workspace.rules.signing_secret)
    sign = wire.signed(secret, body, age=given.get("age", 0.0), version=given.get("version", "v0"))
    headers = {"Content-Type": given.get("content_type", kind), **sign, **given.get("headers", {})}
    replies = [await wire.post(slack, body, headers) for _ in range(given.get("times", 1))]
    return {"replies": [_replied(one) for one in replies]}


async def _socket(slack: Slack, given: Json) -> Json:
    if "lose_acks" in given:
        slack.sockets.lose_acks = given["lose_acks"]
    if "trouble" in given:
        await slack.sockets.trouble(given["trouble"])
    return {"open": len(slack.sockets.lines), "opened": slack.sockets.opened}


async def _quiet(slack: Slack, _given: Json) -> Json:
    """Once every call that has come was carried out and answered, or its line found dead."""
    await slack.in_flight.none()
    return {}


async def _check(_slack: Slack, given: Json) -> Json:
    """What Slack would say to these blocks or this view."""
    wrong = (
        wrong_view(given["view"], given["view"]["type"])
        if "view" in given
        else wrong_blocks(given["blocks"], "message")
    )
    return {"wrong": list(wrong)}


_ORDERS: dict[str, Callable[[Slack, Json], Coroutine[Any, Any, Json]]] = {
    "reset": _reset,
    "rules": _rules,
    "fault": _fault,
    "clear": _clear,
    "storm": _storm,
    "person": _person,
    "look": _look,
    "said": _said,
    "event": _event,
    "unheard": _unheard,
    "uninstall": _uninstall,
    "send": _send,
    "socket": _socket,
    "quiet": _quiet,
    "check": _check,
}
