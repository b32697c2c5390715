"""What the tidying sweep lets go of, on its day and not before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.audit import Kind
from bot.domain.people import Enrolment, PersonId, Role
from bot.domain.policy import Policy
from bot.service import Context, Service
from tests.store.examples import a_member
from tests.store.test_acknowledgement import NOW, Nobody, Stopped
from tests.store.test_audit import record

TODAY = NOW.date()


@pytest.fixture
def clock():
    return Stopped()


@pytest.fixture
def service(store, clock):
    world = Context(store=store, clock=clock, directory=Nobody(), policy=Policy())
    return Service(world, wake=lambda: None, told=lambda _event, _decision: None)


async def forgets(service, clock, moment):
    clock.moment = moment
    await service.forget()


@pytest.mark.parametrize(("days", "left"), [(365, 1), (366, 0)])
async def test_the_audit_after_a_year(service, clock, store, days, left):
    store.run_now(lambda work: work.audit.append(record(on=TODAY)))
    await forgets(service, clock, NOW + timedelta(days=days))
    assert len(store.read_now(lambda work: work.audit.entries())) == left
    assert store.read_now(lambda work: work.audit.verify()) == []


@pytest.mark.parametrize(("minutes", "left"), [(59, 1), (60, 0)])
async def test_a_counter_when_its_window_ends(service, clock, store, minutes, left):
    store.run_now(lambda work: work.limits.add("suggested", "web:ana", "w", expires=NOW + timedelta(hours=1)))
    await forgets(service, clock, NOW + timedelta(minutes=minutes))
    assert store.read_now(lambda work: work.limits.used("suggested", "web:ana", ["w"])) == left


@pytest.mark.parametrize(("days", "left"), [(42, {"week_new": 1}), (43, {})])
async def test_the_sums_of_a_week_after_six_weeks_and_a_quarter_never(service, clock, store, days, left):
    store.run_now(lambda work: work.counters.add("week_new", f"{TODAY}"))
    store.run_now(lambda work: work.counters.add("origin_self", "2026-Q3"))
    await forgets(service, clock, NOW + timedelta(days=days))
    assert store.read_now(lambda work: work.counters.of(f"{TODAY}")) == left
    assert store.read_now(lambda work: work.counters.of("2026-Q3")) == {"origin_self": 1}


async def test_starting_records_the_policy_and_a_changed_one_again(service, store):
    for one in (service, service):
        await one.start()
    world = service._world
    changed = Context(store=store, clock=world.clock, directory=world.directory, policy=Policy(name="Another"))
    await Service(changed, wake=lambda: None, told=lambda _event, _decision: None).start()
    kinds = [one.kind for one in store.read_now(lambda work: work.audit.entries())]
    assert kinds == [Kind.POLICY, Kind.POLICY]


async def test_roles_given_and_taken_by_an_import_are_on_record_with_it(service, store):
    store.run_now(lambda work: work.roster.save(a_member("web:ben", Role.SUPPORTER)))
    director = a_member("web:ana", Role.DIRECTOR)
    await service.enrol(lambda _work: Enrolment(members=(director,), leaving=(PersonId("web:ben"),)))
    entries = store.read_now(lambda work: work.audit.entries())
    assert [(one.kind, one.role, one.reason) for one in entries] == [
        (Kind.ROLE, "operator", "director_given"),
        (Kind.ROLE, "operator", "supporter_taken"),
    ]
