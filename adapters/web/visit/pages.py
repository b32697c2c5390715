"""The page and its files: read from the folder ``page``, with its sentences and the lines of help filled in."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from adapters.web import parse, phrases, render
from adapters.web.markup import Html, element, join
from adapters.web.playground import PLAYGROUND
from adapters.web.visit import tour
from bot.conversation.views.lines import help_notice, line_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.web.reader import Reader
    from bot.domain.policy import Policy
    from bot.ui import Words

FOLDER = Path(__file__).parents[1] / "page"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_SLOT = re.compile(r"\{\{(\w+)\}\}")


async def front(request: web.Request) -> web.Response:
    """The page itself. The crisis lines stand in it from the start: they show when nothing else answers any more."""
    playground = request.app[PLAYGROUND]
    reader = narrator(request)
    parts = {
        "tour": tour.steps(reader, playground.clocks),
        "crisis": crisis(reader, playground.policy),
        "folder": join(str(playground.folder)),
        "begin_anew_button": _begin_anew(reader, offered=playground.begin_anew is not None),
    }
    return page("index.html", phrases.PAGE, parts, reader=reader)


def _begin_anew(reader: Reader, *, offered: bool) -> Html:
    """The button, or what to do where the data lie somewhere else than in the playground's own folder."""
    if not offered:
        return element("p", reader.say(phrases.BEGIN_ANEW_ELSEWHERE))
    return element(
        "button",
        reader.say(phrases.BEGIN_ANEW),
        type="button",
        class_="button plain",
        id="begin-anew",
        aria_haspopup="dialog",
    )


async def begin_anew(request: web.Request) -> web.Response:
    """Ask for a fresh hospital; what answers next is another one, by which the page notices."""
    parse.nothing(parse.body(await request.read()))
    ask = request.app[PLAYGROUND].begin_anew
    if ask is None:
        raise web.HTTPConflict(text=phrases.BEGIN_ANEW_ELSEWHERE.text)
    ask()
    return web.json_response({"reply": "none"}, status=202)


def narrator(request: web.Request) -> Reader:
    """Who speaks for the page itself: in the browser's own language, where the bot speaks it."""
    return request.app[PLAYGROUND].narrating(request.headers.get("Accept-Language", ""))


def page(name: str, sentences: Mapping[str, Words], parts: Mapping[str, Html], *, reader: Reader) -> web.Response:
    """One HTML file with its sentences and parts put in; KeyError for a slot that has neither."""
    text = (FOLDER / name).read_text(encoding="utf-8")

    own = {"lang": escape(reader.clinician.locale), **parts}

    def fill(found: re.Match[str]) -> str:
        return own[found[1]] if found[1] in own else escape(reader.say(sentences[found[1]]))

    return web.Response(text=_SLOT.sub(fill, text), content_type="text/html")


def files() -> dict[str, Path]:
    """Everything the page may load, by its bare name."""
    return {path.name: path for path in FOLDER.rglob("*") if path.suffix in TYPES}


async def file(request: web.Request) -> web.Response:
    """One of the page's files; the folder's own list decides, so no path leads out of it."""
    path = files().get(request.match_info["file"])
    if path is None:
        raise web.HTTPNotFound
    return web.Response(text=path.read_text(encoding="utf-8"), content_type=TYPES[path.suffix])


def looking(request: web.Request) -> Reader:
    """The person whose pane asks, else the page's own eyes."""
    clinician = request.app[PLAYGROUND].hospital.get(request.match_info.get("slug", ""))
    return request.app[PLAYGROUND].reader(clinician) if clinician else narrator(request)


def crisis(reader: Reader, policy: Policy) -> Html:
    """The lines that people answer; made of the policy alone, so that they can't fail as well."""
    return element("div", render.blocks((help_notice(policy.lines), *line_rows(policy.lines)), reader), class_="lines")


def sorry(reader: Reader, policy: Policy) -> Html:
    """The inside of a dialog when nothing else can be said."""
    close = element("button", reader.say(phrases.CLOSE), type="button", class_="button plain", data_close=True)
    sentences = (element("p", reader.say(words)) for words in (phrases.FAILED_WHY, phrases.FAILED_CRISIS))
    body = join(*sentences, crisis(reader, policy))
    return element(
        "form",
        element("header", element("h2", reader.say(phrases.FAILED), tabindex=-1)),
        element("div", body, class_="sheet-body"),
        element("footer", close),
        class_="sheet",
    )
