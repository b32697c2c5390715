"""`peersupport roster` as an administrator types it, on both databases; nothing is ever half imported."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import command
from bot.domain.errors import PeerSupportError
from store.opening import open_store
from store.sealing import create_keys, open_keys
from tests.roster_file.examples import HEAD, a_file

EXAMPLE = Path(__file__).parents[2] / "docs" / "how-to" / "roster.example.csv"


@pytest.fixture
def types(tmp_path, database_url, monkeypatch):
    """Runs ``peersupport roster …`` beside an empty database; returns what is printed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PEERSUPPORT_DATABASE_URL", database_url)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("PEERSUPPORT_KEY_DIR", str(tmp_path / "keys"))

    def run(*words: str) -> str:
        result = CliRunner().invoke(command, ["roster", *words])
        if isinstance(result.exception, PeerSupportError):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result.output

    return run


def saved(name: str, *rows: str, head: str = HEAD) -> str:
    Path(name).write_bytes(a_file(*rows, head=head))
    return name


def test_the_example_of_the_docs_is_imported(types):
    assert "added         8" in types("import", str(EXAMPLE))
    assert "Written." in types("import", str(EXAMPLE), "--apply")
    again = types("import", str(EXAMPLE))
    assert "unchanged     8" in again
    assert "Nothing was written. Say --apply to write it." in again


def test_a_dry_run_writes_nothing(types):
    types("import", str(EXAMPLE))
    assert types("export").splitlines()[1:] == []


def test_an_export_is_for_its_owner_and_comes_back_unchanged(types, tmp_path):
    types("import", str(EXAMPLE), "--apply")
    types("export", "kept.csv")
    assert stat.S_IMODE((tmp_path / "kept.csv").stat().st_mode) == 0o600
    assert "unchanged     8" in types("import", "kept.csv", "--remove-missing", "--apply")
    written = (tmp_path / "kept.csv").read_text(encoding="utf-8-sig")
    assert types("export").splitlines() == written.splitlines()


def test_a_file_is_written_over_only_by_force(types, tmp_path):
    (tmp_path / "kept.csv").write_text("mine")
    (tmp_path / "kept.csv").chmod(0o644)
    with pytest.raises(PeerSupportError, match="--force"):
        types("export", "kept.csv")
    types("export", "kept.csv", "--force")
    assert stat.S_IMODE((tmp_path / "kept.csv").stat().st_mode) == 0o600


def test_one_wrong_row_keeps_all_of_them_out(types):
    file = saved("bad.csv", "web:cora,Cora,coordinator,,,,,,", "web:ana,Ana,supporter,,8-18,,,,")
    with pytest.raises(PeerSupportError, match="line 3, hours"):
        types("import", file, "--apply")
    assert types("export").splitlines()[1:] == []


def test_who_changes_and_who_goes_is_said_before_it_is_done(types):
    types("import", str(EXAMPLE), "--apply")
    cora = "slack:T0HOSPITAL/U0MARION,Marion C.,coordinator,,,,,,"
    told = types("import", saved("next.csv", cora), "--remove-missing")
    assert "changed       1\n  line 2     slack:T0HOSPITAL/U0MARION  name" in told
    assert "left          7" in told
    types("import", "next.csv", "--remove-missing", "--apply")
    assert [line.split(",")[1] for line in types("export").splitlines()[1:]] == ["Marion C."]


def test_a_file_that_is_not_there_is_said_in_one_line(types):
    with pytest.raises(PeerSupportError, match=r"nowhere\.csv can.t be read"):
        types("import", "nowhere.csv")


def test_once_a_platform_is_configured_nobody_of_the_playground_is_imported(types, tmp_path, monkeypatch):
    """And an address is shown as it really looks."""
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "0123456789abcdef")
    create_keys(tmp_path / "keys")
    file = saved("real.csv", "web:ana,Ana,supporter,,,,,,", "slack:T0123ABCD/U0456EFGH,Ben,coordinator,,,,,,")
    with pytest.raises(PeerSupportError, match="line 2, address: 'web:ana' is wrong; it must be like") as refused:
        types("import", file, "--apply")
    assert "slack:T0123ABCD/U0456EFGH" in str(refused.value)
    assert "web:PERSON" not in str(refused.value)
    assert "added         1" in types("import", saved("real.csv", "slack:T0123ABCD/U0456EFGH,Ben,coordinator,,,,,,"))


def test_beside_a_running_programme_sqlite_says_to_stop_it_first(types, tmp_path, sqlite_url, monkeypatch):
    """A file with mistakes is refused all the same: it can be mended while the programme runs."""
    monkeypatch.setenv("PEERSUPPORT_DATABASE_URL", sqlite_url)
    running = open_store(sqlite_url, open_keys(tmp_path / "keys", create=True))
    try:
        with pytest.raises(PeerSupportError, match="Stop it first"):
            types("import", str(EXAMPLE))
        with pytest.raises(PeerSupportError, match="line 2, role"):
            types("import", saved("bad.csv", "web:ana,Ana,boss,,,,,,"))
    finally:
        running.close()


def test_what_is_imported_is_logged_nowhere(types, caplog):
    with caplog.at_level(0):
        types("import", str(EXAMPLE), "--apply")
    assert not [one for one in ("Marion", "U0MARION", "web:") if one in caplog.text]
