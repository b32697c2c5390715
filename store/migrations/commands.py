"""Alembic without its ini file: upgrade, downgrade and compare on a connection that the caller opened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from alembic import autogenerate, command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from store.tables import metadata

if TYPE_CHECKING:
    from sqlalchemy import Connection


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Apply revisions in the caller's transaction."""
    command.upgrade(_config(connection), revision)


def downgrade(connection: Connection, revision: str = "base") -> None:
    """Take revisions back in the caller's transaction."""
    command.downgrade(_config(connection), revision)


def heads() -> tuple[str, ...]:
    """The newest revisions; more than one is a mistake."""
    return tuple(ScriptDirectory.from_config(_config()).get_heads())


def differences(connection: Connection) -> list[Any]:
    """What the database lacks to be what tables.py says; empty after a right migration."""
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return autogenerate.compare_metadata(context, metadata)


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
