"""kill -9 at random while people use Slack or Teams on a bad day: what they read is what becomes of them (T1b)."""

from __future__ import annotations

import asyncio
import math
import random
from typing import TYPE_CHECKING

import pytest

from tests.crashes.platforms.crowd import Crowd
from tests.proof import count

if TYPE_CHECKING:
    from tests.crashes.platforms.conftest import Clinic
    from tests.crashes.platforms.house import Death, House

KILLS, UNSETTLED = count((2, 2), (150, 10), (5_000, 100))
"""On each database, in each mode; and without settling."""
BAD_DAY = {"latency": 0.5, "lose_reply": 0.05, "ratelimited": 0.03, "error": 0.03, "refused": 0.02, "cut": 0.02}
WORST_DAY = {"cut": 0.5, "late": math.inf}
"""Half of what is sent arrives only when the day is over."""
RULES: dict[str, dict[str, float]] = {"slack": {}, "teams": {"redelivers_after": 1.0}}
"""Teams brings a gesture once more, under another id, if it was not answered."""
MODES = [
    pytest.param("slack", True, id="slack-looking_first"),
    pytest.param("teams", False, id="teams"),
    pytest.param("slack", False, id="slack-sending_again"),
]


def deaths(number: int) -> list[Death]:
    """So many: some while the process starts, most while people press."""
    dice = random.Random(number)  # noqa: S311 - a failure has to come again
    return [{"seconds": 0.3 + dice.random(), "answers": int(dice.random() < 0.8)} for _ in range(number)]


async def crowded(house: House, crowd: Crowd, weather: dict[str, float], *, kills: int) -> None:
    """On such a day people ask and take while the process dies again and again."""
    await house.driver.fake.order("storm", **weather)
    people = asyncio.gather(crowd.asks(), crowd.supports())
    try:
        await house.has_died(kills)
    finally:
        crowd.over.set()
        await people


@pytest.mark.proof("T1b", tried=KILLS, unit="kills")
@pytest.mark.timeout(count(300, 3_600, 40_000))
@pytest.mark.parametrize(("platform", "reconciling"), MODES[: count(2, 3, 3)])
async def test_whoever_read_that_it_is_saved_is_supported_by_one_and_looking_first_shows_nothing_twice(
    clinic: Clinic, platform: str, reconciling: bool
) -> None:
    """Where nobody may look, a message comes again only after a lost answer or a death."""
    house = clinic(platform)
    driver, crowd = house.driver, Crowd(house)
    await driver.begin(reconciling=reconciling, **RULES[platform])
    async with house.open(*deaths(KILLS)):
        await crowded(house, crowd, BAD_DAY, kills=KILLS)
        await driver.fake.order("storm")
        await crowd.comes_to_rest()
        account, twice = await house.account(), await driver.twice()
    heard = {name: presses * driver.comes for name, presses in crowd.presses.items()}
    assert len(crowd.saved) >= max(1, KILLS // 4)  # how many get to ask is for the machine to say
    assert crowd.saved <= crowd.named.keys()
    assert {name: len(cards) for name, cards in crowd.named.items() if len(cards) > heard[name]} == {}
    assert len(crowd.saved) <= len(account["cases"]) <= sum(heard.values())
    assert (account["waiting"], account["dead"]) == (0, 0)
    for case in account["cases"]:
        assert (case["next_steps"], case["due"], case["taken"]) == (1, True, 1), case
    assert all(one.unexplained <= (0 if reconciling else KILLS) for one in twice)


@pytest.mark.proof("T1b", tried=UNSETTLED, unit="kills without settling")
@pytest.mark.timeout(count(300, 3_600, 40_000))
@pytest.mark.parametrize("platform", ["slack", "teams"][: count(1, 2, 2)])
async def test_without_settling_something_is_seen_twice(clinic: Clinic, platform: str) -> None:
    """So the other test is known to see it. In Teams nothing is looked for, and settling would not help either."""
    house = clinic(platform)
    house.settles_first = False
    crowd = Crowd(house)
    await house.driver.begin(reconciling=platform == "slack")
    async with house.open(*deaths(UNSETTLED)):
        await crowded(house, crowd, WORST_DAY, kills=UNSETTLED)
        while await house.settles(later=61.0):
            pass
        await house.driver.fake.order("storm")
        assert await house.driver.twice()
