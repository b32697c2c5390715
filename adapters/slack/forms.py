"""Shows a form as a modal: each question by Slack's plainest control, its draft sealed in what only Slack keeps."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from adapters.slack import phrases, render
from adapters.slack.markup import Json, cut, plain_text
from bot.conversation.views.lines import carrying, help_notice
from bot.ui import (
    Choice,
    DayField,
    FieldErrors,
    Form,
    Heading,
    ManyOf,
    OneOf,
    Paragraph,
    PeopleField,
    PersonField,
    Plain,
    ShortText,
    Show,
    TimeField,
    Toast,
    TooMuchError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from adapters.slack.reader import Reader
    from bot.domain.people import PersonId
    from bot.ui import Field, Reply, Words

TITLE, METADATA, CAPTION, HINT, OPTION, ERROR = 24, 3000, 2000, 2000, 75, 2000
"""Characters of a title and the buttons beneath, of the draft, a question, a hint, an option and an error."""
MOST_PEOPLE = 60
"""In one question, so that a draft of two such questions still fits into a button."""
FORM = "form"
"""What Slack calls every modal of ours when it comes back."""
NOTHING = "-"
"""What stands for no answer: Slack's radio buttons can't be let go of again."""
_RADIOS = 10
"""Up to so many choices are all seen at once; more go into a list that opens."""


def view(item: Form, reader: Reader) -> Json:
    """A modal; without ``submit`` it is a card that can only be closed."""
    inside = replace(reader, sees_names=True)
    shown = render.blocks(carrying(item.blocks, reader.lines), inside)
    shown += [_input(one, inside) for one in item.fields if _can_be_asked(one)]
    if len(shown) > render.IN_VIEW:
        raise TooMuchError
    modal: Json = {
        "type": "modal",
        "callback_id": FORM,
        "title": plain_text(reader.say(item.title), TITLE),
        "close": plain_text(reader.say(phrases.CANCEL if item.submit and not item.saved else phrases.CLOSE), TITLE),
        "blocks": shown,
    }
    if item.submit is None:
        return modal
    return modal | {
        "submit": plain_text(reader.say(item.submit.label), TITLE),
        "private_metadata": reader.seal(item.submit.action, longest=METADATA),
    }


def screen(reply: Reply, reader: Reader) -> Json:
    """A reply as a modal of its own; a passing sentence becomes a small one."""
    match reply:
        case Show():
            return view(reply.form, reader)
        case Toast():
            return view(_small(reply.words), reader)
        case FieldErrors():
            return view(_small(phrases.OPEN_AGAIN, *(words for _, words in reply.errors)), reader)
        case _:
            assert_never(reply)


def loading(reader: Reader) -> Json:
    """What stands there while something takes longer; whoever can't wait finds people at once."""
    blocks = (Paragraph((Plain(phrases.ONE_MOMENT),)), help_notice(reader.lines))
    return view(Form(title=phrases.TITLE, blocks=blocks), reader)


def strangers(reader: Reader) -> Json:
    """For somebody whose organisation has no programme here."""
    return view(_small(phrases.NOT_YOURS), reader)


def sorry(reader: Reader) -> Json:
    """Something broke; whoever can't wait finds people at once."""
    why = Paragraph((Plain(phrases.FAILED_WHY),))
    blocks = (Heading(phrases.FAILED), why, help_notice(reader.lines))
    return view(Form(title=phrases.TITLE, blocks=blocks), reader)


def errors(reply: FieldErrors, asked: Sequence[str], reader: Reader) -> Mapping[str, str] | None:
    """What has to be mended, by question that is really there; None if the open form asks nothing."""
    if not asked:
        return None
    told: dict[str, str] = {}
    for name, words in reply.errors:
        place = name if name in asked else asked[0]
        told[place] = cut(" ".join(filter(None, [told.get(place), reader.say(words)])), ERROR)
    return told


def _small(*sentences: Words) -> Form:
    return Form(title=phrases.TITLE, blocks=tuple(Paragraph((Plain(words),)) for words in sentences))


def _can_be_asked(item: Field) -> bool:
    return not isinstance(item, OneOf | ManyOf) or bool(item.choices)


def _input(item: Field, reader: Reader) -> Json:
    shown: Json = {
        "type": "input",
        "block_id": item.name,
        "label": plain_text(reader.say(item.label), CAPTION),
        "element": _element(item, reader),
        "optional": not item.required,
    }
    if isinstance(item, ShortText) and item.hint:
        shown["hint"] = plain_text(reader.say(item.hint), HINT)
    return shown


def _element(item: Field, reader: Reader) -> Json:
    """The control; its ``action_id`` says how to read what comes back."""
    match item:
        case OneOf():
            return _one_of(item, reader)
        case ManyOf():
            return _many_of(item, reader)
        case PersonField():
            return {"type": "users_select", "action_id": "person"} | _initial_value(
                "initial_user", _user(item.value, reader)
            )
        case PeopleField():
            chosen = [user for one in item.values if (user := _user(one, reader))]
            limit = {"type": "multi_users_select", "action_id": "people", "max_selected_items": MOST_PEOPLE}
            return limit | _initial_value("initial_users", chosen[:MOST_PEOPLE])
        case DayField():
            day = item.value.isoformat() if item.value else ""
            return {"type": "datepicker", "action_id": "day"} | _initial_value("initial_date", day)
        case TimeField():
            return {"type": "timepicker", "action_id": "time"} | _initial_value("initial_time", item.value)
        case ShortText():
            text: Json = {"type": "plain_text_input", "action_id": "text", "max_length": item.longest}
            return text | _initial_value("initial_value", item.value)
        case _:
            assert_never(item)


def _initial_value(name: str, value: object) -> Json:
    return {name: value} if value else {}


def _one_of(item: OneOf, reader: Reader) -> Json:
    choices = _options(item.choices, reader)
    first = next((one for one in choices if item.value and one["value"] == item.value), None)
    if len(choices) >= _RADIOS:
        return {"type": "static_select", "action_id": "one", "options": choices} | _initial_value(
            "initial_option", first
        )
    if not item.required and not item.value:
        choices.append(_option(Choice(NOTHING, phrases.NO_ANSWER), reader))
    return {"type": "radio_buttons", "action_id": "one", "options": choices} | _initial_value("initial_option", first)


def _many_of(item: ManyOf, reader: Reader) -> Json:
    kind = "checkboxes" if len(item.choices) <= _RADIOS else "multi_static_select"
    options = _options(item.choices, reader)
    chosen = [one for one in options if one["value"] in item.values]
    return {"type": kind, "action_id": "many", "options": options} | _initial_value("initial_options", chosen)


def _options(choices: Sequence[Choice], reader: Reader) -> list[Json]:
    """Each value once: Slack takes no list with two of the same."""
    return list({choice.value: _option(choice, reader) for choice in reversed(choices)}.values())[::-1]


def _option(choice: Choice, reader: Reader) -> Json:
    return {"text": plain_text(reader.say(choice.label), OPTION), "value": choice.value}


def _user(person: PersonId | None, reader: Reader) -> str:
    """The user id behind a person of the reader's own workspace."""
    place = f"slack:{reader.address.account.partition('/')[0]}/"
    return person.removeprefix(place) if person and person.startswith(place) else ""
