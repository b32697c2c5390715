"""Shows the interface vocabulary as Block Kit for one reader; everything that is not our own markup is escaped."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from adapters.slack import phrases, tables
from adapters.slack.markup import Json, escape, mrkdwn, pieces, plain_text, preformatted, sections, strong
from bot.conversation.views.lines import carrying
from bot.domain.people import PersonId, phone_of
from bot.ports import Contact
from bot.ui import (
    Buttons,
    Chart,
    Facts,
    Heading,
    Link,
    Mention,
    Notice,
    Paragraph,
    Plain,
    Strong,
    Table,
    TooMuchError,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.slack.reader import Reader
    from bot.ui import Block, Button, Home, Message, Span, Words

FIELD, HEADER, LABEL, VALUE = 2000, 150, 75, 2000
"""Characters of a field of a section, a header, a button and its value."""
IN_MESSAGE, IN_VIEW = 50, 100
"""How many blocks a message, and a modal or App Home, can have."""
_USER = re.compile(r"[UW][A-Z0-9]{1,30}")
_CLINGS = tuple(".,;:!?)…’”")
"""What stands without a space after the span before it."""
_SIGNS = {"warning": "⚠️ ", "crisis": "☎️ "}
_STYLES = frozenset({"primary", "danger"})


def message(item: Message, reader: Reader, *, plain: bool = False) -> Json:
    """What ``chat.postMessage`` takes besides the channel. ``plain``: without the newest kinds of block."""
    found = blocks(item.blocks, replace(reader, sees_names=False), rich=not plain)
    if len(found) > IN_MESSAGE:
        raise TooMuchError
    return {
        "text": escape(reader.say(item.notification)),
        "blocks": found,
        "unfurl_links": False,
        "unfurl_media": False,
    }


def home(item: Home, reader: Reader) -> Json:
    """The view for ``views.publish``."""
    found = blocks(carrying(item.blocks, reader.lines), replace(reader, sees_names=False))
    if len(found) > IN_VIEW:
        raise TooMuchError
    return {"type": "home", "blocks": found}


def blocks(items: Sequence[Block], reader: Reader, *, rich: bool = False) -> list[Json]:
    """Blocks under each other. ``rich``: a message, where charts and one table can stand as such."""
    drawn = tables.rich(items, reader) if rich else {}
    return [one for at, item in enumerate(items) for one in ([drawn[at]] if at in drawn else _block(item, reader))]


def _block(item: Block, reader: Reader) -> list[Json]:
    match item:
        case Heading():
            return [{"type": "header", "text": plain_text(reader.say(item.words), HEADER)}]
        case Paragraph():
            return _paragraph(item, reader)
        case Notice():
            text = _SIGNS.get(item.tone, "") + spans(item.spans, reader)
            return sections("\n".join(f"> {line}" for line in text.splitlines()))
        case Facts():
            return [{"type": "section", "fields": [_fact(*row, reader) for row in item.rows]}] if item.rows else []
        case Buttons():
            pressed = [button(one, reader, place) for place, one in enumerate(item.buttons)]
            return [{"type": "actions", "elements": pressed}] if pressed else []
        case Table():
            return sections("\n".join(tables.lines(item, reader)))
        case Chart():
            return []  # the table beneath has the same figures
        case _:
            assert_never(item)


def button(item: Button, reader: Reader, place: int) -> Json:
    """A button whose value is its sealed action; its id says only what kind of thing it does."""
    shown: Json = {
        "type": "button",
        "action_id": f"{item.action.name}.{place}",
        "text": plain_text(reader.say(item.label), LABEL),
        "value": reader.seal(item.action, longest=VALUE),
    }
    return shown | {"style": item.style} if item.style in _STYLES else shown


def spans(items: Sequence[Span], reader: Reader) -> str:
    """Running text as mrkdwn; a space is set between two spans where neither brings its own."""
    pieces: list[str] = []
    before = " "
    for item in items:
        text = _words(item, reader)
        if not text:
            continue
        if not (before[-1:].isspace() or before.endswith("(") or text[:1].isspace() or text.startswith(_CLINGS)):
            pieces.append(" ")
        pieces.append(_span(item, text, reader))
        before = text
    return "".join(pieces)


def _span(item: Span, text: str, reader: Reader) -> str:
    match item:
        case Plain():
            return escape(text)
        case Strong():
            return strong(text)
        case Link():
            return _link(text, item.url)
        case Mention():
            is_own = reader.sees_names and own_user(item.person, reader)
            return text if is_own else _link(text, _chat(item, reader))
        case _:
            assert_never(item)


def _name(person: PersonId, reader: Reader) -> str:
    """Slack's own mention, inside a modal only; a name for somebody elsewhere; a number where nothing else is known."""
    if not reader.sees_names:
        return reader.say(phrases.SOMEBODY)
    if user := own_user(person, reader):
        return f"<@{user}>"
    contact = reader.contacts.get(person, Contact())
    if known := contact.name or phone_of(person):
        return known
    return reader.say(phrases.somebody_in(contact.place) if contact.place else phrases.SOMEBODY)


def own_user(person: PersonId, reader: Reader) -> str:
    """Slack's id of somebody of the reader's own workspace; empty for anybody else."""
    own, _, user = person.removeprefix("slack:").partition("/")
    is_own = person.startswith("slack:") and own == reader.address.account.partition("/")[0]
    return user if is_own and _USER.fullmatch(user) else ""


def _chat(item: Span, reader: Reader) -> str:
    """Where to reach somebody; their id is in it, so only where their name may be."""
    if isinstance(item, Mention) and reader.sees_names:
        return reader.contacts.get(item.person, Contact()).chat
    return ""


def _link(text: str, url: str) -> str:
    """A link if it leads to a safe place, else only its words."""
    if not url.startswith(("https://", "tel:")):
        return escape(text)
    safe = url.replace("<", "%3C").replace(">", "%3E").replace("|", "%7C").replace(" ", "%20")
    return f"<{safe.replace('&', '&amp;')}|{escape(' '.join(text.split()))}>"


def _paragraph(item: Paragraph, reader: Reader) -> list[Json]:
    if item.code:
        return [preformatted("".join(_words(one, reader) for one in item.spans))]
    return _context(spans(item.spans, reader)) if item.quiet else sections(spans(item.spans, reader))


def _words(item: Span, reader: Reader) -> str:
    return _name(item.person, reader) if isinstance(item, Mention) else reader.say(item.words)


def _context(text: str) -> list[Json]:
    return [{"type": "context", "elements": [mrkdwn(piece)]} for piece in pieces(text)]


def _fact(label: Words, value: Sequence[Span], reader: Reader) -> Json:
    text = f"{strong(reader.say(label))}\n{spans(value, reader)}"
    return mrkdwn(next(pieces(text, FIELD), "–"))
