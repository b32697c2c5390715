"""Reads the programme's rotas at their own pace, and keeps on each roster entry the shifts of the coming days.

What a failing rota said last holds all the same. What was kept lies in the roster, sealed, so that every process and
every restart has it.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot import log, metrics
from bot.domain.errors import PeerSupportError
from bot.domain.people import Drives, Role, Shift
from bot.domain.policy import STALE_AFTER, RotaState
from bot.rota.feed import FeedError, Fetched, fetch, read_file
from bot.rota.known_people import naming_of
from bot.rota.process import read_apart
from bot.rota.reading import UnreadableCalendarError, Window
from bot.rota.shifts import resolve

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.domain.people import Member
    from bot.domain.policy import Policy, Rota
    from bot.ports import Clock, TidyStore, UnitOfWork
    from bot.rota.reading import Reading
    from bot.rota.shifts import Resolved

BEFORE, AHEAD = timedelta(days=2), timedelta(days=16)
"""The days whose shifts are kept."""
READ_BEFORE, READ_AHEAD = timedelta(days=35), timedelta(days=62)
"""The days that are read: whoever works once a month is on the rota all the same."""
_READ_AGAIN = timedelta(hours=6)  # also where nothing changed: the days move on
_TICK = 30.0
_FEW = 4
"""A rota with fewer shifts than this may lose any of them at once."""


@dataclass(frozen=True)
class Known:
    """What is known of one rota. ``trouble`` is why it could not be read, empty when it could."""

    fetched: Fetched | None = None
    data: bytes | None = None
    tried_at: datetime | None = None
    read_at: datetime | None = None
    good_at: datetime | None = None
    shifts: int = 0
    fewer_since: datetime | None = None
    unknown: int = 0
    trouble: str = ""


class RotaFeeds:
    """The rotas of one programme. ``addresses``: each one's secret address by its name."""

    def __init__(self, store: TidyStore, clock: Clock, *, policy: Policy, addresses: Mapping[str, str]) -> None:
        self._store, self._clock, self._policy, self._addresses = store, clock, policy, addresses
        self._known: dict[str, Known] = {one.name: Known() for one in policy.rota}
        self._began = clock.now()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Read in the background from now on."""
        if self._policy.rota:
            self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End what is going on."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    def stale(self) -> tuple[str, ...]:
        """The rotas that could not be read for a day."""
        now = self._clock.now()
        return tuple(name for name, known in self._known.items() if now - (known.good_at or self._began) >= STALE_AFTER)

    def state(self) -> RotaState:
        """For the desk and the weekly overview."""
        return RotaState(self.stale(), sum(one.unknown for one in self._known.values()))

    def troubles(self) -> dict[str, str]:
        """Why each rota that fails does."""
        return {name: known.trouble for name, known in self._known.items() if known.trouble}

    async def _run(self) -> None:
        while True:
            await self.refresh()
            await asyncio.sleep(_TICK)

    async def refresh(self) -> None:
        """Read every rota whose time has come."""
        for rota in self._policy.rota:
            known, now = self._known[rota.name], self._clock.now()
            if known.tried_at is None or now - known.tried_at >= rota.every:
                self._known[rota.name] = await self._refreshed(rota, replace(known, tried_at=now))
        state = self.state()
        metrics.rotas(len(state.stale), state.unknown)

    async def _refreshed(self, rota: Rota, known: Known) -> Known:
        now = self._clock.now()
        try:
            fetched = await self._fetched(rota, known)
            if fetched.data is None and known.read_at and now - known.read_at < _READ_AGAIN and not known.trouble:
                return replace(known, good_at=now)
            data = known.data if fetched.data is None else fetched.data
            reading = await read_apart(data or b"", window_at(now, rota, self._policy))
            return await self._kept(rota, replace(known, fetched=fetched, data=data), reading)
        except (FeedError, UnreadableCalendarError, PeerSupportError) as error:
            if not known.trouble:
                log.failed("rota_failed", error)
            return replace(known, trouble=str(error))

    async def _fetched(self, rota: Rota, known: Known) -> Fetched:
        if rota.file:
            return Fetched(await asyncio.to_thread(read_file, Path(rota.file)))
        return await fetch(self._addresses[rota.name], known.fetched, inner_host=rota.inner_host)

    async def _kept(self, rota: Rota, known: Known, reading: Reading) -> Known:
        """Write the shifts down, unless most of them have gone at once: that is told of, and believed after a day."""
        now = self._clock.now()
        found = await self._store.run(lambda work: resolve(reading, naming_of(rota, work.roster.everybody())))
        if known.shifts >= _FEW and len(found.shifts) * 2 < known.shifts:
            since = known.fewer_since or now
            if now - since < STALE_AFTER:
                few = f"it has {len(found.shifts)} shifts where it had {known.shifts}; those hold for a day"
                return replace(known, fewer_since=since, trouble=few)
        await self._store.run(lambda work: keep(work, rota, found, now=now))
        return replace(
            known,
            read_at=now,
            good_at=now,
            shifts=len(found.shifts),
            fewer_since=None,
            unknown=len(found.unknown),
            trouble="",
        )


def window_at(now: datetime, rota: Rota, policy: Policy) -> Window:
    """The days that are read, whole ones, so that the same calendar gives the same shifts all day long."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return Window(starts=today - READ_BEFORE, ends=today + READ_AHEAD, zone=rota.timezone, otherwise=policy.timezone)


def shifts_of(rota: Rota, found: Resolved) -> dict[str, tuple[Shift, ...]]:
    """The shifts of each person, by start."""
    by_person: dict[str, list[Shift]] = {}
    for one in found.shifts:
        if one.drives is not Drives.NOTHING:
            kept = Shift(rota=rota.name, starts=one.starts, ends=one.ends, drives=one.drives, whole_days=one.whole_days)
            by_person.setdefault(one.person, []).append(kept)
    return {person: tuple(dict.fromkeys(many)) for person, many in by_person.items()}


def nearby(shifts: Sequence[Shift], now: datetime) -> tuple[Shift, ...]:
    """Those of the days that are kept; else the next one, or the last: without any, weekly hours would hold."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    near = tuple(one for one in shifts if one.ends > today - BEFORE and one.starts < today + AHEAD)
    later = tuple(one for one in shifts if one.starts >= today + AHEAD)
    return near or later[:1] or tuple(shifts[-1:])


def keep(work: UnitOfWork, rota: Rota, found: Resolved, *, now: datetime) -> int:
    """Put a rota's shifts on the roster entries in the place of those it gave before; returns how many changed."""
    shifts = {person: nearby(many, now) for person, many in shifts_of(rota, found).items()}
    whose = {person: address for address, person in work.people.canonical_of(shifts).items()}
    changed = 0
    for member in work.roster.everybody():
        after = _with_shifts(member, rota, shifts.get(whose.get(member.person, member.person), ()))
        if after is not member:
            work.roster.save(after)
            changed += 1
    return changed


def _with_shifts(member: Member, rota: Rota, shifts: Sequence[Shift]) -> Member:
    """The entry with these shifts of the rota; the same entry where nothing changes."""
    if member.supporter is None or Role.SUPPORTER not in member.roles:
        return member
    others = (one for one in member.supporter.shifts if one.rota != rota.name)
    whole = tuple(sorted((*others, *shifts), key=lambda one: (one.starts, one.ends, one.rota)))
    if whole == member.supporter.shifts:
        return member
    return replace(member, supporter=replace(member.supporter, shifts=whole))
