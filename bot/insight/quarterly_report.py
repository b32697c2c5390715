"""Quarterly and yearly report: from counters and earlier releases to what may be released now.

Counters are named by the quarter in which a case was forgotten, so a quarter that is over changes no more: a case that
ended in it, but is forgotten later, is counted later.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.conversation.views.ending import QUESTIONS
from bot.domain.case import CheckInState, OfferState, Origin
from bot.domain.release import MOST_YEARS, Audience, Breakdown, Period, Rate, Release, Row, Split
from bot.insight.splits import TABLES, specialties, split, splits
from bot.insight.weekly_figures import first_reached

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
FULL = 40
"""Cases of a window that ends with the year; fewer, and it goes on, for ``MOST_YEARS`` at most."""
_HISTORY = 20  # years: longer ago nothing is looked for
_SERVICE = "service_"
_PREFIXES = {"about": "category"}
"""What the counters of a table begin with, where that is not its name."""


class Why(StrEnum):
    """Why a report is withheld."""

    NOT_OVER = "not_over"
    TOO_FEW = "too_few"
    BY_QUARTERS = "by_quarters"
    BY_YEAR = "by_year"
    NO_WINDOW = "no_window"
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
    """The counters that deciding about a period needs: which windows there were before it depends on their totals."""
    return Period(period.year - _HISTORY, last=period.years[-1]).quarters


def report(period: Period, audience: Audience, basis: Basis) -> Release | Withheld:
    """What this audience may read of this period; what was released already is given again, never anew."""
    for one in basis.earlier:
        if (one.period, one.audience) == (str(period), audience):
            return one
    if why := _unfit(period, basis):
        return Withheld(why)
    made = _make_release(period, audience, basis)
    others = [one for one in basis.earlier if one.period == str(period)]
    return Withheld(Why.DIFFERENCED) if any(_betrays(made, one) for one in others) else made


def _unfit(period: Period, basis: Basis) -> Why | None:
    if basis.today < period.ended + SETTLES:
        return Why.NOT_OVER
    if any(period.overlaps(Period.parse(one.period)) for one in basis.earlier):
        return Why.DIFFERENCED
    many = _of_year(period.year - 1, basis) >= basis.policy.report.quarterly_from
    if many != bool(period.quarter):
        return Why.BY_QUARTERS if many else Why.BY_YEAR
    if period not in windows(basis):
        return Why.NO_WINDOW
    return Why.TOO_FEW if _cases(_sums(period, basis.counted)) < FEWEST else None


def windows(basis: Basis) -> tuple[Period, ...]:
    """The periods that a report can be of, none of which shares a day with another.

    A window begins where the last one ended, and ends with the first year at whose end it holds ``FULL`` cases, at most
    after ``MOST_YEARS``. After a year with very many cases the next goes by quarters. Windows depend on totals alone,
    which every reader knows, so they tell nothing.
    """
    found: list[Period] = []
    year, last = _first_year(basis), basis.today.year - 1
    while year <= last:
        if _of_year(year - 1, basis) >= basis.policy.report.quarterly_from:
            found += [Period(year, quarter) for quarter in (1, 2, 3, 4)]
            year += 1
            continue
        end = next((one for one in range(year, year + MOST_YEARS) if _full(year, one, basis)), year + MOST_YEARS - 1)
        if end <= last:
            found.append(Period(year, last=end if end > year else 0))
        year = end + 1
    goes_by_quarters = year == basis.today.year and _of_year(year - 1, basis) >= basis.policy.report.quarterly_from
    return (*found, *(Period(year, quarter) for quarter in (1, 2, 3, 4) if goes_by_quarters))


def _full(first: int, last: int, basis: Basis) -> bool:
    return sum(_of_year(one, basis) for one in range(first, last + 1)) >= FULL


def _first_year(basis: Basis) -> int:
    """The first year with a case; after releases from before splits, the year after the last of them."""
    counted = [int(quarter[:4]) for quarter, sums in basis.counted.items() if _cases(sums)]
    old = [Period.parse(one.period).years[-1] + 1 for one in basis.earlier if not one.splits]
    return max((min(counted, default=basis.today.year), *old))


def _of_year(year: int, basis: Basis) -> int:
    return _cases(_sums(Period(year), basis.counted))


def _sums(period: Period, counted: Counted) -> dict[str, int]:
    found: dict[str, int] = {}
    for quarter in period.quarters:
        for name, count in counted.get(quarter, {}).items():
            found[name] = found.get(name, 0) + count
    return found


def _cases(sums: Mapping[str, int]) -> int:
    """Every forgotten case has one origin."""
    return sum(sums.get(f"origin_{one}", 0) for one in Origin)


def _make_release(period: Period, audience: Audience, basis: Basis) -> Release:
    reports, sums = basis.policy.report, _sums(period, basis.counted)
    inside = audience is Audience.COORDINATOR
    least = reports.coordinator if inside else max(reports.coordinator, reports.outside)
    return Release(
        period=str(period),
        audience=audience,
        on=basis.today,
        least=least,
        cases=_cases(sums),
        breakdowns=tuple(_answers(sums, least)),
        service=tuple(_service(sums)),
        splits=tuple(_splits(reports, sums, least)),
        yearly=tuple(_of_year(year, basis) for year in period.years) if not period.quarter else (),
    )


def _splits(reports: Reports, sums: Mapping[str, int], least: int) -> Iterator[Split]:
    """Every table; one that was never counted is left out."""
    for table in TABLES:
        counts = _counts(_PREFIXES.get(table, table), sums)
        yield from splits(table, counts, least) if counts else ()
    if reports.specialties:
        counts = _counts("specialty", sums)
        counts["rest"] = sum(count for code, count in counts.items() if code not in reports.specialties)
        yield from split(specialties(reports.specialties), counts, least, table="specialty")


def _counts(prefix: str, sums: Mapping[str, int]) -> dict[str, int]:
    return {name.removeprefix(f"{prefix}_"): count for name, count in sums.items() if name.startswith(f"{prefix}_")}


def _answers(sums: Mapping[str, int], least: int) -> Iterator[Breakdown]:
    """Both answers to a question, or none: one alone, or an answer that nobody gave, tells what everybody said."""
    for name in QUESTIONS:
        rows = tuple(Row(answer, sums.get(f"feedback_{name}_{answer}", 0)) for answer in ("yes", "no"))
        if all(row.count is not None and row.count >= least for row in rows):
            yield Breakdown(f"feedback_{name}", rows)


def _betrays(made: Release, other: Release) -> bool:
    """Whether what one release shows and another doesn't, or shows otherwise, could be put together."""
    pair = {one.audience: _counts_shown(one) for one in (made, other)}
    inside, outside = pair.get(Audience.COORDINATOR, {}), pair.get(Audience.OUTSIDE, {})
    return made.cases != other.cases or any(inside.get(key) != counts for key, counts in outside.items())


