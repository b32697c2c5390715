"""The page and its files: read from the folder ``page``, with its sentences and the lines of help filled in."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from adapters.web import phrases
from adapters.web.markup import Html, element, join
from adapters.web.playground import PLAYGROUND
from adapters.web.visit import tour

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from adapters.web.render import Reader
    from bot.domain.policy import CrisisLine
    from bot.ui import Words

FOLDER = Path(__file__).parents[1] / "page"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_SLOT = re.compile(r"\{\{(\w+)\}\}")


async def front(request: web.Request) -> web.Response:
    """The page itself. The crisis lines stand in it from the start: they show when nothing else answers any more."""
    playground = request.app[PLAYGROUND]
    reader = narrator(request)
    parts = {"tour": tour.steps(reader), "crisis": crisis(playground.crisis_lines)}
    return page("index.html", phrases.PAGE, parts, reader=reader)


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


def crisis(lines: Sequence[CrisisLine]) -> Html:
    """The lines that people answer; made of constants, so that it can't fail as well."""
    rows = [element("li", element("strong", line.name), " ", _number(line), f" {line.hours}") for line in lines]
    return element("ul", *rows, class_="notice crisis")


def sorry(lines: Sequence[CrisisLine]) -> Html:
    """The inside of a dialog when nothing else can be said."""
    close = element("button", phrases.CLOSE.text, type="button", class_="button plain", data_close=True)
    body = join(element("p", phrases.FAILED_WHY.text), element("p", phrases.FAILED_CRISIS.text), crisis(lines))
    return element(
        "form",
        element("header", element("h2", phrases.FAILED.text, tabindex=-1)),
        element("div", body, class_="sheet-body"),
        element("footer", close),
        class_="sheet",
    )


def _number(line: CrisisLine) -> Html:
    digits = "".join(character for character in line.number if character.isdigit() or character == "+")
    return element("a", line.number, href=f"tel:{digits}", class_="tel")
