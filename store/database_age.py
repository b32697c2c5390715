"""Database age: a number that grows in the database and, after each commit, in a file beside the keys.

A database that is put back knows a smaller number than the file: what was erased since would be open again.
"""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

from sqlalchemy import inspect

from bot.domain.errors import ConfigurationError
from store.repositories.heartbeats import NEWEST
from store.sealing.folder import fsync_folder
from store.tables import heartbeats

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from store.unit_of_work import SqlUnitOfWork

FILE = "database.number"
_OLDER = (
    "The database is older than the key folder beside it{of}: somebody put an old copy back. What was erased, ended or "
    "opted out since would come back, so it is not opened. To go on with this copy, run `peersupport backup FILE` and "
    "then `peersupport restore FILE --replace`, which forgets all that again; or restore a newer backup."
)


def known(folder: Path) -> int:
    """The number that the key folder knows; 0 if it knows none, or can't be read."""
    try:
        return int((folder / FILE).read_text("ascii"))
    except (OSError, ValueError):
        return 0


def remember(folder: Path, number: int) -> None:
    """After the commit, so that the database is never behind; OSError if the folder is away."""
    if number <= known(folder):
        return
    draft = folder / f".{FILE}.{secrets.token_hex(4)}"
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(f"{number}\n")
            file.flush()
            os.fsync(handle)
        draft.replace(folder / FILE)
    finally:
        draft.unlink(missing_ok=True)
    fsync_folder(folder)


def as_of(connection: Connection, folder: Path) -> datetime | None:
    """When a database was last written to, if it is older than the key folder says; None if it is not."""
    if not inspect(connection).has_table(heartbeats.name):
        return None
    row = connection.execute(NEWEST).one()
    return row.at if row.number is not None and row.number < known(folder) else None


def refuse_older(unit: SqlUnitOfWork, number: int) -> None:
    """ConfigurationError if this database has not come as far as the key folder says; ``number`` was read before."""
    newest = unit.heartbeats.newest()
    if (newest.number if newest else 0) < number:
        of = f" (its last entry is of {newest.at:%Y-%m-%d %H:%M} UTC)" if newest else ""
        raise ConfigurationError(_OLDER.format(of=of))
