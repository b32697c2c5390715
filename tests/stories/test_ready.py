"""Is it ready? Those who run the programme read seven lights, on every platform; nobody else finds the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cast import Clinic


async def test_the_coordinator_reads_what_is_missing_and_how_to_mend_it(clinic: Clinic) -> None:
    marion = clinic.person("marion-castellan")
    await marion.presses("Is it ready?")
    marion.sees("Practice")
    marion.sees("No practice case was taken, contacted and closed yet.")
    marion.sees("Red: to mend")


async def test_a_supporter_does_not_find_it(clinic: Clinic) -> None:
    await clinic.person("ana-duarte").sees_not_at_home("Is it ready?")
