"""What a referrer reads, and what is written meanwhile, is the same whoever the colleague is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.conversation.effects import Decision, Tally
from bot.conversation.flows.asking import TARGETED
from bot.domain.case import Step
from bot.domain.people import Address, Person, PersonId, Role, Traits
from bot.domain.policy import Policy
from bot.ports import Incoming
from bot.service import Context, Service
from bot.service.applying_effects import write
from bot.ui import Action, Submitted
from store.tables import metadata
from tests.store.examples import a_case, a_member

NOW = datetime(2026, 8, 3, 14, 0, tzinfo=UTC)
KINDS = ("new", "in_the_programme", "being_helped", "supporter", "coordinator", "opted_out", "resting", "too_often")


@dataclass
class Stopped:
    """A clock that stands still."""

    moment: datetime = NOW

    def now(self):
        return self.moment


class Nobody:
    """A directory that knows nobody."""

    def traits(self, person):  # noqa: ARG002 - it knows nobody
        return Traits()

    def timezone(self, person):  # noqa: ARG002 - the same
        return None

    def locale(self, person):  # noqa: ARG002 - the same
        return "en"


def person(kind):
    return PersonId(f"web:{kind}")


def prepared(work):
    """One colleague of each kind."""
    for kind, step in (("in_the_programme", Step.MATCHING), ("being_helped", Step.CONNECTED)):
        work.cases.save(a_case(code=kind[:2].upper(), recipient=person(kind), step=step, offers=()))
    work.roster.save(a_member(person("supporter")))
    work.roster.save(a_member(person("coordinator"), Role.COORDINATOR))
    work.people.save(Person(person=person("opted_out"), opted_out=True))
    work.people.save(Person(person=person("resting"), rests_until=NOW + timedelta(days=9)))
    for _ in range(5):
        work.limits.add(TARGETED, person("too_often"), "2026-08-03", expires=NOW + timedelta(days=7))


@pytest.fixture
def service(store):
    store.run_now(prepared)
    world = Context(store=store, clock=Stopped(), directory=Nobody(), policy=Policy())
    return Service(world, wake=lambda: None, told=lambda _event, _decision: None)


def counted(store):
    tables = metadata.sorted_tables
    return store.read_now(
        lambda work: {
            one.name: work.cases._scope.execute(select(func.count()).select_from(one)).scalar() for one in tables
        }
    )


def suggests(kind, by):
    draft = (("colleague", (person(kind),)), ("category", ("unsaid",)), ("key", ("the-key",)))
    gesture = Submitted(Action("suggest_send", draft=draft), ())
    return Incoming(address=Address("web", by), gesture=gesture, delivery_id=f"{by}-1")


async def test_not_a_byte_and_not_a_row_differs(service, store):
    """The rows: the sealed suggestion, the delivery, and two counters of the one who suggests."""
    answers, written = set(), []
    for number, kind in enumerate(KINDS):
        before = counted(store)
        answers.add(repr(await service.handle(suggests(kind, f"referrer{number}"))))
        after = counted(store)
        written.append({name: after[name] - before[name] for name in after if after[name] != before[name]})
        store.run_now(lambda work: work.agenda.cancel("the-key"))
    assert len(answers) == 1
    assert written == [{"agenda": 1, "inbox": 1, "limits": 2}] * len(KINDS)


async def test_nobodys_record_is_looked_up_before_the_answer(service, store, monkeypatch):
    """By construction: neither the colleague's nor the referrer's has a part in the answer."""
    asked = []
    looked_up = type(store.read_now(lambda work: work.people)).get

    def get(people, one):
        asked.append(one)
        return looked_up(people, one)

    monkeypatch.setattr(type(store.read_now(lambda work: work.people)), "get", get)
    await service.handle(suggests("opted_out", "referrer"))
    assert asked == []


async def test_the_counters_know_nobody_and_expire(service, store):
    await service.handle(suggests("new", "referrer"))
    rows = store.read_now(lambda work: work.cases._scope.execute(select(metadata.tables["limits"])).all())
    assert not [row for row in rows if b"referrer" in row.key_index or b"new" in row.key_index]
    store.run_now(lambda work: work.limits.forget(NOW + timedelta(days=8)))
    assert counted(store)["limits"] == 0


async def test_a_counter_is_added_to_and_read_by_its_windows(store):
    one = Tally(name=TARGETED, subject=person("new"), window="a", until=NOW)
    for tally in (one, one):
        store.run_now(lambda work, tally=tally: write(work, Decision(effects=(tally,))))
    assert store.read_now(lambda work: work.limits.used(TARGETED, person("new"), ["a", "b"])) == 2
    assert store.read_now(lambda work: work.limits.used(TARGETED, person("new"), ["b"])) == 0
