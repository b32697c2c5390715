"""Draws a chart as a small SVG of lying bars; the table beneath it, not the drawing, carries the figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.web.markup import Html, element, join

if TYPE_CHECKING:
    from adapters.web.render import Reader
    from bot.ui import Chart

_WIDTH, _LABEL, _NUMBER, _BAR, _GAP = 320, 96, 30, 12, 10
_LABEL_LETTERS = 15
_SHADES = 3


def draw(chart: Chart, reader: Reader) -> Html:
    """The chart with its title and, when there are several series, their legend."""
    title = reader.say(chart.title)
    names = [reader.say(name) for name, _ in chart.series]
    legend = [element("span", name, class_=f"key shade-{at % _SHADES}") for at, name in enumerate(names)]
    return element(
        "figure",
        element("figcaption", title),
        element("p", *legend, class_="legend") if len(names) > 1 else "",
        _bars(chart, reader, title=title),
        class_="chart",
    )


def _bars(chart: Chart, reader: Reader, *, title: str) -> Html:
    most = max((count for _, counts in chart.series for count in counts), default=0) or 1
    band = _BAR * max(len(chart.series), 1) + _GAP
    groups = [_group(chart, reader, row, most=most, top=row * band) for row in range(len(chart.labels))]
    return element(
        "svg", *groups, viewBox=f"0 0 {_WIDTH} {max(len(chart.labels), 1) * band}", role="img", aria_label=title
    )


def _group(chart: Chart, reader: Reader, row: int, *, most: int, top: int) -> Html:
    label = reader.say(chart.labels[row])
    short = label if len(label) <= _LABEL_LETTERS else label[: _LABEL_LETTERS - 1] + "…"
    middle = top + _BAR * len(chart.series) / 2
    counts = [counts[row] for _, counts in chart.series]
    bars = [_bar(count, most=most, top=top + at * _BAR, shade=at % _SHADES) for at, count in enumerate(counts)]
    text = element("text", element("title", label), short, x=_LABEL - 8, y=f"{middle:g}", dy=4, text_anchor="end")
    return element("g", text, *bars)


def _bar(count: int, *, most: int, top: int, shade: int) -> Html:
    length = max(count, 0) * (_WIDTH - _LABEL - _NUMBER) / most
    rectangle = element(
        "rect", x=_LABEL, y=top + 1, width=f"{length:.1f}", height=_BAR - 2, rx=3, class_=f"shade-{shade}"
    )
    number = element("text", str(count), x=f"{_LABEL + length + 6:.1f}", y=top + _BAR - 2, class_="number")
    return join(rectangle, number)
