"""`peersupport directory` as an administrator types it: all of the file or nothing, and every mistake by its line."""

from __future__ import annotations

import stat

import pytest
from typer.testing import CliRunner

from bot.__main__ import command
from bot.domain.errors import ConfigurationError, PeerSupportError
from bot.domain.people import Address
from bot.roster_file.csv_reading import RosterFileError
from bot.roster_file.directory_csv import read_listing

GUID = "6f1c0a52-3f0e-4c8e-9a51-0d8a5a3f7b10"
HEAD = "address,name,profession,level,specialty,department,site,languages,timezone"
ANA = f"teams:{GUID}/{GUID},Ana Duarte,physician,attending,General Surgery,Surgery,lakeshore,en fr,Europe/London"
NOOR = "slack:T024BE7LD/U024BE7LH,Noor Haddad,,,,,,,"


def a_file(*rows: str, head: str = HEAD) -> bytes:
    return "\n".join((head, *rows)).encode()


def mistakes(raw: bytes) -> list[str]:
    with pytest.raises(RosterFileError) as refused:
        read_listing(raw)
    return str(refused.value).splitlines()


def test_each_mistake_is_named_by_its_line_and_column():
    told = mistakes(a_file("ana,Ana,,,,,,,", f"{NOOR}", "slack:T1A/U1A,,,,,,,englisch,Mars", NOOR))
    assert [one.partition(": ")[0] for one in told] == [
        "line 2, address",
        "line 4, name",
        "line 4, languages",
        "line 4, timezone",
        "line 5, address",
    ]
    assert "stands on line 3 already" in told[-1]


def test_a_column_of_the_roster_has_no_place_here():
    assert "is not a column" in mistakes(a_file("x,y,supporter", head="address,name,role"))[0]


def test_fifty_thousand_people_are_read():
    rows = [f"slack:T024BE7LD/U{n:08},Somebody,,,Surgery,,,," for n in range(50_000)]
    assert len(read_listing(a_file(*rows))) == 50_000


@pytest.fixture
def types(tmp_path, database_url, monkeypatch):
    """Runs ``peersupport directory …`` beside an empty database; returns what is printed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PEERSUPPORT_DATABASE_URL", database_url)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("PEERSUPPORT_KEY_DIR", str(tmp_path / "keys"))

    def run(*words: str) -> str:
        result = CliRunner().invoke(command, ["directory", *words])
        if isinstance(result.exception, PeerSupportError):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result.output

    return run


def saved(tmp_path, *rows: str) -> str:
    (tmp_path / "people.csv").write_bytes(a_file(*rows))
    return "people.csv"


def test_a_dry_run_tells_and_writes_nothing_and_the_import_replaces_the_whole(types, tmp_path):
    told = types("import", saved(tmp_path, ANA, NOOR))
    assert "added           2" in told
    assert "Nothing was written" in told
    assert len(types("export").splitlines()) == 1
    assert "Written." in types("import", "people.csv", "--apply")
    told = types("import", saved(tmp_path, ANA.replace("attending", "resident")), "--apply")
    assert [line.split()[-1] for line in told.splitlines()[:4]] == ["0", "1", "0", "1"]
    assert "Noor" not in types("export")


def test_a_file_with_one_bad_row_changes_nothing(types, tmp_path):
    types("import", saved(tmp_path, NOOR), "--apply")
    with pytest.raises(RosterFileError):
        types("import", saved(tmp_path, ANA, "nobody,Nobody,,,,,,,"), "--apply")
    assert "Noor Haddad" in types("export")


def test_an_export_is_for_its_owner_and_comes_back_unchanged(types, tmp_path):
    types("import", saved(tmp_path, ANA, NOOR, "slack:T1AA/U1AA,=cmd(),,,,,,,"), "--apply")
    types("export", "kept.csv")
    assert stat.S_IMODE((tmp_path / "kept.csv").stat().st_mode) == 0o600
    assert "'=cmd()" in (tmp_path / "kept.csv").read_text()
    assert "unchanged       3" in types("import", "kept.csv")
    with pytest.raises(ConfigurationError):
        types("export", "kept.csv")


def test_clearing_asks_first_and_then_forgets_everybody(types, tmp_path):
    types("import", saved(tmp_path, ANA, NOOR), "--apply")
    assert "has 2 people" in types("clear")
    assert "Forgotten: 2 people" in types("clear", "--apply")
    assert len(types("export").splitlines()) == 1


def test_ids_are_kept_as_the_platforms_write_them():
    [listed] = read_listing(a_file(ANA.replace(GUID, GUID.upper())))
    assert Address.parse(listed.person) == Address("teams", f"{GUID}/{GUID}")
    assert listed.traits.specialty == "general_surgery"
