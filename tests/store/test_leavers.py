"""Whoever left the roster is forgotten by it, once no case has named them for fourteen days."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from bot.domain.audit import Kind, Record
from bot.domain.case import Step
from bot.domain.people import Role
from bot.domain.policy import Policy
from bot.service import Service, World
from tests.store.examples import ANA, BEN, a_case, a_member, an_offer
from tests.store.test_acknowledgement import Nobody, Stopped

NOW = datetime(2026, 8, 3, 16, tzinfo=UTC)


class Programme:
    """One with a clock, and an entry of Ana, who has left."""

    def __init__(self, store):
        self.store, self.clock = store, Stopped()
        self.clock.moment = NOW
        world = World(store=store, clock=self.clock, directory=cast("Any", Nobody()), policy=Policy())
        self.service = Service(world, wake=lambda: None, told=lambda _event, _decision: None)
        store.run_now(lambda work: work.roster.save(replace(a_member(ANA, Role.SUPPORTER), active=False)))

    async def knows_her(self, **later):
        """Whether her entry is there when so much time has passed."""
        self.clock.moment = NOW + timedelta(**later)
        await self.service.forget()
        return self.store.read_now(lambda work: work.roster.get(ANA)) is not None


@pytest.fixture
def programme(store):
    return Programme(store)


async def test_at_once_if_no_case_names_them(programme):
    assert not await programme.knows_her()


@pytest.mark.parametrize("case", [a_case(recipient=BEN, supporter=ANA), a_case(recipient=BEN, offers=(an_offer(ANA),))])
async def test_fourteen_days_after_the_last_case_that_names_them_is_gone(programme, case):
    programme.store.run_now(lambda work: work.cases.save(case))
    assert await programme.knows_her(days=20)
    kept = programme.store.read_now(lambda work: work.cases.get(case.code))
    programme.store.run_now(lambda work: work.cases.save(replace(kept, step=Step.PURGED, next_step=None)))
    assert await programme.knows_her(days=20, hours=5)
    assert await programme.knows_her(days=33)
    assert not await programme.knows_her(days=34, hours=1)


async def test_never_somebody_who_is_active(programme):
    held = programme.store.read_now(lambda work: work.roster.get(ANA))
    programme.store.run_now(lambda work: work.roster.save(replace(held, active=True)))
    programme.store.run_now(lambda work: work.roster.forget(ANA))
    assert await programme.knows_her(days=400)


async def test_what_the_audit_says_of_them_stays(programme):
    done = Record(kind=Kind.ACCESS, role="supporter", on=NOW.date(), by=ANA, reason="card")
    programme.store.run_now(lambda work: work.audit.append(done))
    assert not await programme.knows_her()
    [entry] = programme.store.read_now(lambda work: work.audit.entries())
    assert entry.actor == programme.store.read_now(lambda work: work.audit.pseudonym(ANA))
    assert programme.store.read_now(lambda work: work.audit.verify()) == []


async def test_whoever_comes_back_is_new(programme):
    assert not await programme.knows_her()
    programme.store.run_now(lambda work: work.roster.save(a_member(ANA, Role.SUPPORTER)))
    assert await programme.knows_her(days=1)
