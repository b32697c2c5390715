"""Opens the configured database for a command, and says what `check` asks of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.app.backup import journal_of, latest_backup
from bot.domain.people import Role
from store.checks.beside import read_beside
from store.checks.place import examine_place
from store.checks.server import examine_server
from store.database import open_store
from store.sealing import open_keys

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from bot.domain.people import Member
    from bot.settings import Settings
    from store.sql_store import SqlStore

_BACKUP_AGE = 2  # days


def open_offline(settings: Settings) -> SqlStore:
    """Open what is configured, as starting would; the caller closes it."""
    keys = open_keys(settings.key_dir, create=settings.playground)
    return open_store(settings.database_url, keys, journal=journal_of(settings, keys))


def migrate(settings: Settings) -> None:
    """Bring the tables up to date; opening the database does it."""
    open_offline(settings).close()


def look(settings: Settings, *, beside: bool = False) -> Sequence[Member]:
    """Open what is configured, as starting would, and say who is on the roster.

    ``beside``: the programme runs, so that nothing is changed and, on SQLite, nothing is locked.
    """
    if beside:
        keys = open_keys(settings.key_dir, create=settings.playground)
        return read_beside(settings.database_url, keys, lambda work: work.roster.with_role(*Role))
    store = open_offline(settings)
    try:
        return store.read_now(lambda work: work.roster.with_role(*Role))
    finally:
        store.close()


def survey(settings: Settings, today: date) -> Iterator[tuple[bool, str]]:
    """Whether the place where the data lie is fit for them: each line says if it is fine, and what to mend."""
    sqlite = settings.database_url.startswith("sqlite")
    folders = [settings.key_dir, *([settings.folder] if sqlite else []), *filter(None, [settings.backup_dir])]
    yield from examine_place(folders, holds_database=settings.folder if sqlite else None)
    if not sqlite:
        yield from examine_server(settings.database_url)
    yield from _backups(settings, today)


def _backups(settings: Settings, today: date) -> Iterator[tuple[bool, str]]:
    if settings.backup_dir is None:
        if not settings.playground:
            yield False, "No daily backup: set PEERSUPPORT_BACKUP_DIR, or run `peersupport backup` every day."
        return
    made = latest_backup(settings.backup_dir)
    if made is None:
        yield False, f"There is no backup in {settings.backup_dir} yet; it comes with the first start."
    else:
        days = (today - made.date()).days
        yield days <= _BACKUP_AGE, f"The last backup is of {made.date()}."
