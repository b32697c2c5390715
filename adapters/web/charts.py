"""Draws a chart as a small SVG of lying bars; the table beneath it, not the drawing, carries the figures."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from adapters.web.markup import Html, element, join

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.web.reader import Reader
    from bot.ui import Chart

_WIDTH, _LABEL, _NUMBER, _BAR, _GAP = 320, 96, 30, 12, 10
_LABEL_LETTERS = 15
_SHADES = 3
_KEY = 36  # width of a key of the legend
_WAYS = 4  # rising, falling, upright and crossed strokes; then the same again, further apart
_NEAR = 4  # between the closest strokes


def draw(chart: Chart, reader: Reader) -> Html:
    """The chart with its title and, when there are several series, their legend."""
    title = reader.say(chart.title)
    names = [reader.say(name) for name, _ in chart.series]
    legend = [element("span", _key(at), name, class_="key") for at, name in enumerate(names)]
    return element(
        "figure",
        element("figcaption", title),
        element("p", *legend, class_="legend") if len(names) > 1 else "",
        _bars(chart, reader, title=title),
        class_="chart",
    )


def _key(series: int) -> Html:
    """A short bar as the series has it."""
    bar = _bar_shape(series, left=0, top=0, width=_KEY)
    return element("svg", bar, viewBox=f"0 0 {_KEY} {_BAR}", width=_KEY, height=_BAR, aria_hidden="true")


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
    bars = [_bar(count, most=most, top=top + at * _BAR, series=at) for at, count in enumerate(counts)]
    text = element("text", element("title", label), short, x=_LABEL - 8, y=f"{middle:g}", dy=4, text_anchor="end")
    return element("g", text, *bars)


def _bar(value: int, *, most: int, top: int, series: int) -> Html:
    length = max(value, 0) * (_WIDTH - _LABEL - _NUMBER) / most
    number = element("text", str(value), x=f"{_LABEL + length + 6:.1f}", y=top + _BAR - 2, class_="number")
    return join(_bar_shape(series, left=_LABEL, top=top, width=length), number)


def _bar_shape(series: int, *, left: int, top: int, width: float) -> Html:
    """A bar in the colour and the pattern of its series: colours come again, patterns never."""
    height = _BAR - 2
    bar = element(
        "rect", x=left, y=top + 1, width=f"{width:.1f}", height=height, rx=3, class_=f"shade-{series % _SHADES}"
    )
    strokes = "".join(_strokes(series, left=left, top=top + 1, width=width))
    return join(bar, element("path", d=strokes, class_="strokes") if strokes else "")


def _strokes(series: int, *, left: float, top: int, width: float) -> Iterator[str]:
    """The pattern as lines across the bar; the first series has none."""
    if series == 0:
        return
    way, more = (series - 1) % _WAYS, (series - 1) // _WAYS
    height, apart = _BAR - 2, _NEAR * (more + 1)
    slants = {0: (-height,), 1: (height,), 2: (0,), 3: (-height, height)}[way]
    for number in count(1):
        start = apart * number
        if start + max(map(abs, slants)) > width:
            return
        for slant in slants:
            begin = left + start + max(-slant, 0)
            yield f"M{begin:g} {top}l{slant} {height}"
