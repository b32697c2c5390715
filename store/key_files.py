"""Where the keys lie: a folder that only its owner can enter, one file a key, written whole or not at all."""

from __future__ import annotations

import os
import secrets
import stat
from typing import TYPE_CHECKING

from bot.domain.errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path

KEY_BYTES = 32
_FIRST = "0001.key"


def read_keys(folder: Path) -> dict[int, bytes]:
    """Every key by its number; ConfigurationError if there is none or somebody else could read or swap one."""
    if not folder.is_dir():
        raise ConfigurationError(f"There is no key folder {folder}; make one with `peersupport keys init`.")
    _refuse_shared(folder)
    keys = {_number(path): _read(path) for path in sorted(folder.glob("*.key"))}
    if not keys:
        raise ConfigurationError(f"The key folder {folder} holds no key; restore it, or run `peersupport keys init`.")
    return keys


def create_key(folder: Path, key: bytes) -> None:
    """Write a first key unless there is a key already, durably before anything is sealed with it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.glob("*.key")):
        return
    draft = folder / f".{secrets.token_hex(8)}"
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(key.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    _publish(draft, folder / _FIRST)
    _fsync_folder(folder)


def _publish(draft: Path, path: Path) -> None:
    """A link, unlike a rename, never replaces a key that another process wrote meanwhile."""
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()


def _fsync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _number(path: Path) -> int:
    if not (path.stem.isdecimal() and int(path.stem) > 0):
        raise ConfigurationError(f"{path} is not named like a key (0001.key, 0002.key …).")
    return int(path.stem)


def _read(path: Path) -> bytes:
    _refuse_shared(path)
    try:
        key = bytes.fromhex(path.read_text("ascii"))
    except OSError as error:
        raise ConfigurationError(f"The key file {path} can't be read: {error.strerror}.") from None
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise ConfigurationError(f"The key file {path} is empty or damaged; restore it from its safe copy.")
    return key


def _refuse_shared(path: Path) -> None:
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        raise ConfigurationError(f"{path} is a link; keys must lie where they are read.")
    if stat.S_IMODE(mode) & 0o077:
        wanted = "700" if stat.S_ISDIR(mode) else "600"
        raise ConfigurationError(f"Others can read {path}; run: chmod {wanted} {path}")
