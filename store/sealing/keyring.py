"""The keys in memory: the programme's, which last, and one for each day, which is destroyed when it has served.

What a recipient could be found by lies under a period's key or a case's, never under the programme's (ADR 0010).
"""

from __future__ import annotations

import hashlib
import secrets
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol, cast

from bot.domain.errors import ConfigurationError, KeysAwayError, NotSavedError, SealBrokenError
from store.sealing.box import CASE_KEY, FIRST_FORMAT, KEY_BYTES, PERIOD, Box, Indexer, Place, derive_key, key_number
from store.sealing.folder import PLAYGROUND, KeyFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

_DAY = 86_400.0
_AHEAD = 3_600.0
"""Tomorrow's key is made an hour before it is needed, so that every process knows it when the day begins."""
LASTS = 14
"""Days for which a day's key is kept at least: as long as a backup can be read."""
_REMEMBERED = 1_024
_FIRST_DAY = date(1970, 1, 1)


class KeyStore(Protocol):
    """What keeps the keys, outside the database and its backups; a cloud's key service could fill it."""

    def ids(self) -> frozenset[int]:
        """The numbers of all keys there are, cheaply: asked with every transaction."""
        ...

    def stamp(self) -> object:
        """Something that differs when the keys may be others than before; asked with every transaction."""
        ...

    def read(self, number: int) -> bytes:
        """The key; ConfigurationError if it can't be used."""
        ...

    def add(self, number: int, key: bytes, mark: str = "") -> None:
        """Keep a key durably unless there is one of this number; OSError if that fails."""
        ...

    def destroy(self, number: int) -> None:
        """Make a period's key unreadable for ever."""
        ...


class MemoryKeys:
    """Keys of this process only, for tests."""

    def __init__(self, keys: Mapping[int, bytes]) -> None:
        self._keys = dict(keys)

    def ids(self) -> frozenset[int]:
        return frozenset(self._keys)

    def stamp(self) -> object:
        return self.ids()

    def read(self, number: int) -> bytes:
        return self._keys[number]

    def add(self, number: int, key: bytes, mark: str = "") -> None:  # noqa: ARG002 - memory keeps no mark
        self._keys.setdefault(number, key)

    def destroy(self, number: int) -> None:
        self._keys.pop(number, None)


class Programme:
    """One of the programme's keys."""

    def __init__(self, root: bytes, number: int) -> None:
        key = derive_key(root, "seal")
        self.box = Box(key, number)
        self.first_format = Box(key, number, FIRST_FORMAT)
        self.token = Box(derive_key(root, "token"), number, FIRST_FORMAT)
        self.indexes = Indexer(root, "index")


class Period:
    """The key of one UTC day of the real clock: wraps cases' keys, seals what belongs to no case, finds people."""

    def __init__(self, root: bytes, day: int) -> None:
        self.day = day
        self.box = Box(derive_key(root, "period seal"), PERIOD | day)
        self._indexes = Indexer(root, "period index")

    def index(self, purpose: str, text: str) -> bytes:
        """What stands for a person or an id in one column of one table, as long as this period lives."""
        return self._indexes.index(purpose, text)


