"""Figures of groups: counted in bands, never more people than there were, and silent outside for a few."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.groups import ASKED, HELD, OFFERED, Size, people_counter
from bot.domain.release import Audience
from bot.insight.group_figures import FEWEST, GroupFigures, group_figures

SUMS = {ASKED: 7, HELD: 5, OFFERED: 2, people_counter(Size.FEW): 2, people_counter(Size.MANY): 3}


def test_people_are_the_sum_of_the_lower_ends():
    expected = GroupFigures(asked=7, held=5, people=2 * 2 + 3 * 11, offered=2)
    assert group_figures(SUMS, Audience.COORDINATOR) == group_figures(SUMS, Audience.OUTSIDE) == expected


@pytest.mark.parametrize("held", range(FEWEST))
def test_outside_nothing_is_said_of_a_few(held):
    few = {**SUMS, HELD: held}
    assert group_figures(few, Audience.OUTSIDE) is None
    assert group_figures(few, Audience.COORDINATOR) is not None


def test_where_no_group_was_asked_for_nothing_is_said():
    assert group_figures({"origin_self": 9}, Audience.COORDINATOR) is None


@given(st.lists(st.integers(min_value=2, max_value=60)))
def test_never_more_people_than_there_were(groups):
    bands = [max((size for size in Size if size.least <= people), key=lambda size: size.least) for people in groups]
    sums = {HELD: len(groups), **{people_counter(size): bands.count(size) for size in Size}}
    figures = group_figures(sums, Audience.COORDINATOR)
    assert (figures.people if figures else 0) <= sum(groups)
