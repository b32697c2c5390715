"""A database that is older than the key folder beside it: refused at the start, with a way on (D5)."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from bot.app import back_up, restore_from
from bot.app.backup import journal_of
from bot.domain.errors import ConfigurationError
from store import database_age
from store.opening import open_store
from store.sealing import open_keys
from tests.cast import settings_for
from tests.store.examples import ANA, a_case

OLDER = "older than the key folder"


@pytest.fixture
def settings(tmp_path):
    return settings_for(tmp_path, f"sqlite:///{tmp_path / 'own.db'}")


def opened(settings, now=None):
    keys = open_keys(settings.key_dir, create=True)
    journal = journal_of(settings, keys)
    return open_store(settings.database_url, keys, journal=journal, **({"now": now} if now else {}))


async def lived(settings, tmp_path, now=None):
    """A request, a copy of the file, then the erasure; the programme has stopped."""
    store = opened(settings, now)
    store.run_now(lambda work: work.cases.save(a_case(recipient=ANA)))
    await store.beat()
    await store.scrub()
    shutil.copy(tmp_path / "own.db", tmp_path / "old.db")
    store.run_now(lambda work: work.people.erased(ANA, datetime.now(UTC)))
    await store.beat()
    store.close()


async def test_an_old_file_put_back_is_refused_and_says_how_to_go_on(settings, tmp_path):
    await lived(settings, tmp_path)
    shutil.copy(tmp_path / "old.db", tmp_path / "own.db")
    with pytest.raises(ConfigurationError, match=OLDER) as refused:
        opened(settings)
    assert "peersupport backup FILE" in str(refused.value)
    assert "peersupport restore FILE --replace" in str(refused.value)
    back_up(settings, tmp_path / "FILE")
    settled = restore_from(settings, tmp_path / "FILE", replace=True)
    assert (settled.forgotten, settled.open_cases) == (1, ())
    store = opened(settings)
    assert store.read_now(lambda work: work.cases.all()) == []
    store.close()


async def test_a_copy_that_is_too_old_is_not_restored_as_if_it_were_of_today(settings, tmp_path):
    long_ago = (datetime.now(UTC) - timedelta(days=20)).timestamp()
    await lived(settings, tmp_path, now=lambda: long_ago)
    shutil.copy(tmp_path / "old.db", tmp_path / "own.db")
    back_up(settings, tmp_path / "a.backup")
    with pytest.raises(ConfigurationError, match="known for 14 days only"):
        restore_from(settings, tmp_path / "a.backup", replace=True)


async def test_a_database_of_the_release_before_is_older_than_what_this_one_knows(settings, tmp_path):
    await lived(settings, tmp_path)
    shutil.copy(tmp_path / "old.db", tmp_path / "own.db")
    with sqlite3.connect(tmp_path / "own.db") as connection:
        connection.execute("DELETE FROM heartbeats")
    connection.close()
    with pytest.raises(ConfigurationError, match=OLDER):
        opened(settings)


async def test_what_is_as_new_or_newer_or_quite_new_is_opened(settings, tmp_path):
    await lived(settings, tmp_path)
    opened(settings).close()
    number = database_age.known(settings.key_dir)
    (settings.key_dir / database_age.FILE).write_text(f"{number - 1}\n")  # a copy of the key folder
    opened(settings).close()
    (settings.key_dir / database_age.FILE).unlink()
    opened(settings).close()
    (settings.key_dir / database_age.FILE).write_text("no number")
    opened(settings).close()
    (tmp_path / "own.db").unlink()  # nobody can come back in an empty one
    (settings.key_dir / database_age.FILE).write_text(f"{number}\n")
    opened(settings).close()


async def test_a_crash_between_commit_and_file_is_no_alarm(settings, tmp_path, monkeypatch):
    store = opened(settings)
    await store.beat()
    monkeypatch.setattr(database_age, "remember", lambda *_: None)
    await store.beat()
    store.close()
    opened(settings).close()
