"""The pretend hospital has everybody the programme needs, and nobody twice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from adapters.web.invented_hospital import Hospital
from bot.domain.hours import zone
from bot.domain.people import PersonId, Role, Traits

START = date(2026, 3, 2)
HOSPITAL = Hospital()
ROSTER = HOSPITAL.roster(START)


def test_there_are_about_forty_people_in_two_zones_and_languages():
    people = HOSPITAL.people.values()
    assert 38 <= len(people) <= 46
    assert {person.timezone for person in people} == {"America/New_York", "America/Los_Angeles"}
    assert {person.locale for person in people} == {"en", "fr"}


def test_twelve_supporters_and_one_of_each_other_role():
    count = {role: sum(member.has(role) for member in ROSTER) for role in Role}
    assert count.pop(Role.SUPPORTER) == 12
    assert set(count.values()) == {1}


def test_supporters_differ_in_hours_caps_leave_and_training():
    supporters = [member.supporter for member in ROSTER if member.supporter]
    assert len({one.hours for one in supporters}) > 8
    assert {one.cap_open for one in supporters} == {1, 2}
    assert any(one.leave and one.leave[0].first > START for one in supporters)
    assert any(one.trained_on and one.trained_on < START - timedelta(365) for one in supporters)


def test_avatars_can_be_told_apart():
    assert len({(one.initials, one.tint) for one in HOSPITAL.people.values()}) == len(HOSPITAL.people)


@pytest.mark.parametrize("clinician", HOSPITAL.people.values(), ids=list(HOSPITAL.people))
def test_everybody_is_complete(clinician):
    assert clinician.slug.isascii()
    assert clinician.slug == clinician.slug.lower()
    assert zone(clinician.timezone)
    assert clinician.traits.profession
    assert clinician.traits.languages
    assert HOSPITAL.find(clinician.person) is clinician


def test_the_directory_knows_nothing_of_strangers():
    stranger = PersonId("slack:T1/U1")
    assert HOSPITAL.traits(stranger) == Traits()
    assert HOSPITAL.timezone(stranger) is None
    assert HOSPITAL.name(stranger) is None
    assert HOSPITAL.locale(stranger) == "en"


def test_those_seen_first_work_here():
    assert all(HOSPITAL.get(slug) for slug in HOSPITAL.first_seen)
    assert len(set(HOSPITAL.first_seen)) == 3
