"""Backups: written by command or once a day beside the running programme, and taken back when all else is lost."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from bot import log
from bot.clock import MovableClock, RealClock
from bot.domain.errors import ConfigurationError, PeerSupportError
from bot.insight import weekly
from store.backup import archive
from store.backup.journal import Journal
from store.backup.restoring import Restoring, restore
from store.backup.settling import Settled
from store.database import snapshot
from store.sealing import open_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from bot.ports import Clock
    from bot.settings import Settings
    from store.sealing import Keyring
    from store.sql_store import SqlStore

__all__ = ["KEPT", "SLOT", "DailyBackup", "Settled", "back_up", "journal_of", "latest_backup", "restore_from"]
KEPT = timedelta(days=14)
"""How long a daily backup is kept: nobody can restore an older one."""
SLOT = weekly.BACKUP
"""Under which the store remembers on which day a backup was made."""
_EVERY = timedelta(hours=1)


def journal_of(settings: Settings, keys: Keyring) -> Journal:
    """Where this installation notes what was erased: beside its keys."""
    return Journal(settings.key_dir, keys)


def back_up(settings: Settings, path: Path) -> Mapping[str, int]:
    """Write a backup beside the running programme; returns the rows by table. ConfigurationError says why not."""
    keys = open_keys(settings.key_dir, create=settings.playground)
    with snapshot(settings.database_url) as connection:
        return archive.write(connection, keys, path.absolute(), at=_clock(settings).now())


def restore_from(settings: Settings, path: Path, *, replace: bool) -> Settled:
    """Take a backup back while the programme is stopped; ConfigurationError says why not."""
    keys, now = open_keys(settings.key_dir, create=settings.playground), _clock(settings).now()
    way = Restoring(
        url=settings.database_url,
        keys=keys,
        journal=journal_of(settings, keys),
        now=now,
        slots=lambda at: [(weekly.JOB, slot) for slot in weekly.slots_since(at, now, settings.policy)],
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
    _task: list[asyncio.Task[None]] = field(default_factory=list[asyncio.Task[None]])

    async def start(self) -> None:
        """Make today's at once if there is none, and look again every hour."""
        self._task.append(asyncio.create_task(self._every_hour()))

    async def stop(self) -> None:
        """Let a backup that is being written finish."""
        for task in self._task:
            task.cancel()
        await asyncio.gather(*self._task, return_exceptions=True)

    async def run(self) -> bool:
        """Make today's backup if there is none; False if that failed or was not needed."""
        day = self.clock.now().date()
        path = self.folder / f"peersupport-{day.isoformat()}.backup"
        if path.exists():
            return False
        try:
            await asyncio.shield(asyncio.to_thread(self._write, path))
            await self.store.run(lambda work: work.slots.claim(SLOT, day))
        except PeerSupportError as error:
            log.failed("backup_failed", error, sweep="backup")
            return False
        self.done(day)
        log.record("backup_made", sweep="backup")
        return True

    async def _every_hour(self) -> None:
        while True:
            await self.run()
            await asyncio.sleep(_EVERY.total_seconds())

    def _write(self, path: Path) -> None:
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigurationError(f"The folder {self.folder} can't be created: {error.strerror}.") from None
        back_up(self.settings, path)
        journal_of(self.settings, open_keys(self.settings.key_dir, create=self.settings.playground)).forget_old()
        self._delete_old()

    def _delete_old(self) -> None:
        for path in self.folder.glob("peersupport-*.backup"):
            day = path.name.removeprefix("peersupport-").removesuffix(".backup")
            if date.fromisoformat(day) < self.clock.now().date() - KEPT:
                path.unlink()


def latest_backup(folder: Path) -> datetime | None:
    """When the newest backup in a folder was made, by its own name; None if there is none."""
    days = [
        path.name.removeprefix("peersupport-").removesuffix(".backup") for path in folder.glob("peersupport-*.backup")
    ]
    return max((_midnight(day) for day in days), default=None)


def _midnight(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC)
