"""Hours as hospitals write them, and as the bot writes them back."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import BadHoursError
from bot.domain.hours import Window
from bot.domain.typed.hours import parse_hours, write_hours

OFFICE = parse_hours("Mon-Fri 08:00-18:00")
NIGHT = {Window(0, time(22), time.max), Window(1, time(), time(6))}


@pytest.mark.parametrize(
    "text",
    [
        "Mon-Fri 8:00-18:00",
        "mon-fri 08:00-18:00",
        "MON-FRI 08:00-18:00",
        "Mon–Fri 08:00–18:00",
        "Mon - Fri  08:00 - 18:00",
        "Mon-Fri 08h00-18h00",
        "Mon-Fri 8h-18h",
        "lun-ven 8 h 00 - 18 h 00",
        "du lundi au vendredi de 8h à 18h",
        "Monday to Friday, 8am to 6pm",
        "Mon., Tue., Wed., Thu., Fri. 08:00-18:00",
        "Mon, Tue, Wed, Thu and Fri 08:00-18:00",
        "Mon/Tue/Wed/Thu/Fri 08.00-18.00",
        "weekdays 8 a.m.-6 p.m.",
        "Mon-Wed 08:00-18:00, Thu-Fri 08:00-18:00",
        "Mon-Fri\u00a008:00\u201018:00",
        "Mondays-Fridays 08:00-18:00",
    ],
)
def test_other_spellings_of_the_same_hours(text):
    assert set(parse_hours(text)) == set(OFFICE)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Mon, Wed, Fri 08:00-18:00", {Window(day, time(8), time(18)) for day in (0, 2, 4)}),
        ("Mon 22:00-06:00", NIGHT),
        ("Mon 10pm-6am", NIGHT),
        ("lun 22h-6h", NIGHT),
        ("Mon 22:00-24:00; Tue 00:00-06:00", NIGHT),
        ("Sun 22:00-06:00", {Window(6, time(22), time.max), Window(0, time(), time(6))}),
        ("Sat-Mon 09:00-12:00", {Window(day, time(9), time(12)) for day in (5, 6, 0)}),
        ("Mon 08:00-12:00, 13:00-17:00", {Window(0, time(8), time(12)), Window(0, time(13), time(17))}),
        ("daily 00:00-24:00", {Window(day, time(), time.max) for day in range(7)}),
        ("weekend 9-17", {Window(day, time(9), time(17)) for day in (5, 6)}),
        ("Tue noon-midnight", {Window(1, time(12), time.max)}),
    ],
)
def test_days_nights_and_breaks(text, wanted):
    assert set(parse_hours(text)) == wanted


@pytest.mark.parametrize(
    "text",
    [
        *("Mon", "08:00-18:00", "Mon 25:00-26:00", "Mon 08:61-09:00", "Mon 08:00", "Mon 08:00-08:00"),
        *("Xyz 08:00-18:00", "Mon 24:00-06:00", "Mon 13pm-2pm", "Mon 08:00-18:00 or so", "Mon- 08:00-18:00"),
        "Mon 8-18 Tue",
    ],
)
def test_what_is_no_hours(text):
    with pytest.raises(BadHoursError):
        parse_hours(text)


@pytest.mark.parametrize("text", ["Mon-Sun 22:00-06:00", "Mon-Fri 08:00-18:00; Sat 09:00-24:00", "Mon-Sun 00:00-24:00"])
def test_written_as_a_person_would(text):
    assert write_hours(parse_hours(text)) == text


clocks = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
windows = st.builds(Window, st.integers(0, 6), clocks, st.one_of(clocks, st.just(time.max))).filter(
    lambda one: one.starts < one.ends
)


@given(st.lists(windows, max_size=12, unique=True), st.sampled_from(["en", "fr-CA"]))
def test_what_is_written_is_read_back(hours, locale):
    """Every hour of the week that was open is open again, and no other."""
    assert _quarters(parse_hours(write_hours(tuple(hours), locale))) == _quarters(hours)


def _quarters(hours):
    return {
        (one.weekday, quarter)
        for one in hours
        for quarter in range(96)
        if one.starts <= time(quarter // 4, quarter % 4 * 15) < one.ends
    }
