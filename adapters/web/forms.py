"""Shows a form as the inside of a dialog, each field by the plainest control the browser has for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from adapters.web import phrases
from adapters.web.markup import Html, element, join
from adapters.web.render import blocks, chip, directory
from bot.conversation.views.lines import carrying
from bot.ui import DayField, Field, Form, ManyOf, OneOf, PeopleField, PersonField, ShortText, TimeField

if TYPE_CHECKING:
    from adapters.web.reader import Reader

_RADIOS = 6
"""Up to so many choices are all seen at once; more go into a list that opens."""
_FILTERED = 12
"""From so many choices on, a list of boxes gets a line to shorten it."""


def form(item: Form, reader: Reader) -> Html:
    """The inside of a dialog; without ``submit`` it is a card that can only be closed."""
    body = join(blocks(carrying(item.blocks, reader.lines), reader), *(_field(one, reader) for one in item.fields))
    return element(
        "form",
        element("header", element("h2", reader.say(item.title), tabindex=-1), _cross(reader)),
        element("div", body, class_="sheet-body"),
        element("footer", *_ways_out(item, reader)),
        class_="sheet",
        novalidate=True,
        autocomplete="off",
        data_token=reader.seal(item.submit.action) if item.submit else None,
        data_does=item.submit.action.name if item.submit else None,
    )


def _cross(reader: Reader) -> Html:
    return element("button", "×", type="button", class_="cross", data_close=True, aria_label=reader.say(phrases.CLOSE))


def _ways_out(item: Form, reader: Reader) -> tuple[Html, ...]:
    leave = phrases.CANCEL if item.submit and not item.saved else phrases.CLOSE
    out = element("button", reader.say(leave), type="button", class_="button plain", data_close=True)
    if item.submit is None:
        return (out,)
    style = "danger" if item.submit.style == "danger" else "primary"
    return out, element("button", reader.say(item.submit.label), type="submit", class_=f"button {style}")


def _field(item: Field, reader: Reader) -> Html:
    match item:
        case OneOf() if len(item.choices) <= _RADIOS:
            return _group(item, "one", _radios(item, reader), reader=reader)
        case OneOf():
            return _line(item, "one", _choice_list(item, reader), reader=reader)
        case ManyOf():
            return _group(item, "many", _boxes(item, reader), reader=reader)
        case PersonField():
            return _line(item, "person", _person_list(item, reader), reader=reader)
        case PeopleField():
            return _group(item, "people", _people_boxes(item, reader), reader=reader)
        case DayField() | TimeField():
            return _line(item, *_when(item), reader=reader)
        case ShortText():
            return _line(item, "text", _text(item, reader), reader=reader)
        case _:
            assert_never(item)


def _when(item: DayField | TimeField) -> tuple[str, Html]:
    """The type of the field and its control."""
    if isinstance(item, TimeField):
        return "time", element("input", type="time", name=item.name, value=item.value)
    day = item.value.isoformat() if item.value else ""
    return "day", element("input", type="date", name=item.name, value=day)


def _line(item: Field, kind: str, control: Html, *, reader: Reader) -> Html:
    """One label with one control in it."""
    label = element("label", element("span", *_caption(item, reader), class_="caption"), control)
    return _frame_field(item, kind, label, reader=reader)


def _group(item: Field, kind: str, control: Html, *, reader: Reader) -> Html:
    """Several controls under one caption."""
    legend = element("legend", *_caption(item, reader), class_="caption")
    return _frame_field(item, kind, element("fieldset", legend, control), reader=reader)


def _frame_field(item: Field, kind: str, control: Html, *, reader: Reader) -> Html:
    return element(
        "div",
        control,
        element("p", class_="error", role="alert", hidden=True),
        class_="field",
        data_field=item.name,
        data_type=kind,
        data_required=reader.say(phrases.MISSING) if item.required else None,
    )


def _caption(item: Field, reader: Reader) -> tuple[str, ...]:
    optional = element("small", reader.say(phrases.OPTIONAL)) if not item.required else ""
    return reader.say(item.label), " ", optional


def _radios(item: OneOf, reader: Reader) -> Html:
    """Radio buttons; an optional question without an answer can be left without one again."""
    shown = [(choice.value, reader.say(choice.label)) for choice in item.choices]
    if not item.required and not item.value:
        shown.append(("", reader.say(phrases.NO_ANSWER)))
    ticks = [_tick("radio", item.name, value=value, label=label, ticked=value == item.value) for value, label in shown]
    return element("div", *ticks, class_="ticks")


def _boxes(item: ManyOf, reader: Reader) -> Html:
    ticks = [
        _tick(
            "checkbox",
            item.name,
            value=choice.value,
            label=reader.say(choice.label),
            ticked=choice.value in item.values,
        )
        for choice in item.choices
    ]
    return _shorten_list(ticks, reader)


def _people_boxes(item: PeopleField, reader: Reader) -> Html:
    ticks = [
        _tick(
            "checkbox",
            item.name,
            value=person,
            label=chip(person, reader),
            ticked=person in item.values,
        )
        for person in (clinician.person for clinician in reader.hospital.people.values())
    ]
    return _shorten_list(ticks, reader)


def _shorten_list(ticks: list[Html], reader: Reader) -> Html:
    """A list of boxes, with a line to shorten it when it is long."""
    if len(ticks) <= _FILTERED:
        return element("div", *ticks, class_="ticks")
    hint = reader.say(phrases.FILTER)
    sieve = element("input", type="search", class_="sieve", placeholder=hint, aria_label=hint)
    return join(sieve, element("div", *ticks, class_="ticks long"))


def _tick(kind: str, name: str, *, value: str, label: str, ticked: bool) -> Html:
    control = element("input", type=kind, name=name, value=value, checked=ticked)
    return element("label", control, element("span", label), class_="tick")


def _choice_list(item: OneOf, reader: Reader) -> Html:
    options = [
        element("option", reader.say(choice.label), value=choice.value, selected=choice.value == item.value)
        for choice in item.choices
    ]
    first = element("option", reader.say(phrases.CHOOSE), value="")
    return element("select", first, *options, name=item.name)


def _person_list(item: PersonField, reader: Reader) -> Html:
    first = element("option", reader.say(phrases.CHOOSE_PERSON), value="")
    return element("select", first, directory(reader, chosen=item.value), name=item.name)


def _text(item: ShortText, reader: Reader) -> Html:
    hint = element("small", reader.say(item.hint)) if item.hint else ""
    control = element("input", type="text", name=item.name, value=item.value, maxlength=item.longest)
    return join(control, hint)
