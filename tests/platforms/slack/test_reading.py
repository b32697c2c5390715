"""What a person reads of Block Kit: names for mentions, words for links, and no markup."""

from __future__ import annotations

import pytest

from tests.platforms.slack.reading import Eyes
from tests.platforms.slack.sample import ACTIONS, asks, modal

EYES = Eyes({"U0ANA": "Ana Duarte"})


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Hello <@U0ANA>.", "Hello Ana Duarte."),
        ("<tel:988|Call 988> or <https://example.org|read>", "Call 988 or read"),
        ("*Take care.* _Please._ 2 * 3 * 4", "Take care. Please. 2 * 3 * 4"),
        ("> *One*\n> two", "One\ntwo"),
        ("R&amp;D &lt;@U0ANA&gt;", "R&D <@U0ANA>"),
    ],
)
def test_markup_is_not_read(text: str, read: str) -> None:
    assert EYES.marked(text) == read


def test_nobody_is_called_together() -> None:
    with pytest.raises(AssertionError, match="call a channel"):
        EYES.marked("<!channel> now")


def test_a_form_is_read_with_its_questions_and_its_buttons() -> None:
    page = EYES.page(modal(asks(), ACTIONS, private_metadata="sealed"))
    assert page.text.splitlines() == ["Form", "Your name", "Go"]
    assert [(one.name, one.kind) for one in page.questions] == [("name", "text")]
    assert ([one.handle for one in page.buttons], page.send and page.send.handle) == (["1"], "sealed")


def test_somebody_is_picked_by_the_name_that_slack_shows() -> None:
    element = {"type": "users_select", "action_id": "person", "initial_user": "U0ANA"}
    [question] = EYES.page(modal({**asks("who"), "element": element}, private_metadata="sealed")).questions
    assert (question.value("Ana"), question.given) == ("U0ANA", ("U0ANA",))
