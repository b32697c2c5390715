"""What a programme costs and how few departures cost as much; never what it saves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.insight.break_even import Costs, NotPlausibleError, break_even, cost_of, tornado

COSTS = Costs(
    coordinator_fte=0.2,
    coordinator_cost=120_000,
    supporters=12,
    supporter_hours=10,
    talks_a_case=1.5,
    talk_hours=1,
    case_hours=0.5,
    hour_cost=60,
    other=3_000,
    departure_low=49_500,
    departure_high=72_700,
)


def test_a_year_costs_the_sum_of_its_parts():
    assert cost_of(COSTS, 47) == 24_000 + 12 * 10 * 60 + 47 * 2 * 60 + 3_000


def test_the_break_even_is_a_range():
    even = break_even(COSTS, 47)
    assert even.cost == 39_840
    assert round(even.fewest, 2) == 0.55
    assert round(even.most, 2) == 0.80
    assert round(even.years_between, 2) == 1.24
    assert round(even.cost_a_case) == 848


def test_the_input_that_matters_most_comes_first():
    swings = tornado(COSTS, 47)
    assert [one.width for one in swings] == sorted((one.width for one in swings), reverse=True)
    assert swings[0].name == "coordinator_fte"
    assert all(one.low <= one.high for one in swings)


@pytest.mark.parametrize(
    "wrong", [{"departure_low": 0}, {"departure_low": 80_000}, {"departure_low": -1, "departure_high": -1}]
)
def test_an_impossible_cost_of_a_departure_is_refused(wrong):
    with pytest.raises(NotPlausibleError):
        break_even(replace(COSTS, **wrong), 47)


def test_without_a_case_there_is_nothing_to_divide_by():
    with pytest.raises(NotPlausibleError):
        break_even(COSTS, 0)
