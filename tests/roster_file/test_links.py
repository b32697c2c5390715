"""`peersupport links`: pairs of addresses from a file, on both databases; nothing is ever half imported."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import command
from bot.domain.errors import PeerSupportError
from bot.roster_file.links import read_pairs

SLACK, TEAMS = "slack:T024BE7LD/U024BE7LH", "teams:{0}/{0}".format("0a1b2c3d-0000-4000-8000-000000000001")
THIRD = "slack:T024BE7LD/U0000000A"


@pytest.fixture
def types(tmp_path, database_url, monkeypatch):
    """Runs ``peersupport links …`` beside an empty database; returns what is printed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PEERSUPPORT_DATABASE_URL", database_url)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("PEERSUPPORT_KEY_DIR", str(tmp_path / "keys"))

    def run(*words: str) -> str:
        result = CliRunner().invoke(command, ["links", *words])
        if isinstance(result.exception, PeerSupportError):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result.output

    return run


def saved(*pairs: tuple[str, str]) -> str:
    Path("pairs.csv").write_text("\n".join(["address,same_as", *(",".join(one) for one in pairs)]), "utf-8")
    return "pairs.csv"


def test_a_dry_run_says_what_would_be_linked_and_links_nothing(types):
    told = types("import", saved((SLACK, TEAMS)))
    assert f"line 2     {TEAMS} is {SLACK} from now on" in told
    assert "Nothing was written." in told
    assert types("export").split() == ["address,same_as"]


def test_what_was_linked_is_exported_and_comes_back_unchanged(types):
    types("import", saved((SLACK, TEAMS)), "--apply")
    assert types("export").split() == ["address,same_as", f"{SLACK},{TEAMS}"]
    types("export", "kept.csv")
    assert "unchanged     1" in types("import", "kept.csv", "--apply")


def test_the_first_address_is_where_the_bot_writes_also_if_it_was_the_other_way_round(types):
    types("import", saved((SLACK, TEAMS)), "--apply")
    types("import", saved((TEAMS, SLACK)), "--apply")
    assert types("export").split()[1:] == [f"{TEAMS},{SLACK}"]


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ([("irc:T1/U1", TEAMS)], "line 2, address: 'irc:T1/U1' is wrong"),
        ([(SLACK, "")], "line 2, same_as: is empty"),
        ([(SLACK, SLACK)], "line 2, same_as: is the address itself"),
        ([(SLACK, TEAMS), (THIRD, TEAMS)], "line 3, same_as: stands on line 2 already"),
        ([(SLACK, TEAMS), (TEAMS, THIRD)], "line 2, same_as: stands under address, too"),
    ],
)
def test_every_bad_line_is_named_and_nothing_is_linked(types, pairs, said):
    with pytest.raises(PeerSupportError, match=said.replace("(", "\\(")):
        types("import", saved(*pairs), "--apply")
    assert types("export").split() == ["address,same_as"]


def test_what_an_address_must_be_is_said_once():
    raw = b"address,same_as\nslack:T1/U1,slack:T1/U2\nslack:T1/U3,slack:T1/U4"
    with pytest.raises(PeerSupportError) as refused:
        read_pairs(raw)
    lines = str(refused.value).splitlines()
    assert len(lines) == 5
    assert lines[0] == "line 2, address: 'slack:T1/U1' is wrong"
    assert lines[-1].startswith("An address must be like slack:T0123ABCD/U0456EFGH")
    assert lines[-1].endswith("; these ids are too short or too long.")


def test_who_is_linked_to_somebody_else_stays_so(types):
    types("import", saved((SLACK, TEAMS)), "--apply")
    with pytest.raises(PeerSupportError, match="line 2, same_as: is linked to somebody else"):
        types("import", saved((THIRD, TEAMS)), "--apply")
    assert types("export").split()[1:] == [f"{SLACK},{TEAMS}"]
