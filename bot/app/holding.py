"""Keeps a platform's pauses in the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.errors import NotSavedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from store.sql_store import SqlStore


class StoredHolds:
    """Fills pauses.Holds for one platform, once there is a database."""

    def __init__(self, platform: str) -> None:
        self._platform = platform
        self.store: SqlStore | None = None

    async def put(self, name: str, seconds: float | None) -> None:
        """Hold, for every process."""
        await self._opened().run(lambda work: work.holds.put(self._platform, name, seconds))

    async def lift(self, name: str) -> None:
        """It was mended."""
        await self._opened().run(lambda work: work.holds.lift(self._platform, name))

    async def left(self) -> Mapping[str, float | None]:
        """What is held, with the seconds left."""
        return await self._opened().read(lambda work: work.holds.of(self._platform))

    def _opened(self) -> SqlStore:
        if self.store is None:
            raise NotSavedError
        return self.store
