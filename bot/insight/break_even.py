"""Break-even analysis: how many departures the programme would have to avoid to pay for itself; never savings.

Nobody's job is linked to their support, so whether anybody stayed because of it can't be known from these data. What
can be said is what the programme costs, and how few departures cost as much.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, kw_only=True)
class Costs:
    """What a site says a year of its programme takes; money in one currency, hours as decimals.

    ``departure_low`` and ``departure_high`` are the range of what it costs when somebody leaves: a range, because
    published figures differ by half.
    """

    coordinator_fte: float
    coordinator_cost: float
    """Of one full-time coordinator and year."""
    supporters: int
    supporter_hours: float
    """Training and meetings of one supporter and year."""
    talks_a_case: float
    talk_hours: float
    case_hours: float
    """Work on a case beside its talks."""
    hour_cost: float
    other: float
    departure_low: float
    departure_high: float


@dataclass(frozen=True, kw_only=True)
class BreakEven:
    """What a year costs, and the departures that would have to be avoided; all a year's."""

    cost: float
    cost_a_case: float
    fewest: float
    """Departures to avoid if one costs ``departure_high``."""
    most: float
    """Departures to avoid if one costs ``departure_low``."""

    @property
    def years_between(self) -> float:
        """The programme pays for itself if it keeps one person every so many years, by the dearer estimate."""
        return 1 / self.most


@dataclass(frozen=True)
class Swing:
    """How far one input moves the break-even: departures a year at the low and the high end of its range."""

    name: str
    low: float
    high: float

    @property
    def width(self) -> float:
        """How much it matters."""
        return abs(self.high - self.low)


class NotPlausibleError(ValueError):
    """A break-even needs at least one case, and positive costs of a departure, the lower one first."""


def cost_of(costs: Costs, cases: int) -> float:
    """What a year with so many cases costs."""
    hours = costs.supporters * costs.supporter_hours
    hours += cases * (costs.talks_a_case * costs.talk_hours + costs.case_hours)
    return costs.coordinator_fte * costs.coordinator_cost + hours * costs.hour_cost + costs.other


def break_even(costs: Costs, cases: int) -> BreakEven:
    """The break-even of a year with so many cases; raises NotPlausibleError."""
    if cases < 1 or not 0 < costs.departure_low <= costs.departure_high:
        raise NotPlausibleError
    cost = cost_of(costs, cases)
    return BreakEven(
        cost=cost,
        cost_a_case=cost / cases,
        fewest=cost / costs.departure_high,
        most=cost / costs.departure_low,
    )


_RANGES: dict[str, tuple[float, float]] = {
    "coordinator_fte": (0.5, 2),
    "coordinator_cost": (0.75, 1.25),
    "supporters": (0.66, 2),
    "talks_a_case": (0.5, 2),
    "hour_cost": (0.66, 1.75),
    "other": (0, 3),
}
"""Each input as a factor of what the site said: wide enough that a reader finds their own estimate inside."""


def tornado(costs: Costs, cases: int) -> tuple[Swing, ...]:
    """One-way sensitivity of the break-even, the widest first; a departure costs the middle of its range."""
    middle = (costs.departure_low + costs.departure_high) / 2
    swings = [*_swings(costs, cases, middle), _departure(costs, cases)]
    return tuple(sorted(swings, key=lambda one: (-one.width, one.name)))


def _swings(costs: Costs, cases: int, departure: float) -> Iterator[Swing]:
    for name, ends in _RANGES.items():
        low, high = (cost_of(replace(costs, **{name: getattr(costs, name) * end}), cases) for end in ends)
        yield Swing(name, low / departure, high / departure)


def _departure(costs: Costs, cases: int) -> Swing:
    even = break_even(costs, cases)
    return Swing("departure", even.fewest, even.most)
