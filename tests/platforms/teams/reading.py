"""Adaptive Cards as a person reads them: the words without markup, buttons, and questions; pickers show names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.platforms.teams.fake.cards import actions, inputs, within
from tests.screen import Button, Page, Question

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Json = dict[str, Any]

OURS = "peersupport"
SHOWN = "shown"
"""Begins the id of a picker that is there to be read, not to be answered."""
_LINK = re.compile(r"\[((?:\\.|[^\]\\])*)\]\([^)]*\)")
_STRONG = re.compile(r"\*\*((?:\\.|[^*\\])+)\*\*")
_ESCAPED = re.compile(r"\\(.)")
_MISTAKE = "⚠️ "


@dataclass(frozen=True)
class Eyes:
    """Whoever reads: Teams' own picker shows them everybody's name, by object id."""

    names: Mapping[str, str]

    def page(self, card: Json, title: str = "") -> Page:
        """A message or a dialog as it is read; only a dialog has a title."""
        lines = [title, *(line for element in card["body"] for line in self._lines(element))]
        sends = [one for one in card.get("actions", []) if title and is_send(one)]
        pressed = [one for one in actions(card) if one not in sends and "data" in one]
        return Page(
            text="\n".join(line for line in lines if line),
            buttons=tuple(Button(one["title"], handle(one)) for one in pressed),
            questions=tuple(self._question(one) for one in inputs(card) if not one["id"].startswith(SHOWN)),
            send=Button(sends[0]["title"], handle(sends[0])) if sends else None,
        )

    def errors(self, card: Json) -> Iterator[tuple[str, str]]:
        """What has to be mended: each sentence stands above its question, or above all of them."""
        said: list[str] = []
        for element in card["body"]:
            text = element["items"][0].get("text", "") if element.get("style") == "attention" else ""
            if text.startswith(_MISTAKE):
                said.append(plain(text).removeprefix(_MISTAKE))
            else:
                yield from ((element.get("id", "").partition(".")[2], words) for words in said)
                said = []
        yield from (("", words) for words in said)

    def _lines(self, element: Json) -> Iterator[str]:
        """What an element says, one line a paragraph; AssertionError for a kind that nobody has read before."""
        kind = element["type"]
        if kind.startswith("Input."):
            yield from self._asked(element)
            return
        said = {
            "TextBlock": lambda one: [plain(one["text"])],
            "Container": lambda one: [line for inner in one["items"] for line in self._lines(inner)],
            "FactSet": lambda one: [plain(f"{fact['title']} {fact['value']}") for fact in one["facts"]],
            "Table": lambda one: [plain(inner["text"]) for inner in within(one) if inner["type"] == "TextBlock"],
            "Chart.VerticalBar": lambda one: [one["title"]],
            "Chart.VerticalBar.Grouped": lambda one: [one["title"]],
            "ActionSet": lambda one: [action["title"] for action in one["actions"]],
        }
        assert kind in said, f"nobody has said how {kind} is read"
        yield from said[kind](element)

    def _asked(self, element: Json) -> Iterator[str]:
        if element["id"].startswith(SHOWN) and element["type"] == "Input.Text":
            yield from (element["label"], *element["value"].splitlines())
            return
        if element["id"].startswith(SHOWN):
            yield f"{element['label']}: {self.names[element['value']]}"
            return
        yield element["label"]
        yield from (one["title"] for one in element.get("choices", ()))

    def _question(self, element: Json) -> Question:
        kind, _, name = element["id"].partition(".")
        choices = [(one["title"], one["value"]) for one in element.get("choices", ())]
        if "choices.data" in element:
            choices = [(name, person) for person, name in self.names.items()]
        given = element.get("value", "")
        several = given.split(",") if element.get("isMultiSelect") else [given]
        return Question(name, element["label"], kind, tuple(choices), tuple(one for one in several if one))


def plain(text: str) -> str:
    """A text without its Markdown."""
    return _ESCAPED.sub(r"\1", _STRONG.sub(r"\1", _LINK.sub(r"\1", text)))


def is_send(action: Json) -> bool:
    """Whether this button takes what the fields hold along."""
    return action["type"] == "Action.Submit" and action.get("associatedInputs") != "none"


def handle(action: Json) -> str:
    """What tells a button from any other."""
    ours = action["data"][OURS]
    return ours.get("token", f"do {ours['do']}")


def with_handle(action: Json, invented: str) -> Json:
    """The same button as nobody was ever shown it."""
    data = action["data"]
    return {**action, "data": {**data, OURS: {**data[OURS], "do": "press", "token": invented}}}
