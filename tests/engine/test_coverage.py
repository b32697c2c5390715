"""Coverage of the coming week: the share of waking hours in which somebody could be asked, and how the load stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.coverage import coverage
from bot.domain.hours import Leave
from bot.domain.people import Supporter, Traits
from bot.domain.policy import Policy
from bot.domain.roster_load import State, loads
from bot.domain.typed.hours import parse_hours
from tests.engine.roster import TRAINED
from tests.engine.world import LEO, SAM, START, SUE, peer

SURGICAL, ACUTE = Traits(cluster="surgical"), Traits(cluster="acute")
ALWAYS = Supporter(trained_on=TRAINED, traits=SURGICAL)


def shares(*peers, busy=(), **changes):
    return coverage(peers, dict.fromkeys(busy, 2), Policy(), now=START, **changes)


def test_somebody_at_every_waking_hour_is_all_of_it():
    """Seven days from tomorrow on, 07 to 21 on the programme's clock."""
    found = shares(peer(SAM, supporter=ALWAYS))
    assert found.days == tuple(date(2026, 6, day) for day in range(2, 9))
    assert (found.anybody, found.clusters) == ((100,) * 7, (("surgical", (100,) * 7),))
    assert found.gaps == 0


def test_half_the_day_is_half_and_a_day_off_is_nothing():
    mornings = replace(ALWAYS, hours=parse_hours("Tue-Fri 07:00-14:00"))
    assert shares(peer(SAM, supporter=mornings)).anybody == (50, 50, 50, 50, 0, 0, 0)


def test_two_at_the_same_hour_count_once_and_side_by_side_twice():
    early, late = (replace(ALWAYS, hours=parse_hours(text)) for text in ("Tue 07:00-14:00", "Tue 13:00-21:00"))
    assert shares(peer(SAM, supporter=early), peer(SUE, supporter=early)).anybody[0] == 50
    assert shares(peer(SAM, supporter=early), peer(SUE, supporter=late)).anybody[0] == 100


def test_each_cluster_has_its_own_share():
    other = replace(ALWAYS, traits=ACUTE, hours=parse_hours("Tue 07:00-14:00"))
    found = dict(shares(peer(SAM, supporter=ALWAYS), peer(SUE, supporter=other)).clusters)
    assert (found["acute"][0], found["surgical"][0]) == (50, 100)


@pytest.mark.parametrize(
    "change",
    [
        {"leave": (Leave(date(2026, 6, 1), date(2026, 6, 30)),)},
        {"rest_until": START + timedelta(days=20)},
        {"trained_on": None},
        {"reviews_events": True},
        {"cap_open": 0},
    ],
)
def test_who_can_not_be_asked_covers_nothing(change):
    assert shares(peer(SAM, supporter=replace(ALWAYS, **change))).anybody == (0,) * 7


def test_whoever_is_at_their_cap_is_not_counted_on():
    assert shares(peer(SAM, supporter=ALWAYS), busy=(SAM,)).gaps == 7


def test_a_rest_that_ends_within_the_week_covers_what_comes_after():
    rested = replace(ALWAYS, rest_until=START + timedelta(days=2))
    assert shares(peer(SAM, supporter=rested)).anybody[:3] == (0, 78, 100)


def test_a_supporter_in_another_zone_covers_the_hours_they_are_awake():
    assert shares(peer(SAM, zone="America/Los_Angeles", supporter=ALWAYS)).anybody[0] == 78


def load(change, open_cases=0):
    (found,) = loads([peer(SAM, supporter=replace(ALWAYS, **change))], {SAM: open_cases}, Policy(), now=START)
    return found


@pytest.mark.parametrize(
    ("change", "open_cases", "state", "until"),
    [
        ({}, 0, State.ACTIVE, None),
        ({}, 2, State.AT_CAP, None),
        ({"leave": (Leave(date(2026, 6, 1), date(2026, 6, 9)),)}, 0, State.ON_LEAVE, date(2026, 6, 9)),
        ({"rest_until": START + timedelta(days=3)}, 0, State.RESTING, date(2026, 6, 4)),
        ({"trained_on": date(2025, 1, 1)}, 0, State.TRAINING_LAPSED, None),
        ({"reviews_events": True}, 0, State.REVIEWS_EVENTS, None),
    ],
)
def test_every_supporter_has_one_state(change, open_cases, state, until):
    found = load(change, open_cases)
    assert (found.state, found.until) == (state, until)


def test_the_load_counts_ninety_days():
    days = tuple(START.date() - timedelta(days=ago) for ago in (1, 89, 90, 200))
    found = load({"accepted_on": days, "informal_support": 4})
    assert (found.accepted, found.informal, found.idle) == (2, 4, False)
    assert load({}).idle


def test_training_that_ends_within_thirty_days_is_said():
    assert load({"trained_on": START.date() - timedelta(days=335)}).training_soon
    assert not load({"trained_on": START.date() - timedelta(days=334)}).training_soon


def test_only_supporters_who_are_there_have_a_load():
    gone = replace(peer(LEO), active=False)
    assert loads([gone], {}, Policy(), now=START) == ()
