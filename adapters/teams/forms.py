"""Shows a form as a dialog: each question by Teams' plainest control, and what is needed to show it once more."""

from __future__ import annotations

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, assert_never, cast

from adapters.teams import phrases, render
from adapters.teams.markup import Json, cut, escape
from bot.conversation.views.lines import carrying, help_notice
from bot.ui import (
    Action,
    Choice,
    DayField,
    Form,
    Heading,
    Home,
    ManyOf,
    OneOf,
    Paragraph,
    PeopleField,
    PersonField,
    Plain,
    ShortText,
    TimeField,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from adapters.teams.reader import Reader
    from bot.ui import Field, FieldErrors, Words

TITLE, LARGE = 64, 9
"""Characters of a title; from so many elements on a dialog is a tall one."""
NOTHING = "-"
"""What stands for no answer: radio buttons can't be let go of again."""
AGAIN = 9_000
"""Characters that a form may need to come back by; a longer one is opened anew when something has to be mended."""
_RADIOS, _FILTERED = 6, 12
"""Up to so many choices are all seen at once; from so many on, typing shortens the list."""
_COPY = "form"  # the name of the action that carries a dialog, sealed for its reader


@dataclass(frozen=True)
class Dialog:
    """What Teams shows in a window of its own, for one person, and keeps nowhere."""

    title: str
    card: Json = field(repr=False)

    def value(self) -> Json:
        """As the answer to an invoke carries it."""
        elements = len(cast("list[object]", self.card["body"]))
        return {
            "title": self.title,
            "height": "large" if elements >= LARGE else "medium",
            "width": "medium",
            "card": render.attachment(self.card),
        }


def form(item: Form, reader: Reader) -> Dialog:
    """A dialog; without ``submit`` it is a card that can only be closed."""
    inside = replace(reader, in_dialog=True, sees_names=True)
    blocks = carrying(item.blocks, reader.lines)
    body = [*render.blocks(blocks, inside), *(_input(one, inside) for one in item.fields if _can_be_asked(one))]
    return _dialog(reader.say(item.title), list(_once(body)), _submit(item, inside))


def home(item: Home, reader: Reader) -> Dialog:
    """Somebody's home: codes, dates and counts."""
    inside = replace(reader, in_dialog=True, sees_names=False)
    return _dialog(reader.say(phrases.HOME), render.blocks(carrying(item.blocks, reader.lines), inside))


def small(reader: Reader, *sentences: Words) -> Dialog:
    """Some sentences of the adapter's own."""
    return form(Form(title=phrases.TITLE, blocks=tuple(Paragraph((Plain(one),)) for one in sentences)), reader)


def sorry(reader: Reader) -> Dialog:
    """Something broke; whoever can't wait finds people at once."""
    why = Paragraph((Plain(phrases.FAILED_WHY),))
    blocks = (Heading(phrases.FAILED), why, help_notice(reader.lines))
    return form(Form(title=phrases.TITLE, blocks=blocks), reader)


def again(copy: str, typed: Mapping[str, str], errors: FieldErrors, *, reader: Reader) -> Dialog:
    """The same dialog with what was typed, and with what has to be mended said above each question."""
    found = _open_copy(copy, reader)
    if found is None:
        return small(reader, phrases.OPEN_AGAIN, *(words for _, words in errors.errors))
    title, body, submit = found
    told = [(name, reader.say(words)) for name, words in errors.errors]
    return _dialog(title, list(_with_errors(body, typed, told)), _carrying(submit, copy))


def read_choices(
    copy: str, typed: Mapping[str, str], reader: Reader
) -> tuple[Mapping[str, tuple[str, ...]], tuple[str, ...]]:
    """What was chosen, by question, where a client tells it in another way than by value; and what is no choice.

    Some clients send what a choice is called. Without the form that was shown, nothing can be said.
    """
    found = _open_copy(copy, reader)
    if found is None:
        return {}, ()
    read: dict[str, tuple[str, ...]] = {}
    wrong: list[str] = []
    for one in found[1]:
        key, choices = str(one.get("id", "")), cast("list[Json]", one.get("choices") or [])
        held = typed.get(key, "")
        if not held or not choices or one.get("type") != "Input.ChoiceSet":
            continue
        values = _values(held, choices, is_many=bool(one.get("isMultiSelect")))
        if values is None:
            wrong.append(key.partition(".")[2])
        else:
            read[key.partition(".")[2]] = tuple(value for value in values if value != NOTHING)
    return read, tuple(wrong)


def _values(held: str, choices: list[Json], *, is_many: bool) -> list[str] | None:
    """The values of what was chosen, by value or by name; None if something is neither."""
    known = {_plain(one["title"]): str(one["value"]) for one in choices} | {
        str(one["value"]): str(one["value"]) for one in choices
    }
    parts = [held] if held in known or _plain(held) in known or not is_many else held.split(",")
    values = [known.get(part.strip(), known.get(_plain(part), "")) for part in parts if part.strip()]
    return None if "" in values else values


def _plain(text: object) -> str:
    return " ".join(str(text).casefold().split())


def _dialog(title: str, body: list[Json], submit: Json | None = None) -> Dialog:
    return Dialog(cut(title, TITLE), render.card(body, [submit] if submit else None))


def _submit(item: Form, reader: Reader) -> Json | None:
    if item.submit is None:
        return None
    style = {"style": "destructive" if item.submit.style == "danger" else "positive"}
    ours: Json = {"do": "submit", "token": render.seal_action(item.submit.action, reader)}
    return {"type": "Action.Submit", "title": reader.say(item.submit.label), "data": {render.OURS: ours}, **style}


def with_copy(dialog: Dialog, reader: Reader) -> Dialog:
    """The same, with itself sealed in its button: Teams does not send back what was shown, nor do we keep it."""
    actions = cast("list[Json]", dialog.card.get("actions", []))
    if not actions:
        return dialog
    whole = json.dumps([dialog.title, dialog.card["body"], actions[0]], ensure_ascii=False, separators=(",", ":"))
    text = urlsafe_b64encode(zlib.compress(whole.encode(), 9)).decode()
    copy = render.seal_action(Action(_COPY, draft=((_COPY, (text,)),)), reader)
    if len(copy) > AGAIN:
        return dialog
    return Dialog(dialog.title, {**dialog.card, "actions": [_carrying(actions[0], copy)]})


def _carrying(submit: Json, copy: str) -> Json:
    data = cast("dict[str, Json]", submit["data"])
    return {**submit, "data": {**data, render.OURS: {**data[render.OURS], "copy": copy}}}


def _open_copy(copy: str, reader: Reader) -> tuple[str, list[Json], Json] | None:
    """What ``with_copy`` sealed for this reader."""
    action = reader.tokens.open(copy, reader.address) if copy else None
    if action is None or action.name != _COPY or not action.draft:
        return None
    title, body, submit = json.loads(zlib.decompress(urlsafe_b64decode(action.draft[0][1][0])))
    return title, body, submit


def _with_errors(body: Sequence[Json], typed: Mapping[str, str], told: Sequence[tuple[str, str]]) -> Iterator[Json]:
    """Each question with what was typed; an error whose question is not here stands above all."""
    asked = {str(one["id"]).partition(".")[2] for one in body if _is_question(one)}
    yield from (_error(text) for name, text in told if name not in asked)
    for one in body:
        key = str(one["id"]) if _is_question(one) else ""
        yield from (_error(text) for name, text in told if key and name == key.partition(".")[2])
        yield {**one, "value": typed[key]} if key in typed else one


def _is_question(element: Json) -> bool:
    return str(element.get("type", "")).startswith("Input.")


def _error(text: str) -> Json:
    """On a coloured ground: coloured letters are too faint in the dark theme."""
    told = {"type": "TextBlock", "text": f"⚠️ {escape(text)}", "wrap": True, "weight": "Bolder"}
    return {"type": "Container", "style": "attention", "items": [told]}


def _once(body: Sequence[Json]) -> Iterator[Json]:
    """Somebody who is named twice is shown by one picker: an id stands once in a card."""
    seen: set[object] = set()
    for one in body:
        if "id" not in one or one["id"] not in seen:
            seen.add(one.get("id"))
            yield one


def _can_be_asked(item: Field) -> bool:
    return not isinstance(item, OneOf | ManyOf) or bool(item.choices)


def _input(item: Field, reader: Reader) -> Json:
    """One question; the first part of its id says how to read what comes back."""
    kind, control = _control(item, reader)
    asked: Json = {"id": f"{kind}.{item.name}", "label": reader.say(item.label), **control}
    if item.required:
        asked |= {"isRequired": True, "errorMessage": reader.say(phrases.MISSING)}
    return asked


def _control(item: Field, reader: Reader) -> tuple[str, Json]:
    match item:
        case OneOf():
            return "one", _one_of(item, reader)
        case ManyOf():
            shown = [_choice(choice, reader) for choice in item.choices]
            return "many", _choices(shown, isMultiSelect=True, wrap=True) | _initial_value(",".join(item.values))
        case PersonField():
            hint = {"placeholder": reader.say(phrases.CHOOSE_PERSON)}
            return "person", _people() | hint | _initial_value(reader.object_id(item.value))
        case PeopleField():
            chosen = ",".join(filter(None, map(reader.object_id, item.values)))
            hint = {"placeholder": reader.say(phrases.CHOOSE_PERSON)}
            return "people", _people() | {"isMultiSelect": True} | hint | _initial_value(chosen)
        case DayField():
            return "day", {"type": "Input.Date"} | _initial_value(item.value.isoformat() if item.value else "")
        case TimeField():
            return "time", {"type": "Input.Time"} | _initial_value(item.value)
        case ShortText():
            hint = {"placeholder": reader.say(item.hint)} if item.hint else {}
            return "text", {"type": "Input.Text", "maxLength": item.longest} | hint | _initial_value(item.value)
        case _:
            assert_never(item)


def _one_of(item: OneOf, reader: Reader) -> Json:
    shown = [_choice(choice, reader) for choice in item.choices]
    if not item.required and not item.value:
        shown.append(_choice(Choice(NOTHING, phrases.NO_ANSWER), reader))
    drawn = _choices(shown, wrap=True) | _initial_value(item.value)
    return drawn if drawn["style"] == "expanded" else drawn | {"placeholder": reader.say(phrases.CHOOSE)}


def _choices(shown: list[Json], **looks: object) -> Json:
    many = len(shown)
    style = "expanded" if many <= _RADIOS or looks.get("isMultiSelect") else "compact"
    style = "filtered" if many >= _FILTERED and not looks.get("isMultiSelect") else style
    return {"type": "Input.ChoiceSet", "choices": shown, "style": style, **looks}


def _choice(choice: Choice, reader: Reader) -> Json:
    return {"title": reader.say(choice.label), "value": choice.value}


def _people() -> Json:
    """Teams' own picker, over everybody in the organisation; what comes back are object ids."""
    return {
        "type": "Input.ChoiceSet",
        "choices": [],
        "choices.data": {"type": "Data.Query", "dataset": "graph.microsoft.com/users"},
    }


def _initial_value(value: str) -> Json:
    return {"value": value} if value else {}
