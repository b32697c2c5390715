"""The site's own calls: the sheet to call from, the record in the policy file, and what check says of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from bot.__main__ import command
from bot.check import policy_findings
from bot.domain.errors import ConfigurationError
from bot.domain.lines import Call
from bot.domain.lines.calls import VALID_FOR
from bot.settings import read_policy
from bot.settings.lines.calls import record

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2026, 11, 1)
KEY = "US 988 Suicide & Crisis Lifeline"


@pytest.fixture
def policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "policy.toml"
    file.write_text('# ours\ncountry = "US"\n\n[clocks]\nundo = "5m"\n', encoding="utf-8")
    monkeypatch.setenv("PEERSUPPORT_POLICY", str(file))
    return file


def run(*arguments: str) -> str:
    result = CliRunner().invoke(command, ["lines", *arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.output


def test_the_sheet_has_every_line_and_what_to_ask(policy: Path):
    policy.write_text('country = "US"\n[sites.leeds]\ncountry = "GB"\nregion = "ENG"', encoding="utf-8")
    sheet = run()
    assert f"[ ] {KEY} (never called)" in sheet
    assert "don't call 911" in sheet
    assert "Site leeds, GB, ENG" in sheet
    assert "Is it still option 2?" in sheet
    assert "US Physician Support Line (not shown until you called it)" in sheet
    assert "Still needed from you: an employee assistance programme" in sheet


def test_a_call_is_recorded_in_the_policy_file_and_nothing_else_in_it_changes(policy: Path):
    before = policy.read_text(encoding="utf-8")
    run("record", KEY, "--on", "2026-11-01")
    after = policy.read_text(encoding="utf-8")
    assert after.startswith(before)
    assert read_policy(after, "x").lines_called == {KEY: Call(DAY)}
    assert read_policy(after, "x").lines.lines[0].checked_on == DAY


def test_a_line_that_was_wrong_is_no_longer_shown_unless_it_is_the_last(policy: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "0123456789abcdef")
    with pytest.raises(ConfigurationError, match="Nothing was written"):
        run("record", KEY, "--wrong")
    assert "lines_called" not in policy.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("No such line",), "No line of this policy has that name"),
        (("US Emergency",), "No line of this policy has that name"),
        ((KEY, "--on", "1st May"), "is no day"),
        ((KEY, "--on", "2999-01-01"), "is still to come"),
    ],
)
def test_what_cannot_be_recorded_is_refused_with_the_reason(policy: Path, arguments: tuple[str, ...], why: str):
    with pytest.raises(ConfigurationError, match=why):
        run("record", *arguments)


_TEXTS = st.sampled_from(
    [
        'country = "US"\n',
        'country = "US"\n[lines_called]\n"US x" = 2026-01-01\n# kept\n[clocks]\nundo = "5m"\n',
        f'country = "US"\n[clocks]\nundo = "5m"\n\n[lines_called] # by the command\n"{KEY}" = "wrong 2026-01-01"\n',
        'country = "US"\n[lines_called]',
        "",
    ]
)


@given(
    _TEXTS, st.lists(st.tuples(st.sampled_from([KEY, "US x", "CA 9-8-8: a \"b\" 'c' = é"]), st.booleans()), max_size=4)
)
def test_what_is_recorded_is_read_again_and_all_else_stays(text: str, calls: list[tuple[str, bool]]):
    wanted = read_policy(text, "x").lines_called
    for key, works in calls:
        text = record(text, key, Call(DAY, works=works))
        wanted = {**wanted, key: Call(DAY, works=works)}
    policy = read_policy(text, "x")
    assert policy.lines_called == wanted
    assert ("undo" in text) == (policy.clocks.undo == timedelta(minutes=5))


@pytest.mark.parametrize(("age", "fine"), [(VALID_FOR.days, True), (VALID_FOR.days + 1, False)])
def test_check_says_so_when_a_call_is_older_than_180_days(age: int, fine: bool):
    called = (date(2026, 11, 29) - timedelta(days=age)).isoformat()
    support = '[[crisis_lines]]\npurpose = "support"\nname = "EAP"\nnumber = "+1 617 555 0100"\n'
    policy = read_policy(f'country = "US"\n{support}[lines_called]\n"{KEY}" = {called}\n"US EAP" = {called}', "x")
    [found] = [one for one in policy_findings(policy, date(2026, 11, 29)) if "Crisis lines" in one.what]
    assert found.fine is fine


def test_check_names_what_only_the_site_knows():
    policy = read_policy('country = "CA"\nregion = "QC"', "x")
    found = [one.what for one in policy_findings(policy, date(2026, 11, 29)) if not one.fine]
    assert any("Programme d’aide aux médecins du Québec" in one for one in found)
    assert any("Quebec suicide prevention line" in one for one in found)
