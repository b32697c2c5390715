"""Shows the interface vocabulary as HTML for one reader; everything that is not our own markup is escaped."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from adapters.web import charts, phrases
from adapters.web.markup import Html, element, join
from bot.conversation.views.lines import carrying
from bot.ui import (
    Block,
    Button,
    Buttons,
    Chart,
    Facts,
    Heading,
    Home,
    Link,
    Mention,
    Notice,
    Paragraph,
    Plain,
    Span,
    Strong,
    Table,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.web.happening import Happening
    from adapters.web.inboxes import InboxMessage
    from adapters.web.invented_hospital import Clinician
    from adapters.web.reader import Reader
    from bot.domain.people import PersonId

_STYLES = frozenset({"plain", "primary", "danger"})
_TONES = frozenset({"info", "warning", "crisis"})
_DOT = "·"
"""Stands between what is no sentence together; numbers that are drawn as buttons need none."""
_CLINGS = tuple(".,;:!?)…’”")
"""What stands without a space after the span before it."""


def blocks(items: Sequence[Block], reader: Reader) -> Html:
    """Blocks under each other."""
    return join(*(_block(item, reader) for item in items))


def home(page: Home, reader: Reader) -> Html:
    """A home: each heading opens a card of its own, and a crisis line never stands inside one."""
    cards: list[list[Block]] = []
    for item in carrying(page.blocks, reader.lines):
        if not cards or isinstance(item, Heading) or _is_crisis(item) or _is_crisis(cards[-1][-1]):
            cards.append([])
        cards[-1].append(item)
    return join(*(_card(card, reader) for card in cards))


def _card(card: Sequence[Block], reader: Reader) -> Html:
    bare = all(isinstance(item, Notice) for item in card)
    return element("section", blocks(card, reader), class_="bare" if bare else "card")


def _is_crisis(item: Block) -> bool:
    return isinstance(item, Notice) and item.tone == "crisis"


def messages(letters: Sequence[InboxMessage], reader: Reader) -> Html:
    """The direct messages, oldest first, or a line that says why there are none."""
    if letters:
        return join(*(_letter(letter, reader) for letter in letters))
    return element(
        "div",
        element("p", reader.say(phrases.NO_MESSAGES), class_="lead"),
        element("p", reader.say(phrases.NO_MESSAGES_WHY), class_="quiet"),
        class_="empty",
    )


def description(clinician: Clinician, reader: Reader) -> str:
    """What somebody is, in one line: ``Surgeon · supporter``."""
    roles = [reader.say(phrases.ROLES[role]) for role in sorted(clinician.roles)]
    return " · ".join([clinician.title, *roles])


def avatar(clinician: Clinician) -> Html:
    """Somebody's initials on their own muted colour."""
    return element(
        "span", clinician.initials, class_=f"avatar tint-{clinician.tint}", aria_hidden="true", translate="no"
    )


def chip(person: PersonId, reader: Reader) -> Html:
    """A person's name with what they are."""
    clinician = reader.hospital.find(person)
    if clinician is None:
        return element("span", reader.say(phrases.UNKNOWN_PERSON), class_="quiet")
    name = element("strong", clinician.name, translate="no")
    role = element("span", description(clinician, reader), class_="role")
    return element("span", avatar(clinician), element("span", name, " ", role), class_="chip")


def directory(reader: Reader, *, chosen: PersonId | None = None) -> Html:
    """Everybody as the options of a select, by department."""
    departments: dict[str, list[Clinician]] = {}
    for clinician in reader.hospital.people.values():
        departments.setdefault(clinician.department, []).append(clinician)
    groups = [
        element("optgroup", *(_person_option(one, reader, chosen=chosen) for one in people), label=department)
        for department, people in departments.items()
    ]
    return join(*groups)


def happening(item: Happening, reader: Reader) -> Html:
    """One line of the timeline: when, who, what."""
    clinician = reader.hospital.find(item.who) if item.who else None
    when = phrases.moment(item.at, locale=reader.clinician.locale, zone=reader.clinician.timezone)
    return element(
        "li",
        element("time", when, datetime=item.at.isoformat()),
        avatar(clinician) if clinician else element("span", class_="avatar nobody", aria_hidden="true"),
        element("p", *_who(clinician), reader.say(item.what)),
    )


