"""Block Kit as Slack documents it: every block and element that an app of ours may use, on each surface."""

from __future__ import annotations

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
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.platforms.shapes import Check

ID = string(255)
CLOCK = matching(r"([01]\d|2[0-3]):[0-5]\d")
URL = matching(r"https?://.{1,2990}")


def plain(most: int) -> Check:
    """Plain text of so many characters."""
    return of_type("plain_text", {"text": string(most)}, {"emoji": truth})


def rich(most: int) -> Check:
    """Plain text or Slack's own markup."""
    marked = of_type("mrkdwn", {"text": string(most)}, {"verbatim": truth})
    return typed({"plain_text": plain(most), "mrkdwn": marked})


OPTION = shaped({"text": plain(75), "value": string(150)}, {"description": plain(75)})
TICK = shaped({"text": rich(75), "value": string(150)}, {"description": rich(75)})
LINK_OPTION = shaped({"text": plain(75), "value": string(150)}, {"description": plain(75), "url": URL})
GROUP = shaped({"label": plain(75), "options": listed(OPTION, most=100)})
CONFIRM = shaped(
    {"title": plain(100), "text": rich(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)
_STYLE = one_of("primary", "danger")
_MENU = {"action_id": ID, "placeholder": plain(150), "focus_on_load": truth, "confirm": CONFIRM}
_MANY = {**_MENU, "max_selected_items": whole(1, 100)}
_USER = matching(r"[UW][A-Z0-9]{2,}")


def _options_or_groups(kind: str, extra: dict[str, Check], first: dict[str, Check]) -> Check:
    """A menu has its options either in a row or in groups; what is chosen at first has to be among them."""
    inner = of_type(
        kind,
        {},
        {**extra, **first, "options": listed(OPTION, most=100), "option_groups": listed(GROUP, most=100)},
    )

    def check(value: Any, at: str) -> Iterator[str]:
        wrong = list(inner(value, at))
        yield from wrong
        if ("options" in value) == ("option_groups" in value):
            yield complain("exactly one of options and option_groups is needed", at)
        if not wrong:
            yield from _first_is_offered(value, at)

    return check


def offered(element: dict[str, Any]) -> list[dict[str, Any]]:
    """Every option of a menu, also those in groups."""
    groups = element.get("option_groups", [])
    return [*element.get("options", []), *(one for group in groups for one in group.get("options", []))]


def _first_is_offered(value: dict[str, Any], at: str) -> Iterator[str]:
    values = [one.get("value") for one in offered(value)]
    if len(set(values)) < len(values):
        yield complain("option values must be unique", at)
    first = value.get("initial_options") or [one for one in [value.get("initial_option")] if one]
    for one in first:
        if one not in offered(value):
            yield complain("the initial option is not one of the options", at)


def _ticks(kind: str, first: dict[str, Check]) -> Check:
    """Radio buttons and boxes: at most ten."""
    inner = of_type(
        kind,
        {"options": listed(TICK, most=10)},
        {"action_id": ID, "focus_on_load": truth, "confirm": CONFIRM, **first},
    )

    def check(value: Any, at: str) -> Iterator[str]:
        wrong = list(inner(value, at))
        yield from wrong or _first_is_offered(value, at)

    return check


BUTTON = of_type(
    "button",
    {"text": plain(75)},
    {
        "action_id": ID,
        "value": string(2000),
        "url": URL,
        "style": _STYLE,
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
)
OVERFLOW = of_type("overflow", {"options": listed(LINK_OPTION, most=5)}, {"action_id": ID, "confirm": CONFIRM})
IMAGE_ELEMENT = of_type("image", {"image_url": URL, "alt_text": string(2000)})
CHOOSERS: dict[str, Check] = {
    "static_select": _options_or_groups("static_select", _MENU, {"initial_option": OPTION}),
    "multi_static_select": _options_or_groups(
        "multi_static_select", _MANY, {"initial_options": listed(OPTION, most=100)}
    ),
    "users_select": of_type("users_select", {}, {**_MENU, "initial_user": _USER}),
    "multi_users_select": of_type("multi_users_select", {}, {**_MANY, "initial_users": listed(_USER, most=100)}),
    "radio_buttons": _ticks("radio_buttons", {"initial_option": TICK}),
    "checkboxes": _ticks("checkboxes", {"initial_options": listed(TICK, most=10)}),
    "datepicker": of_type("datepicker", {}, {**_MENU, "initial_date": day}),
    "timepicker": of_type("timepicker", {}, {**_MENU, "initial_time": CLOCK, "timezone": string(60)}),
}
_TYPED = {
    "action_id": ID,
    "placeholder": plain(150),
    "focus_on_load": truth,
    "dispatch_action_config": shaped(
        {}, {"trigger_actions_on": listed(one_of("on_enter_pressed", "on_character_entered"), most=2)}
    ),
}
FIELDS: dict[str, Check] = {
    **CHOOSERS,
    "plain_text_input": of_type(
        "plain_text_input",
        {},
        {
            **_TYPED,
            "initial_value": string(3000),
            "multiline": truth,
            "min_length": whole(0, 3000),
            "max_length": whole(1, 3000),
        },
    ),
    "number_input": of_type(
        "number_input",
        {"is_decimal_allowed": truth},
        {**_TYPED, "initial_value": string(30), "min_value": string(30), "max_value": string(30)},
    ),
    "email_text_input": of_type("email_text_input", {}, {**_TYPED, "initial_value": string(255)}),
}
"""What an input block may hold."""
PRESSED: dict[str, Check] = {"button": BUTTON, "overflow": OVERFLOW, **CHOOSERS}
"""What an actions block may hold."""

_ANY = {"block_id": ID}


def _section(value: Any, at: str) -> Iterator[str]:
    yield from of_type(
        "section",
        {},
        {
            **_ANY,
            "text": rich(3000),
            "fields": listed(rich(2000), most=10),
            "accessory": typed({**PRESSED, "image": IMAGE_ELEMENT}),
            "expand": truth,
        },
    )(value, at)
    if "text" not in value and "fields" not in value:
        yield complain("missing required field: text or fields", at)


def _table(value: Any, at: str) -> Iterator[str]:
    cell = typed(
        {
            "raw_text": of_type("raw_text", {"text": string(3000)}),
            "raw_number": of_type("raw_number", {"value": number}),
        }
    )
    column = shaped({}, {"align": one_of("left", "center", "right"), "is_wrapped": truth})
    rows = listed(listed(cell, most=20), most=100)
    settings = {"column_settings": listed(column, most=20)}
    wrong = list(of_type("table", {"rows": rows}, {**_ANY, **settings})(value, at))
    yield from wrong
    if not wrong and len({len(row) for row in value["rows"]}) > 1:
        yield complain("every row needs the same number of cells", f"{at}/rows")


def _series_chart(kind: str) -> Check:
    point = shaped({"label": string(20), "value": number})
    series = shaped({"name": string(20), "data": listed(point, most=20)})
    axes = shaped({"categories": listed(string(20), most=20)}, {"x_label": string(50), "y_label": string(50)})
    inner = of_type(kind, {"series": listed(series, most=6), "axis_config": axes})

    def check(value: Any, at: str) -> Iterator[str]:
        """Every series has its own name and one point for each category."""
        wrong = list(inner(value, at))
        yield from wrong
        if wrong:
            return
        names = [one["name"] for one in value["series"]]
        if len(set(names)) < len(names):
            yield complain("series names must be unique", f"{at}/series")
        for one in value["series"]:
            if sorted(point["label"] for point in one["data"]) != sorted(value["axis_config"]["categories"]):
                yield complain("data labels must match the categories", f"{at}/series")

    return check


_SEGMENT = shaped({"label": string(20), "value": number})
_CHART = typed(
    {
        **{kind: _series_chart(kind) for kind in ("bar", "line", "area")},
        "pie": of_type("pie", {"segments": listed(_SEGMENT, most=6)}),
    }
)
_CODE = of_type("rich_text_preformatted", {"elements": listed(of_type("text", {"text": string(3000)}), most=20)})
_LEVEL = one_of("default", "info", "warning", "error", "success")

_EVERYWHERE: dict[str, Check] = {
    "section": _section,
    "header": of_type("header", {"text": plain(150)}, _ANY),
    "divider": of_type("divider", {}, _ANY),
    "context": of_type(
        "context",
        {"elements": listed(typed({"plain_text": plain(3000), "mrkdwn": rich(3000), "image": IMAGE_ELEMENT}), most=10)},
        _ANY,
    ),
    "actions": of_type("actions", {"elements": listed(typed(PRESSED), most=25)}, _ANY),
    "input": of_type(
        "input",
        {"label": plain(2000), "element": typed(FIELDS)},
        {**_ANY, "hint": plain(2000), "optional": truth, "dispatch_action": truth},
    ),
    "image": of_type("image", {"image_url": URL, "alt_text": string(2000)}, {**_ANY, "title": plain(2000)}),
    "rich_text": of_type("rich_text", {"elements": listed(_CODE, most=20)}, _ANY),
}
SURFACES: dict[str, Check] = {
    "message": typed(
        {
            **_EVERYWHERE,
            "table": _table,
            "markdown": of_type("markdown", {"text": string(12000)}, _ANY),
            "data_visualization": of_type("data_visualization", {"title": string(50), "chart": _CHART}, _ANY),
        }
    ),
    "home": typed({**_EVERYWHERE, "table": _table}),
    "modal": typed({**_EVERYWHERE, "alert": of_type("alert", {"text": rich(3000)}, {**_ANY, "level": _LEVEL})}),
}
"""Which blocks stand where: no table in a modal, no chart outside a message, an alert in a modal only."""
