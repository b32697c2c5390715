"""What a command says when something is wrong: the likely cause, what to do about it, and nothing beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from bot import check, log
from bot.__main__ import command
from bot.check import Finding
from bot.domain.errors import ConfigurationError
from bot.settings import load, throw_away
from store.checks.read_only import read_beside
from store.opening import open_store
from store.sealing import open_keys
from tests.roster_file.examples import TODAY

if TYPE_CHECKING:
    from pathlib import Path

AWAY = "postgresql://someone:hunter2@127.0.0.1:1/nothing"


@pytest.mark.parametrize("read", [False, True])
def test_a_server_that_is_away_is_told_from_a_file_that_is_no_database(read: bool, tmp_path: Path):
    (tmp_path / "x.db").write_text("no database at all, however long one looks at it" * 100, encoding="utf-8")
    keys = open_keys(tmp_path / "keys", create=True)

    def said(url: str) -> str:
        with pytest.raises(ConfigurationError) as refused:
            read_beside(url, keys, lambda work: work.roster.everybody()) if read else open_store(url, keys)
        return str(refused.value)

    assert "is no SQLite database" in said(f"sqlite:///{tmp_path}/x.db")
    assert "The server does not answer, or turns the bot away" in said(AWAY)
    assert "PEERSUPPORT_DATABASE_URL" in said(AWAY)
    assert "hunter2" not in said(AWAY)


def test_a_bad_line_of_env_is_named(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    """What stands on it may be a secret."""
    (tmp_path / ".env").write_text("# mine\nPEERSUPPORT_PORT=4000\n\nSLACK_BOT TOKEN=hunter2\nA='x\n", "utf-8")
    with pytest.raises(ConfigurationError) as refused:
        load(tmp_path / ".env", tmp_path / "data")
    assert str(refused.value).splitlines() == [
        f"{tmp_path / '.env'}, line 4, can't be read; it must be NAME=VALUE.",
        f"{tmp_path / '.env'}, line 5, can't be read; it must be NAME=VALUE.",
    ]
    assert caplog.text == ""


def test_check_says_its_lines_and_no_log_lines(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Afterwards the log goes on."""

    def findings(*_: object, **_more: object) -> list[Finding]:
        log.record("teams_keys_not_fetched", count=0)
        return [Finding(fine=True, what="All is well.")]

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr(check, "findings", findings)
    assert CliRunner().invoke(command, ["check"]).output == "ok    All is well.\n"


def test_the_log_is_quiet_only_for_a_while(capfd: pytest.CaptureFixture[str]):
    with log.quiet():
        log.record("work_done")
    log.record("work_goes_on")
    said = capfd.readouterr().err
    assert "work_done" not in said
    assert "work_goes_on" in said


def test_a_folder_open_to_others_is_one_line(tmp_path: Path):
    settings = throw_away(tmp_path / "data", port=0)
    settings.folder.mkdir(mode=0o700)
    for number in range(9):
        (settings.folder / f"{number}").touch()
        (settings.folder / f"{number}").chmod(0o644)
    said = [one.what for one in check.findings(settings, TODAY) if "Others can read" in one.what]
    assert len(said) == 1
    assert "Others can read 9 of the" in said[0]
    assert f"chmod go= {settings.folder}" in said[0]
