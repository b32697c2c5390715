"""Every window of the samples: what is read, who is on call when, and what is said of what is wrong."""

from __future__ import annotations

import pytest

from bot.domain.people import Drives
from bot.rota.reader import read_rota
from bot.rota.reading import UnreadableCalendarError
from bot.rota.shifts import gaps, resolve
from tests.rota.samples import content, expected, instant, naming, window

WHOLE_FILE = {"empty-file.ics", "login-page-instead.ics"}
NAMES = sorted(expected())


def resolved(name):
    one = expected()[name]
    return resolve(read_rota(content(name), window(one)), naming(one))


@pytest.mark.parametrize("name", sorted(WHOLE_FILE & set(NAMES)))
def test_what_is_no_calendar_is_refused_whole(name):
    with pytest.raises(UnreadableCalendarError):
        read_rota(content(name), window(expected()[name]))


@pytest.mark.parametrize("name", [name for name in NAMES if name not in WHOLE_FILE])
def test_the_entries_of_a_window(name):
    one = expected()[name]
    found = {
        (entry.starts.replace(second=0), entry.ends.replace(second=0), entry.summary)
        for entry in read_rota(content(name), window(one)).entries
        if entry.summary
    }
    none = {"cancelled", "no length", "nobody"}
    assert found == {
        (instant(shift["start"]), instant(shift["end"]), " ".join(shift["summary"].split()))
        for shift in one["shifts"]
        if shift.get("not_on_call") not in none
    }


@pytest.mark.proof("T32", tried=1, unit="windows")
@pytest.mark.parametrize("name", [name for name in NAMES if name not in WHOLE_FILE])
def test_who_is_on_call_at_a_moment(name):
    one, shifts = expected()[name], resolved(name).shifts
    for when, who in one["at"].items():
        moment = instant(when)
        on = [shift for shift in shifts if shift.starts <= moment < shift.ends]
        wanted = who if isinstance(who, dict) else {"on": who}
        assert sorted({s.person for s in on if s.drives is not Drives.LEAVE}) == sorted(wanted["on"]), when
        if "leave" in wanted:
            assert [s.person for s in on if s.drives is Drives.LEAVE] == wanted["leave"], when


@pytest.mark.parametrize("name", [name for name in NAMES if expected()[name].get("must_say")])
def test_what_is_wrong_is_named_by_line(name):
    one = expected()[name]
    try:
        said = [str(problem) for problem in read_rota(content(name), window(one)).problems]
    except UnreadableCalendarError as error:
        said = [str(error)]
    for wanted in one["must_say"]:
        assert any(wanted in one for one in said), (wanted, said)


@pytest.mark.parametrize("name", [name for name in NAMES if expected()[name].get("gaps") is not None])
def test_the_gaps_of_a_window(name):
    one = expected()[name]
    whole = [(a.replace(second=0), b.replace(second=0)) for a, b in gaps(resolved(name).shifts, window(one))]
    assert whole == [(instant(a), instant(b)) for a, b in one["gaps"]]


@pytest.mark.parametrize("name", [name for name in NAMES if expected()[name].get("unknown_names")])
def test_a_name_that_matches_nobody_is_named_with_its_lines(name):
    found = {one.name: list(one.lines) for one in resolved(name).unknown}
    for wanted, where in expected()[name]["unknown_names"].items():
        assert found[wanted] == where["lines_of_BEGIN"]


@pytest.mark.parametrize("name", [name for name in NAMES if expected()[name].get("busy")])
def test_busy_times_without_events(name):
    one = expected()[name]
    found = read_rota(content(name), window(one))
    assert found.only_busy
    assert [(entry.starts, entry.ends) for entry in found.entries] == [(instant(a), instant(b)) for a, b in one["busy"]]


@pytest.mark.parametrize("turned", [False, True])
def test_each_file_has_its_own_zone_of_one_name(turned):
    """Two files define the same name otherwise: whichever is read first, each keeps its own."""
    names = ["customized-zone-east.ics", "customized-zone-west.ics"]
    for name in reversed(names) if turned else names:
        one = expected()[name]
        (entry,) = read_rota(content(name), window(one)).entries
        assert entry.starts == instant(one["shifts"][0]["start"])
