"""Public holidays of the programme's country and region, from the ``holidays`` package: the same answer at any time.

Only dates are taken from it. Its names are not shown: a language that a country lacks comes out as another, unsaid.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.domain.policy import Policy

_DAY = timedelta(days=1)
_SATURDAY = 5


@cache
def _days(country: str, region: str, year: int) -> frozenset[date]:
    """The days of one year, observed ones included."""
    import holidays  # noqa: PLC0415 - it takes long to load, and most programmes need none

    return frozenset(holidays.country_holidays(country, subdiv=region or None, years=year))


def is_holiday(day: date, policy: Policy) -> bool:
    """Whether this day is a public holiday where the programme is; never, unless ``holidays.country`` is set."""
    where = policy.holidays
    return bool(where.country) and day in _days(where.country, where.region, day.year)


def stands_still(day: date, policy: Policy) -> bool:
    """Whether clocks of waking hours stand still on this day."""
    return policy.holidays.clocks and is_holiday(day, policy)


def working_day(day: date, policy: Policy) -> date:
    """The day itself, or the next one that is neither a holiday nor on a weekend, where check-ins move."""
    if not policy.holidays.check_ins or not is_holiday(day, policy):
        return day
    while is_holiday(day, policy) or day.weekday() >= _SATURDAY:
        day += _DAY
    return day


def unknown_place(policy: Policy) -> str:
    """What is wrong with the country and region, for the policy's reader; empty if they are known."""
    import holidays  # noqa: PLC0415 - the same

    where = policy.holidays
    known = holidays.list_supported_countries()
    if not where.country:
        return "holidays.region needs holidays.country" if where.region else ""
    if where.country not in known:
        return f"holidays.country {where.country} is not known; it is two letters such as CA"
    if where.region and where.region not in known[where.country]:
        return f"holidays.region must be one of {', '.join(known[where.country])}"
    return ""
