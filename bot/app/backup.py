"""Backups: written by command or once a day beside the running programme, and taken back when all else is lost."""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from bot import log
from bot.app.journal import journal_of
from bot.clock import MovableClock, RealClock
from bot.domain.errors import ConfigurationError, PeerSupportError
from bot.domain.hours import day_in
from bot.insight import digest_schedule
from bot.scheduling.supervised import Supervised
from store import database_age
from store.backup import archive
from store.backup.restoring import Restoring, restore
from store.backup.settling import Settled
from store.opening import snapshot
from store.sealing import open_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bot.ports import Clock
    from bot.settings import Settings
    from store.backup.archive import Written
    from store.sealing import Keyring
    from store.store import SqlStore

__all__ = ["KEPT", "SLOT", "DailyBackup", "Settled", "back_up", "journal_of", "latest_backup", "restore_from"]
KEPT = timedelta(days=14)
"""How long a daily backup is kept: nobody can restore an older one."""
SLOT = digest_schedule.BACKUP
"""Under which the store remembers on which day a backup was made."""
_EVERY = timedelta(hours=1)
_NAME = re.compile(r"peersupport-(\d{4}-\d{2}-\d{2})(?:-\d+)?\.backup")
_NAMES = 99  # of one day, if others took the first ones


def back_up(settings: Settings, path: Path) -> Written:
    """Write a backup beside the running programme; returns the rows by table. ConfigurationError says why not."""
    keys = open_keys(settings.key_dir, create=settings.playground)
    with snapshot(settings.database_url) as connection:
        at = database_age.as_of(connection, settings.key_dir) or _clock(settings).now()
        return archive.write(connection, keys, path.absolute(), at=at)


def restore_from(settings: Settings, path: Path, *, replace: bool) -> Settled:
    """Take a backup back while the programme is stopped; ConfigurationError says why not."""
    keys, now = open_keys(settings.key_dir, create=settings.playground), _clock(settings).now()
    way = Restoring(
        url=settings.database_url,
        keys=keys,
        journal=journal_of(settings, keys),
        now=now,
        slots=lambda at: [
            (digest_schedule.JOB, slot) for slot in digest_schedule.slots_since(at, now, settings.policy)
        ],
    )
    return restore(way, path, replace=replace)


def _clock(settings: Settings) -> Clock:
    return MovableClock(settings.folder / "clock") if settings.playground else RealClock()


@dataclass(frozen=True)
class DailyBackup:
    """One backup a day into a folder, and none that is too old to be restored. Fills programme.Surface."""

    settings: Settings
    store: SqlStore
    clock: Clock
    folder: Path
    done: Callable[[date], None] = lambda _day: None
    _last: list[str] = field(default_factory=list[str])
    _proved: set[tuple[Path, int]] = field(default_factory=set["tuple[Path, int]"])

    @cached_property
    def _task(self) -> Supervised:
        return Supervised("backup", self._every_hour)

    async def start(self) -> None:
        """Make today's at once if there is none, and look again every hour."""
        await self._task.start()

    async def stop(self) -> None:
        """Let a backup that is being written finish."""
        await self._task.stop()

    def trouble(self) -> str:
        """What health has to tell: why the last try failed; empty once a backup of today is there."""
        return self._last[0] if self._last else ""

    async def run(self) -> bool:
        """Make today's backup if there is none; False if that failed or was not needed."""
        day = day_in(self.clock.now(), "UTC")
        try:
            made = await asyncio.shield(asyncio.to_thread(self._back_up_if_due, day))
            await self.store.run(lambda work: work.slots.claim(SLOT, day))
        except PeerSupportError as error:
            log.failed("backup_failed", error, sweep="backup")
            self._last[:] = ["the last one could not be made"]
            return False
        self._last.clear()
        if made:
            self.done(day)
            log.record("backup_made", sweep="backup")
        return made

    async def _every_hour(self) -> None:
        while True:
            await self.run()
            await asyncio.sleep(_EVERY.total_seconds())

    def _back_up_if_due(self, day: date) -> bool:
        """Whether today's had to be made. A file that only has its name is left alone, and another name taken."""
        for path in _names(self.folder, day):
            if not path.exists():
                self._write(path)
                return True
            if self._is_ours(path):
                return False
            log.record("backup_name_taken", level=logging.WARNING, sweep="backup")
        return False

    def _is_ours(self, path: Path) -> bool:
        """Proved once for each file and process: it may be large."""
        known = (path, path.stat().st_mtime_ns)
        if known not in self._proved:
            if not _is_whole(path, open_keys(self.settings.key_dir, create=self.settings.playground)):
                return False
            self._proved.add(known)
        return True

    def _write(self, path: Path) -> None:
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigurationError(f"The folder {self.folder} can't be created: {error.strerror}.") from None
        written = back_up(self.settings, path)
        if written.left_out:
            count = sum(written.left_out.values())
            log.record("backup_incomplete", level=logging.WARNING, sweep="backup", count=count)
        self._shorten_journal()
        self._delete_old()

    def _shorten_journal(self) -> None:
        """The backup is made already: whatever is wrong here is told, and tried again tomorrow."""
        journal = journal_of(self.settings, open_keys(self.settings.key_dir, create=self.settings.playground))
        try:
            damaged = journal.forget_old()
        except OSError as error:
            log.failed("journal_not_shortened", error, sweep="backup")
            return
        if damaged:
            log.record("journal_damaged", level=logging.WARNING, sweep="backup", count=damaged)

    def _delete_old(self) -> None:
        for path, day in _backups_in(self.folder):
            if day < day_in(self.clock.now(), "UTC") - KEPT:
                try:
                    path.unlink()
                except OSError as error:
                    log.failed("backup_not_deleted", error, sweep="backup")


def latest_backup(folder: Path, keys: Keyring | None = None) -> datetime | None:
    """When the newest backup in a folder was made, by its own name; None if there is none.

    ``keys``: each is proved whole with them first, until one is.
    """
    for path, day in sorted(_backups_in(folder), key=lambda one: one[1], reverse=True):
        if keys is None or _is_whole(path, keys):
            return datetime.combine(day, datetime.min.time(), UTC)
    return None


def _names(folder: Path, day: date) -> Iterator[Path]:
    yield folder / f"peersupport-{day.isoformat()}.backup"
    for number in range(2, _NAMES + 1):
        yield folder / f"peersupport-{day.isoformat()}-{number}.backup"


def _backups_in(folder: Path) -> Iterator[tuple[Path, date]]:
    """Files with the name of a daily backup, and their day; whatever else lies there is somebody else's."""
    for path in folder.glob("peersupport-*.backup"):
        found = _NAME.fullmatch(path.name)
        try:
            day = date.fromisoformat(found[1]) if found else None
        except ValueError:
            continue
        if day is not None and path.is_file():
            yield path, day


def _is_whole(path: Path, keys: Keyring) -> bool:
    try:
        with archive.open_archive(path, keys):
            return True
    except ConfigurationError:
        return False
