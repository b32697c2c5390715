"""Heartbeat: shows that a row can be written and read back now, under keys that are where they were."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeVar

from bot.domain.errors import KeysAwayError, NotSavedError
from store import database_age

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from store.sealing import Keyring
    from store.unit_of_work import SqlUnitOfWork

T = TypeVar("T")
SIZE = 16 * 1024
"""Bytes of a beat: more than fits into what a full database has left in its pages."""


class Run(Protocol):
    """Runs a unit of work; NotSavedError if the database can't."""

    async def __call__(self, function: Callable[[SqlUnitOfWork], T], /) -> T:
        """Return what the function returned."""
        ...


@dataclass(frozen=True)
class Heartbeat:
    """Of one process. ``folder`` is the key folder; None where nothing is kept, as in a test."""

    run: Run
    read: Run
    keys: Keyring
    folder: Path | None
    process: str = field(default_factory=lambda: secrets.token_hex(8))

    async def beat(self) -> None:
        """Write and read back; KeysAwayError or NotSavedError if nothing could be kept now."""
        await asyncio.to_thread(self.keys.verify)
        body, least = secrets.token_bytes(SIZE), database_age.known(self.folder) if self.folder else 0
        number = await self.run(lambda work: work.heartbeats.beat(self.process, body, least=least))
        if await self.read(lambda work: work.heartbeats.of(self.process)) != (number, body):
            raise NotSavedError
        if self.folder is not None:
            await asyncio.to_thread(self._remember, self.folder, number)

    def _remember(self, folder: Path, number: int) -> None:
        try:
            database_age.remember(folder, number)
        except OSError as error:
            problem = KeysAwayError(f"The key folder can't be written: {error.strerror}.")
        else:
            return
        raise problem
