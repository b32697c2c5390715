"""Starts over: takes away all that the playground keeps, so that a fresh hospital opens in its place."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.settings import Settings

_SQLITE = "sqlite:///"
_WITH_IT = ("", "-wal", "-shm", "-journal")
"""What SQLite writes beside a database."""


def can_be_cleared(settings: Settings) -> bool:
    """Whether all of it lies in the playground's own folder: elsewhere, something else could be meant."""
    file = Path(settings.database_url.removeprefix(_SQLITE))
    own = settings.database_url.startswith(_SQLITE) and file.absolute().parent == settings.folder.absolute()
    return settings.playground and own and settings.key_dir.absolute() == settings.folder.absolute() / "keys"


def clear(settings: Settings) -> None:
    """Remove database, keys, messages and clock; nothing runs on them any more. Files of others stay."""
    assert can_be_cleared(settings), "only a playground's own folder"  # noqa: S101 - what is removed is gone
    for path in _kept(settings):
        path.unlink(missing_ok=True)
    shutil.rmtree(settings.key_dir / "periods", ignore_errors=True)


def _kept(settings: Settings) -> Iterator[Path]:
    database = settings.database_url.removeprefix(_SQLITE)
    for name in (database, str(settings.folder / "mailbox.sqlite3")):
        yield from (Path(f"{name}{end}") for end in _WITH_IT)
    yield settings.folder / "clock"
    yield from settings.key_dir.glob("*.key")
    yield from settings.key_dir.glob("erasures.journal*")
