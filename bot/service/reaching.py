"""Whom the bot can write to now: a platform that refuses everybody, and people whom theirs brings no message to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.people import PLATFORMS, Address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from bot.domain.people import PersonId
    from bot.ports import UnitOfWork

STOPS = frozenset({"revoked", "barred"})
"""Names of holds with which nobody there can be written to (bot/scheduling/rate_limits.py)."""


def unwritable(work: UnitOfWork, people: Iterable[PersonId], now: datetime) -> frozenset[PersonId]:
    """Those of these people who can't be written to now, at any of their addresses."""
    is_cut = _cut(work, now)
    cut = frozenset(filter(is_cut, people))
    if not cut:
        return cut
    elsewhere = work.people.whose(cut)
    return cut - {person for address, person in elsewhere.items() if not is_cut(address)}


def other_address(work: UnitOfWork, tried: Address, now: datetime) -> Address | None:
    """Another account of whoever is behind this one, where they can be written to; None if there is none."""
    person = work.people.canonical(tried)
    is_cut = _cut(work, now)
    theirs = (Address.parse(person), *work.people.linked(person))
    return next((one for one in theirs if one != tried and not is_cut(str(one))), None)


def _cut(work: UnitOfWork, now: datetime) -> Callable[[str], bool]:
    stopped = frozenset(one for one in PLATFORMS if not STOPS.isdisjoint(work.holds.of(one)))
    marked = {one for one, found in work.unreachable.all().items() if now < found.until}
    return lambda address: address in marked or address.partition(":")[0] in stopped