def day_of(seconds: float) -> int:
    """Which period a moment of the real clock belongs to: UTC days since 1970."""
    return int(seconds // _DAY)


def date_of(day: int) -> date:
    """The UTC day of a period."""
    return _FIRST_DAY + timedelta(days=day)


@dataclass(frozen=True)
class Held:
    """The keys as they are at one moment; a transaction works with one of these from its beginning to its end."""

    programme: Mapping[int, Programme]
    periods: Mapping[int, Period]

    def box(self, sealed: bytes) -> Box:
        """The one that sealed this field; SealBrokenError if we don't have it, or no longer."""
        number = key_number(sealed)
        keys: Mapping[int, Programme | Period] = self.periods if number & PERIOD else self.programme
        key = keys.get(number & ~PERIOD)
        if key is None:
            raise SealBrokenError
        return key.box


class Remembered:
    """Opened values by what they were opened from; bounded, and forgotten whenever a key or a case goes."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._values: OrderedDict[Any, Any] = OrderedDict()
        self._lock = Lock()

    def get_or(self, key: tuple[object, ...], make: Callable[[], Any]) -> Any:  # noqa: ANN401 - the caller's type
        """What is remembered under the key, which must say everything that the value depends on."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._limit:
                self._values.popitem(last=False)
        return value

    def get(self, key: tuple[object, ...]) -> Any:  # noqa: ANN401 - the caller's type
        """What is remembered under the key, or None."""
        with self._lock:
            return self._values.get(key)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._values.clear()


class Keyring:
    """The keys of one installation, kept in step with the key store that other processes use too.

    The highest programme key seals, all open, the lowest makes the blind indexes: rows of the roster can't be found
    under two indexes at once, so those stay with the first key when a rotation adds a number.
    """

    def __init__(self, keys: KeyStore | Mapping[int, bytes]) -> None:
        self._store: KeyStore = cast("KeyStore", keys) if hasattr(keys, "ids") else MemoryKeys(cast("Any", keys))
        self._lock = Lock()
        self._ids: frozenset[int] = frozenset()
        self._held = Held({}, {})
        self._prints: dict[int, bytes] = {}  # by number, a hash of each key that is held
        self._destroyed: set[int] = set()
        self._verified: object = self
        self.opened = Remembered(_REMEMBERED)
        self.refresh()
        if not self._held.programme:
            raise ConfigurationError("There is no key; restore the key folder, or run `peersupport keys init`.")

    def refresh(self) -> Held:
        """Notice keys that were made or destroyed meanwhile. A key store that is away leaves what we hold."""
        try:
            if self._store.ids() != self._ids:
                with self._lock:
                    self._take(self._store.ids())
        except ConfigurationError:
            return self._held
        return self._held

    def secured(self) -> Held:
        """As ``refresh``, before something is saved: KeysAwayError unless the key store holds every key that we use."""
        stamp = self._store.stamp()
        if stamp is None or stamp != self._verified:
            self.verify()
        return self.refresh()

    def verify(self) -> None:
        """Read every key and compare it with the one in memory; KeysAwayError names what is wrong."""
        stamp = self._store.stamp()
        self._verified = self
        try:
            ids = self._store.ids()
            for number in self._needed():
                if number not in ids:
                    raise KeysAwayError(f"{_name_of(number)} is gone from the key folder.")
                if _print_of(self._store.read(number)) != self._prints[number]:
                    raise KeysAwayError(f"{_name_of(number)} in the key folder is another key than the one in use.")
        except ConfigurationError as error:
            raise KeysAwayError(str(error)) from None
        self._verified = stamp

    def period(self, now: float) -> Period:
        """The period of this moment, durable before anything is sealed with it; NotSavedError if that fails."""
        today, soon, held = day_of(now), day_of(now + _AHEAD), self._held
        if not {today, soon} <= held.periods.keys():
            held = self._begin(today, soon)
        return held.periods[today]

    def destroy(self, day: int) -> None:
        """Destroy a period's key, here and in the key store."""
        self._store.destroy(PERIOD | day)
        self._destroyed.add(day)
        self.refresh()

    def add_programme_key(self) -> int:
        """A further programme key, which seals from now on; returns its number."""
        number = max(self.refresh().programme) + 1
        self._store.add(number, secrets.token_bytes(KEY_BYTES))
        self.refresh()
        return number

    @property
    def current(self) -> Box:
        """Seals what belongs to the programme: the roster, linked addresses."""
        return self._held.programme[self.newest].box

    @property
    def newest(self) -> int:
        """The number of the programme key that seals."""
        return max(self._held.programme)

    @property
    def programme_numbers(self) -> tuple[int, ...]:
        """The numbers of the programme's keys, oldest first."""
        return tuple(sorted(self._held.programme))

    @property
    def current_token(self) -> Box:
        """Seals what a button carries."""
        return self._held.programme[self.newest].token

    def box(self, sealed: bytes) -> Box:
        """The one that sealed this field; SealBrokenError if we don't have it."""
        return self._held.box(sealed)

    def token_box(self, sealed: bytes) -> Box:
        """The one that sealed this token; SealBrokenError if we don't have it."""
        number = key_number(sealed, FIRST_FORMAT)
        if number not in self._held.programme:  # made by another process, after a rotation
            self.refresh()
        return self._programme(number).token

    def first_format(self, sealed: bytes) -> Box:
        """The one that sealed this field for the first release; SealBrokenError if we don't have it."""
        return self._programme(key_number(sealed, FIRST_FORMAT)).first_format

    def index(self, purpose: str, text: str) -> bytes:
        """What stands for a person in a column that outlives every case: roster, opt-out, linked addresses."""
        return self._held.programme[min(self._held.programme)].indexes.index(purpose, text)

    def _programme(self, number: int) -> Programme:
        key = self._held.programme.get(number)
        if key is None:
            raise SealBrokenError
        return key

    def _begin(self, *days: int) -> Held:
        self._refuse_gone(days)
        with suppress(OSError):
            for day in dict.fromkeys(days):
                self._store.add(PERIOD | day, secrets.token_bytes(KEY_BYTES))
        held = self.refresh()
        if set(days) <= held.periods.keys():
            return held
        refused = NotSavedError()
        refused.add_note("The key of this day can't be kept.")
        raise refused

    def _refuse_gone(self, days: Iterable[int]) -> None:
        """A day has one key: another one of the same name would make unreadable what the first has sealed."""
        for day in days:
            if PERIOD | day in self._prints and day not in self._held.periods and day not in self._destroyed:
                raise KeysAwayError(f"{_name_of(PERIOD | day)} is gone from the key folder.")

    def _take(self, ids: frozenset[int]) -> None:
        """A key that can't be read is as good as missing, and tried again. Without any, the key store is away."""
        if self._held.programme and not any(number < PERIOD for number in ids):
            return
        programme, periods = dict(self._held.programme), dict(self._held.periods)
        taken: set[int] = set()
        for number in ids:
            keys: dict[int, Any] = periods if number & PERIOD else programme
            short = number & ~PERIOD
            if short in keys or self._read(number, keys):
                taken.add(number)
        self._held = Held(
            {number: key for number, key in programme.items() if number in taken},
            {day: periods[day] for day in sorted(periods, reverse=True) if PERIOD | day in taken},
        )
        if not self._ids <= taken:
            self.opened.clear()
        self._ids = frozenset(taken)

    def _read(self, number: int, keys: dict[int, Any]) -> bool:
        try:
            root = self._store.read(number)
        except ConfigurationError:
            return False
        short = number & ~PERIOD
        keys[short] = Period(root, short) if number & PERIOD else Programme(root, number)
        self._prints[number] = _print_of(root)
        return True

    def _needed(self) -> list[int]:
        """What no process of ours destroys: the programme's keys that were in use here, and those of the last days."""
        days = [number - PERIOD for number in self._prints if number & PERIOD]
        newest = max(days, default=0)
        lasting = [PERIOD | day for day in days if day > newest - LASTS and day not in self._destroyed]
        return [*(number for number in self._prints if not number & PERIOD), *lasting]


def _print_of(key: bytes) -> bytes:
    return hashlib.sha256(b"peersupport key " + key).digest()


def _name_of(number: int) -> str:
    return f"The key of {date_of(number - PERIOD)}" if number & PERIOD else f"The key {number:04}.key"


def new_case_key() -> bytes:
    """A random data key for one case."""
    return secrets.token_bytes(KEY_BYTES)


def case_box(key: bytes, version: int | None = None) -> Box:
    """A case's data key, ready to use."""
    return Box(key, CASE_KEY) if version is None else Box(key, CASE_KEY, version)


def key_place(code: str) -> Place:
    """Where a case's wrapped key belongs."""
    return Place("cases", "wrapped_key", code)


def open_keys(folder: Path, *, create: bool) -> Keyring:
    """Read the key store; ConfigurationError says what is wrong.

    ``create``: for the playground, which makes itself a first key; a configured platform never takes such a key.
    """
    keys = KeyFolder(folder)
    if create and not any(folder.glob("*.key")):
        keys.add(1, secrets.token_bytes(KEY_BYTES), PLAYGROUND)
    keys.refuse_unsafe()
    programme = sorted(number for number in keys.ids() if not number & PERIOD)
    if not programme:
        raise ConfigurationError(f"The key folder {folder} holds no key; restore it, or run `peersupport keys init`.")
    if not create and any(keys.is_playground(number) for number in programme):
        raise ConfigurationError(f"The keys in {folder} are the playground's; a configured platform needs its own.")
    keys.finish_destroying()
    return Keyring(keys)


def create_keys(folder: Path) -> None:
    """A first programme key for a configured platform; ConfigurationError if there is any key already."""
    keys = KeyFolder(folder)
    if folder.exists() and keys.ids():
        raise ConfigurationError(f"The key folder {folder} holds keys already; they are never replaced.")
    try:
        keys.add(1, secrets.token_bytes(KEY_BYTES))
    except OSError as error:
        raise ConfigurationError(f"The key folder {folder} can't be written: {error.strerror}.") from None
    keys.refuse_unsafe()
