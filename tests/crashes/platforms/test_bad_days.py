"""A platform asks for pauses, is away, or is slow: nothing is lost, and soon after it is well all has arrived (T15)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from tests.crashes.platforms.crowd import Crowd
from tests.crashes.platforms.house import SUPPORTERS
from tests.platforms.teams.driver import object_id
from tests.proof import count

if TYPE_CHECKING:
    from tests.crashes.platforms.conftest import Clinic
    from tests.crashes.platforms.house import House

DAYS = {
    "asks_for_pauses": {"ratelimited": 1.0},
    "is_away": {"error": 1.0},
    "loses_answers": {"lose_reply": 1.0},
    "is_slow": {"latency": 3.0},
}
REFUSES = {"refused": 1.0}
WEATHERS = [
    *(
        pytest.param(platform, weather, id=f"{platform}-{name}")
        for platform in ("slack", "teams")
        for name, weather in DAYS.items()
    ),
    pytest.param("teams", REFUSES, id="teams-refuses"),
]
"""Of sending alone. Teams may have done what its gateways could not answer, and has a 412 of its own."""
MINUTES = count(12, 40, 400)
"""How long it lasts."""
ASKERS = 4
STEP, SOON = 5.0, 60.0
"""Seconds, by the clock of the outbox."""
PAUSE = 1.0
"""Seconds that the platform asks for; a pause is kept by the machine's own clock."""


@pytest.mark.proof("T15", tried=MINUTES, unit="minutes")
@pytest.mark.timeout(count(240, 1_800, 20_000))
@pytest.mark.parametrize(("platform", "weather"), WEATHERS[:: count(2, 1, 1)])
async def test_all_that_was_asked_for_arrives_within_a_minute_of_its_end_and_again_only_if_an_answer_was_lost(
    clinic: Clinic, platform: str, weather: dict[str, Any]
) -> None:
    """On Slack, where the bot may look, not even then."""
    house = clinic(platform)
    driver, crowd = house.driver, Crowd(house)
    await driver.begin(reconciling=platform == "slack")
    async with house.open():
        await driver.fake.order("storm", only=driver.sends, **weather)
        await goes_by(house, crowd)
        await driver.fake.order("storm")
        await asyncio.sleep(PAUSE)
        assert await seconds_until_all_is_sent(house) <= SOON
        await crowd.takes_what_there_is()
        assert {name: len(cards) for name, cards in crowd.named.items()} == dict.fromkeys(crowd.saved, 1)
        assert not any(one.unexplained for one in await driver.twice())
        assert await driver.pauses_asked_for() <= MINUTES, "who was asked for a pause must tell the others"


async def test_whoever_blocked_the_bot_in_teams_is_passed_over_and_nobody_waits_for_them(clinic: Clinic) -> None:
    """Half of the supporters have; writing to them is refused with MessageWritesBlocked."""
    house, blocked = clinic("teams"), SUPPORTERS[::2]
    driver, crowd = house.driver, Crowd(house)
    await driver.begin()
    async with house.open():
        for slug in blocked:
            await driver.fake.order("user", who=object_id(slug), blocks=True)
        await asyncio.gather(*(crowd.one_asks() for _ in range(ASKERS)))
        assert await house.settles() == 0
        await crowd.takes_what_there_is()
        assert {name: len(cards) for name, cards in crowd.named.items()} == dict.fromkeys(crowd.saved, 1)
        assert not set(blocked) & set().union(*crowd.named.values())
        assert await driver.twice() == []


async def goes_by(house: House, crowd: Crowd) -> None:
    """Some ask, and are told that it is saved; then the minutes pass, and hours by the programme's clock."""
    await asyncio.gather(*(crowd.one_asks() for _ in range(ASKERS)))
    for _ in range(MINUTES):
        await house.settles(later=60.0)
    await house.after(hours=3)


async def seconds_until_all_is_sent(house: House) -> float:
    """How long it takes from now."""
    seconds = 0.0
    while await house.settles(later=STEP) and seconds < 2_000:
        seconds += STEP
    return seconds