def _who(clinician: Clinician | None) -> tuple[str, ...]:
    """The name as a button: the page shows this person when it is pressed."""
    if clinician is None:
        return ()
    name = element("button", clinician.name, type="button", data_show=clinician.slug, translate="no")
    return name, " "


def _person_option(clinician: Clinician, reader: Reader, *, chosen: PersonId | None) -> Html:
    label = f"{clinician.name}, {description(clinician, reader)}"
    return element("option", label, value=clinician.person, selected=clinician.person == chosen)


def _letter(letter: InboxMessage, reader: Reader) -> Html:
    zone, locale = reader.clinician.timezone, reader.clinician.locale
    when = phrases.moment(letter.at, locale=locale, zone=zone)
    note = element("span", reader.say(phrases.UPDATED), class_="note") if letter.changed else ""
    return element(
        "article",
        element("div", blocks(letter.message.blocks, reader), class_="bubble"),
        element("p", element("time", when, datetime=letter.at.isoformat()), note, class_="meta"),
        class_="letter",
        data_letter=letter.reference,
        data_notification=reader.say(letter.message.notification),
    )


def _block(item: Block, reader: Reader) -> Html:
    match item:
        case Heading():
            return element("h3", reader.say(item.words))
        case Paragraph():
            return _paragraph(item, reader)
        case Notice():
            tone = item.tone if item.tone in _TONES else "info"
            return element("div", element("p", spans(item.spans, reader)), class_=f"notice {tone}", role="note")
        case Facts():
            rows = [join(element("dt", reader.say(label)), _fact(value, reader)) for label, value in item.rows]
            return element("dl", *rows, class_="facts")
        case Buttons():
            return element("div", *(button(one, reader) for one in item.buttons), class_="buttons")
        case Table():
            return _table(item, reader)
        case Chart():
            return charts.draw(item, reader)
        case _:
            assert_never(item)


def button(item: Button, reader: Reader) -> Html:
    """A button that carries its sealed action; in the open stands only what kind of thing it does."""
    style = item.style if item.style in _STYLES else "plain"
    return element(
        "button",
        reader.say(item.label),
        type="button",
        class_=f"button {style}",
        data_token=reader.seal(item.action),
        data_does=item.action.name,
        aria_haspopup="dialog" if item.opens else None,
    )


def spans(items: Sequence[Span], reader: Reader) -> Html:
    """Running text; a space is set between two spans where neither brings its own."""
    pieces: list[str] = []
    before = " "
    for item in items:
        text = "" if isinstance(item, Mention) else reader.say(item.words)
        if not (before[-1:].isspace() or before.endswith("(") or text[:1].isspace() or text.startswith(_CLINGS)):
            pieces.append(" ")
        pieces.append(_span(item, text, reader))
        before = text or "-"
    return join(*pieces)


def _span(item: Span, text: str, reader: Reader) -> Html:
    match item:
        case Plain():
            return element("span", text, class_="dot") if text == _DOT else join(text)
        case Strong():
            return element("strong", text)
        case Link():
            return _link(text, item.url)
        case Mention():
            return chip(item.person, reader)
        case _:
            assert_never(item)


def _paragraph(item: Paragraph, reader: Reader) -> Html:
    if item.code:
        return element("pre", spans(item.spans, reader), role="region", aria_label=reader.say(phrases.CODE), tabindex=0)
    return element("p", spans(item.spans, reader), class_="quiet" if item.quiet else None)


def _link(text: str, url: str) -> Html:
    """A link if it leads to a safe place, else only its words."""
    if url.startswith(("tel:", "sms:")):
        return element("a", text, href=url, class_="tel")
    if url.startswith("https://"):
        return element("a", text, href=url, rel="noopener noreferrer", target="_blank")
    return join(text)


def _fact(value: Sequence[Span], reader: Reader) -> Html:
    return element("dd", spans(value, reader))


def _table(item: Table, reader: Reader) -> Html:
    head = element("tr", *(element("th", reader.say(words), scope="col") for words in item.head))
    rows = [element("tr", *(element("td", reader.say(words)) for words in row)) for row in item.rows]
    label = ", ".join(reader.say(words) for words in item.head)
    table = element("table", element("thead", head), element("tbody", *rows))
    return element("div", table, class_="table", role="region", aria_label=label, tabindex=0)
