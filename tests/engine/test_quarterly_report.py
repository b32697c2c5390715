"""When a report may be released, what it says of a period, and that a later one never says more of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.policy import Policy, Reports
from bot.domain.release import Audience, BadPeriodError, Period, Release
from bot.insight.quarterly_report import SETTLES, Basis, Why, Withheld, quarters_read, report, windows

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
    rows = {f"{part.name}.{row.code}": row.count for part in release.breakdowns for row in part.rows}
    for one in release.splits:
        first, second = one.counts or (None, None)
        rows |= {f"{one.table}.{one.first}": first, f"{one.table}.{one.second}": second}
    return {name: count for name, count in rows.items() if count is not None}


def silent(release):
    """The splits that are asked and not shown."""
    return [f"{one.table}.{one.of}" for one in release.splits if one.counts is None]


def test_the_coordinator_reads_both_sides_of_a_split_from_five_on():
    assert shown(made()) == {
        "origin.self": 15,
        "origin.others": 35,
        "origin.colleague": 27,
        "origin.incident_list": 8,
        "specialty.surgery": 20,
        "specialty.after_surgery": 30,
        "specialty.icu": 12,
        "specialty.rest": 18,
        "closing.talked": 30,
        "closing.otherwise": 20,
        "feedback_recommend.yes": 12,
        "feedback_recommend.no": 5,
    }


def test_a_split_that_is_not_shown_is_named():
    assert silent(made()) == ["about.about", "closing.talked", "closing.otherwise"]


def test_others_read_counts_from_eleven_on_and_nothing_below_a_split_that_is_not_shown():
    assert shown(made(Audience.OUTSIDE)) == {
        "origin.self": 15,
        "origin.others": 35,
        "specialty.surgery": 20,
        "specialty.after_surgery": 30,
        "specialty.icu": 12,
        "specialty.rest": 18,
    }


def test_cases_that_the_overviews_told_of_cover_nothing():
    """Ten of the twenty that ended otherwise were withdrawn: a reader subtracts them."""
    assert "closing.talked" not in shown(made(Audience.OUTSIDE))


def test_an_answer_that_everybody_gave_is_not_shown():
    assert not [one for one in shown(made()) if one.startswith("feedback_in_time")]


def test_the_service_has_shares_and_of_few_none():
    assert [(one.name, one.percent) for one in made().service] == [("matched", 90)]


def test_a_specialty_in_which_few_work_has_no_row():
    codes = {code for one in made().splits if one.table == "specialty" for code in (one.first, one.second)}
    assert codes == {"surgery", "after_surgery", "icu", "rest"}


@pytest.mark.parametrize("text", ["2026", "2026-Q1", "2026-Q4", "2026-2028"])
def test_a_period_is_written_as_it_is_read(text):
    assert str(Period.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["", "26", "2026-Q5", "2026-q1", "2026-07", "2026 ", "2026-2026", "2026-2025", "2026-2029"]
)
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
    given = basis(few, today=date(2029, 1, 20))
    assert report(Period(2026, last=2028), Audience.COORDINATOR, given) == Withheld(Why.TOO_FEW)


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
    assert shown(first) == {}
    assert report(YEAR, Audience.OUTSIDE, basis(earlier=(first,))) == Withheld(Why.DIFFERENCED)


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


def test_the_counters_that_decide_are_of_twenty_years():
    read = quarters_read(Period(2026, 3))
    assert (read[0], read[-1], len(read)) == ("2006-Q1", "2026-Q4", 84)


def cases(**years):
    """A programme with so many cases in each year, and when its windows end."""
    counted = {f"{name[1:]}-Q2": {"origin_self": number} for name, number in years.items()}
    return [str(one) for one in windows(basis(counted, today=date(2031, 1, 9)))]


def test_a_window_ends_with_the_first_year_at_whose_end_it_holds_forty_cases():
    assert cases(y2026=20, y2027=20, y2028=47, y2029=12, y2030=9) == ["2026-2027", "2028"]


def test_after_three_years_it_ends_however_few_they_were():
    assert cases(y2026=5, y2027=9, y2028=7, y2029=3) == ["2026-2028"]


def test_after_a_year_with_very_many_cases_the_next_goes_by_quarters():
    assert cases(y2028=200, y2029=90, y2030=50) == ["2028", "2029-Q1", "2029-Q2", "2029-Q3", "2029-Q4", "2030"]


def test_windows_never_share_a_day():
    found = [Period.parse(text) for text in cases(y2026=39, y2027=230, y2028=20, y2029=31, y2030=8)]
    assert not [(one, other) for one in found for other in found if one.overlaps(other)]


def test_a_year_inside_a_window_is_no_report():
    few = {"2026-Q2": {"origin_self": 25}, "2027-Q2": {"origin_self": 25}}
    given = basis(few, today=date(2028, 2, 1))
    assert report(Period(2026), Audience.OUTSIDE, given) == Withheld(Why.NO_WINDOW)
    whole = report(Period(2026, last=2027), Audience.OUTSIDE, given)
    assert isinstance(whole, Release)
    assert (whole.cases, whole.yearly) == (50, (25, 25))


def test_the_first_window_begins_after_the_last_release_from_before_splits():
    old = replace(made(), period="2026", splits=())
    given = basis(COUNTED | {"2027-Q2": {"origin_self": 44}}, earlier=(old,), today=date(2028, 2, 1))
    assert windows(given) == (Period(2027),)
