"""Adaptive Cards 1.5 as Teams documents them: every element that an app of ours may use, in messages and in dialogs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.platforms.shapes import (
    complain,
    day,
    listed,
    matching,
    number,
    of_type,
    one_of,
    shaped,
    string,
    truth,
    typed,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.platforms.shapes import Check

CARD_TYPE = "application/vnd.microsoft.card.adaptive"
LARGEST = 28 * 1024
"""Bytes of a message."""
BUTTONS = 6
"""So many are seen in a row; Teams hides the rest."""
_TEXT = string(8000)
_LABEL = string(200)
_CLOCK = matching(r"([01]\d|2[0-3]):[0-5]\d")
_TONE = one_of("default", "emphasis", "good", "attention", "warning", "accent")
_WIDE = matching(r"auto|stretch|\d+px")


def _fallback(value: Any, at: str) -> Iterator[str]:
    if value != "drop":
        yield from _ELEMENT(value, at)


def _width(value: Any, at: str) -> Iterator[str]:
    yield from (number if isinstance(value, int | float) else _WIDE)(value, at)


_ANY: dict[str, Check] = {
    "id": string(200),
    "isVisible": truth,
    "separator": truth,
    "spacing": one_of("None", "Small", "Default", "Medium", "Large", "ExtraLarge", "Padding"),
    "height": one_of("auto", "stretch"),
    "fallback": _fallback,
}


def _element(kind: str, required: dict[str, Check] | None = None, optional: dict[str, Check] | None = None) -> Check:
    return of_type(kind, required, {**_ANY, **(optional or {})})


def _asks(kind: str, required: dict[str, Check], optional: dict[str, Check]) -> Check:
    """A question: it needs a name and something to read."""
    more = {"isRequired": truth, "errorMessage": _LABEL, "placeholder": _LABEL, **optional}
    return _element(kind, {"id": string(200), "label": _TEXT, **required}, more)


_CHOICE = shaped({"title": _LABEL, "value": string(200)})
_PICKER = of_type("Data.Query", {"dataset": matching(r"graph\.microsoft\.com/users(\?scope=currentContext)?")})
_CHOICES_SHAPE = _asks(
    "Input.ChoiceSet",
    {"choices": listed(_CHOICE, most=500, least=0)},
    {
        "choices.data": _PICKER,
        "style": one_of("compact", "expanded", "filtered"),
        "isMultiSelect": truth,
        "wrap": truth,
        "value": string(8000),
    },
)


def _choices(value: Any, at: str) -> Iterator[str]:
    """What is chosen at first has to be among the choices; a comma would make two of one."""
    wrong = list(_CHOICES_SHAPE(value, at))
    yield from wrong
    if wrong or "choices.data" in value:
        return
    offered = [one["value"] for one in value["choices"]]
    if not offered or len(set(offered)) < len(offered):
        yield complain("choices must be there, each with a value of its own", at)
    several = value.get("isMultiSelect", False)
    if several and any("," in one for one in offered):
        yield complain("a value may hold no comma", at)
    first = value.get("value", "")
    if not set(first.split(",") if several and first else [first] if first else []) <= set(offered):
        yield complain(f"{first} is not one of the choices", at)


def _later(value: Any, at: str) -> Iterator[str]:
    yield from listed(_ELEMENT, most=200)(value, at)


_POINTS = listed(shaped({"x": string(200), "y": number}, {"color": string(40)}), most=200)
_SERIES = listed(shaped({"legend": string(200), "values": _POINTS}, {"color": string(40)}), most=50)
_CHART: dict[str, Check] = {"title": _TEXT, "xAxisTitle": _TEXT, "yAxisTitle": _TEXT, "colorSet": _LABEL}
_CELL = of_type("TableCell", {"items": _later}, {"style": _TONE})
_ROW = of_type("TableRow", {"cells": listed(_CELL, most=20)}, {"style": _TONE})
_BUTTON: dict[str, Check] = {
    "style": one_of("default", "positive", "destructive"),
    "mode": one_of("primary", "secondary"),
    "tooltip": _LABEL,
    "id": string(200),
    "isEnabled": truth,
}
_ASSOCIATED = one_of("auto", "none")


def _object(value: Any, at: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield complain("must provide an object", at)


ACTIONS: dict[str, Check] = {
    "Action.Submit": of_type(
        "Action.Submit", {"title": string(60), "data": _object}, {**_BUTTON, "associatedInputs": _ASSOCIATED}
    ),
    "Action.Execute": of_type(
        "Action.Execute",
        {"title": string(60), "verb": string(100), "data": _object},
        {**_BUTTON, "associatedInputs": _ASSOCIATED},
    ),
    "Action.OpenUrl": of_type("Action.OpenUrl", {"title": string(60), "url": matching(r"https://.+|tel:.+")}, _BUTTON),
}
_ROW_OF_BUTTONS = listed(typed(ACTIONS), most=BUTTONS)
ELEMENTS: dict[str, Check] = {
    "TextBlock": _element(
        "TextBlock",
        {"text": _TEXT},
        {
            "wrap": truth,
            "size": one_of("Small", "Default", "Medium", "Large", "ExtraLarge"),
            "weight": one_of("Lighter", "Default", "Bolder"),
            "color": one_of("Default", "Dark", "Light", "Accent", "Good", "Warning", "Attention"),
            "isSubtle": truth,
            "fontType": one_of("Default", "Monospace"),
            "style": one_of("default", "heading", "columnHeader"),
            "horizontalAlignment": one_of("Left", "Center", "Right"),
        },
    ),
    "Container": _element("Container", {"items": _later}, {"style": _TONE, "bleed": truth}),
    "FactSet": _element(
        "FactSet", {"facts": listed(shaped({"title": _TEXT, "value": _TEXT}), most=50)}, {"separator": truth}
    ),
    "ActionSet": _element("ActionSet", {"actions": _ROW_OF_BUTTONS}),
    "Table": _element(
        "Table",
        {"columns": listed(shaped({"width": _width}), most=20), "rows": listed(_ROW, most=200)},
        {"firstRowAsHeaders": truth, "showGridLines": truth, "gridStyle": _TONE},
    ),
    "Chart.VerticalBar": _element("Chart.VerticalBar", {"data": _POINTS, "fallback": _fallback}, _CHART),
    "Chart.VerticalBar.Grouped": _element(
        "Chart.VerticalBar.Grouped", {"data": _SERIES, "fallback": _fallback}, {**_CHART, "stacked": truth}
    ),
    "Input.ChoiceSet": _choices,
    "Input.Date": _asks("Input.Date", {}, {"value": day, "min": day, "max": day}),
    "Input.Time": _asks("Input.Time", {}, {"value": _CLOCK, "min": _CLOCK, "max": _CLOCK}),
    "Input.Text": _asks(
        "Input.Text", {}, {"maxLength": number, "isMultiline": truth, "value": string(8000), "regex": string(200)}
    ),
}
_ELEMENT = typed(ELEMENTS)
_CARD = of_type(
    "AdaptiveCard",
    {"version": one_of("1.5"), "body": listed(_ELEMENT, most=200)},
    {
        "$schema": one_of("http://adaptivecards.io/schemas/adaptive-card.json"),
        "actions": _ROW_OF_BUTTONS,
        "fallbackText": _TEXT,
        "speak": _TEXT,
    },
)


def wrong_card(card: object, surface: str) -> Iterator[str]:
    """What Teams would say to this card; ``surface`` is message or dialog."""
    wrong = list(_CARD(card, "/card"))
    yield from wrong
    if wrong or not isinstance(card, dict):
        return
    ids = [one["id"] for one in within(card) if "id" in one]
    if len(set(ids)) < len(ids):
        yield complain("duplicate id", "/card")
    for action in actions(card):
        yield from _misplaced(action, surface)
    if surface == "message" and inputs(card):
        yield complain("what is asked in a message stays in the chat", "/card")


def _misplaced(action: dict[str, Any], surface: str) -> Iterator[str]:
    """Whether the button does anything there."""
    kind, opens = action["type"], action.get("data", {}).get("msteams", {})
    if surface == "dialog" and (kind == "Action.Execute" or opens):
        yield complain(f"{kind} does nothing in a dialog", action["title"])
    if surface == "message" and kind == "Action.Submit" and opens != {"type": "task/fetch"}:
        yield complain("in a message it would write into the chat", action["title"])


def within(node: object) -> Iterator[dict[str, Any]]:
    """Everything in a card that has a type, in reading order; what stands in for something else is left out."""
    if isinstance(node, list):
        for one in node:
            yield from within(one)
    elif isinstance(node, dict):
        if "type" in node:
            yield node
        for name, inner in node.items():
            if name not in {"data", "fallback", "choices.data"}:
                yield from within(inner)


def actions(card: dict[str, Any]) -> list[dict[str, Any]]:
    """Every button."""
    return [one for one in within(card) if one["type"].startswith("Action.")]


def inputs(card: dict[str, Any]) -> list[dict[str, Any]]:
    """Every question."""
    return [one for one in within(card) if one["type"].startswith("Input.")]


def size(activity: object) -> int:
    return len(json.dumps(activity, ensure_ascii=False).encode())
