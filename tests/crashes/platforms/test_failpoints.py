"""A whole case over the real adapters, dying before or after every commit, call and answer of it (T1a)."""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING, TypeAlias

import pytest

from tests.crashes.platforms.case import OFFER, whole_case
from tests.crashes.platforms.people import until
from tests.proof import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.crashes.platforms.conftest import Hostel
    from tests.crashes.platforms.house import Death, House

MODES = [
    pytest.param("slack", True, id="slack-looking_first"),
    pytest.param("slack", False, id="slack-sending_again"),
    pytest.param("teams", False, id="teams"),
]
"""With Slack's optional permission to look for what may have arrived, without it, and Teams, which has none."""
SENT: dict[str, Death] = {"slack": {"named": "chat.postMessage", "die_at": 2}, "teams": {"named": "POST", "die_at": 4}}
"""Right after the offer was sent; in Teams its chat was opened first."""
SAMPLE, PARTS = count((1, 1), (0, 8), (0, 8))
"""How many boundaries besides those around the first message, 0 is all; and in how many tests."""
PAIRS = count(test=False, ci=False, deep=True)
"""Whether the next process dies, too."""
Seen: TypeAlias = "Counter[tuple[str, str]]"


async def lived_through(house: House, *deaths: Death, reconciling: bool) -> tuple[Seen, int]:
    """A whole case; returns what everybody got of the platform, and how many boundaries the last process crossed."""
    await house.driver.begin(reconciling=reconciling)
    async with house.open(*deaths):
        await whole_case(house)
        await a_repeated_button_works_once(house)
        seen = Counter(await house.driver.everything())
    return seen, int(house.bed.told[-1].removeprefix("boundaries "))


async def a_repeated_button_works_once(house: House) -> None:
    """Whatever can still be pressed changes nothing: one supporter took the case, and it stays as it is."""
    before = await house.account()
    [case] = before["cases"]
    assert (case["step"], case["taken"], before["waiting"], before["dead"]) == ("closed", 1, 0, 0)
    assert (case["next_steps"], case["due"]) == (1, True)
    for slug in await house.who_has("Take it"):
        await until(lambda slug=slug: house.person(slug).presses("Take it"))
    assert await house.account() == before


def chosen(crossed: int, part: int) -> Iterator[int]:
    """The boundaries of this test."""
    dice = random.Random(crossed)  # noqa: S311 - a failure has to come again
    numbers = dice.sample(range(1, crossed + 1), SAMPLE) if SAMPLE else range(1, crossed + 1)
    return (number for number in numbers if number % PARTS == part)


@pytest.mark.proof("T1a", unit="parts of all boundaries")
@pytest.mark.timeout(count(240, 3_600, 20_000))
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize(("platform", "reconciling"), MODES)
async def test_a_death_at_any_boundary_loses_nothing_and_repeats_at_most_one_nudge(
    hostel: Hostel, platform: str, reconciling: bool, part: int
) -> None:
    once, crossed = await lived_through(hostel(platform, "unharmed"), reconciling=reconciling)
    assert max(once.values()) == 1
    assert crossed > 100, "a case has more commits, calls and answers than that"
    dice = random.Random(part)  # noqa: S311 - a failure has to come again
    for number in chosen(crossed, part):
        deaths = [{"die_at": number}, *([{"die_at": dice.randrange(1, crossed)}] if PAIRS else [])]
        house = hostel(platform, f"dies{number}")
        seen, _ = await lived_through(house, *deaths, reconciling=reconciling)
        assert not once - seen, f"lost after a death at {deaths}"
        assert (seen - once).total() <= (0 if reconciling else house.died), f"seen again after a death at {deaths}"


@pytest.mark.parametrize(("platform", "reconciling"), MODES)
async def test_a_death_right_after_sending_repeats_the_nudge_only_where_nobody_may_look(
    hostel: Hostel, platform: str, reconciling: bool
) -> None:
    """So the other test is known to see a message that came twice."""
    house = hostel(platform, "dies")
    seen, _ = await lived_through(house, SENT[platform], reconciling=reconciling)
    assert house.died == 1
    offers = [number for (_, line), number in seen.items() if OFFER in line]
    assert offers == [1 if reconciling else 2]
