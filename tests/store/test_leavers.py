"""Whoever left the roster is forgotten by it, once no case has named them for fourteen days."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from bot.domain.audit import Kind, Record
from bot.domain.case import Step
from bot.domain.people import Enrolment, PersonId, Role
from bot.domain.policy import Policy
from bot.ports import Unwritable
from bot.service import Context, Service
from tests.store.examples import ANA, BEN, a_case, a_member, an_offer
from tests.store.test_acknowledgement import Nobody, Stopped

NOW = datetime(2026, 8, 3, 16, tzinfo=UTC)


class Programme:
    """One with a clock, and an entry of Ana, who has left."""

    def __init__(self, store):
        self.store, self.clock = store, Stopped()
        self.clock.moment = NOW
        world = Context(store=store, clock=self.clock, directory=cast("Any", Nobody()), policy=Policy())
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


async def test_that_a_platform_does_not_reach_somebody_is_kept_while_they_have_a_role(programme):
    store, found = programme.store, Unwritable(NOW, NOW + timedelta(days=1), "user_disabled", sure=True)
    store.run_now(lambda work: work.roster.save(a_member(BEN, Role.SUPPORTER)))
    for one in (ANA, BEN):
        store.run_now(lambda work, one=one: work.unreachable.mark(str(one), found))
    await programme.service.forget()
    assert set(store.read_now(lambda work: work.unreachable.all())) == {str(BEN)}


async def test_where_their_chat_is_goes_with_their_entry(programme):
    programme.store.run_now(lambda work: work.conversations.keep(str(ANA), "a chat"))
    assert not await programme.knows_her()
    assert programme.store.read_now(lambda work: work.conversations.of(str(ANA))) is None


async def test_the_avoid_list_of_whoever_left_waits_for_their_return(programme):
    """Whom they can't support, they can't support when they come back; also under another address of that person."""
    store, other = programme.store, PersonId("web:ben-elsewhere")
    held = store.read_now(lambda work: work.roster.get(ANA))
    avoiding = replace(held, supporter=replace(held.supporter, avoid=frozenset({BEN})))
    store.run_now(lambda work: work.roster.save(avoiding))
    assert not await programme.knows_her()
    store.run_now(lambda work: work.people.join(BEN, other))
    again = Enrolment(members=(a_member(ANA, Role.SUPPORTER),))
    await programme.service.enrol(lambda _: again)
    kept = store.read_now(lambda work: work.roster.get(ANA))
    assert kept.supporter.avoid >= {other}
    assert not store.read_now(lambda work: work.people.get(ANA)).avoid


@pytest.mark.parametrize("changes", [{"reviews_events": True}, {"trained_on": None}])
async def test_a_question_to_somebody_who_may_not_take_it_any_more_is_taken_back_with_the_import(programme, changes):
    store = programme.store
    store.run_now(lambda work: work.cases.save(a_case(recipient=BEN, offers=(an_offer(ANA),), step=Step.OFFERED)))
    now = a_member(ANA, Role.SUPPORTER)
    assert now.supporter is not None
    barred = replace(now, supporter=replace(now.supporter, **changes))
    await programme.service.enrol(lambda _: Enrolment(members=(barred,)))
    [entry] = store.read_now(lambda work: work.agenda.named("barred"))
    assert (entry.event.supporter, entry.at) == (ANA, NOW)
