"""Tables and charts: Teams' own elements in a message or dialog, lines of text wherever there is no room for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.teams.markup import Json, cut, escape, strong
from adapters.teams.markup import lines as text_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.teams.reader import Reader
    from bot.ui import Chart, Table

POINTS, SERIES, NAME = 20, 6, 40
"""Bars, colours, and characters of a label in a chart."""
LINE, CELL = 45, 24
"""Letters of a line on a narrow telephone, and of a cell that is not broken into lines where there is room."""


def table(item: Table, reader: Reader) -> list[Json]:
    """A table; what can't show one shows its lines instead."""
    if not item.rows:
        return []
    shown = [[reader.say(cell) for cell in row] for row in (item.head, *item.rows)]
    widths = _widths(shown)
    if sum(widths) > LINE:
        return plain(item, reader)
    return [
        {
            "type": "Table",
            "columns": [{"width": width} for width in widths],
            "firstRowAsHeaders": True,
            "showGridLines": False,
            "rows": [_row(row, head=not place) for place, row in enumerate(shown)],
            "fallback": {"type": "Container", "items": plain(item, reader)},
        }
    ]


def plain(item: Table, reader: Reader) -> list[Json]:
    """One line a row."""
    return [block for line in lines(item, reader) for block in text_blocks(line)]


def lines(item: Table, reader: Reader) -> Iterator[str]:
    """The first cell stands out, the others say what they are."""
    heads = [escape(reader.say(words)) for words in item.head]
    rows = [[reader.say(words) for words in row] for row in item.rows]
    if all(len(row) > 1 and any(sign.isalpha() for sign in row[1]) for row in rows):
        heads[1:2] = [""]  # words in every row say themselves what they are; a number needs its head
    for first, *others in rows:
        cells = [(head, escape(cell)) for head, cell in zip(heads[1:], others, strict=True) if cell]
        told = [f"{head}: {cell}" if head else cell for head, cell in cells]
        yield f"{strong(first)}  {' · '.join(told)}".rstrip()


def chart(item: Chart, reader: Reader) -> list[Json]:
    """Bars, dropped by whatever can't draw them: the table beneath has the same figures."""
    labels = [cut(reader.say(words), NAME) for words in item.labels]
    names = [cut(reader.say(words), NAME) for words, _ in item.series]
    if not 0 < len(labels) <= POINTS or not 0 < len(names) <= SERIES:
        return []
    series = [
        {"legend": name, "values": [{"x": label, "y": value} for label, value in zip(labels, values, strict=True)]}
        for name, (_, values) in zip(names, item.series, strict=True)
    ]
    drawn: Json = {"title": reader.say(item.title), "fallback": "drop"}
    if len(series) == 1:
        return [{"type": "Chart.VerticalBar", "data": series[0]["values"], **drawn}]
    return [{"type": "Chart.VerticalBar.Grouped", "data": series, **drawn}]


def _widths(shown: list[list[str]]) -> list[int]:
    """The share of each column in letters: no word is broken, and what is left over goes where cells are long.

    Together more than LINE if the words themselves need more.
    """
    columns = list(zip(*shown, strict=True))
    least = [max(_head(head), *map(_longest_word, cells)) + 2 for head, *cells in columns]
    more = [max(0, min(CELL, max(map(len, cells))) + 2 - width) for cells, width in zip(columns, least, strict=True)]
    share = min(1, max(0, LINE - sum(least)) / (sum(more) or 1))
    return [width + int(share * extra) for width, extra in zip(least, more, strict=True)]


def _longest_word(cell: str) -> int:
    return max(map(len, cell.split()), default=0)


def _head(cell: str) -> int:
    """Bold letters are wider."""
    return _longest_word(cell) * 5 // 4


def _row(cells: list[str], *, head: bool) -> Json:
    looks: Json = {"weight": "Bolder"} if head else {}
    return {
        "type": "TableRow",
        "cells": [
            {"type": "TableCell", "items": [{"type": "TextBlock", "text": escape(cell) or "–", "wrap": True, **looks}]}
            for cell in cells
        ],
    }
