"""An overview that comes late counts a case that has been forgotten meanwhile, as if it were still there."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.case import (
    Case,
    CaseCode,
    Category,
    CheckIn,
    CheckInState,
    Closing,
    Offer,
    OfferState,
    Origin,
    Step,
)
from bot.domain.policy import Policy
from bot.insight.weekly_figures import Week, sums_of_case, week_figures, week_name, with_forgotten
from tests.engine.world import RITA, SAM

POLICY = Policy()
SLOT = date(2026, 8, 3)
STARTS = Week.before(SLOT, POLICY.timezone).starts


@st.composite
def closed(draw):
    """A case that came and went at any hour of four weeks."""

    def hours(least=0):
        return timedelta(hours=draw(st.integers(least, 300)))

    opened = STARTS - timedelta(days=14) + hours()
    accepted = opened + hours()
    done = accepted + hours()
    taken = Offer(number=1, supporter=SAM, asked_at=opened, state=OfferState.TAKEN, settled_at=accepted)
    passed = replace(taken, state=draw(st.sampled_from([OfferState.PASSED, OfferState.TIMED_OUT])))
    check_in = CheckIn(number=1, due=done, state=draw(st.sampled_from([CheckInState.DONE, CheckInState.SKIPPED])))
    return Case(
        code=CaseCode("K7F3"),
        recipient=RITA,
        step=Step.CLOSED,
        opened_at=opened,
        offers=(passed, taken),
        first_accepted_at=accepted,
        accepted_at=accepted,
        first_attempt_at=accepted + hours(),
        check_ins=(replace(check_in, settled_at=done + hours()),),
        closed_at=done,
        closing=draw(st.sampled_from(Closing)),
    )


_PROTECTED = st.tuples(
    st.sampled_from(Category),
    st.sampled_from(Origin),
    st.sampled_from([Closing.COMPLETED, Closing.DECLINED, Closing.NO_RESPONSE, Closing.REFERRED_ON]),
)


def being(case, what):
    """The same case, tried before it ended, of another category, origin and closing."""
    category, origin, closing = what
    return replace(case, category=category, own_category=True, origin=origin, closing=closing, first_attempt_at=STARTS)


@given(st.lists(st.tuples(closed(), _PROTECTED, _PROTECTED), min_size=1, max_size=4))
def test_no_figure_of_a_week_tells_what_a_case_was_about_who_asked_or_how_it_ended(both):
    """So that nobody finds a count of the report that is not shown in the weekly overviews."""
    week, now = Week.before(SLOT, POLICY.timezone), STARTS + timedelta(days=9)
    one, other = ([being(row[0], row[part]) for row in both] for part in (1, 2))
    assert week_figures(one, week, POLICY, now=now) == week_figures(other, week, POLICY, now=now)


def purged(cases, now: datetime):
    """What is left of them."""
    counted: dict[str, Counter[str]] = {}
    for case in cases:
        for name, week, count in sums_of_case(case, now, POLICY):
            counted.setdefault(week, Counter())[name] += count
    return counted


@given(st.lists(closed(), min_size=1, max_size=6), st.integers(0, 160))
def test_what_can_be_added_up_is_the_same_as_if_nothing_had_been_forgotten(cases, hours):
    """Purged in the week before the overview, or in its own; read for the week and for the one before it."""
    now = STARTS + timedelta(days=7, hours=hours)
    cases = [one for one in cases if one.closed_at and one.closed_at < now]
    left = purged(cases, now)
    for slot in (SLOT, SLOT - timedelta(days=7)):
        week = Week.before(slot, POLICY.timezone)
        full = week_figures(cases, week, POLICY, now=now)
        empty = with_forgotten(week_figures((), week, POLICY, now=now), left.get(week_name(slot), {}))
        waits = {"oldest_waiting": None, "match_median": None, "match_p90": None}
        assert empty == replace(full, **waits, matched_waiting=0, reached_waiting=0)
        assert empty.balances


@given(closed())
def test_an_overview_that_comes_later_counts_what_was_forgotten_before_its_week_ended(case):
    """A case of which everything was erased in the middle of a week."""
    now = case.closed_at + timedelta(minutes=1)
    slot = now.date() + timedelta(days=7 - now.weekday())
    week = Week.before(slot, POLICY.timezone)
    if not week.has(now):
        return
    left = purged([case], now)
    figures = with_forgotten(week_figures((), week, POLICY, now=week.ends), left.get(week_name(slot), {}))
    assert figures.closed == 1
    assert figures.balances
