"""What a door keeps of all that came to it: bytes of memory, and rows of the database (T6)."""

from __future__ import annotations

import gc
import tracemalloc
from typing import TYPE_CHECKING

from babel import Locale
from sqlalchemy import select

from bot import language
from store.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.app import Programme

    Rows = dict[str, list[tuple[object, ...]]]

ROOM, SHARE = 128 * 1024, 16
"""Bytes by which memory may differ between two looks, and for each payload between them."""
TRACED = 2_000
"""Payloads that are looked at so closely, as it makes each some times slower; the others only have to be answered."""
_ANSWERED = frozenset({"inbox", "limits", "conversations", "heartbeats"})
"""Keyed hashes that expire, of the week's deliveries and of who did how much; where people with a role were; a beat."""


async def stays_flat(come: Callable[[], Awaitable[None]], *, times: int) -> None:
    """Let so many come, after a few that fill the caches: nothing of them may be held.

    Counted by Python's own allocator, not the process: no other test, and no machine, changes the figure. The smallest
    object takes more than a payload's share of the room; the rest is for what is seen for the first time late.
    """
    for one in ("en", "en_US", "fr", "fr_CA", "fr_FR"):  # read once, by the first who speaks it
        language._catalogue(one)
        assert Locale.parse(one).languages
    traced = min(times, TRACED)
    tracemalloc.start()
    try:
        for _ in range(max(40, traced)):
            await come()
        before = _held()
        for _ in range(traced):
            await come()
        held = _held() - before
    finally:
        tracemalloc.stop()
    assert held < ROOM + SHARE * traced, f"{held} bytes are held of {traced} payloads"
    for _ in range(times - traced):
        await come()


def rows(programme: Programme) -> Rows:
    """All that is stored, but for the marks that a delivery was answered."""
    with programme.store._database.reading.connect() as connection:
        tables = [one for one in metadata.sorted_tables if one.name not in _ANSWERED]
        return {one.name: [tuple(row) for row in connection.execute(select(one))] for one in tables}


def _held() -> int:
    gc.collect()
    return tracemalloc.get_traced_memory()[0]
