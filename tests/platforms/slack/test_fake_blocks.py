"""The fake Slack's strictness: what its own validators and documentation refuse, each with Slack's words."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from tests.platforms.slack.fake.surfaces import wrong_blocks, wrong_metadata, wrong_view
from tests.platforms.slack.sample import ACTIONS, BUTTON, asks, home, modal

Json = dict[str, Any]


def plain(text: str = "x") -> Json:
    return {"type": "plain_text", "text": text}


def option(value: str = "1", **more: Any) -> Json:
    return {"text": plain(), "value": value, **more}


def select(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "one", "options": [option()], **more}


def asking(element: Json) -> Json:
    return {"type": "input", "label": plain(), "element": element}


def pressing(**more: Any) -> Json:
    return {"type": "actions", "elements": [{**BUTTON, **more}]}


def chart(*labels: str, series: int = 1, **more: Any) -> Json:
    data = [{"label": one, "value": 1} for one in ("Mon", "Tue")]
    told = {
        "type": "bar",
        "series": [{"name": f"s{number}", "data": data} for number in range(series)],
        "axis_config": {"categories": list(labels or ("Mon", "Tue"))},
    }
    return {"type": "data_visualization", "title": "Chart", "chart": told, **more}


def table(*widths: int) -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * width for width in widths]}


SECTION = {"type": "section", "text": plain()}
FINE: list[tuple[Json, str]] = [
    (SECTION, "message"),
    (ACTIONS, "home"),
    (asks(), "modal"),
    (asking(select(initial_option=option())), "modal"),
    (chart(), "message"),
    (table(2, 2), "message"),
    (table(2, 2), "home"),
    ({"type": "alert", "text": plain(), "level": "warning"}, "modal"),
]


@pytest.mark.parametrize(("block", "surface"), FINE)
def test_what_is_documented_passes(block: Json, surface: str) -> None:
    assert list(wrong_blocks([block], surface)) == []


REFUSED: list[tuple[Json, str, str]] = [
    ({"type": "section"}, "message", "missing required field: text or fields"),
    ({**SECTION, "colour": "red"}, "message", "invalid additional property: colour"),
    ({"type": "section", "text": "x"}, "message", "unsupported type"),
    ({"type": "section", "text": plain("x" * 3001)}, "message", "less than 3001 characters"),
    ({"type": "section", "text": plain("")}, "message", "more than 0 characters"),
    ({"type": "section", "fields": [plain()] * 11}, "message", "no more than 10 items"),
    ({"type": "header", "text": plain("x" * 151)}, "message", "less than 151 characters"),
    ({"type": "header", "text": {"type": "mrkdwn", "text": "x"}}, "message", "valid enum value: plain_text"),
    ({"type": "actions", "elements": []}, "message", "no fewer than 1 items"),
    ({"type": "actions", "elements": [{**BUTTON, "action_id": str(n)} for n in range(26)]}, "message", "more than 25"),
    ({"type": "actions", "elements": [BUTTON, BUTTON]}, "message", "duplicate action_id"),
    (pressing(text=plain("x" * 76)), "message", "[json-pointer:/blocks/0/elements/0/text/text]"),
    (pressing(value="x" * 2001), "message", "less than 2001 characters"),
    (pressing(style="plain"), "message", "valid enum value: primary, danger"),
    (asking(select(options=[option(str(n)) for n in range(101)])), "modal", "no more than 100 items"),
    (asking(select(options=[option(), option()])), "modal", "option values must be unique"),
    (asking(select(initial_option=option("2"))), "modal", "initial option is not one of"),
    (asking(select(option_groups=[])), "modal", "exactly one of options and option_groups"),
    (asking(select(options=[option(text=plain("x" * 76))])), "modal", "less than 76 characters"),
    (asking({"type": "radio_buttons", "options": [option(str(n)) for n in range(11)]}), "modal", "more than 10"),
    (asking({"type": "datepicker", "initial_date": "1 May"}), "modal", "form YYYY-MM-DD"),
    (asking({"type": "timepicker", "initial_time": "24:00"}), "modal", "failed to match"),
    (asking({"type": "button"}), "modal", "unsupported type: button"),
    (asking({"type": "plain_text_input", "max_length": 3001}), "modal", "whole number from 1 to 3000"),
    (asking(select(options=["one"])), "modal", "must provide an object"),
    ({"type": "table", "rows": ["one"]}, "message", "must be an array"),
    ({"type": "carousel"}, "message", "unsupported type: carousel"),
    (table(2, 2), "modal", "unsupported type: table"),
    (table(2, 1), "message", "same number of cells"),
    (table(*[1] * 101), "message", "no more than 100 items"),
    (chart(), "home", "unsupported type: data_visualization"),
    (chart("Mon"), "message", "data labels must match the categories"),
    (chart(series=7), "message", "no more than 6 items"),
    (chart(title="x" * 51), "message", "less than 51 characters"),
    ({"type": "alert", "text": plain()}, "message", "unsupported type: alert"),
]


@pytest.mark.parametrize(("block", "surface", "words"), REFUSED)
def test_what_is_not_is_refused_in_slacks_words(block: Json, surface: str, words: str) -> None:
    wrong = list(wrong_blocks([block], surface))
    assert any(words in one for one in wrong), wrong


@pytest.mark.parametrize(
    ("blocks", "surface", "words"),
    [
        ([SECTION] * 51, "message", "no more than 50 items"),
        ([SECTION] * 101, "modal", "no more than 100 items"),
        ([ACTIONS, ACTIONS], "message", "duplicate block_id"),
        ([chart()] * 3, "message", "no more than 2 blocks of type data_visualization"),
        ([table(1)] * 2, "message", "no more than 1 blocks of type table"),
    ],
)
def test_what_stands_together_is_counted(blocks: list[Json], surface: str, words: str) -> None:
    assert any(words in one for one in wrong_blocks(blocks, surface))


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ({**modal(), "title": plain("x" * 25)}, "less than 25 characters"),
        ({**modal(), "private_metadata": "x" * 3001}, "less than 3001 characters"),
        ({name: value for name, value in modal().items() if name != "submit"}, "missing required field: submit"),
        ({**modal(), "text": "x"}, "invalid additional property: text"),
        (modal(*[{"type": "section", "text": plain("x" * 3000)}] * 90), "view is too large"),
    ],
)
def test_a_view_that_slack_would_refuse(view: Json, words: str) -> None:
    assert any(words in one for one in wrong_view(view, "modal"))


def test_views_that_are_fine() -> None:
    assert list(wrong_view(modal(), "modal")) == []
    assert list(wrong_view(home(), "home")) == []


@pytest.mark.parametrize(
    "metadata",
    [
        "text",
        {"event_type": "sent"},
        {"event_type": "sent", "event_payload": {"deep": {"er": 1}}},
        {"event_type": "sent", "event_payload": {"much": "x" * 16_000}},
    ],
)
def test_metadata_that_slack_would_refuse(metadata: object) -> None:
    assert list(wrong_metadata(metadata))


@pytest.mark.parametrize(("block", "surface"), FINE[:4])
def test_slacks_own_models_agree_with_what_passes(block: Json, surface: str) -> None:
    """An independent oracle for the most usual blocks."""
    parsed = Block.parse(block)
    assert parsed is not None
    parsed.validate_json()


def test_slacks_own_models_agree_with_a_whole_form() -> None:
    View(**modal()).validate_json()
