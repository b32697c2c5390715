"""The life of a case as a page: a diagram and a table, drawn from the moves that are allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.moves import MOVES, Step

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.domain.moves import Move

_HEAD = """\
# The steps of a case

Drawn from `MOVES` in `bot/domain/moves.py` and the law in `bot/conversation/law.py`, which says what causes a move and
who may; `PEERSUPPORT_UPDATE=1 pytest tests/engine/test_diagram.py` draws it again.
A pair of step and move that is not here is a late, foreign or mistaken press: it changes nothing and is answered from
the present state.
"""


def draw(causes: Mapping[Move, Sequence[str]]) -> str:
    """Markdown with a Mermaid state diagram of the moves that change the step, and tables of all moves.

    ``causes``: the events of each move.
    """
    return "\n".join([_HEAD, "```mermaid", *_diagram(), "```", "", *_table(), "", *_causes(causes), ""])


def _diagram() -> Iterator[str]:
    yield "stateDiagram-v2"
    yield f"    [*] --> {Step.SUGGESTED}"
    for (here, there), moves in _changes().items():
        yield f"    {here} --> {there}: {', '.join(moves)}"
    yield f"    {Step.PURGED} --> [*]"


def _changes() -> dict[tuple[Step, Step], list[str]]:
    """The moves by the change of step they may bring, in the table's own order."""
    changes: dict[tuple[Step, Step], list[str]] = {}
    arrows = ((here, there, move) for here, moves in MOVES.items() for move in moves for there in Step)
    for here, there, move in arrows:
        if there is not here and there in MOVES[here][move]:
            changes.setdefault((here, there), []).append(move)
    return changes


def _table() -> Iterator[str]:
    yield "| step | move | leads to |"
    yield "|---|---|---|"
    for here, moves in MOVES.items():
        for move, targets in moves.items():
            there = ("stays" if step is here else step.value for step in Step if step in targets)
            yield f"| {here} | {move} | {', '.join(there)} |"


def _causes(causes: Mapping[Move, Sequence[str]]) -> Iterator[str]:
    yield "| move | caused by |"
    yield "|---|---|"
    for move, events in causes.items():
        yield f"| {move} | {', '.join(events)} |"
