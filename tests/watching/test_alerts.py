"""The example alerts ask for metrics that there are, and the page for operators says what to do about each."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot import metrics

DOCS = Path(__file__).parents[2] / "docs"
RULES = (DOCS / "alerts.yaml").read_text(encoding="utf-8")
PAGE = (DOCS / "operations.md").read_text(encoding="utf-8")
NAMES = re.findall(r"^      - alert: (\w+)$", RULES, re.MULTILINE)


def known() -> set[str]:
    families = list(metrics.REGISTRY.collect())
    ends = {"counter": ("_total",), "histogram": ("_bucket", "_count", "_sum"), "gauge": ("",)}
    return {f"{family.name}{end}" for family in families for end in ends[family.type]}


def test_every_rule_has_its_four_lines():
    """Two spaces a level, as YAML has it; a rule with a line missing would never fire."""
    rules = re.split(r"^      - ", RULES, flags=re.MULTILINE)[1:]
    assert len(rules) == len(NAMES) == len(set(NAMES))
    for rule in rules:
        shape = [re.match(r" *(\w+):", line) for line in rule.splitlines()]
        keys = [found.group(1) for found in shape if found]
        assert keys in (["alert", "expr", "labels", "annotations"], ["alert", "expr", "for", "labels", "annotations"])
        assert re.search(r"labels: \{ severity: (page|ticket) \}\n        annotations: \{ summary: \"[^\"]+\" \}", rule)


def test_every_expression_asks_for_metrics_that_there_are():
    asked = set(re.findall(r"\bpeersupport_\w+", RULES))
    assert asked
    assert asked <= known()


def test_every_metric_is_explained():
    unsaid = [
        family.name
        for family in metrics.REGISTRY.collect()
        if family.name not in PAGE and short(family.name) not in PAGE
    ]
    assert unsaid == []


def short(name: str) -> str:
    """How the page names the second of a kind: ``…_waiting``."""
    return f"…_{name.rpartition('_')[2]}" if "outbox" in name else f"…{name.removeprefix('peersupport_sweep')}"


@pytest.mark.parametrize("name", NAMES)
def test_the_page_says_what_to_do(name):
    assert re.search(rf"^\| {name} \| .+ \|$", PAGE, re.MULTILINE)