def _counts_shown(release: Release) -> dict[tuple[str, str], object]:
    """Every count that a release shows."""
    rows = {(part.name, row.code): row.count for part in release.breakdowns for row in part.rows}
    shown = {(one.table, one.of): one.counts for one in release.splits}
    return {key: value for key, value in (rows | shown).items() if value is not None}


def service_of(case: Case, policy: Policy) -> Iterator[str]:
    """What a case that is about to be forgotten adds to the figures of the service, as the names of counters."""
    if case.opened_at is None:
        return
    there = first_reached(case)
    yield from _counter_names("matched", case.first_accepted_at, by=case.opened_at + policy.clocks.match)
    if case.first_accepted_at is not None:
        yield from _counter_names("tried", there, by=case.first_accepted_at + policy.clocks.attempt_asked)
    for offer in case.offers:
        if offer.state in {OfferState.TAKEN, OfferState.PASSED, OfferState.TIMED_OUT}:
            yield f"{_SERVICE}taken_of"
            yield from (f"{_SERVICE}taken_part",) * (offer.state is OfferState.TAKEN)
    for one in case.check_ins:
        if one.state in {CheckInState.DONE, CheckInState.SKIPPED}:
            yield f"{_SERVICE}kept_of"
            yield from (f"{_SERVICE}kept_part",) * (one.state is CheckInState.DONE)


def _counter_names(name: str, moment: datetime | None, *, by: datetime) -> Iterator[str]:
    yield f"{_SERVICE}{name}_of"
    if moment is not None and moment <= by:
        yield f"{_SERVICE}{name}_part"


def _service(sums: Mapping[str, int]) -> Iterator[Rate]:
    """Shares of the service, of twenty at least."""
    for name in ("matched", "tried", "taken", "kept"):
        rate = Rate(name, sums.get(f"{_SERVICE}{name}_part", 0), sums.get(f"{_SERVICE}{name}_of", 0))
        if rate.of >= FEWEST:
            yield rate
