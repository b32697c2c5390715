"""Schema version: which revision the tables have, and migration to the newest one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from store.databases.kinds import Database

HEAD = "0012"
"""The newest revision in store/migrations/versions; revisions are numbered, so that later ones compare higher."""


def bring_up_to_date(database: Database) -> None:
    """Migrate if need be. A database that a newer release has migrated is left alone: this release can work on it."""
    with database.reading.connect() as connection:
        if _revision(connection) >= HEAD:
            return
    with database.migrating() as connection:
        if _revision(connection) < HEAD:  # nobody else has migrated it meanwhile
            migrate(connection)


def migrate(connection: Connection, revision: str = HEAD) -> None:
    """Go up to a revision, inside the caller's transaction."""
    from store.migrations import commands  # noqa: PLC0415 - most starts need no Alembic

    commands.upgrade(connection, revision)


def _revision(connection: Connection) -> str:
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""
