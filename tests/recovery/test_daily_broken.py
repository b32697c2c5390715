"""The daily backup is made although something is wrong, and says what: files of others, a bad journal, broken rows."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import UTC, datetime

import pytest

from bot.app.backup import DailyBackup, back_up, journal_of, latest_backup, restore_from
from bot.domain.errors import ConfigurationError
from store.journal import FILE
from store.opening import open_store
from store.sealing import open_keys
from tests.cast import START, settings_for
from tests.simulation.world import Hands
from tests.store.examples import ANA, BEN, a_case, a_member, tell

MADE = "peersupport-2026-08-03.backup"
OTHERS = (
    "peersupport-before-update.backup",
    "peersupport-.backup",
    "peersupport-2026-13-41.backup",
    "peersupport-20260101.backup",
    "peersupport-2026-01-01.backup.backup",
)


@pytest.fixture
def settings(tmp_path, database_url):
    found = settings_for(tmp_path, database_url)
    open_keys(found.key_dir, create=True)
    return found


@pytest.fixture
def running(settings):
    keys = open_keys(settings.key_dir, create=True)
    opened = open_store(settings.database_url, keys, journal=journal_of(settings, keys))
    yield opened
    opened.close()


@pytest.fixture
def daily(settings, running, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir(mode=0o700)
    return DailyBackup(settings, running, Hands(START), folder)


@pytest.mark.parametrize("name", OTHERS)
async def test_a_file_of_others_in_the_folder_is_left_alone(name, daily):
    (daily.folder / name).write_text("mine")
    assert await daily.run() is True
    assert (daily.folder / MADE).exists()
    assert (daily.folder / name).read_text() == "mine"
    assert latest_backup(daily.folder) == datetime(2026, 8, 3, tzinfo=UTC)


async def test_a_folder_with_the_name_of_an_old_backup_does_not_stop_it(daily):
    (daily.folder / "peersupport-2026-01-01.backup").mkdir()
    assert await daily.run() is True


@pytest.mark.parametrize("content", [b"", b"no backup of ours\n"])
async def test_what_has_todays_name_and_is_no_backup_is_not_taken_for_one(content, daily, capsys):
    (daily.folder / MADE).write_bytes(content)
    assert await daily.run() is True
    assert (daily.folder / MADE).read_bytes() == content
    assert "backup_name_taken" in capsys.readouterr().err
    assert (daily.folder / "peersupport-2026-08-03-2.backup").exists()
    assert await daily.run() is False
    assert latest_backup(daily.folder) == datetime(2026, 8, 3, tzinfo=UTC)


@pytest.mark.parametrize("line", [b"what is this\n", b"\n", b"\x00\x00\x00\x00\n", b"nan undone zz -\n", b"\xff\xfe\n"])
async def test_a_bad_line_of_the_journal_is_told_and_kept(line, daily, settings, capsys):
    path = settings.key_dir / FILE
    path.write_bytes(line)
    journal_of(settings, open_keys(settings.key_dir, create=True)).opted_out(ANA, out=True)
    assert await daily.run() is True
    assert (daily.folder / MADE).exists()
    assert line in path.read_bytes()
    assert ("journal_damaged" in capsys.readouterr().err) is (line != b"\n")


def test_a_restore_says_which_line_of_the_journal_is_bad(settings, running, tmp_path):
    """What the line named could come back, and nobody would know."""
    back_up(settings, tmp_path / "a.backup")
    running.close()
    (settings.key_dir / FILE).write_bytes(b"\nwhat is this\n")
    with pytest.raises(ConfigurationError, match=r"[Ll]ine 2 of .*erasures\.journal"):
        restore_from(settings, tmp_path / "a.backup", replace=True)


BREAKS = {
    "a date": "UPDATE outbox SET created = '2026-0x-01' WHERE kind = 'tell'",
    "a date of a key": "UPDATE slots SET slot = '2026?01-01'",
    "a text": "UPDATE outbox SET name = CAST(x'ff41' AS TEXT) WHERE kind = 'tell'",
    "a kind of value": "UPDATE cases SET code = CAST('BCDF' AS BLOB)",
    "a number": "UPDATE cases SET version = 'x'",
}


def breaks(url, statement):
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute(statement)
    connection.close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("what", BREAKS)
async def test_a_broken_row_is_left_out_and_told(what, daily, running, settings, capsys):
    running.run_now(lambda work: work.cases.save(a_case()))
    running.run_now(lambda work: work.roster.save(a_member(BEN)))
    running.run_now(lambda work: work.slots.claim("some", START.date()))
    running.run_now(tell(BEN))
    breaks(settings.database_url, BREAKS[what])
    assert await daily.run() is True
    told = capsys.readouterr().err
    assert "backup_incomplete" in told
    assert "count=1" in told
    running.close()
    settled = restore_from(settings, daily.folder / MADE, replace=True)
    assert settled.left_out == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_one_flipped_byte_anywhere_in_a_row_never_ends_the_backups(daily, running, settings, tmp_path):
    """Every byte of a row's record, one at a time, as a disk may flip it."""
    running.run_now(lambda work: work.cases.save(a_case()))
    running.run_now(tell(BEN))
    running.close()
    path = tmp_path / "test.db"
    assert str(path) in settings.database_url
    whole = path.read_bytes()
    at = whole.index(b"waiting") - 80
    for place in range(at, at + 120):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        target = tmp_path / f"{place}.backup"
        back_up(settings, target)
        assert target.exists()


async def test_whatever_ends_one_try_there_is_another(daily, monkeypatch, capsys):
    tries = []

    def fails(path):
        tries.append(path)
        raise ZeroDivisionError

    monkeypatch.setattr("bot.app.backup._EVERY", daily.clock.moment - daily.clock.moment)
    monkeypatch.setattr(DailyBackup, "_write", lambda _self, path: fails(path))
    monkeypatch.setattr("bot.scheduling.supervised.FIRST", 0.01)
    await daily.start()
    for _ in range(200):
        if len(tries) > 2:
            break
        await asyncio.sleep(0.01)
    await daily.stop()
    assert len(tries) > 2
    assert "ZeroDivisionError" in capsys.readouterr().err
