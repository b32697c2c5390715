"""What an administrator's commands do with the database while no programme runs in their process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.people import Role
from store.database import open_store
from store.sealing import open_keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.people import Member
    from bot.settings import Settings
    from store.sql_store import SqlStore


def open_offline(settings: Settings) -> SqlStore:
    """Open what is configured, as starting would; the caller closes it."""
    return open_store(settings.database_url, open_keys(settings.key_dir, create=settings.playground))


def migrate(settings: Settings) -> None:
    """Bring the tables up to date; opening the database does it."""
    open_offline(settings).close()


def look(settings: Settings) -> Sequence[Member]:
    """Open what is configured, as starting would, and say who is on the roster."""
    store = open_offline(settings)
    try:
        return store.read_now(lambda work: work.roster.with_role(*Role))
    finally:
        store.close()
