"""Circuit breaker for one platform: tells one person who can't be reached from a bot, or a platform, to be mended.

The same refusal for three different people of one tenant within a quarter of an hour, with no success between, is
nobody's own: then nobody is marked, and what the platform said is told to whoever can mend it.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.ports import Delivered, Mendable, Unreachable
from bot.scheduling.rate_limits import MENDED

if TYPE_CHECKING:
    from bot.domain.people import Address
    from bot.ports import OutboxItem
    from bot.scheduling.rate_limits import Pauses
    from bot.scheduling.sending import Fate

PEOPLE = 3
"""How many different people have to get the same refusal."""
WITHIN = 900.0
"""Seconds within which they have to get it."""
_MOST = 20_000  # messages remembered in one process


class CircuitBreaker:
    """Judges what became of every try on one platform; ``pauses`` keep what it finds, for every process."""

    def __init__(self, pauses: Pauses) -> None:
        self.pauses = pauses
        self._refused_at = -WITHIN  # this clock may have begun a moment ago, with the machine
        self._held: set[int] = set()
        self._refused: dict[tuple[str, str], dict[str, float]] = {}

    async def judged(self, parcel: OutboxItem, fate: Fate) -> Fate:
        """The same fate, or what it turns out to be; ``marked`` says that this address counted as unreachable."""
        match fate.outcome:
            case Delivered():
                return await self._delivered(parcel, fate)
            case Unreachable() if not fate.outcome.personal and self._is_many(parcel.to, fate.outcome.word):
                await self.pauses.free()
                await self._mend(fate.outcome.word, MENDED, is_many=True)
                return replace(fate, outcome=Mendable(fate.outcome.word))
            case Unreachable():
                self.pauses.refused(str(parcel.to))
                return fate
            case Mendable() if not fate.outcome.ours:
                self._hold(parcel)
                is_many = self._is_many(parcel.to, fate.outcome.word)
                await self._mend(fate.outcome.word, fate.outcome.after, is_many=is_many)
                return fate
            case _:
                return fate

    async def _delivered(self, parcel: OutboxItem, fate: Fate) -> Fate:
        """A message that was refused before, or one that comes long after the last refusal, shows that it is mended."""
        tenant = _tenant(parcel.to)
        for key in [one for one in self._refused if one[0] == tenant]:
            del self._refused[key]
        if self.pauses.words and (parcel.id in self._held or time.monotonic() - self._refused_at > WITHIN):
            self._held.clear()
            await self.pauses.mended()
        return replace(fate, marked=self.pauses.is_marked(str(parcel.to)))

    async def _mend(self, word: str, seconds: float, *, is_many: bool) -> None:
        """One refusal is told; several, and nobody there is asked anything until it is mended, or tried again."""
        self._refused_at = time.monotonic()
        if not self.pauses.revoked:
            await self.pauses.mend(word, seconds if is_many else 0.0)

    def _hold(self, parcel: OutboxItem) -> None:
        if len(self._held) >= _MOST:
            self._held.clear()
        self._held.add(parcel.id)

    def _is_many(self, to: Address, word: str) -> bool:
        now = time.monotonic()
        seen = self._refused.setdefault((_tenant(to), word), {})
        seen[str(to)] = now
        for one in [one for one, at in seen.items() if now - at > WITHIN]:
            del seen[one]
        return len(seen) >= PEOPLE


def _tenant(to: Address) -> str:
    return to.account.partition("/")[0]
