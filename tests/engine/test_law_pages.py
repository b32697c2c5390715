"""The page about how a step is made is the law, drawn; and what was tried of rights is what the law says."""

from __future__ import annotations

from pathlib import Path

from bot.conversation import actions
from bot.conversation.law import LAW
from tests import golden
from tests.engine.law_page import draw

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "how-a-step-is-made.md"


def test_the_page_is_drawn_from_the_law_as_it_is():
    golden.check(PAGE, draw())


def test_every_event_and_every_button_has_its_line():
    lines = draw().splitlines()
    for name in (*(one.__name__ for one in LAW), *actions.ROWS):
        assert len([line for line in lines if line.startswith(f"| `{name}` |")]) == 1, name
