"""One outbox item: look if it may have arrived, send, then sent, later or given up."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from bot.conversation.effects import Remind
from bot.conversation.events import OfferDelivered, OfferUndeliverable
from bot.domain.errors import PeerSupportError
from bot.ports import Delivered, TryLater, Undeliverable, Unknown

if TYPE_CHECKING:
    from datetime import datetime

    from bot.ports import Outcome, Parcel, Platform, UnitOfWork

TIMEOUT = 10.0
"""Seconds after which a request is given up on; it may still be in flight."""

SETTLE = TIMEOUT + 20.0
"""Seconds after which a request that got no answer can no longer arrive."""

OLDEST = 14
"""Days after which a message that can't be delivered is given up: longer than holidays, and than any outage so far.

A case that is closed is gone after as many, and with it what was to be said of it.
"""
_FIRST, _LONGEST = 1.0, 60.0  # seconds of back-off: a minute after a platform is well again, all has arrived


@dataclass(frozen=True)
class Fate:
    """What to write down about one try. ``looked``: an earlier try was looked for and did not arrive."""

    outcome: Outcome
    looked: bool = False


async def attempt(parcel: Parcel, platform: Platform) -> Fate:
    """Make one try; never raises. Anything the platform does not answer clearly is Unknown."""
    try:
        async with asyncio.timeout(TIMEOUT):
            return await _try(parcel, platform)
    except (TimeoutError, OSError, PeerSupportError):
        return Fate(Unknown())


async def _try(parcel: Parcel, platform: Platform) -> Fate:
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
            return Fate(Undeliverable())


def backoff(tries: int) -> float:
    """Seconds until the next try: doubling from one second to a minute, with full jitter above half."""
    ceiling = min(_LONGEST, _FIRST * 2 ** min(tries, 20))
    return ceiling / 2 + ceiling / 2 * secrets.randbelow(1000) / 1000


def settle(work: UnitOfWork, parcel: Parcel, *, fate: Fate, now: datetime) -> None:
    """Write down what became of a try, guarded by the lease; the engine hears of an offer's fate over the agenda."""
    outcome = fate.outcome
    match outcome:
        case Delivered():
            if work.outbox.sent(parcel, outcome.reference):
                _report(work, parcel, delivered=True, now=now)
        case TryLater() | Unknown() if parcel.days >= OLDEST:
            _give_up(work, parcel, now)
        case TryLater():
            seconds = outcome.after if outcome.after is not None else backoff(parcel.tries)
            work.outbox.later(parcel, seconds=seconds, uncertain=parcel.uncertain and not fate.looked)
        case Unknown():
            work.outbox.later(parcel, seconds=max(SETTLE, backoff(parcel.tries)), uncertain=True)
        case Undeliverable():
            _give_up(work, parcel, now)
        case _:
            assert_never(outcome)


def _give_up(work: UnitOfWork, parcel: Parcel, now: datetime) -> None:
    if work.outbox.give_up(parcel):
        _report(work, parcel, delivered=False, now=now)


def _report(work: UnitOfWork, parcel: Parcel, *, delivered: bool, now: datetime) -> None:
    if parcel.receipt is None or parcel.case is None:
        return
    number = parcel.receipt
    event = OfferDelivered(offer=number) if delivered else OfferUndeliverable(offer=number)
    work.agenda.add(Remind(subject=parcel.case, name=f"fate:{number}", event=event, at=now))
