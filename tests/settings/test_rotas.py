"""`[[rota]]` in the policy: what may stand there, and where the secret address comes from."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import command
from bot.domain.errors import ConfigurationError
from bot.domain.people import Drives
from bot.settings import load
from bot.settings.policy_example import draw_policy
from bot.settings.policy_file import read_policy

SECRET = "https://calendar.example.org/private/5f2c9a-token/feed.ics"
ROTA = """
[[rota]]
name = "night-nurses"
drives = "on_call"
pattern = " - (?P<who>.+)$"
people = { "jane.doe@example.org" = "web:jane" }
tasks = { "Vacation" = "leave", "Backup Call" = "nothing" }
every = "30m"
"""
NIGHTS = (
    "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:Ana\nDTSTART:20261030T190000Z\nDTEND:20261031T070000Z\n"
    "RRULE:FREQ=DAILY\nEND:VEVENT\nBEGIN:VEVENT\nUID:2\nDTSTART:None\nEND:VEVENT\nEND:VCALENDAR\n"
)


@pytest.fixture
def policy(tmp_path, monkeypatch):
    """Writes a policy file for the environment; returns how to."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("PEERSUPPORT_POLICY", "policy.toml")

    def write(text):
        Path("policy.toml").write_text(text, encoding="utf-8")

    return write


def test_a_rota_is_read_and_written():
    (found,) = read_policy(ROTA, "policy.toml").rota
    assert (found.name, found.drives, found.people) == (
        "night-nurses",
        Drives.ON_CALL,
        (("jane.doe@example.org", "web:jane"),),
    )
    whole = read_policy(ROTA, "policy.toml")
    assert read_policy(draw_policy(whole), "again.toml").rota == whole.rota


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('name = "Night Nurses"', "small letters"),
        ('name = "n"\ndrives = "everything"', "one of on_call, hours"),
        ('name = "n"\npattern = "("', "a regular expression"),
        ('name = "n"\npattern = ".+"', "group"),
        ('name = "n"\ntimezone = "Mars"', "an IANA time zone"),
        ('name = "n"\nevery = "1m"', "from 5m to 1d"),
        ('name = "n"\nurl = "https://example.org"', "url is not one of them"),
        ('name = "n"\npeople = { a = "b" }', "an address"),
    ],
)
def test_a_mistake_is_named(line, said):
    with pytest.raises(ConfigurationError, match=said):
        read_policy(f"[[rota]]\n{line}", "policy.toml")


def test_the_address_comes_from_the_environment_or_a_secret_file(policy, monkeypatch, tmp_path):
    policy(ROTA)
    with pytest.raises(ConfigurationError, match="set PEERSUPPORT_ROTA_NIGHT_NURSES"):
        load(None)
    monkeypatch.setenv("PEERSUPPORT_ROTA_NIGHT_NURSES", SECRET.replace("https", "webcal"))
    assert load(None).rotas == {"night-nurses": SECRET}
    assert "token" not in repr(load(None))
    monkeypatch.delenv("PEERSUPPORT_ROTA_NIGHT_NURSES")
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    monkeypatch.setenv("PEERSUPPORT_ROTA_NIGHT_NURSES_FILE", str(tmp_path / "secret"))
    assert load(None).rotas == {"night-nurses": SECRET}


@pytest.mark.parametrize(("name", "value"), [("NIGHT_NURSES", "http://x.example.org/token"), ("OTHERS", SECRET)])
def test_an_unsafe_or_stray_address_is_refused_and_never_shown(policy, monkeypatch, name, value):
    policy(ROTA)
    monkeypatch.setenv(f"PEERSUPPORT_ROTA_{name}", value)
    with pytest.raises(ConfigurationError) as refused:
        load(None)
    assert "token" not in str(refused.value)


def test_a_dry_run_names_shifts_strangers_gaps_and_lines(policy, tmp_path):
    (tmp_path / "nights.ics").write_text(NIGHTS)
    policy('[[rota]]\nname = "nights"\nfile = "nights.ics"\ntimezone = "America/New_York"\n')
    Path("people.csv").write_text("address,name,role\nweb:anna,Anna,supporter\nweb:bo,Bo,coordinator\n")
    run = CliRunner().invoke
    assert "Written" in run(command, ["roster", "import", "people.csv", "--apply"]).output
    shown = run(command, ["rota", "show"])
    assert "Nobody is called 'Ana' (line 2); did you mean anna?" in shown.output
    assert "line 11: 'None' is not a time" in shown.output
    assert "Nobody from" in shown.output
    policy('[[rota]]\nname = "nights"\nfile = "nights.ics"\npeople = { Ana = "web:anna" }\n')
    shown = run(command, ["rota", "show", "nights"])
    assert "hours    Anna" in shown.output
    assert shown.exit_code == 0
    (tmp_path / "nights.ics").write_text("<html>")
    assert "can't be read: a web page" in run(command, ["rota", "show"]).output
