"""The yearly or quarterly report: from counters and what was released before to what may be released now, if anything.

Counters are named by the quarter in which a case was forgotten, so a quarter that is over changes no more: a case that
ended in it, but is forgotten later, is counted later.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.conversation.releases import Audience, Breakdown, Period, Rate, Release, Row
from bot.conversation.views.feedback import QUESTIONS
from bot.domain.case import Category, CheckInState, Closing, OfferState, Origin
from bot.insight.metrics import first_reached
from bot.insight.suppression import REST, Rule, hidden

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime

    from bot.domain.case import Case
    from bot.domain.policy import Policy, Reports

    Counted = Mapping[str, Mapping[str, int]]
    """Counters by the quarter they were counted in."""

FEWEST = 20
"""Cases of a period, and people of a group: of fewer nothing is said."""
SETTLES = timedelta(days=1)
"""After the end of a period, until whatever was at work at midnight has surely ended."""
_SERVICE = "service_"
_LAYOUT: Mapping[str, tuple[str, ...]] = {
    "category": tuple(Category),
    "origin": (Origin.COLLEAGUE, Origin.SELF, Origin.INCIDENT_LIST),
    "closing": (Closing.COMPLETED, Closing.DECLINED, Closing.NO_RESPONSE, Closing.REFERRED_ON),
}
"""The rows of each table, the one that is never shown first.

Left out is what a reader may know from elsewhere, and so could subtract: cases that the coordinator entered, and those
that were withdrawn or that nobody could take, which the weekly overviews tell of.
"""


class Why(StrEnum):
    """Why a report is withheld."""

    NOT_OVER = "not_over"
    TOO_FEW = "too_few"
    BY_QUARTERS = "by_quarters"
    BY_YEAR = "by_year"
    DIFFERENCED = "differenced"


@dataclass(frozen=True)
class Withheld:
    """Nothing may be released, for this reason."""

    why: Why


@dataclass(frozen=True, kw_only=True)
class Basis:
    """What a report is made from: counters of the period and of the year before it, and every earlier release."""

    counted: Counted
    earlier: Sequence[Release]
    today: date
    policy: Policy


def quarters_read(period: Period) -> tuple[str, ...]:
    """The counters that deciding about a period needs."""
    return (*Period(period.year - 1).quarters, *period.quarters)


def report(period: Period, audience: Audience, basis: Basis) -> Release | Withheld:
    """What this audience may read of this period; what was released already is given again, never anew."""
    for one in basis.earlier:
        if (one.period, one.audience) == (str(period), audience):
            return one
    if why := _unfit(period, basis):
        return Withheld(why)
    made = _made(period, audience, basis)
    others = [one for one in basis.earlier if one.period == str(period)]
    return Withheld(Why.DIFFERENCED) if any(_betrays(made, one) for one in others) else made


def _unfit(period: Period, basis: Basis) -> Why | None:
    if basis.today < period.ended + SETTLES:
        return Why.NOT_OVER
    if any(period.overlaps(Period.parse(one.period)) for one in basis.earlier):
        return Why.DIFFERENCED
    year_before = _cases(_sums(Period(period.year - 1), basis.counted))
    many = year_before >= basis.policy.report.quarterly_from
    if many != bool(period.quarter):
        return Why.BY_QUARTERS if many else Why.BY_YEAR
    return Why.TOO_FEW if _cases(_sums(period, basis.counted)) < FEWEST else None


def _sums(period: Period, counted: Counted) -> dict[str, int]:
    found: dict[str, int] = {}
    for quarter in period.quarters:
        for name, count in counted.get(quarter, {}).items():
            found[name] = found.get(name, 0) + count
    return found


def _cases(sums: Mapping[str, int]) -> int:
    """Every forgotten case has one origin."""
    return sum(sums.get(f"origin_{one}", 0) for one in Origin)


def _made(period: Period, audience: Audience, basis: Basis) -> Release:
    reports, sums = basis.policy.report, _sums(period, basis.counted)
    same = (one for one in basis.earlier if one.period == str(period))
    desk = Desk(reports, audience, next((one for one in same if one.audience is Audience.COORDINATOR), None))
    made = (desk.breakdown(name, codes, _counts(name, codes, sums)) for name, codes in _layout(reports))
    return Release(
        period=str(period),
        audience=audience,
        on=basis.today,
        least=desk.least,
        cases=_cases(sums),
        breakdowns=(*(one for one in made if one is not None), *_answers(sums, desk.least)),
        service=tuple(_service(sums)),
    )


def _layout(reports: Reports) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield from _LAYOUT.items()
    if reports.specialties:
        yield "specialty", ("rest", *reports.specialties)


def _counts(name: str, codes: tuple[str, ...], sums: Mapping[str, int]) -> list[int]:
    """The counts in the order of the rows; specialties without a row of their own are in the rest."""
    counts = [sums.get(f"{name}_{code}", 0) for code in codes]
    if name == "specialty":
        counts[REST] = sum(count for one, count in sums.items() if one.startswith("specialty_")) - sum(counts[1:])
    return counts


@dataclass(frozen=True)
class Desk:
    """Where tables are made for one audience; ``inside`` is what the coordinator was given of the same period."""

    reports: Reports
    audience: Audience
    inside: Release | None = None

    @property
    def least(self) -> int:
        """The smallest count that is shown."""
        return self.reports.coordinator if self.audience is Audience.COORDINATOR else self.reports.outside

    def breakdown(self, name: str, codes: Sequence[str], counts: Sequence[int]) -> Breakdown | None:
        """One table; what the coordinator does not read nobody reads."""
        rule = Rule.inside(self.reports.coordinator)
        closed = hidden(counts, rule) if self.inside is None else _closed(name, codes, self.inside)
        if self.audience is Audience.OUTSIDE and closed is not None:
            closed = hidden(counts, Rule.outside(self.reports.outside, rule), closed)
        if closed is None:
            return None
        pairs = enumerate(zip(codes, counts, strict=True))
        return Breakdown(name, tuple(Row(code, None if place in closed else count) for place, (code, count) in pairs))


def _closed(name: str, codes: Sequence[str], inside: Release) -> frozenset[int] | None:
    """What an earlier release did not show the coordinator; None if it had no such table."""
    found = next((one for one in inside.breakdowns if one.name == name), None)
    if found is None:
        return None
    seen = {row.code for row in found.rows if row.count is not None}
    return frozenset(place for place, code in enumerate(codes) if code not in seen)


def _answers(sums: Mapping[str, int], least: int) -> Iterator[Breakdown]:
    """Both answers to a question, or none: one alone, or an answer that nobody gave, tells what everybody said."""
    for name in QUESTIONS:
        rows = tuple(Row(answer, sums.get(f"feedback_{name}_{answer}", 0)) for answer in ("yes", "no"))
        if all(row.count is not None and row.count >= least for row in rows):
            yield Breakdown(f"feedback_{name}", rows)


def _betrays(made: Release, other: Release) -> bool:
    """Whether what one release shows and another doesn't, or shows otherwise, could be put together."""
    pair = {
        one.audience: {(part.name, row.code): row.count for part in one.breakdowns for row in part.rows}
        for one in (made, other)
    }
    inside, outside = pair.get(Audience.COORDINATOR, {}), pair.get(Audience.OUTSIDE, {})
    return made.cases != other.cases or any(
        count is not None and inside.get(key) != count for key, count in outside.items()
    )


