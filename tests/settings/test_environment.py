"""Settings from the environment: safe by default, and whatever is unsafe or wrong is refused with its reason."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import ConfigurationError
from bot.domain.policy import Policy
from bot.settings import Settings, load, throw_away

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def nothing_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("PEERSUPPORT_", "SLACK_", "MICROSOFT_")):
            monkeypatch.delenv(name)


def loaded(folder: Path, env: str = "") -> Settings:
    if "SLACK" in env or "MICROSOFT" in env:
        policy = folder / "lines.toml"
        policy.write_text('country = "US"', encoding="utf-8")
        env = env if "PEERSUPPORT_POLICY" in env else f"{env}\nPEERSUPPORT_POLICY={policy}"
    (folder / ".env").write_text(env, encoding="utf-8")
    return load(folder / ".env", folder / "data")


def refusal(folder: Path, env: str) -> list[str]:
    with pytest.raises(ConfigurationError) as refused:
        loaded(folder, env)
    return str(refused.value).splitlines()


def test_without_any_setting_the_playground_starts_on_this_machine_only(tmp_path: Path):
    """Its database, keys, mailbox and clock have a folder of their own."""
    home = tmp_path / "data" / "playground"
    assert loaded(tmp_path) == Settings(
        database_url=f"sqlite:///{home / 'peersupport.db'}",
        key_dir=home / "keys",
        folder=home,
        host="127.0.0.1",
        port=3000,
        policy=Policy(),
        policy_path=None,
        playground=True,
    )


def test_only_its_owner_may_enter_the_folder(tmp_path: Path):
    folder = loaded(tmp_path).folder
    assert [path.stat().st_mode & 0o777 for path in (folder, folder.parent)] == [0o700, 0o700]


TEAMS = (
    "MICROSOFT_APP_ID=1f0e6c1a-2b3c-4d5e-8f90-a1b2c3d4e5f6\nMICROSOFT_APP_PASSWORD=0123456789abcdef0123456789\n"
    "MICROSOFT_APP_TENANT_ID=2f0e6c1a-2b3c-4d5e-8f90-a1b2c3d4e5f6"
)
SLACK = "SLACK_BOT_TOKEN=xoxb-1\nSLACK_SIGNING_SECRET=0123456789abcdef"


@pytest.mark.parametrize("platform", [SLACK, TEAMS])
def test_a_configured_platform_ends_the_playground(platform: str, tmp_path: Path):
    """It has another database and other keys, and may be reached from outside."""
    settings = loaded(tmp_path, f"{platform}\nPEERSUPPORT_HOST=0.0.0.0")
    assert not settings.playground
    assert settings.folder == tmp_path / "data"


def test_an_empty_variable_counts_as_missing(tmp_path: Path):
    assert loaded(tmp_path, "SLACK_BOT_TOKEN=\nPEERSUPPORT_PORT=").playground


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PEERSUPPORT_PORT", "4000")
    assert loaded(tmp_path, "PEERSUPPORT_PORT=5000").port == 4000


def test_keys_lie_beside_the_database_unless_told_otherwise(tmp_path: Path):
    """An explicit database is honoured in the playground too."""
    beside = loaded(tmp_path, f"PEERSUPPORT_DATABASE_URL=sqlite:///{tmp_path}/other/x.db")
    assert (beside.folder, beside.key_dir) == (tmp_path / "other", tmp_path / "other" / "keys")
    told = loaded(tmp_path, f"PEERSUPPORT_KEY_DIR={tmp_path}/vault")
    assert told.key_dir == tmp_path / "vault"


def test_with_postgresql_keys_lie_in_the_data_folder(tmp_path: Path):
    settings = loaded(tmp_path, f"{SLACK}\nPEERSUPPORT_DATABASE_URL=postgresql://u:p@db/peers")
    assert settings.key_dir == tmp_path / "data" / "keys"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.9", "::1", "localhost"])
def test_the_playground_may_listen_on_any_loopback_address(host: str, tmp_path: Path):
    assert loaded(tmp_path, f"PEERSUPPORT_HOST={host}").host == host


@pytest.mark.parametrize(
    ("env", "part"),
    [
        ("PEERSUPPORT_PORT=many", "is 'many'; it must be a number from 0 (any free port) to 65535"),
        ("PEERSUPPORT_PORT=70000", "is '70000'; it must be a number"),
        ("PEERSUPPORT_HOST=0.0.0.0", "in the playground everybody can act as anybody"),
        ("PEERSUPPORT_HOST=example.org", "in the playground everybody can act as anybody"),
        ("PEERSUPPORT_DATABASE_URL=sqlite://", "it must be sqlite:///FILE or postgresql://"),
        ("PEERSUPPORT_DATABASE_URL=sqlite:///:memory:", "it must be sqlite:///FILE or postgresql://"),
        ("PEERSUPPORT_DATABSE_URL=x", "did you mean PEERSUPPORT_DATABASE_URL?"),
        ("PEERSUPPORT_POLICY=nowhere.toml", "is 'nowhere.toml'; it must be a TOML file that can be read"),
    ],
)
def test_a_mistake_names_the_variable_its_source_and_what_is_allowed(env: str, part: str, tmp_path: Path):
    (line,) = refusal(tmp_path, env)
    assert line.startswith(f"{env.partition('=')[0]} (from {tmp_path / '.env'})")
    assert part in line


def test_a_secret_is_never_repeated(tmp_path: Path):
    """A mistaken database URL may hold a password."""
    assert "hunter2" not in "".join(refusal(tmp_path, "PEERSUPPORT_DATABASE_URL=mysql://u:hunter2@db/x"))
    assert "hunter2" not in repr(loaded(tmp_path, "PEERSUPPORT_DATABASE_URL=postgresql://u:hunter2@db/x"))


@pytest.mark.parametrize("name", ["DATABASE_URL=sqlite:///{}/x.db", "KEY_DIR={}/keys"])
def test_a_real_programme_never_uses_the_playgrounds_data(name: str, tmp_path: Path):
    """The playground's keys were generated for invented people."""
    own = tmp_path / "data" / "playground"
    lines = refusal(tmp_path, f"{SLACK}\nPEERSUPPORT_{name.format(own)}")
    assert all("SLACK_BOT_TOKEN is set" in line for line in lines)


