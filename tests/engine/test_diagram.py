"""The page about the life of a case is the table in the code, drawn."""

from __future__ import annotations

from pathlib import Path

from bot.domain.case import Step
from bot.domain.diagram import draw
from bot.domain.moves import MOVES
from tests import golden
from tests.engine.law_page import causes

PAGE = Path(__file__).parents[2] / "docs" / "case-states.md"


def test_the_page_is_drawn_from_the_table_as_it_is():
    golden.check(PAGE, draw(causes()))


def test_every_allowed_move_has_its_row():
    rows = [line for line in draw(causes()).splitlines() if line.startswith("| ")][1:]
    moves = sum(len(moves) for moves in MOVES.values())
    assert len(rows) == moves + 1 + len({move for allowed in MOVES.values() for move in allowed})


def test_every_step_can_be_reached_and_left():
    """Only a purged case goes nowhere."""
    arrows = [line.strip().split(":")[0].split(" --> ") for line in draw(causes()).splitlines() if "-->" in line]
    assert {here for here, _ in arrows} - {"[*]"} == set(Step)
    assert {there for _, there in arrows} - {"[*]"} == set(Step)
