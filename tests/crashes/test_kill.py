"""kill -9 at random moments while requests come in: what people were told is what becomes of them (T1b)."""

from __future__ import annotations

import json
import random
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from tests.proof import count

if TYPE_CHECKING:
    from tests.crashes.conftest import Ward

KILLS = count(12, 150, 5_000)
"""On each database."""
ORDER = ["offered", "accepted", "outreach", "closed"]


def killed(ward: Ward) -> dict[str, Any]:
    """Start and kill so many times; then the account of a last start that lives."""
    dice = random.Random(KILLS)  # noqa: S311 - a failure has to come again
    for life in range(KILLS):
        ward.sends_in("crowd", seed=life, seconds=dice.random() / 10, answers=dice.randrange(8))
    assert ward.sends_in("recover") == 0
    return json.loads(ward.told.pop())


@pytest.mark.proof("T1b", tried=KILLS, unit="kills")
@pytest.mark.timeout(count(120, 1_200, 20_000))
def test_nothing_that_was_confirmed_is_lost_and_nothing_is_seen_twice(ward: Ward) -> None:
    account = killed(ward)
    cases = {one["recipient"]: one for one in account["cases"]}
    assert len(cases) == len(account["cases"])
    assert (account["waiting"], account["dead"]) == (0, 0)
    every_request_has_its_offer_exactly_once(ward, cases)
    every_confirmed_deed_was_kept(ward, {one["code"]: one for one in account["cases"]})
    every_case_has_its_next_step_and_at_most_one_supporter(account["cases"])


def every_request_has_its_offer_exactly_once(ward: Ward, cases: dict[str, Any]) -> None:
    asked = [line.removeprefix("asked ") for line in ward.told if line.startswith("asked ")]
    offers = Counter((case, number) for _, what, case, number in ward.seen() if what == "offer")
    assert len(asked) >= KILLS // 2
    assert max(offers.values()) == 1
    for who in asked:
        assert who in cases, f"{who} read that it is saved, and it is gone"
        assert offers[cases[who]["code"], 1] == 1, f"{who} was never offered to anybody: {cases[who]}"


def every_confirmed_deed_was_kept(ward: Ward, cases: dict[str, Any]) -> None:
    deeds = [line.split() for line in ward.told if line.split()[0] in ORDER]
    assert deeds
    for deed, code, who in deeds:
        case = cases[code]
        assert ORDER.index(case["step"]) >= ORDER.index(deed), (deed, case)
        assert case["supporter"] == who, (deed, who, case)


def every_case_has_its_next_step_and_at_most_one_supporter(cases: list[dict[str, Any]]) -> None:
    for case in cases:
        assert (case["next_steps"], case["due"]) == (1, True), case
        assert case["taken"] == (1 if case["supporter"] else 0), case
