"""Group commit on SQLite, and what a failing unit of work does to itself and to others."""

from __future__ import annotations

import asyncio
from threading import Event

import pytest
from sqlalchemy import event

from bot.domain.errors import NotSavedError
from tests.store.examples import CODE, a_case, a_reminder, move_on, save


class OwnError(Exception):
    pass


def failing(unit):
    unit.cases.save(a_case("X2B4", recipient="web:zoe"))
    raise OwnError


@pytest.fixture
def commits(sqlite_store):
    counted = []
    event.listen(sqlite_store._database.engine, "commit", lambda _: counted.append(1))
    return counted


@pytest.fixture
def held(sqlite_store):
    """The writer is busy until the test lets it go, so that work queues up."""
    go = Event()
    future = sqlite_store._writer.submit(lambda _: go.wait(10))
    yield go
    go.set()
    future.exception()


async def test_what_queued_up_is_committed_together(sqlite_store, commits, held):
    waiting = [asyncio.ensure_future(sqlite_store.run(lambda unit: unit.inbox.first_time("x"))) for _ in range(20)]
    await asyncio.sleep(0)
    held.set()
    assert sorted(await asyncio.gather(*waiting)) == [False] * 19 + [True]
    assert len(commits) == 1


async def test_a_failing_unit_of_work_takes_only_its_own_changes_along(sqlite_store, held):
    tasks = [asyncio.ensure_future(sqlite_store.run(work)) for work in (save(a_case()), failing, move_on)]
    await asyncio.sleep(0)
    held.set()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(result) for result in results] == [type(None), OwnError, type(None)]
    assert [(case.code, case.turn) for case in sqlite_store.read_now(lambda unit: unit.cases.all())] == [(CODE, 1)]


async def test_if_the_commit_fails_everybody_in_it_is_told(sqlite_store, held):
    tasks = [asyncio.ensure_future(sqlite_store.run(work)) for work in (save(a_case()), failing)]
    await asyncio.sleep(0)

    def fail(connection):
        raise sqlite_store._database.engine.dialect.loaded_dbapi.OperationalError

    sqlite_store._database.engine.dialect.do_commit, kept = fail, sqlite_store._database.engine.dialect.do_commit
    held.set()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    sqlite_store._database.engine.dialect.do_commit = kept
    assert [type(result) for result in results] == [NotSavedError, NotSavedError]
    assert sqlite_store.read_now(lambda unit: unit.cases.all()) == []


async def test_an_answer_is_given_only_when_the_change_is_durable(sqlite_store, commits):
    await sqlite_store.run(save(a_case()))
    assert commits


async def test_whoever_no_longer_waits_is_not_worked_for(sqlite_store, held):
    task = asyncio.ensure_future(sqlite_store.run(save(a_case())))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.sleep(0)
    held.set()
    sqlite_store.run_now(lambda _: None)
    assert sqlite_store.read_now(lambda unit: unit.cases.all()) == []


def test_what_a_unit_of_work_raises_passes_through_and_rolls_back(store):
    with pytest.raises(OwnError):
        store.run_now(failing)
    assert store.read_now(lambda unit: unit.cases.all()) == []


async def test_a_unit_of_work_returns_its_result(store):
    assert await store.run(lambda unit: unit.agenda.add(a_reminder()) or 7) == 7
    assert await store.read(lambda unit: len(unit.agenda.of(CODE))) == 1


def test_a_closed_store_finishes_what_it_took_and_takes_no_more(store):
    future = store._writer.submit(save(a_case()))
    store.close()
    assert future.result() is None
    with pytest.raises(NotSavedError):
        store.run_now(save(a_case()))
    with pytest.raises(NotSavedError):
        store.read_now(lambda _: None)


def test_a_driver_that_fails_strangely_costs_one_group_and_not_the_writer(sqlite_store, monkeypatch):
    def broken():
        raise RuntimeError

    sqlite_store._writer._disconnect()
    with monkeypatch.context() as patch:
        patch.setattr(sqlite_store._writer, "_connection_now", broken)
        with pytest.raises(NotSavedError):
            sqlite_store.run_now(lambda _: None)
    assert sqlite_store.run_now(lambda _: "saved") == "saved"
