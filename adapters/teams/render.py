"""Shows the interface vocabulary as Adaptive Cards for one reader; everything that is not our own markup is escaped."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from adapters.teams import button_rows, phrases, tables
from adapters.teams.markup import Json, escape, link, strong
from adapters.teams.markup import lines as text_blocks
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
    from collections.abc import Iterator, Sequence

    from adapters.teams.reader import Reader
    from bot.ui import Action, Block, Button, Message, Span

VERSION = "1.5"
"""Of Adaptive Cards: the newest that Teams shows on telephones too."""
CONTENT_TYPE = "application/vnd.microsoft.card.adaptive"
OURS = "peersupport"
"""Under which a button's data carries what is ours, beside what the dialog adds."""
IN_MESSAGE = 27_000
"""Bytes of a message; Teams takes 28 kB with what it adds itself."""
EXECUTED = frozenset({"take"})
"""Buttons that open something elsewhere, but change their own message here: the name is behind the *Open* in it."""
_CLINGS = tuple(".,;:!?)…’”")
"""What stands without a space after the span before it."""
_STYLES = {"primary": "positive", "danger": "destructive"}
_TONES = {"info": "emphasis", "warning": "warning", "crisis": "attention"}
_CALLS = "☎️ "
"""Before a notice with a number to call: its ground is plain, for the colour of a link is the client's own, and on a
coloured ground nobody could read it in the dark theme."""


def card(body: list[Json], actions: list[Json] | None = None, *, speak: str = "") -> Json:
    """One Adaptive Card."""
    shown: Json = {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": VERSION,
        "body": body,
    }
    if actions:
        shown["actions"] = actions
    button_rows.one_first(body, chosen=bool(actions))
    return shown | ({"fallbackText": speak, "speak": speak} if speak else {})


def message(item: Message, reader: Reader) -> Json:
    """An activity to send, without its conversation; TooMuchError if Teams would not take it."""
    notification = reader.say(item.notification)
    shown = message_card(item, reader)
    if _size(shown) > IN_MESSAGE:
        outside = replace(reader, in_dialog=False, sees_names=False)
        shown = card(_plain_blocks(item.blocks, outside), speak=notification)
    if _size(shown) > IN_MESSAGE:
        raise TooMuchError
    return {"type": "message", "summary": notification, "attachments": [attachment(shown)]}


def message_card(item: Message, reader: Reader) -> Json:
    """The card alone, as it stands in a message."""
    outside = replace(reader, in_dialog=False, sees_names=False)
    return card(blocks(item.blocks, outside), speak=reader.say(item.notification))


def attachment(shown: Json) -> Json:
    """A card as messages and dialogs carry it."""
    return {"contentType": CONTENT_TYPE, "content": shown}


def blocks(items: Sequence[Block], reader: Reader) -> list[Json]:
    """Blocks under each other; a heading stands apart from what is above it."""
    shown: list[Json] = []
    for item in items:
        elements = _block(item, reader)
        if isinstance(item, Heading) and shown:
            elements = [{**elements[0], "spacing": "ExtraLarge"}]
        shown += elements
    return shown


def _plain_blocks(items: Sequence[Block], reader: Reader) -> list[Json]:
    """The same with less around it: no chart, and tables as lines."""
    shown: list[Json] = []
    for item in items:
        if isinstance(item, Table):
            shown += tables.plain(item, reader)
        elif not isinstance(item, Chart):
            shown += _block(item, reader)
    return shown


def _block(item: Block, reader: Reader) -> list[Json]:
    match item:
        case Heading():
            return [_heading(reader.say(item.words))]
        case Paragraph():
            return _paragraph(item, reader)
        case Notice():
            return [_notice(item, reader)]
        case Facts():
            return _facts(item, reader)
        case Buttons():
            return button_rows.of_buttons([button(one, reader) for one in item.buttons])
        case Table():
            return tables.table(item, reader)
        case Chart():
            return tables.chart(item, reader)
        case _:
            assert_never(item)


def _paragraph(item: Paragraph, reader: Reader) -> list[Json]:
    """Text; letter for letter, where it is to be copied, it stands in a field: nothing else keeps its spaces."""
    if item.code and reader.in_dialog:
        text = "".join(reader.say(one.words) for one in item.spans if not isinstance(one, Mention))
        asked: Json = {"type": "Input.Text", "id": f"shown.{_mark(text)}", "label": reader.say(phrases.TEXT)}
        return [{**asked, "isMultiline": True, "value": text}]
    looks: Json = {"isSubtle": True} if item.quiet else {"fontType": "Monospace"} if item.code else {}
    return [*text_blocks(spans(item.spans, reader), **looks), *pickers(item.spans, reader)]


