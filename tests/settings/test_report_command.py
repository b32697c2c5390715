"""`peersupport report`: drawn, then released once; what an administrator reads, and the files they get."""

from __future__ import annotations

import csv

import pytest
from typer.testing import CliRunner

from bot.__main__ import command
from bot.app.administration.database import open_offline
from bot.clock import RealClock
from bot.domain.errors import ConfigurationError
from bot.settings import load

YEAR = str(RealClock().now().year - 1)
COUNTED = {"origin_self": 21, "origin_colleague": 40, "category_unsaid": 45, "category_burnout": 16}


@pytest.fixture
def run(tmp_path, database_url, monkeypatch):
    """Run a command beside a database in which last year has been counted."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PEERSUPPORT_DATABASE_URL", database_url)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("PEERSUPPORT_KEY_DIR", str(tmp_path / "keys"))
    store = open_offline(load())
    store.run_now(
        lambda work: [work.counters.add(one, f"{YEAR}-Q3") for one, number in COUNTED.items() for _ in range(number)]
    )
    store.close()
    return lambda *words: CliRunner().invoke(command, ("report", *words))


def test_without_release_nothing_is_recorded(run):
    drawn = run("--period", YEAR)
    assert drawn.exit_code == 0
    assert "The person themselves" in drawn.stdout
    assert "Drawn only: not released." in drawn.stderr
    assert "Drawn only: not released." in run("--period", YEAR).stderr


def test_a_release_is_recorded_and_given_again(run):
    first = run("--period", YEAR, "--for", "outside", "--release")
    assert "Released" in first.stderr
    again = run("--period", YEAR, "--for", "outside", "--release")
    assert (again.stdout, again.stderr) == (first.stdout, first.stderr)
    shown = CliRunner().invoke(command, ("audit", "show")).output
    assert shown.count(f"{YEAR}_outside") == 1


@pytest.mark.parametrize(
    ("period", "why"), [("2999", "is not over"), (f"{YEAR}-Q3", "goes as a whole"), ("2001", "whole windows")]
)
def test_what_may_not_be_read_is_withheld_with_its_reason(run, period, why):
    found = run("--period", period, "--release")
    assert (found.exit_code, why in found.stderr, found.stdout) == (1, True, "")


def test_a_csv_file_has_one_line_a_count_and_none_for_what_is_not_shown(run, tmp_path):
    run("--period", YEAR, "-o", "out.csv")
    lines = csv.DictReader((tmp_path / "out.csv").read_text().splitlines())
    rows = {(row["table"], row["row"]): row["count"] for row in lines}
    assert (rows["cases", "all"], rows["origin", "self"], rows["origin", "colleague"]) == ("61", "21", "")


def test_an_html_file_is_one_page_without_scripts(run, tmp_path):
    run("--period", YEAR, "-o", "out.html")
    page = (tmp_path / "out.html").read_text()
    assert "<td>21</td>" in page
    assert "<script" not in page


def test_another_kind_of_file_is_refused(run):
    assert isinstance(run("--period", YEAR, "-o", "out.pdf").exception, ConfigurationError)
