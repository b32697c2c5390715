"""The gallery: every message, form and home there is, with invented people, in every language beside each other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, assert_never

from babel import Locale

from adapters.web import forms, phrases, reader, render
from adapters.web.markup import Html, element, join
from adapters.web.visit import pages
from bot.language import languages
from bot.ui import Form, Home, Message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiohttp import web

    from bot.domain.people import Address
    from bot.ui import Action, Words


@dataclass(frozen=True)
class Exhibit:
    """One thing on show; ``anchor`` finds it on the page and in the golden files."""

    anchor: str
    name: str
    shown: Message | Form | Home


class Painted:
    """Tokens that open nothing: the gallery's buttons are pictures of buttons."""

    def seal(self, action: Action, reader: Address) -> str:  # noqa: ARG002 - the same for everything
        return "picture"

    def open(self, token: str, reader: Address) -> Action | None:  # noqa: ARG002 - nothing to open
        return None


def rooms() -> tuple[tuple[Words, tuple[Exhibit, ...]], ...]:
    """Everything on show, by its kind."""
    from bot.conversation import gallery_examples  # noqa: PLC0415 - only who visits the gallery has it made
    from bot.insight import examples as insight_examples  # noqa: PLC0415

    messages = {**gallery_examples.MESSAGES, **insight_examples.MESSAGES}
    return (
        (phrases.GALLERY["messages"], tuple(Exhibit(f"message-{key}", key, one) for key, one in messages.items())),
        (
            phrases.GALLERY["forms"],
            tuple(Exhibit(f"form-{key}", key, one) for key, one in gallery_examples.FORMS.items()),
        ),
        (
            phrases.GALLERY["homes"],
            tuple(Exhibit(f"home-{key}", key, one) for key, one in gallery_examples.HOMES.items()),
        ),
    )


async def gallery(request: web.Request) -> web.Response:
    """The page; it is made anew at each look, so it always shows what is so."""
    narrator = replace(pages.narrator(request), tokens=Painted())
    shown = rooms()
    parts = {
        "contents_list": join(*(_contents(title, exhibits, narrator) for title, exhibits in shown)),
        "rooms": join(*(_room(title, exhibits, narrator) for title, exhibits in shown)),
    }
    return pages.page("visit/gallery.html", phrases.GALLERY, parts, reader=narrator)


def draw(shown: Message | Form | Home, reader: reader.Reader) -> Html:
    """One exhibit as this reader would see it."""
    match shown:
        case Message():
            bubble = element("div", render.blocks(shown.blocks, reader), class_="bubble")
            screen = element("p", reader.say(shown.notification), class_="lock-screen")
            return element("div", screen, bubble, class_="letter")
        case Form():
            return forms.form(shown, reader)
        case Home():
            return element("div", render.home(shown, reader), class_="home")
        case _:
            assert_never(shown)


def _contents(title: Words, exhibits: Sequence[Exhibit], reader: reader.Reader) -> Html:
    links = [element("li", element("a", one.name, href=f"#{one.anchor}", translate="no")) for one in exhibits]
    return element("details", element("summary", reader.say(title)), element("ul", *links), open=True)


def _room(title: Words, exhibits: Sequence[Exhibit], reader: reader.Reader) -> Html:
    return element("section", element("h2", reader.say(title)), *(_exhibit(one, reader) for one in exhibits))


def _exhibit(one: Exhibit, reader: reader.Reader) -> Html:
    link = element("a", one.name, href=f"#{one.anchor}", translate="no")
    pairs = [
        _specimen(one, replace(reader, clinician=replace(reader.clinician, locale=tongue))) for tongue in languages()
    ]
    return element(
        "article", element("h3", link), element("div", *pairs, class_="specimens"), class_="exhibit", id=one.anchor
    )


def _specimen(one: Exhibit, reader: reader.Reader) -> Html:
    tongue = reader.clinician.locale
    label = element("p", str(Locale(tongue).get_language_name(tongue)).capitalize(), class_="tongue")
    return element("div", label, draw(one.shown, reader), class_="specimen", lang=tongue)
