"""Zones come from the locked tzdata on every host, and people live by places."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime, time
from importlib.metadata import version
from pathlib import Path

import pytest
import tzdata

from bot import metrics
from bot.check import people_findings
from bot.domain.hours import RELEASE, at_wall, has_place, known_zones, suggestion
from bot.domain.people import Member, PersonId, Role
from bot.roster_file.columns import BY_NAME, WrongCellError
from bot.settings import throw_away
from bot.settings.policy_values import WrongValueError, _read_zone

NO_PLACE = ("EST", "Etc/GMT-5", "Factory", "localtime", "UTC", "EST5EDT", "GMT", "posixrules", "Mars/Olympus", "")


def test_vancouver_keeps_its_summer_time():
    """Since November 2026 British Columbia no longer changes its clocks: nine o'clock there is 16:00 UTC."""
    assert at_wall(date(2026, 12, 2), time(9), "America/Vancouver") == datetime(2026, 12, 2, 16, tzinfo=UTC)


@pytest.mark.parametrize("first", ["bot.domain.hours", "bot.language", "bot.settings", "bot.app", "adapters.web.app"])
def test_a_hosts_own_zone_files_are_not_read(tmp_path, first):
    """Whatever is imported first, and wherever PYTHONTZPATH points."""
    london = tmp_path / "America" / "Vancouver"
    london.parent.mkdir()
    london.write_bytes((Path(tzdata.__file__).parent / "zoneinfo" / "Europe" / "London").read_bytes())
    script = (
        f"import {first}\n"
        "from datetime import date, time\n"
        "from bot.domain.hours import at_wall\n"
        "print(at_wall(date(2026, 12, 2), time(9), 'America/Vancouver').hour)"
    )
    environment = {**os.environ, "PYTHONTZPATH": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "16"


@pytest.mark.parametrize("name", NO_PLACE)
def test_a_zone_where_nobody_lives_is_refused_with_a_suggestion(name):
    assert not has_place(name)
    meant = suggestion(name)
    assert has_place(meant)
    with pytest.raises(WrongCellError, match=meant):
        BY_NAME["timezone"].read(name)
    with pytest.raises(WrongValueError, match=meant):
        _read_zone(name)


@pytest.mark.parametrize("name", ["America/New_York", "Europe/London", "US/Eastern", "Japan", "Antarctica/McMurdo"])
def test_a_place_is_taken(name):
    assert BY_NAME["timezone"].read(name) == name
    assert _read_zone(name) == name


def test_most_zones_are_places():
    assert len([name for name in known_zones() if has_place(name)]) > 500


def test_check_names_what_is_stored_already(tmp_path):
    member = Member(person=PersonId("web:a"), name="A", roles=frozenset({Role.DIRECTOR}), timezone="EST")
    said = [one.what for one in people_findings(throw_away(tmp_path), [member], set()) if not one.fine]
    assert any("EST" in one and "America/New_York" in one for one in said)


def test_metrics_say_the_release():
    assert f'peersupport_zones_info{{version="{RELEASE}"}} 1.0'.encode() in metrics.page(None)
    assert RELEASE[:4] in version("tzdata")
