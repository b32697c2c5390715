"""Puts the playground together: a pretend hospital, a mailbox, and a clock that can be moved."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from adapters.web.app import build
from adapters.web.happening import Happening
from adapters.web.inboxes import EVERYBODY, Mailbox
from adapters.web.invented_hospital import Hospital
from adapters.web.playground import Playground, StoredTable
from adapters.web.send import WebPlatform
from bot import language
from bot.app.health import Watch
from bot.app.playground.casting import FreeCast
from bot.app.playground.clearing import can_be_cleared, clear
from bot.app.playground.invented_limits import with_invented_limits
from bot.app.programme import Core, Outside, Programme, Renewal, add_health, build_core
from bot.clock import MovableClock
from bot.conversation import timeline
from bot.domain.hours import day_in
from bot.domain.people import Role
from bot.scheduling.timelapse import Timelapse
from bot.settings.lines import pretend_place
from bot.ui import Message
from store.codec import Codec

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta
    from pathlib import Path

    from bot.conversation.effects import Decision
    from bot.conversation.events.every import Event
    from bot.conversation.timeline import Line
    from bot.settings import Settings
    from store.store import SqlStore
    from store.unit_of_work import SqlUnitOfWork

_REMEMBERED = 200  # lines of the playground's timeline


@dataclass(frozen=True, kw_only=True)
class PlaygroundProgramme(Programme):
    """A programme whose people are pretended, whose messages stay here, and whose clock obeys."""

    clock: MovableClock
    mailbox: Mailbox

    async def stop(self) -> None:
        """Also close the mailbox."""
        await super().stop()
        self.mailbox.close()


@dataclass(frozen=True)
class PlayedClock:
    """The clock bar's view of time: moves it, and answers with the lines that were told meanwhile."""

    clock: MovableClock
    timelapse: Timelapse
    told: deque[Happening]

    def now(self) -> datetime:
        """This moment of the programme."""
        return self.clock.now()

    async def move(self, by: timedelta | None) -> Sequence[Happening]:
        """Move on, or to the next thing due if None."""
        start = self.clock.now()
        await self.timelapse.move(by)
        return tuple(one for one in self.told if one.at >= start)


@dataclass(frozen=True)
class StoredRows:
    """The database as a thief would find it."""

    store: SqlStore

    async def rows(self) -> Sequence[StoredTable]:
        """Every table, nothing opened."""
        return await self.store.read(lambda work: [StoredTable(*table) for table in work.inspection.tables()])


def compose_playground(settings: Settings) -> PlaygroundProgramme:
    """Put the playground together from its settings; ConfigurationError says what an administrator must mend."""
    settings = replace(settings, policy=with_invented_limits(pretend_place(settings.policy)))
    hospital, told, anew = Hospital(), deque[Happening](maxlen=_REMEMBERED), asyncio.Event()
    clock, mailbox = MovableClock(settings.folder / "clock"), _mailbox(settings.folder)

    def tell(event: Event, decision: Decision) -> None:
        now = clock.now()
        told.extend(_happening(line, now) for line in timeline.timeline_lines(event, decision))
        mailbox.changes.announce(EVERYBODY)

    platforms = {"web": WebPlatform(hospital, mailbox, clock=clock)}
    core = build_core(settings, Outside(clock=clock, directory=hospital, platforms=platforms, told=tell))
    core.store.run_now(lambda work: _seed_roster(work, hospital, clock))
    playground = Playground(
        service=core.service,
        tokens=core.tokens,
        hospital=hospital,
        mailbox=mailbox,
        clockwork=_clockwork(core, clock, told),
        vault=StoredRows(core.store),
        casting=FreeCast(core.store, clock, hospital, settings.policy),
        speak=language.speak,
        policy=settings.policy,
        lines_of=core.service.lines_of,
        clocks=settings.policy.clocks,
        folder=settings.folder,
        begin_anew=anew.set if can_be_cleared(settings) else None,
        told=told,
    )
    site = build(playground)
    watch = Watch(core.store, clock)
    add_health(site, watch, core=core)
    watch.add_metrics(site)  # only this computer reaches the playground
    renewal = Renewal(asked=anew, clear=lambda: clear(settings))
    return PlaygroundProgramme(core=core, clock=clock, site=site, mailbox=mailbox, renewal=renewal)


def _happening(line: Line, at: datetime) -> Happening:
    mark, case = line.mark or "", line.case or ""
    return Happening(at=at, who=line.who, what=line.what, mark=mark, case=case, made_at=line.made_at)


def _mailbox(folder: Path) -> Mailbox:
    letters = Codec[Message](Message)
    return Mailbox(
        folder / "mailbox.sqlite3",
        encode=lambda message: letters.encode(message).decode(),
        decode=lambda text: letters.decode(text.encode()),
    )


def _clockwork(core: Core, clock: MovableClock, told: deque[Happening]) -> PlayedClock:
    return PlayedClock(clock, Timelapse(clock, core.store, core.pump), told)


def _seed_roster(work: SqlUnitOfWork, hospital: Hospital, clock: MovableClock) -> None:
    """The pretend hospital's roster, once: what its people change later stays."""
    if not work.roster.with_role(*Role):
        work.roster.replace_all(hospital.roster(day_in(clock.now(), hospital.zone)))
