"""Every card and dialog, parsed by Microsoft's own library for the version that it declares.

What Teams adds to that version stays outside: the people picker's ``choices.data`` and the charts, which Microsoft's
models in ``oracle.py`` know. Beneath a chart, what stands in for it is parsed.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests import npm
from tests.platforms.teams.every import every
from tests.platforms.teams.oracle import elements, wrong

CARDS = Path(__file__).parent / "cards"
PEOPLE = {"type": "Data.Query", "dataset": "graph.microsoft.com/users"}

pytestmark = pytest.mark.timeout(400)


def judged(cards: dict[str, dict[str, Any]]) -> dict[str, list[str]]:
    """What ``adaptivecards`` says of them, by their names; nothing of those that are as they should be."""
    command = [npm.node(), str(CARDS / "judge.cjs")]
    asked = json.dumps({name: standard(card) for name, card in cards.items()})
    folder = npm.installed(CARDS)
    done = subprocess.run(command, cwd=folder, input=asked, capture_output=True, text=True, timeout=120, check=True)
    return json.loads(done.stdout)


def standard(node: Any) -> Any:
    """The same without what only Teams has."""
    if isinstance(node, list):
        return [standard(one) for one in node if not is_chart(one)]
    if not isinstance(node, dict):
        return node
    whole = {name: standard(one) for name, one in node.items()}
    if whole.get("choices.data") == PEOPLE and not whole["choices"]:
        del whole["choices.data"]
        whole["choices"] = [{"title": "Somebody of the organisation", "value": "1"}]
    return whole


def is_chart(node: Any) -> bool:
    return isinstance(node, dict) and str(node.get("type")).startswith("Chart.") and node.get("fallback") == "drop"


@pytest.mark.parametrize("locale", ["en", "fr"])
def test_microsofts_library_has_nothing_to_say_about_any_card(locale: str):
    cards = {shown.name: shown.card for shown in every(locale)}
    assert len(cards) > 100
    assert judged(cards) == {}


@pytest.mark.parametrize("locale", ["en", "fr"])
def test_microsofts_models_take_what_the_adapter_shows_by_itself(locale: str):
    for shown in every(locale):
        assert not list(wrong(shown.card)), shown.name


def test_every_card_declares_the_version_that_telephones_show():
    assert {shown.card["version"] for shown in every("en")} == {"1.5"}


def test_no_card_has_more_buttons_in_a_row_than_teams_shows():
    for shown in every("en"):
        rows = [one["actions"] for one in elements(shown.card) if "actions" in one]
        assert all(len(row) <= 6 for row in rows), shown.name


def of(version: str, *body: dict[str, Any]) -> dict[str, Any]:
    return {"type": "AdaptiveCard", "version": version, "body": list(body)}


QUESTION = {"type": "Input.Text", "id": "a", "label": "A"}
BROKEN = {
    "unknown element": of("1.5", {"type": "TextBlok", "text": "x"}),
    "unknown value": of("1.5", {"type": "TextBlock", "text": "x", "color": "Purple"}),
    "newer than declared": of("1.2", {"type": "Table", "columns": [], "rows": []}),
    "required without a word for it": of("1.5", {**QUESTION, "isRequired": True}),
    "no question at all": of("1.5", {"type": "Input.ChoiceSet", "id": "a", "choices": []}),
    "an answer from elsewhere": of("1.5", {"type": "Input.ChoiceSet", "id": "a", "choices.data": {"type": "Data.Q"}}),
    "two with one id": of("1.5", QUESTION, QUESTION),
}


def test_what_is_wrong_is_found():
    """A check that lets everything pass would never be noticed."""
    assert judged(BROKEN).keys() == BROKEN.keys()
    assert judged({"right": of("1.5", QUESTION)}) == {}
