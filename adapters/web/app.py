"""The playground's routes: the page, what each person sees, what they do, the clock, and what changes."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, assert_never

from aiohttp import web

from adapters.web import forms, parse, phrases, render
from adapters.web.clockwork import Happening
from adapters.web.gate import LARGEST, add_headers, gate
from adapters.web.mailbox import EVERYBODY
from adapters.web.markup import Html, element, join
from bot.domain.policy import Policy
from bot.ports import Incoming
from bot.ui import FieldErrors, HomeOpened, Opened, Pressed, Show, Submitted, Toast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.web.clockwork import Clockwork
    from adapters.web.gate import Handler
    from adapters.web.hospital import Clinician, Hospital
    from adapters.web.mailbox import Mailbox
    from bot.domain.people import Address
    from bot.domain.policy import CrisisLine
    from bot.ports import Tokens
    from bot.ui import Gesture, Home, Reply

    Answer = Mapping[str, object]

_log = logging.getLogger(__name__)
_PAGE = Path(__file__).parent / "page"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_HEARTBEAT = 15.0  # seconds; a page that went away is noticed at the next one
_REMEMBERED = 200  # lines of the timeline


class Service(Protocol):
    """The bot, as the playground needs it."""

    async def handle(self, incoming: Incoming) -> Reply | None:
        """Do what somebody asks; returns what they read at once."""
        ...

    async def home(self, address: Address) -> Home:
        """What somebody's home shows now."""
        ...


@dataclass(frozen=True, kw_only=True)
class Playground:
    """Everything the page needs, put together by the composition root.

    ``told`` is the timeline: whoever owns the clockwork adds to it, also what happens while nobody moves the clock.
    """

    service: Service
    tokens: Tokens
    hospital: Hospital
    mailbox: Mailbox
    clockwork: Clockwork
    speak: phrases.Speak
    crisis_lines: tuple[CrisisLine, ...] = Policy().crisis_lines
    told: deque[Happening] = field(default_factory=lambda: deque[Happening](maxlen=_REMEMBERED))
    moving: asyncio.Lock = field(default_factory=asyncio.Lock)

    def reader(self, clinician: Clinician) -> render.Reader:
        """Somebody's own eyes."""
        return render.Reader(clinician=clinician, hospital=self.hospital, speak=self.speak, tokens=self.tokens)

    @property
    def narrator(self) -> render.Reader:
        """The page's own eyes: the hospital's zone, and English for now."""
        first = self.hospital.people[self.hospital.first_seen[-1]]
        return self.reader(first)

    def phrase(self, name: str) -> str:
        """One sentence of the page."""
        return self.narrator.say(phrases.PAGE[name])


PLAYGROUND = web.AppKey("playground", Playground)


def build(playground: Playground) -> web.Application:
    """The playground as an application; serve it on loopback only."""
    app = web.Application(middlewares=[_edge, gate], client_max_size=LARGEST)
    app[PLAYGROUND] = playground
    app.on_response_prepare.append(add_headers)
    app.on_shutdown.append(_let_go)
    app.add_routes(
        [
            web.get("/", _front),
            web.get("/page/{file}", _file),
            web.get("/api/people", _people),
            web.get("/api/people/{slug}", _look),
            web.post("/api/people/{slug}/command", _command),
            web.post("/api/people/{slug}/home", _home),
            web.post("/api/people/{slug}/press", _press),
            web.post("/api/people/{slug}/submit", _submit),
            web.get("/api/clock", _clock),
            web.post("/api/clock", _move),
            web.get("/api/changes", _changes),
        ]
    )
    return app


