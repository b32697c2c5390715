"""Several countries in one programme: everybody reads the lines of their own site, with the database down, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.settings import read_policy
from tests.cast import START, Clinic, settings_for
from tests.stories.test_database_down import database_down

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.cast import Driver

POLICY = 'country = "US"\n[sites.harbor]\ncountry = "FR"\n'
NOOR, ROSA, ETIENNE = "noor-haddad", "rosa-quintanar", "etienne-vasseur"
"""A resident in New York, and two family physicians at the other site, of whom one reads French."""


@pytest.fixture
async def abroad(driver: Driver, tmp_path: Path, database_url: str, no_power_cut: None) -> AsyncIterator[Clinic]:
    clinic = Clinic(settings_for(tmp_path, database_url, read_policy(POLICY, "policy.toml")), driver)
    await clinic.starts(at=START)
    yield clinic
    await clinic.stops()


@pytest.mark.only_in("playground")
async def test_everybody_reads_the_lines_of_their_site_in_their_language(abroad: Clinic) -> None:
    noor, rosa, etienne = map(abroad.person, (NOOR, ROSA, ETIENNE))
    await noor.sees_at_home("Call or text 988")
    await rosa.sees_at_home("Call 3114 (in French), day and night. In danger now? Call 15 or 112.")
    await etienne.sees_at_home("Appelez le 3114, jour et nuit. Danger immédiat ? Appelez le 15 ou le 112.")
    await rosa.sees_not_at_home("988")


@pytest.mark.only_in("playground")
async def test_with_the_database_down_they_still_do(abroad: Clinic) -> None:
    rosa = abroad.person(ROSA)
    await rosa.sees_at_home("Call 3114")
    with database_down(abroad):
        await rosa.sees_at_home("Call 3114")
        await rosa.opens()
        rosa.sees("Call 3114")
        await rosa.presses("I'd like support")
        rosa.sees("could not be saved")
        rosa.sees("Call 3114")
        rosa.sees_not("988")


@pytest.mark.only_in("playground")
async def test_the_danger_card_has_the_lines_of_the_other_country_too(abroad: Clinic) -> None:
    rosa = abroad.person(ROSA)
    await rosa.opens()
    await rosa.presses("Someone may be in danger")
    for text in ("If it is you: you deserve help now, too.", "3114", "SPS", "United States", "988", "911"):
        rosa.sees(text)
