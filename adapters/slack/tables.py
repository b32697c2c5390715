"""Tables and charts: Slack's own blocks in a message, lines of text wherever they can't stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.slack.markup import Json, cut, escape, strong
from bot.ui import Chart, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adapters.slack.reader import Reader
    from bot.ui import Block

ROWS, CELLS, CHARACTERS = 100, 20, 9_000
"""What one table block takes, the head counted; a message has one table at most."""
CHARTS, TITLE, NAME, SERIES, POINTS = 2, 50, 20, 6, 20
"""What a chart block takes, and how many of them a message."""


def rich(items: Sequence[Block], reader: Reader) -> dict[int, Json]:
    """Slack's own blocks by the place of what they show: the longest table that fits, and the first charts."""
    charts = {at: drawn for at, item in enumerate(items) if isinstance(item, Chart) and (drawn := _chart(item, reader))}
    tables = {at: drawn for at, item in enumerate(items) if isinstance(item, Table) and (drawn := _table(item, reader))}
    sizes = {at: len(item.rows) for at, item in enumerate(items) if isinstance(item, Table)}
    longest = max(tables, key=sizes.__getitem__, default=None)
    return dict([*charts.items()][:CHARTS]) | ({} if longest is None else {longest: tables[longest]})


def lines(item: Table, reader: Reader) -> Iterator[str]:
    """One line a row: the first cell stands out, the others say what they are."""
    heads = [escape(reader.say(words)) for words in item.head]
    rows = [[reader.say(words) for words in row] for row in item.rows]
    heads[1:2] = [""] if speaks_for_itself(rows) else heads[1:2]
    for first, *others in rows:
        cells = [(head, escape(cell)) for head, cell in zip(heads[1:], others, strict=True) if cell]
        told = [f"{head}: {cell}" if head else cell for head, cell in cells]
        yield f"{strong(first)}  {' · '.join(told)}".rstrip()


def speaks_for_itself(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the second column holds words in every row, no bare number: nobody needs its head before each."""
    return all(len(row) > 1 and any(sign.isalpha() for sign in row[1]) for row in rows)


def _table(item: Table, reader: Reader) -> Json | None:
    rows = [[reader.say(words) for words in row] for row in (item.head, *item.rows)]
    size = sum(len(cell) for row in rows for cell in row)
    if not item.rows or len(rows) > ROWS or len(item.head) > CELLS or size > CHARACTERS:
        return None
    return {"type": "table", "rows": [[{"type": "raw_text", "text": cell or "–"} for cell in row] for row in rows]}


def _chart(item: Chart, reader: Reader) -> Json | None:
    """Bars; None if Slack would refuse them, for the table beneath has the same figures."""
    labels = [cut(reader.say(words), NAME) for words in item.labels]
    names = [cut(reader.say(words), NAME) for words, _ in item.series]
    fits = 0 < len(labels) <= POINTS and 0 < len(names) <= SERIES
    if not fits or len(set(labels)) < len(labels) or len(set(names)) < len(names):
        return None
    series = [
        {"name": name, "data": [{"label": label, "value": value} for label, value in zip(labels, values, strict=True)]}
        for name, (_, values) in zip(names, item.series, strict=True)
    ]
    chart = {"type": "bar", "series": series, "axis_config": {"categories": labels}}
    return {"type": "data_visualization", "title": cut(reader.say(item.title), TITLE), "chart": chart}
