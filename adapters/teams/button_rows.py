"""Lays out buttons in rows: as wide as a telephone shows whole, one of a card highlighted."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adapters.teams.markup import Json

WIDE, LETTER, AROUND = 326, 8, 34
"""Pixels: what a card on a narrow telephone has inside, a letter of a label, and what stands around a label.

Teams sets the buttons of one row side by side and cuts every label where they don't fit: "I'd l…", "Sugg…".
"""
MOST = 6
"""Buttons that Teams shows in a row; the others would be in a menu."""


def of_buttons(buttons: Sequence[Json]) -> list[Json]:
    """The buttons in their order, in as few rows as show every label whole."""
    shown: list[Json] = [{"type": "ActionSet", "actions": row} for row in _rows(buttons)]
    return [*shown[:1], *({**row, "spacing": "Small"} for row in shown[1:])]


def _rows(buttons: Sequence[Json]) -> Iterator[list[Json]]:
    row: list[Json] = []
    room = WIDE
    for one in buttons:
        needed = AROUND + LETTER * len(str(one["title"]))
        if row and (needed > room or len(row) == MOST):
            yield row
            row, room = [], WIDE
        row.append(one)
        room -= needed
    if row:
        yield row


def one_first(body: Sequence[Json], *, chosen: bool) -> None:
    """Leaves one button of a card in the colour that says "this first"; none if it is ``chosen`` elsewhere."""
    buttons = [button for one in body for button in cast("list[Json]", one.get("actions", []))]
    standing_out = [button for button in buttons if button.get("style") == "positive"]
    for button in standing_out if chosen else standing_out[1:]:
        del button["style"]