def _mark(text: str) -> str:
    """Tells one text, or one person, from the others of a card; an id itself names nobody."""
    return f"{zlib.crc32(text.encode()):08x}"


def _notice(item: Notice, reader: Reader) -> Json:
    calls = any(isinstance(one, Link) for one in item.spans)
    text = (_CALLS if calls and item.tone == "crisis" else "") + spans(item.spans, reader)
    style = "emphasis" if calls else _TONES.get(item.tone, "emphasis")
    looks: Json = {"weight": "Bolder"} if calls and item.tone == "crisis" else {}
    inside = [*text_blocks(text, **looks), *pickers(item.spans, reader)]
    return {"type": "Container", "style": style, "items": inside}


def _heading(text: str) -> Json:
    return {
        "type": "TextBlock",
        "text": escape(" ".join(text.split())) or "–",
        "wrap": True,
        "size": "Medium",
        "weight": "Bolder",
        "style": "heading",
    }


def _facts(item: Facts, reader: Reader) -> list[Json]:
    rows = [
        {"title": escape(reader.say(label)), "value": " ".join(spans(value, reader).split()) or "–"}
        for label, value in item.rows
    ]
    shown: list[Json] = [{"type": "FactSet", "facts": rows}] if rows else []
    return [*shown, *(picker for _, value in item.rows for picker in pickers(value, reader))]


def button(item: Button, reader: Reader) -> Json:
    """A button that carries its sealed action: inside a dialog, or in a message where it may open one."""
    label = reader.say(item.label)
    style = {"style": _STYLES[item.style]} if item.style in _STYLES else {}
    ours: Json = {"do": "press", "token": seal_action(item.action, reader)}
    if reader.in_dialog:
        alone = {"associatedInputs": "none"}
        return {"type": "Action.Submit", "title": label, "data": {OURS: ours}, **alone, **style}
    if item.opens and item.action.name not in EXECUTED:
        return {"type": "Action.Submit", "title": label, "data": opening(ours), **style}
    return {"type": "Action.Execute", "title": label, "verb": OURS, "data": {OURS: ours}, **style}


def opening(ours: Json) -> Json:
    """The data of a button whose press Teams answers with a dialog."""
    return {"msteams": {"type": "task/fetch"}, OURS: ours}


def spans(items: Sequence[Span], reader: Reader) -> str:
    """Running text as Markdown; a space is set between two spans where neither brings its own."""
    pieces: list[str] = []
    before = " "
    for item in items:
        text = name(item.person, reader) if isinstance(item, Mention) else reader.say(item.words)
        if not text:
            continue
        if not (before[-1:].isspace() or before.endswith("(") or text[:1].isspace() or text.startswith(_CLINGS)):
            pieces.append(" ")
        pieces.append(_span(item, text, _chat(item, reader)))
        before = text
    return "".join(pieces)


def _span(item: Span, text: str, chat: str) -> str:
    match item:
        case Plain():
            return escape(text)
        case Mention():
            return link(text, chat)
        case Strong():
            return strong(text)
        case Link():
            return link(text, item.url)
        case _:
            assert_never(item)


def name(person: PersonId, reader: Reader) -> str:
    """A person's name, inside a dialog only; a number for somebody known by nothing else."""
    if not reader.sees_names:
        return reader.say(phrases.SOMEBODY)
    contact = reader.contacts.get(person, Contact())
    if known := contact.name or phone_of(person):
        return known
    if reader.object_id(person):
        return reader.say(phrases.SHOWN_BELOW)
    return reader.say(phrases.somebody_in(contact.place) if contact.place else phrases.SOMEBODY)


def _chat(item: Span, reader: Reader) -> str:
    """Where to reach somebody; their id is in it, so only where their name may be."""
    if isinstance(item, Mention) and reader.sees_names:
        return reader.contacts.get(item.person, Contact()).chat
    return ""


def pickers(items: Sequence[Span], reader: Reader) -> Iterator[Json]:
    """For a person whose name we don't know: Teams' own picker, filled with them, shows it to the reader alone."""
    for item in items:
        unknown = isinstance(item, Mention) and not reader.contacts.get(item.person, Contact()).name
        if isinstance(item, Mention) and unknown and reader.sees_names and (found := reader.object_id(item.person)):
            yield {
                "type": "Input.ChoiceSet",
                "id": f"shown.{_mark(found)}",
                "label": reader.say(phrases.WHO),
                "choices": [],
                "choices.data": {"type": "Data.Query", "dataset": "graph.microsoft.com/users"},
                "value": found,
            }


def _size(shown: Json) -> int:
    return len(json.dumps(shown, ensure_ascii=False).encode())


def seal_action(action: Action, reader: Reader) -> str:
    """The token that brings this action back, for this reader only."""
    return reader.tokens.seal(action, reader.address)
