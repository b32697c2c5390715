"""Roster changes by an administrator's command: through the service, in a process that serves nobody."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from adapters.web.invented_hospital import Hospital
from bot.app.administration.database import open_offline
from bot.clock import MovableClock, RealClock
from bot.conversation.audit_trail import day_of
from bot.domain.audit import OPERATOR, Kind, Record
from bot.domain.people import Enrolment
from bot.service import Context, Service

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.domain.people import Address, Joining, Member, PersonId
    from bot.ports import Clock, UnitOfWork
    from bot.settings import Settings
    from store.store import SqlStore
    from store.unit_of_work import SqlUnitOfWork

AnEnrolment = TypeVar("AnEnrolment", bound=Enrolment)


def clock_of(settings: Settings) -> Clock:
    """The programme's time; a playground's may have been moved."""
    return MovableClock(settings.folder / "clock") if settings.playground else RealClock()


def everybody(settings: Settings) -> Sequence[Member]:
    """Every entry of the roster, also of those who have left."""
    exported = Record(kind=Kind.EXPORT, role=OPERATOR, on=day_of(clock_of(settings).now(), settings.policy))
    store = open_offline(settings)
    try:
        return store.run_now(lambda work: _export_roster(work, exported))
    finally:
        store.close()


def _export_roster(work: SqlUnitOfWork, record: Record) -> Sequence[Member]:
    """On record with it: a list of names that leaves the programme."""
    work.audit.append(record)
    return work.roster.everybody()


def enrol(settings: Settings, compare: Callable[[UnitOfWork], AnEnrolment], *, apply: bool) -> AnEnrolment:
    """Compare a file with the roster, and write the difference in the same transaction if told to.

    On SQLite the programme must not be running (ConfigurationError); on PostgreSQL it may.
    """
    store = open_offline(settings)
    try:
        if not apply:
            return store.read_now(compare)
        return asyncio.run(_service(settings, store).enrol(compare))
    finally:
        store.close()


def link(settings: Settings, compare: Callable[[UnitOfWork], Joining], *, apply: bool) -> Joining:
    """The same with pairs of addresses."""
    store = open_offline(settings)
    try:
        return asyncio.run(_service(settings, store).link(compare)) if apply else store.read_now(compare)
    finally:
        store.close()


def every_link(settings: Settings) -> Sequence[tuple[PersonId, Address]]:
    """Every linked address, and whose it is; on record."""
    exported = Record(kind=Kind.EXPORT, role=OPERATOR, on=day_of(clock_of(settings).now(), settings.policy))
    store = open_offline(settings)
    try:
        return store.run_now(lambda work: (work.audit.append(exported), work.people.every_link())[1])
    finally:
        store.close()


def _service(settings: Settings, store: SqlStore) -> Service:
    """Nobody is matched here, so any directory will do."""
    world = Context(store=store, clock=clock_of(settings), directory=Hospital(), policy=settings.policy)
    return Service(world, wake=lambda: None, told=lambda _event, _decision: None)
