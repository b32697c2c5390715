"""Monday's overview: 08:00 on the programme's clock, once a week, also when nothing happened, also after an outage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cast import Clinic

DIGEST = "Your programme from"


@pytest.mark.by_socket
async def test_it_comes_on_monday_at_eight_to_those_who_coordinate_and_to_nobody_else(clinic: Clinic) -> None:
    await clinic.until("Mon 07:59")
    assert await clinic.who_sees(DIGEST) == []
    await clinic.passes(minutes=1)
    readers = await clinic.who_sees(DIGEST)
    assert {one.slug for one in readers} == {"marion-castellan", "ben-achterberg"}


async def test_it_comes_exactly_once_a_week_also_when_nothing_happened(clinic: Clinic) -> None:
    marion = clinic.person("marion-castellan")
    for week in range(1, 5):
        await clinic.until("Mon 08:00")
        assert await marion.count(DIGEST) == week
        await clinic.passes(hours=12)
        assert await marion.count(DIGEST) == week


async def test_after_three_weeks_of_downtime_it_comes_once_and_says_what_was_missed(clinic: Clinic) -> None:
    marion = clinic.person("marion-castellan")
    await clinic.until("Mon 08:00")
    await clinic.is_away(days=21, hours=1)
    await clinic.settles()
    assert await marion.count(DIGEST) == 2
    await marion.sees_message("The overviews of 2 earlier weeks did not come.")
    await clinic.passes(days=6)
    assert await marion.count(DIGEST) == 2
    await clinic.until("Mon 08:00")
    assert await marion.count(DIGEST) == 3


async def test_starting_again_and_again_sends_no_second_one(clinic: Clinic) -> None:
    marion = clinic.person("marion-castellan")
    await clinic.until("Mon 08:00")
    for _ in range(3):
        await clinic.is_away(minutes=1)
    await clinic.passes(hours=1)
    assert await marion.count(DIGEST) == 1


async def test_a_case_that_needs_the_coordinator_stands_in_it_by_its_code(clinic: Clinic) -> None:
    await clinic.until("Sun 12:00")
    await clinic.person("noor-haddad").suggests("Tomasz Wilk", not_these=("Fatou Diarra",))  # she reads French
    await clinic.passes(minutes=10)
    for _ in range(3):
        [peer] = await clinic.who_sees("Someone could use a peer.")
        await peer.presses("Pass")
    [case] = await clinic.knows(lambda work: work.cases.all())
    await clinic.until("Mon 08:00")
    await clinic.person("marion-castellan").sees_message(f"{case.code} needs a supporter.")