@web.middleware
async def _edge(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer in plain words whatever goes wrong; what went wrong is never part of the answer."""
    try:
        return await handler(request)
    except parse.GarbageError:
        return web.Response(status=400, text="The playground does not understand that.")
    except web.HTTPException:
        raise
    except Exception as error:  # noqa: BLE001 - the HTTP edge: a person always gets an answer
        _log.error("not answered", extra={"action": "web", "error_class": type(error).__name__})
        return web.json_response(_sorry(request.app[PLAYGROUND]), status=503)


async def _let_go(app: web.Application) -> None:
    app[PLAYGROUND].mailbox.changes.close()


async def _front(request: web.Request) -> web.Response:
    playground = request.app[PLAYGROUND]
    text = (_PAGE / "index.html").read_text(encoding="utf-8")
    filled = re.sub(r"\{\{(\w+)\}\}", lambda found: escape(playground.phrase(found[1])), text)
    return web.Response(text=filled, content_type="text/html")


async def _file(request: web.Request) -> web.Response:
    """One of the page's files; the folder's own list decides, so no path leads out of it."""
    files = {path.name: path for path in _PAGE.iterdir() if path.suffix in _TYPES}
    path = files.get(request.match_info["file"])
    if path is None:
        raise web.HTTPNotFound
    return web.Response(text=path.read_text(encoding="utf-8"), content_type=_TYPES[path.suffix])


async def _people(request: web.Request) -> web.Response:
    """Who there is: the switcher's options, and each person's head line."""
    playground = request.app[PLAYGROUND]
    reader = playground.narrator
    heads = {
        clinician.slug: {
            "person": clinician.person,
            "name": clinician.name,
            "line": render.description(clinician, reader),
            "avatar": render.avatar(clinician),
        }
        for clinician in playground.hospital.people.values()
    }
    return web.json_response(
        {"options": render.directory(reader), "people": heads, "first": playground.hospital.first_seen}
    )


async def _look(request: web.Request) -> web.Response:
    """What one person sees now."""
    playground, clinician = _who(request)
    reader = playground.reader(clinician)
    page = await playground.service.home(clinician.address)
    letters = playground.mailbox.letters(clinician.slug)
    return web.json_response(
        {"lang": clinician.locale, "home": render.home(page, reader), "messages": render.messages(letters, reader)}
    )


async def _command(request: web.Request) -> web.Response:
    parse.nothing(parse.body(await request.read()))
    return await _answer(request, Opened())


async def _home(request: web.Request) -> web.Response:
    parse.nothing(parse.body(await request.read()))
    return await _answer(request, HomeOpened())


async def _press(request: web.Request) -> web.Response:
    playground, clinician = _who(request)
    token = parse.token(parse.body(await request.read()))
    action = playground.tokens.open(token, clinician.address)
    return await _answer(request, Pressed(action) if action else None)


async def _submit(request: web.Request) -> web.Response:
    playground, clinician = _who(request)
    token, values = parse.form(parse.body(await request.read()), playground.hospital)
    action = playground.tokens.open(token, clinician.address)
    return await _answer(request, Submitted(action, values) if action else None)


async def _answer(request: web.Request, gesture: Gesture | None) -> web.Response:
    """Hand the gesture to the bot and show its reply; None stands for a token that did not open."""
    playground, clinician = _who(request)
    reader = playground.reader(clinician)
    if gesture is None:
        return web.json_response({"reply": "toast", "text": reader.say(phrases.STALE_BUTTON)})
    reply = await playground.service.handle(Incoming(clinician.address, gesture))
    if not isinstance(gesture, HomeOpened):
        playground.mailbox.changes.announce(EVERYBODY)
    return web.json_response(_reply(reply, reader))


def _reply(reply: Reply | None, reader: render.Reader) -> Answer:
    match reply:
        case None:
            return {"reply": "none"}
        case Show():
            return {"reply": "show", "html": forms.form(reply.form, reader)}
        case FieldErrors():
            return {"reply": "errors", "errors": {name: reader.say(words) for name, words in reply.errors}}
        case Toast():
            return {"reply": "toast", "text": reader.say(reply.words)}
        case _:
            assert_never(reply)


async def _clock(request: web.Request) -> web.Response:
    return web.json_response(_time(request.app[PLAYGROUND]))


async def _move(request: web.Request) -> web.Response:
    """Move the clock; a second press waits for the first."""
    playground = request.app[PLAYGROUND]
    by = parse.step(parse.body(await request.read()))
    async with playground.moving:
        happenings = await playground.clockwork.move(by)
    playground.mailbox.changes.announce(EVERYBODY)
    time = _time(playground)
    said = phrases.moved(str(time["now"])) if happenings else phrases.nothing_due()
    return web.json_response({**time, "news": len(happenings), "said": playground.narrator.say(said)})


def _time(playground: Playground) -> Answer:
    """The clock as text and the timeline, newest first."""
    reader, now = playground.narrator, playground.clockwork.now()
    return {
        "now": phrases.full_moment(now, locale="en", zone=playground.hospital.zone),
        "timeline": join(*(render.happening(item, reader) for item in reversed(playground.told))),
    }


async def _changes(request: web.Request) -> web.StreamResponse:
    """Whose panes are out of date, for as long as the page is open (server-sent events)."""
    changes = request.app[PLAYGROUND].mailbox.changes
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    with changes.listen() as listener, suppress(ConnectionResetError):
        await response.prepare(request)
        await response.write(b": hello\n\n")
        while not listener.closed:
            names = await listener.wait(_HEARTBEAT)
            line = f"data: {json.dumps(names)}\n\n" if names else ": still here\n\n"
            await response.write(line.encode())
    return response


def _who(request: web.Request) -> tuple[Playground, Clinician]:
    playground = request.app[PLAYGROUND]
    clinician = playground.hospital.get(request.match_info["slug"])
    if clinician is None:
        raise web.HTTPNotFound(text="Nobody of that name works here.")
    return playground, clinician


def _sorry(playground: Playground) -> Answer:
    """The answer when nothing else can be said; made of constants, so that it can't fail as well."""
    lines = [
        element("li", element("strong", line.name), " ", _number(line), f" {line.hours}")
        for line in playground.crisis_lines
    ]
    body = join(
        element("p", phrases.FAILED_WHY.text),
        element("p", phrases.FAILED_CRISIS.text),
        element("ul", *lines, class_="notice crisis"),
    )
    close = element("button", phrases.CLOSE.text, type="button", class_="button plain", data_close=True)
    return {"reply": "show", "html": _sheet(phrases.FAILED.text, body, close)}


def _sheet(title: str, body: Html, close: Html) -> Html:
    return element(
        "form",
        element("header", element("h2", title, tabindex=-1)),
        element("div", body, class_="sheet-body"),
        element("footer", close),
        class_="sheet",
    )


def _number(line: CrisisLine) -> Html:
    digits = "".join(character for character in line.number if character.isdigit() or character == "+")
    return element("a", line.number, href=f"tel:{digits}", class_="tel")
