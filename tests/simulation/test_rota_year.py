"""A year with three rotas, days, nights and weekends, over both changes of the clocks in five zones.

Every question goes to somebody who is awake by their own word and at work by the calendar, whenever there is anybody;
nobody who is free is passed over. The calendars are read by the real reader.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.availability import can_be_asked, next_opening_of
from bot.domain.hours import Quiet
from bot.domain.people import Drives, Member, PersonId, Role, Supporter
from bot.domain.policy import Policy, Rota
from bot.rota.known_people import naming_of
from bot.rota.reader import read_rota
from bot.rota.reading import Window
from bot.rota.shifts import resolve
from bot.scheduling.rota_feeds import nearby, shifts_of

ZONES = ("America/New_York", "Europe/London", "America/Vancouver", "Australia/Sydney", "Australia/Lord_Howe")
POLICY = Policy()
SLEEPS = Quiet(starts=time(9), ends=time(17))
FIRST, DAYS = date(2026, 1, 1), 365
ROTAS = {
    "days": ("Dee", "20251229T070000", "20251229T190000", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
    "nights": ("Nat", "20251229T190000", "20251230T070000", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH"),
    "weekends": ("Wes", "20260103T080000", "20260103T200000", "FREQ=WEEKLY;BYDAY=SA,SU"),
}


def calendar(name, zone):
    person, starts, ends, rule = ROTAS[name]
    lines = (
        *("BEGIN:VCALENDAR", "BEGIN:VEVENT", f"UID:{name}", f"SUMMARY:{person}"),
        *(f"DTSTART;TZID={zone}:{starts}", f"DTEND;TZID={zone}:{ends}", f"RRULE:{rule}", "END:VEVENT", "END:VCALENDAR"),
    )
    return "\r\n".join(lines).encode()


def people(zone):
    """Three on rotas, and one without who has typed hours; Nat sleeps by day."""
    names = ("Dee", "Nat", "Wes", "Tia")
    found = {
        name: Member(
            person=PersonId(f"web:{name.lower()}"),
            name=name,
            roles=frozenset({Role.SUPPORTER}),
            timezone=zone,
            supporter=Supporter(
                trained_on=FIRST, quiet=Quiet(starts=time(9), ends=time(17)) if name == "Nat" else None
            ),
        )
        for name in names
    }
    window = Window(starts=datetime(2025, 12, 30, tzinfo=UTC), ends=datetime(2027, 1, 2, tzinfo=UTC), zone=zone)
    for name in ROTAS:
        rota = Rota(name=name, drives=Drives.HOURS, timezone=zone)
        reading = read_rota(calendar(name, zone), window)
        assert not reading.problems
        shifts = shifts_of(rota, resolve(reading, naming_of(rota, found.values())))
        for member in list(found.values()):
            if (own := shifts.get(member.person)) and member.supporter:
                found[member.name] = replace(member, supporter=replace(member.supporter, shifts=own))
    return found


def at_work(name, here):
    """By the wall clock, written down apart from the product."""
    day, hour = here.weekday(), here.hour
    if name == "Dee":
        return day < 5 and 7 <= hour < 19
    if name == "Nat":
        return (day < 4 and hour >= 19) or (1 <= day < 5 and hour < 7)
    if name == "Wes":
        return day >= 5 and 8 <= hour < 20
    return 7 <= hour < 21  # no rota, no hours: whenever they are awake


@pytest.mark.parametrize("zone", ZONES)
def test_every_question_finds_who_is_awake_and_nobody_free_is_passed_over(zone):
    place = ZoneInfo(zone)
    members = people(zone)
    asked = 0
    for moment in moments(place):
        here = moment.astimezone(place)
        free = {name for name, one in members.items() if can_be_asked(known_at(one, moment), moment, POLICY)}
        assert free == {name for name in members if at_work(name, here)}, here
        asked += len(free)
    assert asked > DAYS


def moments(place):
    """Every three hours of the year, and every half hour around both changes of the clocks."""
    begins = datetime(2026, 1, 1, tzinfo=place).astimezone(UTC)
    for day in range(DAYS):
        morning = begins + timedelta(days=day)
        near = {(morning + timedelta(days=ahead)).astimezone(place).utcoffset() for ahead in (-2, 0, 2)}
        minutes = 30 if len(near) > 1 else 180
        yield from (morning + timedelta(minutes=at) for at in range(0, 24 * 60, minutes))


def known_at(member, moment):
    """What the roster knows then: the shifts of the days around."""
    near = nearby(member.supporter.shifts, moment)
    return replace(member, supporter=replace(member.supporter, shifts=near))


@pytest.mark.parametrize("zone", ZONES)
def test_whoever_is_not_free_says_when_they_will_be(zone):
    place = ZoneInfo(zone)
    for member in people(zone).values():
        for day in range(0, DAYS - 10, 7):
            moment = datetime(2026, 1, 1, 3, tzinfo=place).astimezone(UTC) + timedelta(days=day)
            opens = next_opening_of(known_at(member, moment), moment, POLICY)
            assert opens is not None
            assert at_work(member.name, opens.astimezone(place))
            before = opens - timedelta(minutes=1)
            assert opens == moment or not at_work(member.name, before.astimezone(place))
