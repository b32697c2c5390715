"""The key store: private, whole or not at all, never overwritten, and what is destroyed stays destroyed."""

from __future__ import annotations

import os
import stat

import pytest

from bot.domain.errors import ConfigurationError, NotSavedError
from store.sealing import Keyring, create_keys, open_keys
from store.sealing.box import PERIOD
from store.sealing.folder import KeyFolder

KEY, OTHER, DAY = bytes(range(32)), bytes(32), PERIOD | 20_780


@pytest.fixture
def folder(tmp_path):
    keys = KeyFolder(tmp_path / "keys")
    keys.add(1, KEY)
    return keys


def spoilt(folder, spoil):
    folder.add(DAY, KEY)
    spoil(folder.path / "periods" / "period-020780.key")
    return folder


def test_a_key_is_never_replaced(folder):
    folder.add(1, OTHER)
    assert folder.read(1) == KEY
    with pytest.raises(ConfigurationError, match="never replaced"):
        create_keys(folder.path)


def test_periods_lie_in_a_folder_of_their_own(folder):
    """So that a backup of the programme's keys can leave them out."""
    folder.add(DAY, KEY)
    assert folder.ids() == {1, DAY}
    modes = {path.name: path.stat().st_mode & 0o777 for path in (folder.path, *folder.path.rglob("*"))}
    assert modes == {"keys": 0o700, "0001.key": 0o600, "periods": 0o700, "period-020780.key": 0o600}


def test_a_destroyed_key_is_overwritten_before_it_is_deleted(folder):
    folder.add(DAY, KEY)
    path = folder.path / "periods" / "period-020780.key"
    with path.open("rb") as second_name:
        folder.destroy(DAY)
        assert set(second_name.read()) == {0}
    assert list(path.parent.iterdir()) == []


def test_a_key_is_on_the_disk_before_anybody_can_use_it(folder, monkeypatch):
    """First its bytes, then its name, then the folder that holds the name: else a power cut leaves rows without it."""
    folder.add(DAY + 1, KEY)
    done, link, fsync = [], os.link, os.fsync

    def reach(handle):
        status = os.fstat(handle)
        done.append("folder" if stat.S_ISDIR(status.st_mode) else status.st_size)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", reach)
    monkeypatch.setattr(os, "link", lambda old, new: (done.append("name"), link(old, new)))
    folder.add(DAY, KEY)
    assert done == [len(KEY) * 2 + 1, "name", "folder", "folder"]


def test_destroying_goes_on_after_a_crash(folder, monkeypatch):
    """The key had left the list already: nobody opens anything with it, and the next start wipes it."""
    folder.add(DAY, KEY)
    monkeypatch.setattr("store.sealing.folder._wipe", lambda _: (_ for _ in ()).throw(SystemExit))
    with pytest.raises(SystemExit):
        folder.destroy(DAY)
    monkeypatch.undo()
    assert folder.ids() == {1}
    open_keys(folder.path, create=False)
    assert list((folder.path / "periods").iterdir()) == []


def test_two_processes_destroy_one_key(folder):
    folder.add(DAY, KEY)
    for process in (folder, KeyFolder(folder.path)):
        process.destroy(DAY)
    assert folder.ids() == {1}


def test_a_key_made_or_destroyed_by_another_process_is_noticed(folder):
    ours, theirs = Keyring(folder), Keyring(KeyFolder(folder.path))
    theirs.period(86_400.0)
    assert ours.refresh().periods.keys() == {1}
    ours.destroy(1)
    assert theirs.refresh().periods == {}


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda path: path.write_text(""), "empty or damaged"),
        (lambda path: path.write_text("00" * 31), "empty or damaged"),
        (lambda path: path.write_text("00" * 32 + " of somebody else"), "empty or damaged"),
        (lambda path: path.write_bytes(b"\xff" * 64), "it is no text"),
        (lambda path: path.chmod(0o640), "Others can read"),
        (lambda path: path.parent.chmod(0o711), "Others can read"),
        (lambda path: path.rename(path.with_name("period-x.key")), "not named like a key"),
        (lambda path: (path.unlink(), path.symlink_to(path.parent.parent / "0001.key")), "is a link"),
    ],
)
def test_the_key_of_a_day_that_is_damaged_or_open_to_others_is_refused(folder, spoil, words):
    with pytest.raises(ConfigurationError, match=words):
        open_keys(spoilt(folder, spoil).path, create=False)


def test_while_running_a_damaged_key_counts_as_missing(folder):
    keyring = Keyring(spoilt(folder, lambda path: path.write_text("")))
    assert keyring.refresh().periods == {}


def test_a_key_store_that_is_away_leaves_what_we_hold(folder):
    keyring = Keyring(folder)
    folder.path.rename(folder.path.with_name("away"))
    assert keyring.refresh().programme.keys() == {1}


def test_the_playgrounds_keys_are_refused_for_a_platform(tmp_path):
    open_keys(tmp_path / "keys", create=True)
    with pytest.raises(ConfigurationError, match="the playground's"):
        open_keys(tmp_path / "keys", create=False)


def test_a_platforms_keys_are_made_on_request_only(tmp_path):
    with pytest.raises(ConfigurationError, match="keys init"):
        open_keys(tmp_path / "keys", create=False)
    create_keys(tmp_path / "keys")
    assert open_keys(tmp_path / "keys", create=False).programme_numbers == (1,)


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(ConfigurationError, match="can't be written"):
        create_keys(tmp_path / "keys")


def test_a_key_folder_that_went_away_is_not_made_up(folder):
    keyring = Keyring(folder)
    folder.path.rename(folder.path.with_name("away"))
    with pytest.raises(NotSavedError):
        keyring.period(0.0)
    assert not folder.path.exists()
    folder.path.mkdir()
    assert keyring.refresh().programme.keys() == {1}
