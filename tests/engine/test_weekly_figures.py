"""The weekly figures: whoever waits is counted, small numbers are not dressed up, and the balance holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.case import Case, CaseCode, CheckIn, CheckInState, Closing, Offer, OfferState, Step
from bot.domain.people import PersonId
from bot.domain.policy import Policy
from bot.insight.weekly_figures import CheckIns, Share, Week, WeekFigures, nearest_rank, week_figures

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MONDAY = datetime(2026, 8, 3, tzinfo=UTC)
WEEK = Week(MONDAY, MONDAY + 7 * DAY)
NOW = WEEK.ends + 8 * HOUR
ANA, BEN = PersonId("web:ana"), PersonId("web:ben")


def figures(*cases: Case, week: Week = WEEK) -> WeekFigures:
    return week_figures(cases, week, Policy(), now=NOW)


def opened(at: datetime, **changes: object) -> Case:
    case = Case(code=CaseCode("K7F3"), recipient=ANA, step=Step.OFFERED, opened_at=at)
    return replace(case, **changes)


def accepted(at: datetime, after: timedelta, **changes: object) -> Case:
    return opened(at, step=Step.ACCEPTED, first_accepted_at=at + after, accepted_at=at + after, **changes)


def closed(at: datetime, after: timedelta, closing: Closing, **changes: object) -> Case:
    return opened(at, step=Step.CLOSED, closed_at=at + after, closing=closing, **changes)


@pytest.mark.parametrize(
    ("slot", "hours"),
    [(date(2026, 8, 10), 168), (date(2026, 8, 12), 168), (date(2026, 3, 9), 167), (date(2026, 11, 2), 169)],
)
def test_a_week_is_as_long_as_the_calendar_makes_it(slot: date, hours: int):
    """Monday to Monday in New York: an hour less in spring, one more in autumn."""
    week = Week.before(slot, "America/New_York")
    assert week.ends - week.starts == hours * HOUR
    assert week.ends.date() == slot - slot.weekday() * DAY


def test_an_edge_belongs_to_one_week_only():
    """What takes place at Monday 00:00 counts in the week that begins."""
    case = opened(WEEK.ends)
    after = Week(WEEK.ends, WEEK.ends + 7 * DAY)
    assert (figures(case).new, figures(case, week=after).new) == (0, 1)


moments = st.integers(-30 * 24, 7 * 24 + 8).map(lambda hours: MONDAY + hours * HOUR)


@st.composite
def histories(draw: st.DrawFn) -> Case:
    """A case that has begun by now, was perhaps accepted, and has perhaps ended."""
    times = sorted(draw(st.lists(moments, min_size=3, max_size=3)))
    taken, ended = draw(st.booleans()), draw(st.booleans())
    case = accepted(times[0], times[1] - times[0]) if taken else opened(times[0])
    how = draw(st.sampled_from(Closing))
    return replace(case, step=Step.CLOSED, closed_at=times[2], closing=how) if ended else case


@given(st.lists(histories()))
def test_what_was_open_and_came_and_went_is_what_is_open(cases: list[Case]):
    """open(start) + new - closed = open(end), and one week begins as the one before ended."""
    now, before = figures(*cases), figures(*cases, week=Week(MONDAY - 7 * DAY, MONDAY))
    assert now.balances
    assert before.balances
    assert before.open_at_end == now.open_at_start


@given(st.lists(histories()))
def test_nobody_is_counted_twice_or_out_of_range(cases: list[Case]):
    week = figures(*cases)
    assert week.waiting <= week.open_at_end
    assert week.matched.part + week.matched_waiting <= week.matched.of
    assert week.reached.part + week.reached_waiting <= week.reached.of


def test_a_closing_without_its_step_is_noticed():
    """The balance is a check: facts that contradict each other show."""
    assert not figures(opened(MONDAY, closed_at=MONDAY + DAY)).balances


def test_who_was_handed_back_waits_again():
    """Accepted once is not accepted now; the age counts from the opening."""
    case = opened(MONDAY, step=Step.MATCHING, first_accepted_at=MONDAY + HOUR)
    assert (figures(case).waiting, figures(case).oldest_waiting) == (1, 7 * DAY)


def test_who_is_accepted_after_the_week_was_waiting_in_it():
    assert figures(accepted(WEEK.ends - HOUR, 2 * HOUR)).waiting == 1


MATCHED = [
    ("in time", accepted(MONDAY, 24 * HOUR), Share(1, 1), 0),
    ("late", accepted(MONDAY, 25 * HOUR), Share(0, 1), 0),
    ("still waiting", opened(MONDAY), Share(0, 1), 1),
    ("begun a day before the week", accepted(MONDAY - DAY, HOUR), Share(1, 1), 0),
    ("begun more than a day before the week", accepted(MONDAY - DAY - HOUR, HOUR), Share(0, 0), 0),
    ("begun too late to tell", accepted(WEEK.ends - DAY, HOUR), Share(0, 0), 0),
    ("withdrawn in time, not accepted", closed(MONDAY, 3 * HOUR, Closing.WITHDRAWN), Share(0, 0), 0),
    ("withdrawn too late", closed(MONDAY, 30 * HOUR, Closing.WITHDRAWN), Share(0, 1), 0),
    ("given up by us", closed(MONDAY, 3 * HOUR, Closing.UNMATCHED), Share(0, 1), 0),
    (
        "accepted, then withdrawn",
        closed(MONDAY, 3 * HOUR, Closing.WITHDRAWN, first_accepted_at=MONDAY + HOUR),
        Share(1, 1),
        0,
    ),
]


@pytest.mark.parametrize(("rule", "case", "share", "waiting"), MATCHED)
def test_matched_on_time_looks_at_cases_that_had_their_full_day(rule: str, case: Case, share: Share, waiting: int):
    """Only a withdrawal within the day takes a case out; whoever still waits stays in."""
    assert (figures(case).matched, figures(case).matched_waiting) == (share, waiting)


REACHED = [
    ("in time", accepted(MONDAY, HOUR, first_attempt_at=MONDAY + 2 * DAY), Share(1, 1), 0),
    ("late", accepted(MONDAY, HOUR, first_attempt_at=MONDAY + 3 * DAY), Share(0, 1), 0),
    ("not yet", accepted(MONDAY, HOUR), Share(0, 1), 1),
    ("contact without an attempt", accepted(MONDAY, HOUR, contacted_at=MONDAY + DAY), Share(1, 1), 0),
    ("declined when asked", closed(MONDAY, DAY, Closing.DECLINED), Share(1, 1), 0),
    ("withdrawn before", closed(MONDAY, DAY, Closing.WITHDRAWN), Share(0, 0), 0),
    ("begun too late to tell", accepted(WEEK.ends - 2 * DAY, HOUR), Share(0, 0), 0),
]


@pytest.mark.parametrize(("rule", "case", "share", "waiting"), REACHED)
def test_reached_on_time_looks_at_cases_that_had_two_days(rule: str, case: Case, share: Share, waiting: int):
    assert (figures(case).reached, figures(case).reached_waiting) == (share, waiting)


@pytest.mark.parametrize(("share", "percent"), [(Share(4, 4), None), (Share(4, 5), 80), (Share(199, 200), 99)])
def test_a_percentage_needs_five_and_is_never_more_than_true(share: Share, percent: int | None):
    """100 % means all."""
    assert share.percent == percent


@pytest.mark.parametrize(
    ("count", "median", "ninetieth"), [(0, None, None), (4, None, None), (5, 3, 5), (10, 5, 9), (11, 6, 10)]
)
def test_a_percentile_is_one_of_the_values(count: int, median: int | None, ninetieth: int | None):
    """Nearest rank, from five on: 1, 2, 3 … hours."""
    times = [hours * HOUR for hours in range(1, count + 1)]
    found = [at and at // HOUR for at in (nearest_rank(times, 50), nearest_rank(times, 90))]
    assert found == [median, ninetieth]


def test_times_to_match_are_those_of_the_week():
    cases = [accepted(MONDAY - 2 * HOUR, hours * HOUR) for hours in (1, 2, 3, 4, 5, 6)]
    assert (figures(*cases).match_median, figures(*cases).match_p90) == (4 * HOUR, 6 * HOUR)


def test_passes_are_counted_when_they_are_settled():
    """An offer that is open, gone or never arrived says nothing about anybody."""
    states = [*OfferState, OfferState.PASSED]
    offers = tuple(
        Offer(number=at, supporter=BEN, asked_at=MONDAY - DAY, state=state, settled_at=MONDAY)
        for at, state in enumerate(states, start=1)
    )
    assert figures(opened(MONDAY - DAY, offers=offers)).passes == Share(3, 4)
    earlier = tuple(replace(offer, settled_at=MONDAY - HOUR) for offer in offers)
    assert figures(opened(MONDAY - DAY, offers=earlier)).passes == Share(0, 0)


def check_in(due: datetime, state: CheckInState = CheckInState.PLANNED, after: timedelta | None = None) -> CheckIn:
    return CheckIn(number=1, due=due, state=state, settled_at=due + after if after else None)


def test_check_ins_are_on_time_late_skipped_or_pending():
    done = CheckInState.DONE
    ones = (
        check_in(MONDAY, done, 47 * HOUR),
        check_in(MONDAY, done, 49 * HOUR),
        check_in(MONDAY, CheckInState.SKIPPED, 7 * DAY),
        check_in(MONDAY + DAY),
        check_in(WEEK.ends - HOUR),
        check_in(WEEK.ends),
    )
    week = figures(opened(MONDAY - DAY, step=Step.FOLLOW_UP, check_ins=ones))
    assert (week.check_ins, week.overdue_now) == (CheckIns(on_time=1, late=1, skipped=1, pending=2), 1)


def test_a_closed_case_owes_no_check_in():
    case = closed(MONDAY - DAY, DAY, Closing.COMPLETED, check_ins=(check_in(MONDAY),))
    assert (figures(case).check_ins, figures(case).overdue_now) == (CheckIns(0, 0, 0, 0), 0)
