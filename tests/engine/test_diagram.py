"""The page about the life of a case is the table in the code, drawn."""

from __future__ import annotations

import os
from pathlib import Path

from bot.domain.case import Step
from bot.domain.diagram import draw
from bot.domain.moves import MOVES

PAGE = Path(__file__).parents[2] / "docs" / "case-states.md"


def test_the_page_is_drawn_from_the_table_as_it_is():
    """With PEERSUPPORT_UPDATE=1 the page is drawn again."""
    if os.environ.get("PEERSUPPORT_UPDATE"):
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(draw(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == draw()


def test_every_allowed_move_has_its_row():
    rows = [line for line in draw().splitlines() if line.startswith("| ")][1:]
    assert len(rows) == sum(len(moves) for moves in MOVES.values())


def test_every_step_can_be_reached_and_left():
    """Only a purged case goes nowhere."""
    arrows = [line.strip().split(":")[0].split(" --> ") for line in draw().splitlines() if "-->" in line]
    assert {here for here, _ in arrows} - {"[*]"} == set(Step)
    assert {there for _, there in arrows} - {"[*]"} == set(Step)
