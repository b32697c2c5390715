"""What an administrator does with the keys: make the first one, look at them, and add another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.app.administration.database import open_offline
from bot.domain.errors import ConfigurationError
from store.resealing import WINDOW
from store.sealing import create_keys
from store.sealing.folder import KeyFolder
from store.sealing.keyring import date_of

if TYPE_CHECKING:
    from bot.settings import Settings


@dataclass(frozen=True)
class ProgrammeKey:
    """One of the programme's keys: since when it is there, and how many entries it seals."""

    number: int
    since: date
    rows: int
    seals: bool


@dataclass(frozen=True)
class DayKey:
    """The key of one day; ``until``: when it may be destroyed, if no row needs it by then."""

    day: date
    until: date
    rows: int


@dataclass(frozen=True)
class KeyStatus:
    """All keys, and how many rows need the key of a day that is missing."""

    programme: tuple[ProgrammeKey, ...]
    days: tuple[DayKey, ...]
    stranded: int


def init(settings: Settings) -> None:
    """Make the first key of a configured platform; ConfigurationError if there is one, or nothing is configured."""
    if settings.playground:
        raise ConfigurationError("No platform is configured, and the playground makes its own key when it starts.")
    create_keys(settings.key_dir)


def status(settings: Settings) -> KeyStatus:
    """Numbers and ages, never the keys themselves. On SQLite the programme must not be running."""
    store, folder = open_offline(settings), KeyFolder(settings.key_dir)
    try:
        use = store.read_now(lambda work: work.inspection.keys())
    finally:
        store.close()
    newest = max(use.programme)
    return KeyStatus(
        programme=tuple(
            ProgrammeKey(number, folder.since(number), rows, seals=number == newest)
            for number, rows in sorted(use.programme.items())
        ),
        days=tuple(
            DayKey(date_of(day), date_of(day) + timedelta(days=WINDOW), rows) for day, rows in sorted(use.days.items())
        ),
        stranded=use.stranded,
    )


def rotate(settings: Settings) -> int:
    """Add a programme key and seal with it what the earlier ones sealed; returns its number.

    On SQLite the programme must not be running; on PostgreSQL it may.
    """
    store = open_offline(settings)
    try:
        return store.rotate()
    finally:
        store.close()
