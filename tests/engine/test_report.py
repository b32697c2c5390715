"""When a report may be released, what it says of a period, and that a later one never says more of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.conversation.releases import Audience, BadPeriodError, Period, Release
from bot.domain.policy import Policy, Reports
from bot.insight.report import SETTLES, Basis, Why, Withheld, quarters_read, report

YEAR = Period(2026)
LATER = date(2027, 1, 20)
COUNTED = {
    "2026-Q2": {
        "category_unsaid": 30,
        "category_burnout": 6,
        "category_litigation": 2,
        "category_personal": 12,
        "origin_colleague": 27,
        "origin_self": 15,
        "origin_incident_list": 5,
        "origin_coordinator": 3,
        "closing_completed": 30,
        "closing_declined": 4,
        "closing_no_response": 6,
        "closing_withdrawn": 10,
        "specialty_surgery": 20,
        "specialty_unknown": 18,
        "specialty_icu": 12,
        "feedback_recommend_yes": 12,
        "feedback_recommend_no": 5,
        "feedback_in_time_yes": 9,
        "informal_support": 3,
        "service_matched_part": 45,
        "service_matched_of": 50,
        "service_kept_part": 3,
        "service_kept_of": 4,
    }
}


def basis(counted=None, *, earlier=(), today=LATER, **rules):
    """What the report of 2026 is made from."""
    policy = Policy(report=Reports(specialties=("surgery", "icu"), **rules))
    return Basis(counted=COUNTED if counted is None else counted, earlier=earlier, today=today, policy=policy)


def made(audience=Audience.COORDINATOR, period=YEAR, **given):
    """A report that is not withheld."""
    found = report(period, audience, basis(**given))
    assert isinstance(found, Release)
    return found


def shown(release):
    """Every count that is shown."""
    rows = ((part.name, row) for part in release.breakdowns for row in part.rows)
    return {f"{name}.{row.code}": row.count for name, row in rows if row.count is not None}


def test_the_coordinator_reads_counts_from_five_on():
    assert shown(made()) == {
        "category.personal": 12,
        "category.burnout": 6,
        "origin.self": 15,
        "origin.incident_list": 5,
        "closing.no_response": 6,
        "specialty.surgery": 20,
        "specialty.icu": 12,
        "feedback_recommend.yes": 12,
        "feedback_recommend.no": 5,
    }


def test_others_read_counts_from_eleven_on():
    assert shown(made(Audience.OUTSIDE)) == {
        "category.personal": 12,
        "origin.self": 15,
        "specialty.surgery": 20,
        "specialty.icu": 12,
    }


def test_an_answer_that_everybody_gave_is_not_shown():
    assert not [one for one in shown(made()) if one.startswith("feedback_in_time")]


def test_the_service_has_shares_and_of_few_none():
    assert [(one.name, one.percent) for one in made().service] == [("matched", 90)]


def test_a_specialty_in_which_few_work_has_no_row():
    assert {row.code for one in made().breakdowns if one.name == "specialty" for row in one.rows} == {
        *("rest", "surgery", "icu")
    }


@pytest.mark.parametrize("text", ["2026", "2026-Q1", "2026-Q4"])
def test_a_period_is_written_as_it_is_read(text):
    assert str(Period.parse(text)) == text


@pytest.mark.parametrize("text", ["", "26", "2026-Q5", "2026-q1", "2026-07", "2026 "])
def test_anything_else_is_no_period(text):
    with pytest.raises(BadPeriodError):
        Period.parse(text)


def test_periods_end_with_their_last_day():
    ends = [Period.parse(text).ended for text in ("2026", "2026-Q1", "2026-Q4")]
    assert ends == [date(2027, 1, 1), date(2026, 4, 1), date(2027, 1, 1)]


@pytest.mark.parametrize("days", [-200, -1, 0])
def test_nothing_before_the_period_is_over_and_its_counters_are_final(days):
    early = date(2027, 1, 1) + timedelta(days=days)
    assert report(YEAR, Audience.COORDINATOR, basis(today=early)) == Withheld(Why.NOT_OVER)
    assert made(today=date(2027, 1, 1) + SETTLES)


def test_nothing_of_fewer_than_twenty_cases():
    few = {"2026-Q2": {"origin_self": 19, "category_unsaid": 19}}
    assert report(YEAR, Audience.COORDINATOR, basis(few)) == Withheld(Why.TOO_FEW)


def test_a_year_goes_as_a_whole_unless_the_year_before_had_two_hundred_cases():
    assert report(Period(2026, 2), Audience.COORDINATOR, basis()) == Withheld(Why.BY_YEAR)
    many = COUNTED | {"2025-Q1": {"origin_self": 199, "origin_coordinator": 1}}
    assert report(YEAR, Audience.COORDINATOR, basis(many)) == Withheld(Why.BY_QUARTERS)
    assert made(period=Period(2026, 2), counted=many).cases == 50


@pytest.mark.parametrize(("first", "second"), [(YEAR, Period(2026, 2)), (Period(2026, 2), YEAR)])
def test_a_year_and_its_quarters_are_never_both_released(first, second):
    """Also if the counters, or the policy, now say otherwise."""
    many = COUNTED | {"2025-Q1": {"origin_self": 200}}
    released = made(period=first, counted=many if first.quarter else COUNTED)
    again = basis(many if second.quarter else COUNTED, earlier=(released,))
    assert report(second, Audience.OUTSIDE, again) == Withheld(Why.DIFFERENCED)


def test_what_was_released_is_given_again_whatever_has_changed_since():
    first = made()
    more = {"2026-Q2": {name: number + 1 for name, number in COUNTED["2026-Q2"].items()}}
    assert made(counted=more, earlier=(first,), today=date(2028, 1, 1), coordinator=7) == first


def test_one_case_more_since_the_coordinators_report_withholds_the_other():
    first = made()
    more = {"2026-Q2": COUNTED["2026-Q2"] | {"origin_self": 16}}
    assert report(YEAR, Audience.OUTSIDE, basis(more, earlier=(first,))) == Withheld(Why.DIFFERENCED)


def test_what_is_hidden_from_the_coordinator_stays_hidden_from_others_under_another_policy():
    first = made(coordinator=30, outside=30)
    other = made(Audience.OUTSIDE, earlier=(first,))
    assert shown(first) == shown(other) == {}


def test_a_raised_threshold_withholds_what_others_have_read_already():
    first = made(Audience.OUTSIDE)
    stricter = basis(earlier=(first,), coordinator=14, outside=20)
    assert report(YEAR, Audience.COORDINATOR, stricter) == Withheld(Why.DIFFERENCED)


def test_the_order_of_the_two_releases_makes_no_difference():
    inside, outside = made(), made(Audience.OUTSIDE)
    assert made(Audience.OUTSIDE, earlier=(inside,)) == outside
    assert made(earlier=(outside,)) == inside


def test_other_years_do_not_stand_in_the_way():
    assert made(earlier=(replace(made(), period="2025"),))


def test_the_counters_that_decide_are_of_two_years():
    assert quarters_read(Period(2026, 3)) == ("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q3")
