"""The proofs are marked, chosen, recorded and written down by the runs themselves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.proof import PROOFS, parts
from tests.proofs.page import drawn

ROOT = Path(__file__).parents[2]
MARK = re.compile(r"mark\.proof\(\s*\"(T\d+[ab]?)\"")
AWAITED = {"T27", "T30", "T31", "T32"}
"""Those that no test shows yet."""
PASSED = {
    "id": "T5",
    "tried": 25_000,
    "unit": "requests",
    "test": "tests/platforms/slack/test_gate.py::test_x[part 0]",
    "level": "ci",
    "outcome": "passed",
    "seconds": 12.3,
    "date": "2026-11-29",
    "commit": "abcdef0",
}


def test_every_proof_is_shown_by_some_test():
    marked = {name for file in (ROOT / "tests").rglob("test_*.py") for name in MARK.findall(file.read_text("utf-8"))}
    assert marked - set(PROOFS) == set()
    assert set(PROOFS) - marked <= AWAITED


@pytest.mark.parametrize("total", [0, 1, 24, 25, 26, 100])
def test_the_shares_of_a_total_are_the_total(total):
    shares = parts(total, each=25)
    assert sum(one.tries for one in shares) == total
    assert len({one.seed for one in shares}) == len(shares)
    assert all(0 < one.tries <= 25 for one in shares)


def test_the_page_says_what_was_tried_and_what_was_not_run():
    page = drawn([PASSED, PASSED | {"test": "tests/platforms/teams/test_gate.py::test_y", "tried": 1_000}])
    [ci, deep] = [line for line in page.splitlines() if line.startswith("| T5 ")]
    assert "| 26,000 requests | 2 passed | 25 | 2026-11-29 | abcdef0 |" in ci
    assert "| not run |" in deep


def test_a_failure_is_shown_until_the_test_passes():
    failed = PASSED | {"outcome": "failed"}
    assert "**1 of 1 failed**" in drawn([failed])
    assert "**1 of 1 failed**" in drawn([PASSED, failed])
    assert "1 passed" in drawn([failed, PASSED])
