"""The lock of an SQLite file: one process owns it, through whatever name the file is opened."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from bot.domain.errors import ConfigurationError

_IN_USE = "Another process is using {path}. Stop it first, or use PostgreSQL to run several."
_held_here: set[tuple[int, int]] = set()  # devices and numbers of the files that this process owns


def locks_for_one_process(path: Path) -> tuple[int, int]:
    """The file's own lock, which holds through whatever name it has, and the one that earlier releases know.

    A second process through a hard link would have a write-ahead log of its own, and what either commits is lost.
    ConfigurationError if another process holds either, or the folder can't be written.
    """
    if path.exists() and _file_of(path.stat()) in _held_here:  # to open and close it would end SQLite's own locks
        raise ConfigurationError(_IN_USE.format(path=path))
    known = _lock_file(path, Path(f"{path}.lock"))
    try:
        own = _lock_file(path, path)
    except ConfigurationError:
        os.close(known)
        raise
    _held_here.add(_file_of(os.fstat(own)))
    return known, own


def let_go(locks: tuple[int, int]) -> None:
    """End both locks, once SQLite has closed the file."""
    _held_here.discard(_file_of(os.fstat(locks[1])))
    for handle in locks:
        os.close(handle)


def is_in_place(locks: tuple[int, int], path: Path) -> bool:
    """Whether the file that this process owns is still the one of this name."""
    try:
        return _file_of(path.stat()) == _file_of(os.fstat(locks[1]))
    except OSError:
        return False


def _file_of(found: os.stat_result) -> tuple[int, int]:
    return found.st_dev, found.st_ino


def _lock_file(path: Path, locked: Path) -> int:
    """Only the owner may read it; SQLite gives its log the same mode."""
    try:
        handle = os.open(locked, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise ConfigurationError(f"The folder of {path} can't be written: {error.strerror}.") from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise ConfigurationError(_IN_USE.format(path=path)) from None
    os.fchmod(handle, 0o600)
    return handle
