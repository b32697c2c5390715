"""What many do at once: the rules that measurements made, each with the reason why it is there."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, insert, select, update

from bot.domain.errors import StaleWriteError
from store import opening
from store.databases import postgres
from store.tables import outbox
from tests.store.examples import ANA, BEN, CLEO, CODE, a_case, a_reminder, claim, move_on, save, tell

pytestmark = pytest.mark.slow
WRITES, ITEMS, CLAIMERS = 300, 2_000, 8


async def test_no_decision_is_lost_and_none_needs_a_second_try(store, monkeypatch):
    monkeypatch.setattr("store.databases.transactions.PAUSES", ())
    store.run_now(save(a_case()))
    await asyncio.gather(*(store.run(move_on) for _ in range(WRITES)))
    assert store.read_now(lambda unit: unit.cases.get(CODE).turn) == WRITES


def test_with_the_defaults_of_sqlalchemy_a_decision_is_lost(database_url):
    """The control of the test above: both read 0, both write 1."""
    engine, met = create_engine(database_url), Barrier(2)
    counter = Table("counter", MetaData(), Column("value", Integer))

    def decide(_):
        with engine.begin() as connection:
            value = connection.execute(select(counter.c.value)).scalar_one()
            met.wait(10)
            connection.execute(update(counter).values(value=value + 1))

    counter.create(engine)
    with engine.begin() as connection:
        connection.execute(insert(counter).values(value=0))
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(decide, range(2)))
    with engine.connect() as connection:
        assert connection.execute(select(counter.c.value)).scalar_one() == 1
    counter.drop(engine)
    engine.dispose()


def test_of_many_presses_one_takes_the_case(store):
    def take(person):
        def work(unit):
            case = unit.cases.lock(CODE)
            if case.supporter is None:
                move_on(unit, supporter=person)
                return True
            return False

        return store.run_now(work)

    store.run_now(save(a_case()))
    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(take, [BEN, CLEO] * 20)) == 1


def test_of_many_suggestions_one_opens_a_case(store):
    def suggest(number):
        def work(unit):
            if unit.cases.lock_open_of(ANA):
                return move_on(unit, unit.cases.open_of(ANA).code)
            return unit.cases.save(a_case(f"X{number}"))

        store.run_now(work)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(suggest, range(16)))
    (case,) = store.read_now(lambda unit: unit.cases.all())
    assert case.turn == 15


@pytest.mark.parametrize("queue", ["outbox", "agenda"])
def test_eight_claimers_claim_nothing_twice(database_url, keys, monkeypatch, queue):
    monkeypatch.setattr(postgres, "THREADS", CLAIMERS)
    store = opening.open_store(database_url, keys)
    items = ITEMS if queue == "outbox" else 200

    def work_off(_):
        claimed = []
        while got := store.run_now(claim(40) if queue == "outbox" else claim_due):
            claimed += [item.id for item in got]
        return claimed

    def claim_due(unit):
        return unit.agenda.claim(a_reminder().at, limit=40, lease_seconds=60)

    store.run_now(many_messages if queue == "outbox" else many_reminders)
    with ThreadPoolExecutor(CLAIMERS) as threads:
        claimed = [item for mine in threads.map(work_off, range(CLAIMERS)) for item in mine]
    store.close()
    assert len(claimed) == len(set(claimed)) == items


def many_reminders(unit):
    for number in range(200):
        unit.agenda.add(a_reminder(str(number)))


def many_messages(unit):
    """The first one, copied for other people."""
    tell(case=None)(unit)
    first = unit.outbox._scope.execute(select(outbox)).one()._asdict()
    copies = [first | {"id": first["id"] + n, "person_index": n.to_bytes(16)} for n in range(1, ITEMS)]
    unit.outbox._scope.connection.execute(insert(outbox), copies)


def test_a_case_changed_behind_the_lock_is_noticed(store):
    """The belt: whoever forgets to lock is refused by the version."""
    store.run_now(save(a_case()))
    read = store.read_now(lambda unit: unit.cases.get(CODE))
    store.run_now(move_on)
    with pytest.raises(StaleWriteError):
        store.run_now(save(read))
