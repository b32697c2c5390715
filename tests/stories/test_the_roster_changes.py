"""An administrator takes somebody off the roster: whoever they were there for is not left alone."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.app.administration.roster_changes import enrol, everybody
from bot.roster_file.csv_writing import write_roster
from bot.roster_file.diff import Choices, compare
from bot.roster_file.entries import read_entries
from tests.cast import HOSPITAL, START

if TYPE_CHECKING:
    from bot.roster_file.diff import Comparison
    from tests.cast import Clinic, Clinician

OFFER = "Someone could use a peer."


def imported(clinic: Clinic, peer: Clinician, role: str) -> Comparison:
    """Export the roster, give somebody another role or none, and import it."""
    lines = write_roster(everybody(clinic.settings)).splitlines()
    others = [line for line in lines if not line.startswith(f"{peer.address},")]
    kept = [*others, *(line.replace(",supporter,", f",{role},") for line in lines if line not in others and role)]
    entries = read_entries("\n".join(kept).encode(), START.date())
    choices = Choices(timezone=HOSPITAL.zone, remove_missing=True)
    return enrol(clinic.settings, lambda work: compare(work, entries, choices), apply=True)


async def loses(clinic: Clinic, peer: Clinician, *, role: str = "") -> Comparison:
    """The programme is stopped for it, as SQLite asks."""
    await clinic.stops()
    found = await asyncio.to_thread(imported, clinic, peer, role)
    await clinic.starts()
    await clinic.settles()
    return found


async def asked(clinic: Clinic) -> Clinician:
    await clinic.person("noor-haddad").suggests("Tomasz Wilk")
    await clinic.passes(minutes=10)
    [first] = await clinic.who_sees(OFFER)
    return first


@pytest.mark.parametrize("role", ["", "notifier"])
async def test_whoever_has_a_case_and_leaves_is_followed_by_somebody_else(clinic: Clinic, role: str) -> None:
    first = await asked(clinic)
    await first.presses("Take it")
    found = await loses(clinic, first, role=role)
    [second] = await clinic.who_sees(OFFER)
    assert (second is first, found.rerouted) == (False, 1)
    await second.presses("Take it")
    second.sees("Who: Tomasz Wilk")


async def test_whoever_was_asked_and_leaves_is_not_waited_for(clinic: Clinic) -> None:
    first = await asked(clinic)
    await loses(clinic, first)
    [second] = await clinic.who_sees(OFFER)
    assert second is not first


async def test_whoever_has_left_sees_nothing_of_the_case_any_more(clinic: Clinic) -> None:
    first = await asked(clinic)
    await first.presses("Take it")
    first.closes()
    await loses(clinic, first)
    await first.sees_not_at_home("Supporting")
    assert await first.finds("Take it") is None


async def test_on_postgres_the_programme_runs_on(
    clinic: Clinic, request: pytest.FixtureRequest, database_url: str
) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("SQLite's file belongs to one process")
    first = await asked(clinic)
    await first.presses("Take it")
    await asyncio.to_thread(imported, clinic, first, "")
    await clinic.settles()
    [second] = await clinic.who_sees(OFFER)
    assert second is not first
