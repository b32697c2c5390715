"""Opens the configured database for a command, and for what `check` asks of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from bot.app.journal import journal_of
from bot.domain.hours import day_in
from bot.domain.people import Role
from store.checks.disk import examine_place
from store.checks.read_only import read_beside
from store.checks.server import examine_server
from store.opening import open_store
from store.sealing import open_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from bot.domain.people import Member
    from bot.settings import Settings
    from store.store import SqlStore
    from store.unit_of_work import SqlUnitOfWork

T = TypeVar("T")
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
    return read_database(settings, lambda work: work.roster.with_role(*Role), beside=beside)


def read_database(settings: Settings, function: Callable[[SqlUnitOfWork], T], *, beside: bool) -> T:
    """The same for anything else; ``function`` must not write."""
    if beside:
        return read_beside(settings.database_url, open_keys(settings.key_dir, create=settings.playground), function)
    store = open_offline(settings)
    try:
        return store.read_now(function)
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
    from bot.app.backup import latest_backup  # noqa: PLC0415 - what restores a backup loads with it

    keys = open_keys(settings.key_dir, create=settings.playground)
    made = latest_backup(settings.backup_dir, keys)
    if made is None:
        yield False, f"There is no backup in {settings.backup_dir} yet; it comes with the first start."
    else:
        day = day_in(made, "UTC")
        yield (today - day).days <= _BACKUP_AGE, f"The last backup is of {day}."
