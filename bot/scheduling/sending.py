"""Sends one outbox item: looks whether an earlier try arrived, then sends."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.errors import PeerSupportError
from bot.ports import Gone, Unknown

if TYPE_CHECKING:
    from bot.ports import OutboxItem, Outcome, Platform

TIMEOUT = 10.0
"""Seconds after which a request is given up on; it may still be in flight."""
SETTLE = TIMEOUT + 20.0
"""Seconds after which a request that got no answer can no longer arrive."""


@dataclass(frozen=True)
class Fate:
    """What to write down about one try. ``looked``: an earlier try was looked for and did not arrive.

    ``marked``: the address counted as unreachable until now.
    """

    outcome: Outcome
    looked: bool = False
    marked: bool = False


async def attempt(parcel: OutboxItem, platform: Platform) -> Fate:
    """Make one try; never raises. Anything the platform does not answer clearly is Unknown."""
    try:
        async with asyncio.timeout(TIMEOUT):
            return await _try(parcel, platform)
    except (TimeoutError, OSError, PeerSupportError):
        return Fate(Unknown())


async def _try(parcel: OutboxItem, platform: Platform) -> Fate:
    match parcel.kind, parcel.message:
        case "tell", message if message is not None:
            found = await platform.find(parcel.to, token=parcel.token) if parcel.uncertain else None
            if found is not None:
                return Fate(found)
            return Fate(await platform.send(parcel.to, message, token=parcel.token), looked=parcel.uncertain)
        case "replace", message if message is not None:
            return Fate(await platform.replace(parcel.to, parcel.reference, message))
        case "withdraw", _:
            return Fate(await platform.withdraw(parcel.to, parcel.reference))
        case _:
            return Fate(Gone())
