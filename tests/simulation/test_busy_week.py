"""A busy week, seven times: who is told can act, nobody hears of their own case, each case has a human who knows."""

from __future__ import annotations

import pytest

from tests import golden
from tests.proof import PROOF
from tests.simulation.busy_week import Week, drawn
from tests.simulation.figures import BUSY, PAGE

SEEDS = tuple(range(1, 8))


@pytest.mark.timeout(300)
def test_in_a_busy_week_nobody_is_told_what_they_cannot_act_on():
    """The page says what came of it; to write it anew: PEERSUPPORT_UPDATE=1."""
    weeks = [Week(seed).lives() for seed in SEEDS]
    assert [one.wrong for one in weeks] == [[] for _ in weeks]
    page = PAGE.read_text(encoding="utf-8")
    said = page.partition(BUSY)[0] + BUSY + drawn(weeks)
    if golden.is_renewing():
        PAGE.write_text(said, encoding="utf-8")
    assert PROOF == "quick" or PAGE.read_text(encoding="utf-8") == said
