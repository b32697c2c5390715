"""The fake Teams as one web server: issuer, login, connector, Graph; and a control room for tests."""

from __future__ import annotations

import asyncio
import json
import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from aiohttp import ClientSession, TCPConnector, web

from tests.platforms.in_flight import InFlight
from tests.platforms.storms import Storm
from tests.platforms.teams.fake import connector, graph, people, wire
from tests.platforms.teams.fake.answers import wrong_answer
from tests.platforms.teams.fake.cards import wrong_card
from tests.platforms.teams.fake.faults import Fault, Weather
from tests.platforms.teams.fake.keys import Issuer
from tests.platforms.teams.fake.tenant import Rules, Tenant, User

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from tests.platforms.teams.fake.connector import Operation
    from tests.platforms.teams.fake.people import Came
    from tests.platforms.teams.fake.tenant import Json
    from tests.platforms.teams.fake.wire import Reply

REGION = "/amer"
"""Where this tenant's connector is, below the address of the fake."""


class Teams:
    """Everything that is alive in this process."""

    def __init__(self) -> None:
        self.tenant = Tenant(Rules(), [])
        self.weather, self.issuer = Weather(), Issuer()
        self.complaints: list[str] = []
        self.in_flight = InFlight()
        self.held: list[Callable[[], object]] = []
        self.address = ""
        self._running: set[asyncio.Task[Any]] = set()
        self._session: ClientSession | None = None

    @property
    def service_url(self) -> str:
        return f"{self.address}{REGION}/"

    @property
    def session(self) -> ClientSession:
        """The client that posts to the bot; every request on a line of its own, as from many machines."""
        if self._session is None:
            self._session = ClientSession(connector=TCPConnector(force_close=True, limit=0))
        return self._session

    def reset(self, rules: Rules, users: list[User]) -> None:
        """A new tenant; nothing of the old one goes on."""
        for task in self._running:
            task.cancel()
        self.tenant = Tenant(rules, users)
        self.weather, self.complaints, self.held = Weather(), [], []
        self.issuer.asked.clear()

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

    async def close(self) -> None:
        for task in self._running:
            task.cancel()
        if self._session:
            await self._session.close()


TEAMS = web.AppKey("teams", Teams)


def build(teams: Teams) -> web.Application:
    """All routes of one fake Teams."""
    app = web.Application(client_max_size=8 * 1024 * 1024)
    app[TEAMS] = teams
    app.router.add_get("/v1/.well-known/openidconfiguration", _document)
    app.router.add_get("/v1/.well-known/keys", _keys)
    app.router.add_post("/{tenant}/oauth2/v2.0/token", _token)
    for method, path, name, work in connector.ROUTES:
        app.router.add_route(method, REGION + path, _operation(name, work))
    for method, path, name, work in graph.ROUTES:
        app.router.add_route(method, path, _operation(name, work))
    app.router.add_post("/control/{what}", _control)
    app.on_cleanup.append(lambda _: teams.close())
    return app


def _operation(name: str, work: Operation) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handle(request: web.Request) -> web.StreamResponse:
        teams = request.app[TEAMS]
        with teams.in_flight:
            return await connector.call(teams, request, name, work)

    return handle


async def _document(request: web.Request) -> web.Response:
    teams = request.app[TEAMS]
    return web.json_response(teams.issuer.document(teams.address))


async def _keys(request: web.Request) -> web.Response:
    fault = request.app[TEAMS].weather.strikes("keys")
    if fault is not None:
        return web.json_response({}, status=fault.status)
    return web.json_response(request.app[TEAMS].issuer.keys())


async def _token(request: web.Request) -> web.Response:
    teams = request.app[TEAMS]
    if (fault := teams.weather.strikes("token")) is not None:
        return web.json_response({"error": fault.code}, status=fault.status)
    status, body = teams.issuer.logged_in(teams.tenant.rules, request.match_info["tenant"], await request.post())
    return web.json_response(body, status=status)


async def _control(request: web.Request) -> web.Response:
    """One order of a test; what a person can't do is a 409, so that a test notices."""
    given = await request.json() if request.can_read_body else {}
    try:
        return web.json_response(await _ORDERS[request.match_info["what"]](request.app[TEAMS], given))
    except people.NotOnScreenError:
        return web.json_response({"refused": "that is not on this person's screen"}, status=409)


async def _reset(teams: Teams, given: Json) -> Json:
    teams.reset(Rules(**given.get("rules", {})), [User(**one) for one in given["users"]])
    return {}


async def _rules(teams: Teams, given: Json) -> Json:
    for name, value in given.items():
        setattr(teams.tenant.rules, name, value)
    return asdict(teams.tenant.rules)


async def _fault(teams: Teams, given: Json) -> Json:
    teams.weather.faults.append(Fault(**given))
    return {}


