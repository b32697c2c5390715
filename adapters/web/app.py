"""The playground's routes: the page, what each person sees, what they do, the clock, and what changes."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, assert_never

from aiohttp import web

from adapters.web import forms, parse, phrases, reader, render
from adapters.web.gate import LARGEST, add_headers, gate
from adapters.web.inboxes import EVERYBODY
from adapters.web.markup import join
from adapters.web.playground import PLAYGROUND, Playground
from adapters.web.visit import database_view, gallery, pages, tour
from bot import log
from bot.ports import Incoming
from bot.ui import FieldErrors, Opened, Pressed, Show, Submitted, Toast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.web.gate import Handler
    from adapters.web.happening import Happening
    from adapters.web.invented_hospital import Clinician
    from bot.ui import Gesture, Reply

    Answer = Mapping[str, object]

_RETRY = 1000  # milliseconds until a page whose line was cut asks again
_HEARTBEAT = 15.0  # seconds; a page that went away is noticed at the next one


def build(playground: Playground) -> web.Application:
    """The playground as an application; serve it on loopback only."""
    app = web.Application(middlewares=[_edge, gate], client_max_size=LARGEST)
    app[PLAYGROUND] = playground
    app.on_response_prepare.append(add_headers)
    app.on_shutdown.append(_let_go)
    app.add_routes(
        [
            web.get("/", pages.front),
            web.get("/gallery", gallery.gallery),
            web.get("/page/{file}", pages.file),
            web.get("/api/people", _people),
            web.get("/api/people/{slug}", _look),
            web.post("/api/people/{slug}/command", _command),
            web.post("/api/people/{slug}/press", _press),
            web.post("/api/people/{slug}/submit", _submit),
            web.get("/api/clock", _clock),
            web.post("/api/clock", _move),
            web.post("/api/begin-anew", pages.begin_anew),
            web.get("/api/stored", database_view.stored),
            web.get("/api/tour", tour.cast),
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
        log.failed("web_not_answered", error)
        sorry = pages.sorry(pages.looking(request), request.app[PLAYGROUND].policy)
        return web.json_response({"reply": "show", "html": sorry}, status=503)


async def _let_go(app: web.Application) -> None:
    app[PLAYGROUND].mailbox.changes.close()


async def _people(request: web.Request) -> web.Response:
    """Who there is: the switcher's options, and each person's head line."""
    playground = request.app[PLAYGROUND]
    reader = pages.narrator(request)
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
    playground.mailbox.changes.announce(EVERYBODY)
    return web.json_response(_reply(reply, reader))


def _reply(reply: Reply | None, reader: reader.Reader) -> Answer:
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
    return web.json_response(_time(request.app[PLAYGROUND], pages.narrator(request)))


async def _move(request: web.Request) -> web.Response:
    """Move the clock; a second press waits for the first."""
    playground = request.app[PLAYGROUND]
    by = parse.step(parse.body(await request.read()))
    async with playground.moving:
        happenings = await playground.clockwork.move(by)
    playground.mailbox.changes.announce(EVERYBODY)
    time = _time(playground, pages.narrator(request))
    said = phrases.moved(str(time["now"])) if happenings else phrases.nothing_due()
    return web.json_response({**time, "news": len(happenings), "said": pages.narrator(request).say(said)})


def _time(playground: Playground, reader: reader.Reader) -> Answer:
    """The clock as text and the timeline, newest first; ``story`` is the same for the tour, oldest first."""
    now = playground.clockwork.now()
    return {
        "now": phrases.full_moment(now, locale=reader.clinician.locale, zone=playground.hospital.zone),
        "at": now.isoformat(),
        "world": playground.mailbox.world,
        "timeline": join(*(render.happening(item, reader) for item in reversed(playground.told))),
        "story": [_timeline_answer(item, playground) for item in playground.told],
    }


def _timeline_answer(item: Happening, playground: Playground) -> Answer:
    clinician = playground.hospital.find(item.who) if item.who else None
    made_at = item.made_at.isoformat() if item.made_at else ""
    who = clinician.slug if clinician else ""
    return {"at": item.at.isoformat(), "mark": item.mark, "case": item.case, "made_at": made_at, "who": who}


async def _changes(request: web.Request) -> web.StreamResponse:
    """Whose panes are out of date, for as long as the page is open (server-sent events)."""
    changes = request.app[PLAYGROUND].mailbox.changes
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    with changes.listen() as listener, suppress(ConnectionResetError):
        await response.prepare(request)
        await response.write(f"retry: {_RETRY}\n\n".encode())
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
