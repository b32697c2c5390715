"""Where the keys lie: a folder that only its owner can enter, one file a key, written whole or not at all.

Programme keys are ``0001.key``, ``0002.key`` …; period keys lie in a folder of their own, ``periods``, which must
never enter a backup that is kept: destroying them is what makes old backups unreadable (ADR 0010).
"""

from __future__ import annotations

import os
import secrets
import stat
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, TypeAlias

from bot.domain.errors import ConfigurationError
from bot.domain.hours import day_in
from store.sealing.box import KEY_BYTES, PERIOD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_Names: TypeAlias = tuple[list[str], list[str]]
PLAYGROUND = "playground"
"""What stands behind a key that the playground made for itself: no configured platform takes it."""
_PERIODS, _PREFIX, _SUFFIX = "periods", "period-", ".key"
_DRAFT, _GONE = ".draft-", ".gone-"


class KeyFolder:
    """Fills store.sealing.keyring.KeyStore; a key service of a cloud could fill it too."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._periods = path / _PERIODS
        self._known: tuple[_Names, frozenset[int]] = (([], []), frozenset())

    def ids(self) -> frozenset[int]:
        """The numbers of all keys; ConfigurationError if the folder can't be read or holds a stranger."""
        try:
            seen = (os.listdir(self.path), _list_files(self._periods))  # noqa: PTH208 - asked with every transaction
        except OSError as error:
            raise ConfigurationError(f"The key folder {self.path} can't be read: {error.strerror}.") from None
        known, numbers = self._known
        if seen != known:
            numbers = frozenset(_numbers(self.path, seen))
            self._known = (seen, numbers)
        return numbers

    def stamp(self) -> object:
        """What changes, cheaply, when the folder is another one or a file in it was put, taken or renamed."""
        try:
            return tuple((one.st_dev, one.st_ino, one.st_mtime_ns) for one in map(os.stat, self._folders()))
        except OSError:
            return None

    def _folders(self) -> Iterator[Path]:
        yield self.path
        if self._periods.is_dir():
            yield self._periods

    def read(self, number: int) -> bytes:
        """The key; ConfigurationError if it is missing, empty, damaged, a link, or open to others."""
        return bytes.fromhex(self._words(number)[0])

    def is_playground(self, number: int) -> bool:
        """Whether the playground made this key for itself."""
        return self._words(number)[1:] == [PLAYGROUND]

    def since(self, number: int) -> date:
        """The UTC day on which the key was made."""
        return day_in(datetime.fromtimestamp(self._file(number).stat().st_mtime, UTC), "UTC")

    def add(self, number: int, key: bytes, mark: str = "") -> None:
        """Keep a key durably unless there is one of this number; OSError if the disk refuses."""
        path = self._file(number)
        if number & PERIOD:  # a key folder that went away is not made up
            path.parent.mkdir(mode=0o700, exist_ok=True)
        else:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.parent / f"{_DRAFT}{secrets.token_hex(8)}"
        _write(draft, f"{key.hex()} {mark}".strip() + "\n")
        _publish(draft, path)
        fsync_folder(path.parent)
        fsync_folder(self.path)

    def destroy(self, number: int) -> None:
        """Overwrite a period's key and delete it; whatever happens in between, it never opens anything again."""
        path = self._file(number)
        gone = path.parent / f"{_GONE}{secrets.token_hex(8)}"
        try:
            path.rename(gone)
        except FileNotFoundError:  # another process was quicker
            return
        fsync_folder(path.parent)
        self.finish_destroying()

    def finish_destroying(self) -> None:
        """What a crash interrupted: overwrite and delete the keys that were on their way out."""
        for path in self._periods.glob(f"{_GONE}*"):
            _wipe(path)
        if self._periods.is_dir():
            fsync_folder(self._periods)

    def refuse_unsafe(self) -> None:
        """ConfigurationError if somebody else could read or swap a key, or one is damaged."""
        if not self.path.is_dir():
            raise ConfigurationError(f"There is no key folder {self.path}; make one with `peersupport keys init`.")
        for folder in (self.path, self._periods):
            if folder.exists():
                _refuse_shared(folder)
        for number in self.ids():
            self.read(number)

    def _words(self, number: int) -> list[str]:
        path = self._file(number)
        _refuse_shared(path)
        try:
            words = path.read_text("ascii").split()
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is no text"
            raise ConfigurationError(f"The key file {path} can't be read: {reason}.") from None
        if not (1 <= len(words) <= 2 and _is_key(words[0]) and words[1:] in ([], [PLAYGROUND])):  # noqa: PLR2004
            raise ConfigurationError(f"The key file {path} is empty or damaged; restore it from its safe copy.")
        return words

    def _file(self, number: int) -> Path:
        if number & PERIOD:
            return self._periods / f"{_PREFIX}{number - PERIOD:06}{_SUFFIX}"
        return self.path / f"{number:04}{_SUFFIX}"


def _list_files(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208
    except FileNotFoundError:
        return []


def _numbers(folder: Path, seen: _Names) -> Iterator[int]:
    programme, periods = ([name for name in names if name.endswith(_SUFFIX)] for names in seen)
    for name in programme:
        yield _number(folder / name, name.removesuffix(_SUFFIX), "0001.key, 0002.key …")
    for name in periods:
        stem = name.removeprefix(_PREFIX).removesuffix(_SUFFIX)
        yield PERIOD | _number(folder / _PERIODS / name, stem, "period-020780.key …")


def _number(path: Path, digits: str, example: str) -> int:
    if not (digits.isdecimal() and 0 < int(digits) < PERIOD):
        raise ConfigurationError(f"{path} is not named like a key ({example}).")
    return int(digits)


def _is_key(text: str) -> bool:
    try:
        return len(bytes.fromhex(text)) == KEY_BYTES
    except ValueError:
        return False


def _write(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _wipe(path: Path) -> None:
    """In the file itself, so that a second name of it holds nothing either."""
    try:
        with path.open("r+b") as file:
            file.write(bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    except FileNotFoundError:  # another process wipes it too
        return


def _publish(draft: Path, path: Path) -> None:
    """A link, unlike a rename, never replaces a key that another process wrote meanwhile."""
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()


def fsync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _refuse_shared(path: Path) -> None:
    try:
        mode = path.lstat().st_mode
    except OSError as error:
        raise ConfigurationError(f"The key file {path} can't be read: {error.strerror}.") from None
    if stat.S_ISLNK(mode):
        raise ConfigurationError(f"{path} is a link; keys must lie where they are read.")
    if stat.S_IMODE(mode) & 0o077:
        wanted = "700" if stat.S_ISDIR(mode) else "600"
        raise ConfigurationError(f"Others can read {path}; run: chmod {wanted} {path}")
