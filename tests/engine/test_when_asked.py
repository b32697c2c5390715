"""Whoever is said to be askable would be asked, and the other way round: home, roster and matching by one rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.availability import answer_due, can_be_asked, is_on_call, next_opening_of, open_spans
from bot.domain.case import Case, CaseCode
from bot.domain.eligibility import MatchContext, barrier
from bot.domain.hours import Leave, local
from bot.domain.people import Drives, Member, PersonId, Role, Shift, Supporter, Traits
from bot.domain.policy import Policy, Quiet
from bot.domain.roster_load import State, standing
from bot.domain.typed.hours import parse_hours

POLICY = Policy()
NOON = datetime(2026, 11, 29, 17, tzinfo=UTC)
ZONES = ("America/New_York", "Europe/London", "America/Vancouver", "Australia/Sydney", "Australia/Lord_Howe")
NIGHTS = Quiet(starts=time(9), ends=time(17))


def supporter(**changes):
    own = Supporter(trained_on=date(2026, 10, 1), **changes)
    roles = frozenset({Role.SUPPORTER})
    return Member(person=PersonId("web:n"), name="N", roles=roles, timezone=ZONES[0], supporter=own)


quarters = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))
quiets = st.one_of(
    st.none(),
    st.builds(Quiet, starts=quarters, ends=quarters).filter(lambda one: one.starts != one.ends),
)
shifts = st.lists(
    st.builds(
        lambda begins, lasts, drives, days: Shift(
            rota="r",
            starts=NOON + timedelta(hours=begins),
            ends=NOON + timedelta(hours=begins + lasts),
            drives=drives,
            whole_days=days,
        ),
        st.integers(-60, 400),
        st.integers(1, 60),
        st.sampled_from([Drives.ON_CALL, Drives.HOURS, Drives.LEAVE, Drives.BUSY]),
        st.booleans(),
    ),
    max_size=6,
).map(lambda many: tuple(sorted(many, key=lambda one: one.starts)))
HOURS = st.sampled_from(["", "Mon-Fri 08:00-18:00", "Mon-Sun 22:00-06:00", "Fri-Mon 19:00-07:00"]).map(parse_hours)
LEAVES = st.sampled_from([(), (Leave(date(2026, 11, 30), date(2026, 12, 2)),)])
moments = st.integers(-48 * 4, 300 * 4).map(lambda n: NOON + n * timedelta(minutes=15))
people = st.builds(
    lambda zone, **own: replace(supporter(**own), timezone=zone),
    zone=st.sampled_from(ZONES),
    hours=HOURS,
    quiet=quiets,
    shifts=shifts,
    leave=LEAVES,
    cap_open=st.integers(1, 2),
)


@given(people, moments, st.integers(0, 2))
@settings(max_examples=300, deadline=None)
def test_who_is_said_to_be_askable_would_be_asked(member, moment, count):
    """For a case that nothing else forbids: the roster's and the home's state is the rule that asks."""
    case = Case(code=CaseCode("K7F3"), recipient=PersonId("web:r"))
    context = MatchContext(now=moment, policy=POLICY, recipient=Traits())
    state, until = standing(member, count, POLICY, now=moment)
    asked = barrier(case, member, count, context) is None
    assert (state is State.ACTIVE) is asked
    if state is State.CLOSED:
        assert isinstance(until, datetime)
        assert until > moment
        assert can_be_asked(member, until, POLICY)


@given(people, moments, st.floats(0, 1, exclude_max=True))
@settings(max_examples=200, deadline=None)
def test_the_next_opening_is_open_and_nothing_before_it(member, moment, part):
    opens = next_opening_of(member, moment, POLICY)
    if opens is None:
        return
    assert can_be_asked(member, opens, POLICY)
    between = moment + part * (opens - moment)
    assert between == opens or not can_be_asked(member, between, POLICY)


@given(people, moments)
@settings(max_examples=200, deadline=None)
def test_nobody_is_asked_against_their_own_word(member, moment):
    """Never on leave, never in their quiet hours unless a rota has them at work."""
    if not can_be_asked(member, moment, POLICY):
        return
    own = member.supporter
    here = local(moment, member.timezone)
    assert not any(one.first <= here.date() <= one.last for one in own.leave)
    now = [one for one in own.shifts if one.starts <= moment < one.ends]
    assert not any(one.drives in {Drives.LEAVE, Drives.BUSY} for one in now)
    works = any(one.drives is Drives.HOURS and not one.whole_days for one in now)
    quiet = own.quiet or POLICY.quiet
    asleep = (
        quiet.starts <= here.time() < quiet.ends
        if quiet.starts < quiet.ends
        else here.time() >= quiet.starts or here.time() < quiet.ends
    )
    assert works or not asleep


def test_somebody_on_nights_is_asked_at_half_past_eleven_and_left_alone_at_ten():
    member = supporter(hours=parse_hours("Mon-Sun 21:00-07:00"), quiet=NIGHTS)
    assert can_be_asked(member, datetime(2026, 11, 30, 4, 30, tzinfo=UTC), POLICY)
    assert not can_be_asked(member, datetime(2026, 11, 30, 15, tzinfo=UTC), POLICY)


def test_hours_that_lie_in_the_quiet_hours_are_said_to_be_never():
    member = supporter(hours=parse_hours("Mon-Sun 22:00-06:00"))
    assert standing(member, 0, POLICY, now=NOON) == (State.NEVER, None)


@pytest.mark.parametrize(("drives", "on_call"), [(Drives.ON_CALL, True), (Drives.HOURS, False)])
def test_on_call_by_a_rota(drives, on_call):
    shift = Shift(rota="r", starts=NOON, ends=NOON + timedelta(hours=1), drives=drives)
    assert is_on_call(supporter(shifts=(shift,)), NOON, POLICY) is on_call


def test_the_answer_clock_runs_while_they_work():
    night = Shift(rota="r", starts=NOON + timedelta(hours=7), ends=NOON + timedelta(hours=19), drives=Drives.HOURS)
    member = supporter(shifts=(night,))
    asked = NOON + timedelta(hours=10)  # 22:00 there
    assert answer_due(member, asked, timedelta(hours=4), POLICY) == asked + timedelta(hours=4)
    assert answer_due(supporter(), asked, timedelta(hours=4), POLICY) == NOON + timedelta(hours=23)


def test_a_night_over_the_change_of_clocks_is_one_span_of_each_day():
    night = Shift(
        rota="r",
        starts=datetime(2026, 11, 1, 2, tzinfo=UTC),
        ends=datetime(2026, 11, 1, 11, tzinfo=UTC),
        drives=Drives.HOURS,
    )
    member = supporter(shifts=(night,))
    spans = [span for day in (date(2026, 10, 31), date(2026, 11, 1)) for span in open_spans(member, day, POLICY)]
    assert sum((ends - starts for starts, ends in spans), timedelta()) == timedelta(hours=9)
