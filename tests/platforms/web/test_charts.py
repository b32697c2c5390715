"""A chart can be read without colours: every series has a pattern of its own, and the legend shows the same one."""

from __future__ import annotations

import re

import pytest

from adapters.web import charts
from bot.ui import Chart, literal
from tests.platforms.web.stage import Stage


def drawn(series: int) -> str:
    stage = Stage()
    counts = tuple((literal(f"series {at}"), (40,)) for at in range(series))
    return charts.draw(Chart(literal("Cases"), (literal("May"),), counts), stage.playground.narrator)


def patterns(svg: str) -> list[str]:
    """The strokes of each bar without where it stands, and without how long it is; empty for a plain one."""
    bars = re.findall(r"<rect[^>]*></rect>(?:<path d=\"([^\"]*)\")?", svg)
    return [shape(strokes) for strokes in bars]


def shape(strokes: str) -> str:
    begins = [float(one) for one in re.findall(r"M([\d.]+) ", strokes)][:6]
    slants = re.findall(r"l(-?\d+)", strokes)[:6]
    return f"{[at - begins[0] for at in begins]} {slants}" if begins else ""


@pytest.mark.parametrize("series", [2, 4, 7, 12])
def test_a_chart_has_as_many_patterns_as_series(series):
    svg = drawn(series)
    found = patterns(svg[svg.index("</figcaption>") :])
    keys, bars = found[:series], found[series:]
    assert len(set(bars)) == series
    assert len(set(keys)) == series, "the legend's short bars differ as well"


def test_one_series_needs_no_legend():
    assert "legend" not in drawn(1)
