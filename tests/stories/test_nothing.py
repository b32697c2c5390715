"""A home that has nothing says why; and a programme that its site has named is called so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.domain.policy import Policy
from tests.cast import START, Clinic, settings_for
from tests.playground import PlaygroundDriver

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.only_in("playground")

WHY = {
    "noor-haddad": "If you ask for support, it stands here. What comes of a suggestion is told to nobody.",
    "lena-hartvig": "Nothing waits here: if a supporter needs a clinician, you get a message.",
    "vera-sandoval-roth": "No report is released yet. It stands here once it is.",
    "ana-duarte": "You have no open case.",
}


@pytest.mark.parametrize("slug", WHY)
async def test_a_home_that_has_nothing_says_why(clinic: Clinic, slug: str) -> None:
    await clinic.person(slug).sees_at_home(WHY[slug])


async def test_somebody_who_was_suggested_reads_the_same_as_before(clinic: Clinic) -> None:
    await clinic.person("noor-haddad").suggests("Tomasz Wilk")
    await clinic.passes(hours=2)
    await clinic.person("tomasz-wilk").sees_at_home(WHY["noor-haddad"])


async def test_the_programme_is_called_by_its_name(tmp_path: Path) -> None:
    policy = replace(Policy(), name="Lakeshore Peers")
    clinic = Clinic(settings_for(tmp_path, f"sqlite:///{tmp_path / 'test.db'}", policy), PlaygroundDriver())
    await clinic.starts(at=START)
    await clinic.person("noor-haddad").sees_at_home("Lakeshore Peers")
    await clinic.stops()
