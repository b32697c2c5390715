"""A whole case, with the process dying before or after every commit, delivery and answer of it (T1a)."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.crashes.worker import DIED
from tests.proof import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.crashes.conftest import Hospice, Ward

EVERY, PARTS = count((60, 1), (1, 8), (1, 8))
"""Which boundaries: two neighbours of so many. In so many tests, so that they can run side by side."""


def lived_through(ward: Ward) -> None:
    """The case went to its end: everybody saw what they had to see once, and nothing of it is left."""
    ending = [line for line in ward.told if line.startswith("{")]
    assert json.loads(ending[-1]) == {"cases": [], "waiting": 0, "dead": 0}
    seen = Counter(what for _, what, case, _ in ward.seen() if case)
    assert seen == {"offer": 1, "check_in_due": 2}, ward.told


def boundaries(ward: Ward) -> Iterator[int]:
    """The chosen ones of a case that went well: so a failure elsewhere is the death's."""
    assert ward.sends_in("one_case") == 0
    lived_through(ward)
    crossed = int(ward.told[-1].removeprefix("boundaries "))
    assert crossed > 60, "a case has more commits, deliveries and answers than that"
    return (number for number in range(1, crossed + 1) if number % EVERY < 2)


@pytest.mark.proof("T1a", unit="parts of all boundaries")
@pytest.mark.timeout(count(120, 1_200, 1_200))
@pytest.mark.parametrize("part", range(PARTS))
def test_a_death_at_any_boundary_loses_and_repeats_nothing(hospice: Hospice, part: int) -> None:
    for number in boundaries(hospice("unharmed")):
        if number // EVERY % PARTS != part:
            continue
        ward = hospice(f"ward{number}")
        if ward.sends_in("one_case", die_at=number) == DIED:
            assert ward.sends_in("one_case") == 0
        lived_through(ward)
