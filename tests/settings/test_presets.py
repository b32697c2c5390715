"""Presets: known programmes as settings, each with its source, below whatever the file itself says."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import command
from bot.domain.errors import ConfigurationError
from bot.domain.policy import Plan, Policy
from bot.settings import draw_differences, draw_policy, draw_presets, read_policy
from bot.settings.policy_rules import KEYS
from bot.settings.presets import PRESETS, Preset
from tests import golden

PAGE = Path(__file__).parents[2] / "docs" / "presets.md"


def test_the_page_that_compares_them_is_fresh():
    golden.check(PAGE, draw_presets())


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda one: one.name)
def test_each_setting_differs_from_the_default_and_has_its_source(preset: Preset):
    policy = read_policy(f'preset = "{preset.name}"', "x")
    assert preset.settings
    for one in preset.settings:
        assert one.key in KEYS
        assert one.says
        assert "/" in one.source
        if not one.key.startswith("plans."):
            assert attrgetter(one.key)(policy) != attrgetter(one.key)(Policy())


def test_what_the_file_says_wins_and_the_rest_of_its_table_stays():
    policy = read_policy('preset = "ubc"\nown_department = true\n[limits]\npasses = 2', "x")
    assert policy.own_department
    assert (policy.limits.accepted_a_year, policy.limits.passes) == (3, 2)
    assert read_policy('preset = "foryou"', "x").plans[Plan.LIGHT] == (3, 14)


def test_an_unknown_preset_is_refused_with_those_there_are():
    with pytest.raises(ConfigurationError, match=r'preset is "mayo"; it must be one of brigham, stanford'):
        read_policy('preset = "mayo"', "x")


@pytest.mark.parametrize("preset", ["", *PRESETS])
def test_what_differs_is_a_policy_file_of_its_own(preset: str):
    """Whoever prints it has nothing else to keep."""
    policy = read_policy(
        f'preset = "{preset}"\ncountry = "CA"\nregion = "QC"\n[clocks]\nundo = "5m"\n[[crisis_lines]]\n'
        'purpose = "support"\nname = "PAE"\nnumber = "514 555 0199"\n[lines_called]\n"CA Tel-jeunes" = "2026-08-03"',
        "x",
    )
    assert read_policy(draw_differences(policy), "x") == policy
    assert read_policy(draw_policy(policy), "x") == policy


def test_nothing_differs_in_the_defaults():
    assert draw_differences(Policy()) == ""
    assert draw_differences(replace(Policy(), name="Peers")) == '# Default: "Peer support".\nname = "Peers"\n'


@pytest.fixture
def own_policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    (tmp_path / "policy.toml").write_text('preset = "ubc"', encoding="utf-8")
    (tmp_path / ".env").write_text("PEERSUPPORT_POLICY=policy.toml", encoding="utf-8")


@pytest.mark.usefixtures("own_policy")
def test_the_command_shows_what_differs_with_its_source_and_all_of_it_when_asked():
    short = CliRunner().invoke(command, ["policy"]).output
    assert "# Default: 6. By the preset: at most three people a year for one supporter (postgrad.med.ubc.ca" in short
    assert "accepted_a_year = 3" in short
    assert "passes" not in short
    assert "passes = 3" in CliRunner().invoke(command, ["policy", "--all"]).output
    assert "| `limits.accepted_a_year` | `6` |" in CliRunner().invoke(command, ["policy", "--presets"]).output
