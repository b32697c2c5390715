"""The policy file: every default can be set, and every mistake is named in words, all of them at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import ConfigurationError
from bot.domain.lines import ALWAYS, Line, Purpose
from bot.domain.lines.reading import Beside, read_ways
from bot.domain.policy import Clocks, Plan, Policy, Resource, Urgent
from bot.settings import draw_policy, read_policy
from bot.settings.duration import read_duration, write_duration
from bot.settings.lines import with_lines
from tests import golden

EXAMPLE = Path(__file__).parents[2] / "docs" / "policy.example.toml"


def refusal(text: str) -> list[str]:
    with pytest.raises(ConfigurationError) as refused:
        read_policy(text, "policy.toml")
    return str(refused.value).splitlines()


def test_the_example_in_the_docs_is_fresh():
    golden.check(EXAMPLE, draw_policy())


def test_a_policy_can_be_written_and_read_again():
    """The defaults, and a policy in which something of every kind differs."""
    other = replace(
        Policy(),
        name='Soutien "par les pairs"',
        timezone="America/Toronto",
        clocks=Clocks(answer=timedelta(hours=1, minutes=30)),
        plans=Policy().plans | {Plan.LIGHT: (5,)},
        digest_time=time(9, 30),
        own_department=False,
        limits_of_confidence="First line.\nSecond line.",
        limits_signed_by="Counsel",
        limits_signed_on="2026-08-03",
        crisis_lines=(
            Line(
                purpose=Purpose.EMERGENCY,
                name="Urgence",
                country="US",
                ways=read_ways("911", Beside(region="US", hours=ALWAYS)),
            ),
        ),
        resources=(Resource(topic="grief", name="Deuil", about="Un groupe.", url="https://example.org"),),
        urgent=Urgent(on_call=("web:ana",)),
    )
    assert read_policy(draw_policy(), "x") == Policy()
    assert read_policy(draw_policy(other), "x") == with_lines(other)


def test_what_is_not_given_keeps_its_default():
    policy = read_policy('[clocks]\nundo = "3s"\n[plans]\nlight = [1]', "x")
    assert policy == replace(
        Policy(), clocks=Clocks(undo=timedelta(seconds=3)), plans=Policy().plans | {Plan.LIGHT: (1,)}
    )


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("nam = 'x'", "nam is not a setting (did you mean name?)"),
        ("undo = '3m'", "undo is not a setting (did you mean clocks.undo?)"),
        ("[clocks]\nanwser = '4h'", "clocks.anwser is not a setting (did you mean clocks.answer?)"),
        ("[plans]\nlightly = [1]", "plans.lightly is not a setting (did you mean plans.light?)"),
        ("zzz = 1", "zzz is not a setting"),
        ("[clocks]\nanswer = '4 hours'", 'clocks.answer is "4 hours"; it must be a length of time from 1s to 2d'),
        ("[clocks]\nanswer = 4", "clocks.answer is 4; it must be a length of time"),
        ("[clocks]\npurge = '0s'", 'clocks.purge is "0s"; it must be a length of time from 1s to 90d'),
        ("[clocks]\npurge = '-4d'", 'clocks.purge is "-4d"'),
        ("[clocks]\nmatch = '400d'", 'clocks.match is "400d"; it must be a length of time from 1s to 7d'),
        ("[limits]\nopen_cases = 0", "limits.open_cases is 0; it must be a whole number from 1 to 10"),
        ("[limits]\nopen_cases = true", "limits.open_cases is true; it must be a whole number"),
        ("digest_weekday = 7", "digest_weekday is 7; it must be a whole number from 0 to 6"),
        ("digest_time = '8:00'", 'digest_time is "8:00"; it must be a time of day'),
        ("digest_time = '24:00'", 'digest_time is "24:00"; it must be a time of day'),
        ("own_department = 'no'", 'own_department is "no"; it must be true or false'),
        ("timezone = 'America/New_Yrok'", 'it must be an IANA time zone, such as "America/New_York"'),
        ("timezone = '../etc'", "it must be an IANA time zone"),
        ("timezone = 5", "timezone is 5; it must be an IANA time zone"),
        ("name = ''", 'name is ""; it must be a text of 1 to 60 characters'),
        ("crisis_reviewed_on = 'May'", 'crisis_reviewed_on is "May"; it must be a date such as 2026-08-03'),
        ("crisis_lines = []", "crisis_lines is []; it must be 1 to 20 tables"),
        ("[[crisis_lines]]\nname = 'x'", "crisis_lines[1].number is missing"),
        ("crisis_lines = [1]", "crisis_lines[1] is 1; it must be a table of settings"),
        ("clocks = 4", "clocks is 4; it must be a table of settings"),
        ("[plans]\nlight = [30, 7]", "plans.light is [30, 7]; it must be at most 24 rising days"),
        ("[plans]\nlight = 7", "plans.light is 7; it must be at most 24 rising days"),
        ("[plans]\nnone = [1]", "plans.none is [1]"),
        ("[quiet]\nstarts = '07:00'", "quiet.starts and quiet.ends must leave at least 8 hours"),
        ("[quiet]\nends = '18:00'", "quiet.starts and quiet.ends must leave at least 8 hours"),
        ("digest_time = '06:00'", "digest_time must not lie in the quiet hours"),
        ("check_in_time = '22:00'", "check_in_time must not lie in the quiet hours"),
        ("[clocks]\nplan_asked = '45d'", "clocks.plan_asked must be less than clocks.plan_closed"),
        ("[limits]\nrest = '20d'", "limits.rest must not be more than limits.rest_heavy"),
        ("own_department = false\nother_departments = false", "nobody could ever be asked"),
        ("limits_of_confidence = 'x'", "limits_of_confidence needs limits_signed_by and limits_signed_on"),
        ("name =", "this is not TOML"),
    ],
)
def test_a_mistake_is_named_with_what_is_allowed(text: str, part: str):
    """The file, the key, the value as it stands there, and what may stand there."""
    (line,) = refusal(text)
    assert line.startswith("policy.toml: ")
    assert part in line


def test_all_mistakes_are_named_at_once():
    text = "digest_weekday = 9\nnam = 'x'\n[clocks]\nundo = 3\n[quiet]\nstarts = 21"
    assert len(refusal(text)) == 4


def test_a_date_may_be_written_as_toml_does():
    assert read_policy("crisis_reviewed_on = 2026-08-03", "x").crisis_reviewed_on == "2026-08-03"
    assert read_policy("digest_time = 09:30:00", "x").digest_time == time(9, 30)


@given(
    st.timedeltas(timedelta(), timedelta(days=9999)).map(
        lambda length: timedelta(seconds=length // timedelta(seconds=1))
    )
)
def test_a_length_of_time_is_read_as_it_is_written(length: timedelta):
    assert read_duration(write_duration(length)) == length


@pytest.mark.parametrize("text", ["", "4", "h", "4H", "4h ", "1h1d", "1.5h", "-1h", "4h4h"])
def test_a_length_of_time_that_could_be_misread_is_refused(text: str):
    assert read_duration(text) is None


def test_the_urgent_lane_is_refused_until_there_is_a_second_channel():
    """Nobody is promised help at any hour by a lane that wakes nobody, whatever else the file declares."""
    declared = 'second_channel_tested_on = "1999-01-01"\ntest_page_weekday = 0\non_call = ["web:ana"]'
    [problem] = refusal(f"[urgent]\nenabled = true\n{declared}")
    assert "urgent.enabled can't be true yet" in problem
    assert "second channel" in problem


def test_what_an_earlier_release_printed_and_never_used_is_still_read():
    assert read_policy('[urgent]\nsecond_channel_tested_on = ""\ntest_page_weekday = -1', "x") == Policy()


@pytest.mark.parametrize("given", ['"web:ana"', '["ana"]', '["web:ana", "web:ana"]', "[1]"])
def test_the_rota_is_a_list_of_addresses_each_once(given):
    [problem] = refusal(f"[urgent]\non_call = {given}")
    assert "addresses in brackets" in problem


@pytest.mark.parametrize(("field", "value"), [("topic", "fun"), ("url", "http://example.org")])
def test_a_resource_has_a_topic_and_a_safe_address(field, value):
    row = {"topic": "grief", "name": "A group", "about": "It meets.", "url": ""} | {field: value}
    [problem] = refusal("[[resources]]\n" + "\n".join(f'{key} = "{text}"' for key, text in row.items()))
    assert f"resources[1].{field}" in problem
