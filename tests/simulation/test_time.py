"""Months in six zones, with outages: exactly the expected reminders and overviews, at the right local time (T12)."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from tests.proof import count
from tests.simulation.outages import PATTERNS, Expecting, at, outages
from tests.simulation.world import ZONES, Simulation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.sealing import Keyring
    from tests.simulation.world import Contact, Got

START = datetime(2027, 2, 25, 12, 0, tzinfo=UTC)
"""Until 8 April every zone changes its clocks that does."""
DAYS = count(43, 90, 400)
ALL = [(zone, pattern) for zone in ZONES for pattern in PATTERNS]
SOME = [(zone, PATTERNS[number % 4]) for number, zone in enumerate(ZONES)]
A_MINUTE = timedelta(minutes=1)


pytestmark = pytest.mark.timeout(count(120, 1_200, 7_200))


@pytest.fixture(params=count(SOME, ALL, ALL), ids="-".join)
async def lived(request: pytest.FixtureRequest, sqlite_url: str, keys: Keyring, no_power_cut: None) -> Simulation:
    """A programme that has lived through it all."""
    zone, pattern = request.param
    off = outages(pattern, start=START, days=DAYS, seed=ALL.index((zone, pattern)))
    simulation = Simulation(url=sqlite_url, keys=keys, zone=zone, start=START, days=DAYS, outages=off)
    await simulation.runs()
    return simulation


def assert_same_moments(expected: list[datetime], got: list[datetime]) -> None:
    """One for each, and within the minute."""
    told = "\n".join(f"{one:%a %d %b %H:%M:%S}" for one in (*sorted(expected), START, *sorted(got)))
    assert len(expected) == len(got), f"expected, then what came:\n{told}"
    for wanted, came in zip(sorted(expected), sorted(got), strict=True):
        assert wanted <= came <= wanted + A_MINUTE, f"{wanted} came at {came}"


@pytest.mark.proof("T12", tried=DAYS, unit="days")
async def test_time(lived: Simulation) -> None:
    """One simulation answers all questions about time, because it is what takes the time."""
    check_ins_come_at_nine_on_their_day(lived)
    overviews_come_on_monday_at_eight(lived)
    nothing_comes_in_quiet_hours(lived)


def check_ins_come_at_nine_on_their_day(lived: Simulation) -> None:
    """Every one of every plan, once, on the supporter's own clock; after an outage at its first waking moment."""
    assert len(lived.contacts) >= lived.days // 6
    for contact in lived.contacts:
        got = [one for one in lived.got if one.case == contact.case and one.what.startswith("check_in")]
        for wanted, what in expected_reminders(lived, contact, got):
            came = got.pop(0) if got else None
            assert came is not None, f"{what} at {wanted} did not come\n{contact}"
            assert came.what == what, f"{came} instead of {what} at {wanted}\n{contact}"
            assert wanted <= came.at <= wanted + A_MINUTE, f"{came} was due at {wanted}\n{contact}"
        assert not got, f"more came than expected: {got}\n{contact}"


def expected_reminders(lived: Simulation, contact: Contact, got: list[Got]) -> Iterator[tuple[datetime, str]]:
    """At nine on each day of the plan; once more after two days, unless done; given up five days after that."""
    expecting, zone, done = Expecting(lived.outages), lived.supporters[contact.who], iter(contact.done)
    free = contact.at
    for days in lived.policy.plans[contact.plan]:
        wanted = expecting.wakes(max(nine(contact.at, days, zone), free), zone)
        if wanted >= lived.end:
            return
        came = got[0].at if got else wanted
        yield wanted, "check_in_due"
        again = expecting.wakes(came + timedelta(days=2), zone)
        free = lived.end if contact.who in lived.lazy else next(done, lived.end)
        if again <= free and again < lived.end:
            came = got[0].at if got else again
            yield again, "check_in_overdue"
            free = min(free, expecting.wakes(came + timedelta(days=5), zone))


def nine(contact: datetime, days: int, zone: str) -> datetime:
    """Nine o'clock so many days after a contact, counted on the supporter's own calendar."""
    return at(contact.astimezone(ZoneInfo(zone)).date() + timedelta(days=days), 9, zone)


def overviews_come_on_monday_at_eight(lived: Simulation) -> None:
    expected = Expecting(lived.outages).digests(lived.start, lived.end, lived.zone)
    assert_same_moments(
        [one for one in expected if one < lived.end], [one.at for one in lived.got if one.what == "digest"]
    )


def nothing_comes_in_quiet_hours(lived: Simulation) -> None:
    """From 21 to 07 on the reader's own clock, give or take the tick that was on its way."""
    zones = {**lived.supporters, "coordinator": lived.zone}
    late = [
        one for one in lived.got if not 7 <= (one.at - A_MINUTE).astimezone(ZoneInfo(zones[one.who])).hour + 1 <= 21
    ]
    assert not late, Counter(one.what for one in late)
