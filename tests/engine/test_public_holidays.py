"""Public holidays: check-ins move, clocks stand still off a rota, and each can be set off; none unless configured."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.availability import answer_due
from bot.domain.errors import ConfigurationError
from bot.domain.people import Drives, Shift
from bot.domain.policy import Holidays, Policy
from bot.domain.public_holidays import is_holiday, working_day
from bot.settings.policy_file import read_policy
from tests.engine.test_when_asked import supporter

CHRISTMAS = date(2026, 12, 25)  # a Friday
HOUR = timedelta(hours=1)


def by(**where):
    return replace(Policy(), holidays=Holidays(**where))


def test_none_unless_configured():
    assert not is_holiday(CHRISTMAS, Policy())


@pytest.mark.parametrize(
    ("country", "region", "day", "free"),
    [
        ("US", "", date(2026, 11, 26), True),
        ("CA", "QC", date(2026, 6, 24), True),
        ("CA", "ON", date(2026, 6, 24), False),
        ("GB", "SCT", date(2026, 11, 30), True),
        ("GB", "ENG", date(2026, 11, 30), False),
    ],
)
def test_by_country_and_region(country, region, day, free):
    assert is_holiday(day, by(country=country, region=region)) is free


def test_a_check_in_moves_to_the_next_working_day():
    assert working_day(CHRISTMAS, by(country="US")) == date(2026, 12, 28)
    assert working_day(CHRISTMAS, by(country="US", check_ins=False)) == CHRISTMAS
    assert working_day(date(2026, 12, 24), by(country="US")) == date(2026, 12, 24)


def test_clocks_stand_still_for_whoever_is_on_no_rota():
    asked = datetime(2026, 12, 25, 1, tzinfo=UTC)  # 20:00 on the 24th there
    assert answer_due(supporter(), asked, 4 * HOUR, Policy()) == datetime(2026, 12, 25, 15, tzinfo=UTC)
    assert answer_due(supporter(), asked, 4 * HOUR, by(country="US")) == datetime(2026, 12, 26, 15, tzinfo=UTC)
    off = by(country="US", clocks=False)
    assert answer_due(supporter(), asked, 4 * HOUR, off) == datetime(2026, 12, 25, 15, tzinfo=UTC)
    at_work = Shift(rota="r", starts=asked, ends=asked + 12 * HOUR, drives=Drives.HOURS)
    assert answer_due(supporter(shifts=(at_work,)), asked, 4 * HOUR, by(country="US")) == asked + 4 * HOUR


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('country = "ZZ"', "not known"),
        ('country = "US"\nregion = "QC"', "must be one of"),
        ('region = "QC"', "needs holidays.country"),
    ],
)
def test_a_place_without_holidays_is_named(text, said):
    with pytest.raises(ConfigurationError, match=said):
        read_policy(f"[holidays]\n{text}", "policy.toml")
