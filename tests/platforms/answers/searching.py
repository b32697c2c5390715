"""A case that looks for a supporter on a real programme, whose first choice gets whatever answer a test wants."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.conversation.effects import Remind
from bot.conversation.events.matching import MatchWanted
from bot.domain.case import Case, CaseCode, NextStep, OfferState, Step
from bot.domain.moves import Move

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.app.programme import Programme
    from bot.clock import MovableClock
    from bot.domain.people import PersonId
    from store.unit_of_work import SqlUnitOfWork

LONGEST = 10.0
"""Seconds in which whoever is asked next reads it."""
ROUNDS = 4
"""How often a platform that asks for time, when the first one's question is tried again, may hold up the next one's."""
LETTERS = "BCDFGHJKLMNPQRSTVWXZ"


@dataclass(frozen=True)
class Seen:
    """What came of one answer: seconds until another supporter could read the question; None if nobody could."""

    seconds: float | None
    clock: bool
    step: Step
    marked: bool
    ready: str = ""

    @property
    def told(self) -> str:
        """What readiness says, for people."""
        return str(json.loads(self.ready)["status"])

    @property
    def asked_next(self) -> str:
        """For people."""
        if self.seconds is None:
            return "–"
        return f"after {self.seconds / 60:.0f} min at most" if self.clock else "at once"


@dataclass(frozen=True)
class Search:
    """One case after the other, each for ``recipient``, each first offered to ``first``.

    ``passes``: what the real clock does meanwhile, by which pauses and tries go.
    """

    programme: Programme
    clock: MovableClock
    recipient: PersonId
    first: PersonId
    passes: Callable[[], None] = lambda: None

    async def begins(self) -> CaseCode:
        """The case looks for a supporter now; what is due is done."""
        code = CaseCode("".join(secrets.choice(LETTERS) for _ in range(4)))
        await self.programme.store.run(lambda work: self._begin(work, code))
        await self.programme.pump.run()
        return code

    def _begin(self, work: SqlUnitOfWork, code: CaseCode) -> None:
        now = self.clock.now()
        case = Case(
            code=code,
            recipient=self.recipient,
            step=Step.MATCHING,
            turn=1,
            opened_at=now,
            match_by=now + timedelta(days=1),
            chosen=self.first,
            next_step=NextStep(move=Move.MATCH, due=now),
        )
        work.cases.save(case)
        work.agenda.add(Remind(subject=code, name="next_step", event=MatchWanted(), at=now))

    async def case(self, code: CaseCode) -> Case:
        """As it is now."""
        found = await self.programme.store.read(lambda work: work.cases.get(code))
        assert found is not None
        return found

    async def measured(self, code: CaseCode, began: float) -> Seen:
        """Who has read it by now, or after the platform's time is over."""
        by_clock = False
        while _on_its_way(await self.case(code), self.first) and time.monotonic() - began < LONGEST:
            await asyncio.sleep(0.5)
            await self.programme.pump.run()
        if not _shown_elsewhere(await self.case(code), self.first):
            by_clock = True
            self.clock.hold(self.clock.now() + timedelta(minutes=15))
            self.clock.release()
            for _ in range(ROUNDS):
                self.passes()
                await self.programme.pump.run()
                if _shown_elsewhere(await self.case(code), self.first):
                    break
        case = await self.case(code)
        shown = _shown_elsewhere(case, self.first)
        seconds = (900.0 if by_clock else time.monotonic() - began) if shown else None
        kept = await self.programme.store.read(lambda work: work.unreachable.of(str(self.first)))
        marked = kept is not None and kept.sure
        return Seen(seconds, by_clock, case.step, marked)

    async def ends(self, code: CaseCode) -> None:
        """Nothing is left of it, and nobody counts as unreachable."""
        await self.programme.store.run(lambda work: _end(work, code))


def _end(work: SqlUnitOfWork, code: CaseCode) -> None:
    case = work.cases.lock(code)
    assert case is not None
    work.cases.save(replace(case, step=Step.PURGED))
    for name, _ in work.agenda.of(code):
        work.agenda.cancel(code, name)
    for address in work.unreachable.all():
        work.unreachable.lift(address)
    for place in ("slack", "teams"):
        for name in work.holds.of(place):
            work.holds.lift(place, name)


def _shown_elsewhere(case: Case, first: PersonId) -> bool:
    return any(one.supporter != first and one.state is OfferState.DELIVERED for one in case.offers)


def _on_its_way(case: Case, first: PersonId) -> bool:
    return any(one.supporter != first and one.state is OfferState.ASKED for one in case.offers)
