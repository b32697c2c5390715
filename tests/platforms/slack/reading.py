"""Block Kit as a person reads it: the words without markup, mentions as names, buttons, and questions."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.platforms.slack.fake.blocks import offered
from tests.screen import Button, Page, Question

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Json = dict[str, Any]

_TOKEN = re.compile(r"<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>")
_MARK = re.compile(r"(?<![\w*_~])([*_~])(?=\S)(.+?)(?<=\S)\1(?![\w*_~])")
_PEOPLE = frozenset({"users_select", "multi_users_select"})


@dataclass(frozen=True)
class Eyes:
    """Whoever reads: Slack shows them everybody's name, by user id."""

    names: Mapping[str, str]

    def words(self, text: Json) -> str:
        """A text object without its markup."""
        return self.marked(text["text"]) if text["type"] == "mrkdwn" else str(text["text"])

    def marked(self, text: str) -> str:
        """mrkdwn as it is read."""
        bare = "\n".join(line.removeprefix("> ").removeprefix("&gt; ") for line in text.splitlines())
        plain = _TOKEN.sub(self._token, bare)
        return html.unescape(_MARK.sub(r"\2", _MARK.sub(r"\2", plain)))

    def _token(self, found: re.Match[str]) -> str:
        kind, target, label = found.groups()
        if kind == "@":
            return self.names[target]
        assert not kind, f"nothing here may call a channel: {found[0]}"
        return label or target

    def page(self, view: Json) -> Page:
        """A message, a home or a modal as it is read."""
        title = [view["title"]["text"]] if view.get("title") else []
        lines = [*title, *(line for block in view["blocks"] for line in self._lines(block))]
        submit = view.get("submit")
        return Page(
            text="\n".join(line for line in lines if line),
            buttons=tuple(self.buttons(view)),
            questions=tuple(self._question(one) for one in view["blocks"] if one["type"] == "input"),
            send=Button(submit["text"], view["private_metadata"]) if submit else None,
        )

    def buttons(self, view: Json) -> Iterator[Button]:
        """Whatever can be pressed: the handle is what its value says."""
        for _, element in pressable(view):
            yield Button(element["text"]["text"], element.get("value", element["action_id"]))

    def _lines(self, block: Json) -> Iterator[str]:
        """What a block says, one line a paragraph; AssertionError for a kind that nobody has read before."""
        said = {
            "section": self._section,
            "header": lambda one: [self.words(one["text"])],
            "alert": lambda one: [self.words(one["text"])],
            "context": lambda one: [self.words(part) for part in one["elements"] if part["type"] != "image"],
            "table": lambda one: [str(cell.get("text", cell.get("value"))) for row in one["rows"] for cell in row],
            "data_visualization": lambda one: [one["title"]],
            "actions": lambda one: [part["text"]["text"] for part in one["elements"] if part["type"] == "button"],
            "input": self._asked,
            "rich_text": lambda one: [piece["text"] for part in one["elements"] for piece in part["elements"]],
            "divider": lambda _: [],
        }
        assert block["type"] in said, f"nobody has said how {block['type']} is read"
        yield from said[block["type"]](block)

    def _section(self, block: Json) -> Iterator[str]:
        yield from (self.words(one) for one in [block.get("text")] if one)
        yield from (self.words(one).replace("\n", " ") for one in block.get("fields", []))

    def _asked(self, block: Json) -> Iterator[str]:
        yield self.words(block["label"])
        yield from (self.words(one["text"]) for one in offered(block["element"]))
        if "hint" in block:
            yield self.words(block["hint"])

    def _question(self, block: Json) -> Question:
        element = block["element"]
        choices = [(self.words(one["text"]), one["value"]) for one in offered(element)]
        if element["type"] in _PEOPLE:
            choices = [(name, user) for user, name in self.names.items()]
        return Question(
            name=block["block_id"],
            label=self.words(block["label"]),
            kind=element["action_id"],
            choices=tuple(choices),
            given=tuple(_given(element)),
        )


def pressable(view: Json) -> Iterator[tuple[Json, Json]]:
    """Every button with the block that it stands in."""
    for block in view["blocks"]:
        inner = [*block.get("elements", []), block.get("accessory")]
        for element in inner:
            if isinstance(element, dict) and element.get("type") == "button":
                yield block, element


def _given(element: Json) -> Iterator[str]:
    """What a field begins with."""
    for name in ("initial_value", "initial_user", "initial_date", "initial_time"):
        if name in element:
            yield element[name]
    yield from element.get("initial_users", [])
    first = [element["initial_option"]] if "initial_option" in element else []
    yield from (one["value"] for one in (*first, *element.get("initial_options", [])))
