"""The commands of an administrator: what they say, and that it is on record."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from bot.__main__ import command
from bot.domain.errors import BadAddressError


@pytest.fixture
def run(tmp_path, database_url, monkeypatch):
    """Run a command beside an empty database."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PEERSUPPORT_DATABASE_URL", database_url)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("PEERSUPPORT_KEY_DIR", str(tmp_path / "keys"))
    return lambda *words: CliRunner().invoke(command, words)


def test_a_request_is_filed_and_waits(run):
    filed = run("disclose", "--person", "web:tomasz-wilk", "--reason", "court")
    assert "is filed; it lapses after 7 days" in filed.output
    assert "tomasz" not in filed.output
    again = run("disclose", "--person", "web:tomasz-wilk", "--reason", "court")
    assert "is not approved yet" in again.output
    assert filed.output.split()[1] == again.output.split()[1]


def test_the_audit_is_shown_and_verified(run):
    run("disclose", "--person", "web:tomasz-wilk", "--reason", "court")
    assert "asked_court" in run("audit", "show").output
    whole = run("audit", "verify")
    assert (whole.exit_code, "The audit is whole: 1 entries" in whole.output) == (0, True)
    cut = run("audit", "verify", "--head", "7-0123456789ab")
    assert cut.exit_code == 1


def test_an_export_of_the_roster_is_on_record(run):
    run("roster", "export")
    assert "export" in run("audit", "show").output


def test_an_address_that_is_none_is_refused(run):
    assert isinstance(run("disclose", "--person", "tomasz", "--reason", "court").exception, BadAddressError)