def test_all_mistakes_are_named_at_once(tmp_path: Path):
    """Those of the policy file too."""
    policy = tmp_path / "policy.toml"
    policy.write_text("nam = 1\ndigest_weekday = 9", encoding="utf-8")
    env = f"PEERSUPPORT_PORT=x\nPEERSUPPORT_HOTS=y\nPEERSUPPORT_POLICY={policy}"
    assert len(refusal(tmp_path, env)) == 4


def test_the_policy_file_is_read(tmp_path: Path):
    policy = tmp_path / "policy.toml"
    policy.write_text("name = 'Peers'", encoding="utf-8")
    assert loaded(tmp_path, f"PEERSUPPORT_POLICY={policy}").policy.name == "Peers"


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path):
    (tmp_path / "data").write_text("a file", encoding="utf-8")
    (line,) = refusal(tmp_path, "")
    assert line.startswith(f"The folder {tmp_path / 'data' / 'playground'} can't be created")


def test_throw_away_data_stays_in_its_folder_whatever_is_configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SLACK_BOT_TOKEN", "x")
    settings = throw_away(tmp_path, port=0)
    assert settings.playground
    assert settings.key_dir.parent == settings.folder == tmp_path


def test_the_switches_of_the_tests_are_known(tmp_path: Path):
    """Whoever renews golden files, or runs proofs at length, has no misspelt setting."""
    assert loaded(tmp_path, "PEERSUPPORT_UPDATE=1\nPEERSUPPORT_PROOF=quick").playground


LIMITS = 'limits_of_confidence = "What you say stays between us."\nlimits_signed_by = "Counsel"\n'


@pytest.mark.parametrize(
    ("platform", "limits", "trial"),
    [
        (SLACK, "", True),
        (SLACK, f'{LIMITS}limits_signed_on = "2026-06-01"', False),
        (SLACK, f'{LIMITS}limits_signed_on = "2026-06-01"'.replace("us.", "us, but [LIST, LAW]."), True),
        ("", "", False),
    ],
    ids=["nothing signed", "signed", "a text with a gap", "the playground"],
)
def test_a_trial_is_a_configured_platform_without_signed_limits(
    platform: str, limits: str, trial: bool, tmp_path: Path
):
    """A text that still has a gap is not signed; nobody real is in the playground."""
    policy = tmp_path / "own.toml"
    policy.write_text(f'country = "US"\n{limits}', encoding="utf-8")
    assert loaded(tmp_path, f"{platform}\nPEERSUPPORT_POLICY={policy}").policy.is_trial is trial