def service_of(case: Case, policy: Policy) -> Iterator[str]:
    """What a case that is about to be forgotten adds to the figures of the service, as the names of counters."""
    if case.opened_at is None:
        return
    there = first_reached(case)
    yield from _counted("matched", case.first_accepted_at, by=case.opened_at + policy.clocks.match)
    if case.first_accepted_at is not None:
        yield from _counted("tried", there, by=case.first_accepted_at + policy.clocks.attempt_asked)
    for offer in case.offers:
        if offer.state in {OfferState.TAKEN, OfferState.PASSED, OfferState.TIMED_OUT}:
            yield f"{_SERVICE}taken_of"
            yield from (f"{_SERVICE}taken_part",) * (offer.state is OfferState.TAKEN)
    for one in case.check_ins:
        if one.state in {CheckInState.DONE, CheckInState.SKIPPED}:
            yield f"{_SERVICE}kept_of"
            yield from (f"{_SERVICE}kept_part",) * (one.state is CheckInState.DONE)


def _counted(name: str, moment: datetime | None, *, by: datetime) -> Iterator[str]:
    yield f"{_SERVICE}{name}_of"
    if moment is not None and moment <= by:
        yield f"{_SERVICE}{name}_part"


def _service(sums: Mapping[str, int]) -> Iterator[Rate]:
    """Shares of the service, of twenty at least."""
    for name in ("matched", "tried", "taken", "kept"):
        rate = Rate(name, sums.get(f"{_SERVICE}{name}_part", 0), sums.get(f"{_SERVICE}{name}_of", 0))
        if rate.of >= FEWEST:
            yield rate