async def _clear(teams: Teams, _given: Json) -> Json:
    """No fault waits for its call any more."""
    teams.weather.faults.clear()
    return {}


async def _storm(teams: Teams, given: Json) -> Json:
    """From now on the day is like this; without anything, it is calm."""
    teams.weather.storm = Storm(**given)
    held, teams.held = teams.held, []
    for work in held:
        work()
    return {}


async def _user(teams: Teams, given: Json) -> Json:
    """Change something about somebody."""
    user = teams.tenant.user(given.pop("who"))
    for name, value in given.items():
        setattr(user, name, value)
    return asdict(user)


async def _person(teams: Teams, given: Json) -> Json:
    """A gesture: who, what they do, and with what; then what they see."""
    user, device = teams.tenant.user(given["who"]), given.get("device", "desk")
    gestures: dict[str, Callable[[], Awaitable[Came]]] = {
        "write": lambda: people.writes(teams, user, given["text"]),
        "install": lambda: people.installs(teams, user),
        "remove": lambda: people.removes(teams, user),
        "command": lambda: people.commands(teams, user, device),
        "press": lambda: people.presses(teams, user, given["action"], given["place"]),
        "submit": lambda: people.submits(teams, user, given["values"], device),
        "close": lambda: people.closes(teams, user, device),
    }
    came = await gestures[given["does"]]()
    told = {"toast": came.toast, "card": came.card, "errors": came.errors}
    return {"reply": _replied(came.reply), **told, **_screen(teams, user)}


def _replied(reply: Reply | None) -> Json | None:
    return {"status": reply.status, "body": reply.body} if reply else None


async def _look(teams: Teams, given: Json) -> Json:
    return _screen(teams, teams.tenant.user(given["who"]))


def _screen(teams: Teams, user: User) -> Json:
    shown = teams.tenant.shown[user.id]
    return {
        "messages": people.letters(teams, user),
        "dialogs": {device: asdict(dialog) for device, dialog in shown.dialogs.items()},
        "notifications": shown.notifications,
        "toasts": shown.toasts,
        "alerts": shown.alerts,
        "complaints": teams.complaints,
    }


async def _said(teams: Teams, _given: Json) -> Json:
    """All that ever left for anybody's chat, in every version, and everything that was wrong with it."""
    calls = teams.tenant.calls
    return {
        "messages": [version for one in teams.tenant.posts for version in one.versions],
        "posts": [{"chat": one.chat, "first": one.versions[0], "told": one.told} for one in teams.tenant.posts],
        "replaced": teams.tenant.replaced,
        "redelivered": teams.tenant.redelivered,
        "dialogs": teams.tenant.dialogs_shown,
        "calls": calls,
        "asked": teams.issuer.asked,
        "complaints": [*teams.complaints, *(one["code"] for one in calls if one["code"] in connector.MISTAKES)],
    }


async def _send(teams: Teams, given: Json) -> Json:
    """A request as somebody else might make it: a raw ``body`` or an ``activity``, with claims ``changed``."""
    user = teams.tenant.user(given["who"])
    said = {**wire.activity(teams, user, "message", text="x"), **given.get("activity", {})}
    body = given["body"].encode() if "body" in given else json.dumps(said).encode()
    token = given.get("token") or teams.issuer.signed(
        teams.tenant.rules, teams.service_url, changed=given.get("changed")
    )
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}", **given.get("headers", {})}
    replies = [await wire.post(teams, body, headers) for _ in range(given.get("times", 1))]
    return {"replies": [_replied(one) for one in replies], "token": token}


async def _rotate(teams: Teams, _given: Json) -> Json:
    return {"signing": teams.issuer.rotate()}


async def _revoke(teams: Teams, _given: Json) -> Json:
    teams.issuer.revoke()
    return {}


async def _quiet(teams: Teams, _given: Json) -> Json:
    """Once every call that has come was carried out and answered, or its line found dead."""
    await teams.in_flight.none()
    return {}


async def _check(_teams: Teams, given: Json) -> Json:
    """What Teams would say to this card, or to this answer to an invoke."""
    if "card" in given:
        return {"wrong": list(wrong_card(given["card"], given["surface"]))}
    return {"wrong": wrong_answer(given["name"], given["answer"])}


_ORDERS: dict[str, Callable[[Teams, Json], Coroutine[Any, Any, Json]]] = {
    "reset": _reset,
    "rules": _rules,
    "fault": _fault,
    "clear": _clear,
    "storm": _storm,
    "user": _user,
    "person": _person,
    "look": _look,
    "said": _said,
    "send": _send,
    "rotate": _rotate,
    "revoke": _revoke,
    "quiet": _quiet,
    "check": _check,
}
