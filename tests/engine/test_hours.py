"""Wall-clock time holds in every zone: half-hour changes, odd offsets and winter time that comes in Ramadan."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import BadHoursError
from bot.domain.hours import (
    Leave,
    Window,
    after_open,
    at_wall,
    local,
    narrow_hours,
    next_opening,
    spans,
    waking,
    within,
)
from bot.domain.typed.hours import parse_hours

ZONES = (
    "America/New_York",
    "Europe/London",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Chatham",
    "Africa/Casablanca",
)
STEP, HOUR, DAY = timedelta(minutes=5), timedelta(hours=1), timedelta(days=1)
OFFICE = parse_hours("Mon-Fri 08:00-18:00")
MONDAY = date(2026, 8, 3)
NEW_YEAR = datetime(2025, 1, 1, tzinfo=UTC)

zones = st.sampled_from(ZONES)
moments = st.integers(0, 3 * 365 * 24 * 12).map(lambda steps: NEW_YEAR + steps * STEP)
clocks = st.integers(0, 24 * 12 - 1).map(lambda steps: time(steps // 12, steps % 12 * 5))


@st.composite
def weeks(draw: st.DrawFn) -> tuple[Window, ...]:
    """One to six windows anywhere in the week; they may overlap, and they may end at midnight."""
    made: list[Window] = []
    for _ in range(draw(st.integers(1, 6))):
        starts, ends = sorted(draw(st.lists(clocks, min_size=2, max_size=2, unique=True)))
        until = time.max if draw(st.booleans()) else ends
        made.append(Window(draw(st.integers(0, 6)), starts, until))
    return tuple(made)


CHANGES = [
    # gap: the first instant after it
    ("America/New_York", "2026-03-08T02:30", "2026-03-08T07:00"),
    ("Europe/London", "2026-03-29T01:00", "2026-03-29T01:00"),
    ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:30"),
    ("Pacific/Chatham", "2026-09-27T03:00", "2026-09-26T14:00"),
    ("Africa/Casablanca", "2026-03-22T02:30", "2026-03-22T02:00"),
    # fold: the first of the two
    ("America/New_York", "2026-11-01T01:30", "2026-11-01T05:30"),
    ("Europe/London", "2026-10-25T01:30", "2026-10-25T00:30"),
    ("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45"),
    ("Pacific/Chatham", "2026-04-05T03:00", "2026-04-04T13:15"),
    ("Africa/Casablanca", "2026-02-15T02:30", "2026-02-15T01:30"),
    # neither
    ("Asia/Kathmandu", "2026-08-03T08:00", "2026-08-03T02:15"),
    ("America/New_York", "2026-11-01T02:00", "2026-11-01T07:00"),
]


@pytest.mark.parametrize(("zone", "wall", "instant"), CHANGES)
def test_a_wall_time_is_one_instant(zone: str, wall: str, instant: str):
    """Skipped: the end of the gap. Repeated: the first time. Otherwise: what the clock shows."""
    shown = datetime.fromisoformat(wall)
    assert at_wall(shown.date(), shown.time(), zone) == datetime.fromisoformat(instant).replace(tzinfo=UTC)


@given(zones, moments)
def test_the_wall_time_of_an_instant_leads_back_to_it(zone: str, moment: datetime):
    """Only the second pass through a repeated hour leads to the first pass instead."""
    shown = local(moment, zone)
    back = at_wall(shown.date(), shown.time(), zone)
    assert back == moment if shown.fold == 0 else timedelta() < moment - back <= HOUR


@given(zones, moments, clocks, clocks)
def test_a_later_wall_time_is_never_an_earlier_instant(zone: str, moment: datetime, one: time, other: time):
    day = moment.date()
    assert at_wall(day, min(one, other), zone) <= at_wall(day, max(one, other), zone)
    assert at_wall(day, time.max.replace(microsecond=0), zone) <= at_wall(day + DAY, time(), zone)


@given(zones, weeks(), moments)
def test_a_days_intervals_are_in_order_and_apart(zone: str, hours: tuple[Window, ...], moment: datetime):
    edges = [edge for interval in spans(hours, (), moment.date(), zone) for edge in interval]
    assert edges == sorted(set(edges))


@given(zones, weeks(), moments)
def test_open_means_that_the_clock_shows_an_open_time(zone: str, hours: tuple[Window, ...], moment: datetime):
    """Apart from folds, where only instants count, open is what a person reads off the wall."""
    shown = local(moment, zone)
    if shown.replace(fold=1).utcoffset() != shown.replace(fold=0).utcoffset():
        return
    by_the_clock = any(
        window.weekday == shown.weekday() and window.starts <= shown.time() < window.ends for window in hours
    )
    assert within(hours, (), moment, zone) is by_the_clock


@given(zones, weeks(), moments, st.floats(0, 1, exclude_max=True))
def test_the_next_opening_is_open_and_nothing_before_it_is(
    zone: str, hours: tuple[Window, ...], moment: datetime, part: float
):
    opening = next_opening(hours, (), moment, zone)
    assert opening is not None
    assert within(hours, (), opening, zone)
    between = moment + part * (opening - moment)
    assert between == opening or not within(hours, (), between, zone)


def step_by_step(hours: tuple[Window, ...], moment: datetime, amount: timedelta, zone: str) -> datetime:
    """The slow oracle: walk on in steps of five minutes, on which all times here lie, and count those that are open."""
    while amount > timedelta():
        amount -= STEP if within(hours, (), moment, zone) else timedelta()
        moment += STEP
    return moment


@given(zones, weeks(), moments, st.integers(1, 60))
@settings(max_examples=40, deadline=None)
def test_open_time_passes_as_it_does_step_by_step(zone: str, hours: tuple[Window, ...], moment: datetime, steps: int):
    amount = steps * STEP
    assert after_open(hours, moment, amount, zone) == step_by_step(hours, moment, amount, zone)


@given(zones, moments, st.integers(0, 30), st.integers(1, 200))
def test_open_time_may_be_taken_in_parts(zone: str, moment: datetime, first: int, second: int):
    """Four waking hours are the same as one and then three."""
    there = after_open(OFFICE, moment, first * HOUR, zone)
    whole = after_open(OFFICE, moment, (first + second) * HOUR, zone)
    assert after_open(OFFICE, there, second * HOUR, zone) == whole


SPENT = [
    ("Fri 17:00, one hour", "2026-08-07T21:00", 1, "2026-08-07T22:00"),
    ("Fri 17:00, four hours: over the weekend", "2026-08-07T21:00", 4, "2026-08-10T15:00"),
    ("Sat: from Monday on", "2026-08-08T12:00", 4, "2026-08-10T16:00"),
    ("four hundred hours: eight weeks", "2026-08-03T12:00", 400, "2026-09-25T22:00"),
    ("nothing: the next open moment", "2026-08-08T12:00", 0, "2026-08-10T12:00"),
]


@pytest.mark.parametrize(("case", "since", "hours", "until"), SPENT)
def test_closed_time_does_not_count(case: str, since: str, hours: int, until: str):
    """Office hours in New York, daylight time: 08 to 18 is 12 to 22 in UTC."""
    start = datetime.fromisoformat(since).replace(tzinfo=UTC)
    ends = after_open(OFFICE, start, hours * HOUR, "America/New_York")
    assert ends == datetime.fromisoformat(until).replace(tzinfo=UTC)


def test_a_night_shift_counts_the_hour_that_winter_adds():
    """01:00 to 03:00 lasts three hours on the Sunday clocks go back in New York."""
    night = parse_hours("Sun 01:00-03:00")
    ((opens, closes),) = spans(night, (), date(2026, 11, 1), "America/New_York")
    assert closes - opens == 3 * HOUR


def test_a_window_that_spring_swallows_does_not_open():
    """02:00 to 02:45 does not exist on the Sunday clocks go forward in New York."""
    hours = parse_hours("Sun 02:00-02:45")
    assert spans(hours, (), date(2026, 3, 8), "America/New_York") == []
    opening = next_opening(hours, (), datetime(2026, 3, 8, tzinfo=UTC), "America/New_York")
    assert opening == datetime(2026, 3, 15, 6, tzinfo=UTC)


def test_overlapping_windows_count_once():
    hours = parse_hours("Mon 08:00-12:00; Mon 10:00-14:00")
    assert after_open(hours, at_wall(MONDAY, time(8), "UTC"), 6 * HOUR, "UTC") == at_wall(MONDAY, time(14), "UTC")


def test_leave_closes_its_first_day_and_its_last():
    away = (Leave(MONDAY, MONDAY + DAY),)
    assert next_opening(OFFICE, away, at_wall(MONDAY, time(9), "UTC"), "UTC") == at_wall(
        MONDAY + 2 * DAY, time(8), "UTC"
    )


def test_nothing_opens_without_hours_or_within_a_long_leave():
    moment = at_wall(MONDAY, time(9), "UTC")
    assert next_opening((), (), moment, "UTC") is None
    assert next_opening(OFFICE, (Leave(MONDAY, MONDAY + 90 * DAY),), moment, "UTC") is None
    assert after_open((), moment, HOUR, "UTC") == moment + HOUR


@pytest.mark.parametrize(
    ("quiet", "shown"),
    [
        ((time(21), time(7)), [(time(7), time(21))]),
        ((time(0), time(7)), [(time(7), time.max)]),
        ((time(1), time(7)), [(time(0), time(1)), (time(7), time.max)]),
        ((time(21), time(0)), [(time(0), time(21))]),
    ],
)
def test_waking_hours_are_what_quiet_hours_leave(quiet: tuple[time, time], shown: list[tuple[time, time]]):
    """Quiet hours may begin or end at midnight, and may lie within one day."""
    assert [(w.starts, w.ends) for w in waking(*quiet) if w.weekday == 2] == shown


def test_hours_are_narrowed_to_the_waking_ones():
    """A night supporter is asked in the part of their hours that is not quiet; one without hours, in all of it."""
    bounds = waking(time(21), time(7))
    assert narrow_hours(parse_hours("Mon 05:00-23:00"), bounds) == (Window(0, time(7), time(21)),)
    assert narrow_hours(parse_hours("Mon 22:00-24:00"), bounds) == ()
    assert narrow_hours((), bounds) == bounds


def test_hours_are_narrowed_by_each_of_two_bounds():
    bounds = waking(time(12), time(14))
    assert narrow_hours(parse_hours("Tue 11:00-15:00"), bounds) == (
        Window(1, time(11), time(12)),
        Window(1, time(14), time(15)),
    )


def test_hours_are_read_as_they_are_written():
    assert parse_hours(" Mon-Tue 08:00-18:00 ;Sat 09:00-24:00; ") == (
        Window(0, time(8), time(18)),
        Window(1, time(8), time(18)),
        Window(5, time(9), time.max),
    )
    assert parse_hours("") == ()


@pytest.mark.parametrize(
    "text",
    [
        "weekdays",
        "Mon 08:00-08:00",
        "Mon 08:00-25:00",
        "Mon 08:60-18:00",
        "Mon 24:00-24:00",
        "Mon \u0660\u0668:00-18:00",
    ],
)
def test_hours_that_could_be_misread_are_refused(text: str):
    """Nobody is silently available at the wrong time."""
    with pytest.raises(BadHoursError):
        parse_hours(text)
