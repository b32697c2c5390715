"""What an operator sees: figures that are true, labels from closed sets, and nothing that names anybody."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestClient, TestServer

from bot import metrics
from bot.app.health import OVERDUE, LoopWatch, MetricsServer, Watch
from bot.app.programme import add_health
from bot.domain.errors import NotSavedError
from bot.scheduling.rate_limits import REVOKED
from tests.simulation.world import Hands
from tests.store.examples import BEN, a_reminder, claim, sent, tell

if TYPE_CHECKING:
    from bot.conversation.effects import Remind

NOW = datetime(2026, 8, 3, 14, tzinfo=UTC)
CANARY = "canary-ben-7c41"


def figure(page: bytes, name: str) -> float:
    line = next(one for one in page.decode().splitlines() if one.startswith((f"{name} ", f"{name}{{")))
    return float(line.rsplit(" ", 1)[1])


def due_before(seconds: float) -> Remind:
    return replace(a_reminder(), at=NOW - timedelta(seconds=seconds))


@pytest.fixture
def watch(store, real_clock):
    return Watch(store, Hands(NOW), Hands(datetime.fromtimestamp(real_clock(), UTC)))


async def page(watch) -> bytes:
    return metrics.page(await watch.queues())


async def test_the_queues_are_counted_and_aged(watch, store):
    store.run_now(lambda work: work.agenda.add(due_before(90)))
    store.run_now(tell(BEN))
    store.run_now(lambda work: work.slots.claim("backup", NOW.date() - timedelta(days=1)))
    watch.real.moment += timedelta(seconds=30)
    seen = await page(watch)
    assert figure(seen, "peersupport_agenda_overdue_seconds") == 90
    assert figure(seen, "peersupport_outbox_overdue_seconds") == 30
    assert figure(seen, "peersupport_outbox_waiting") == 1
    assert figure(seen, "peersupport_backup_age_seconds") == 38 * 3600


async def test_a_platform_that_lets_the_bot_in_no_more_shows_until_it_does(watch, store):
    both = replace(watch, platforms=("slack", "teams"))
    stopped = 'peersupport_platform_stopped{platform="%s"}'
    store.run_now(lambda work: work.holds.put("teams", "send", 30.0))
    store.run_now(lambda work: work.holds.stop("slack", REVOKED))
    seen = (await page(both)).decode()
    assert f"{stopped % 'slack'} 1.0" in seen
    assert f"{stopped % 'teams'} 0.0" in seen
    store.run_now(lambda work: work.holds.lift("slack", REVOKED))
    assert f"{stopped % 'slack'} 0.0" in (await page(both)).decode()


async def test_with_nothing_to_do_nothing_is_late(watch):
    seen = await page(watch)
    assert figure(seen, "peersupport_agenda_overdue_seconds") == 0
    assert figure(seen, "peersupport_backup_age_seconds") == -1
    assert figure(seen, "peersupport_database_reachable") == 1


def test_without_a_database_that_is_said():
    assert figure(metrics.page(None), "peersupport_database_reachable") == 0


async def test_units_of_work_are_counted_by_how_they_end(store):
    def ended(result):
        value = metrics.REGISTRY.get_sample_value("peersupport_units_of_work_total", {"result": result})
        return value or 0

    before = {result: ended(result) for result in metrics.LABELS["result"]}
    await store.run(lambda _work: None)
    with pytest.raises(ZeroDivisionError):
        await store.run(lambda _work: 1 / 0)
    store.close()
    with pytest.raises(NotSavedError):
        await store.run(lambda _work: None)
    assert {result: ended(result) - count for result, count in before.items()} == {
        "saved": 1,
        "refused": 1,
        "not_saved": 1,
    }


def test_every_label_has_a_closed_set_and_a_stranger_is_other():
    metrics.delivered(CANARY, CANARY)
    metrics.swept(CANARY, 1.0, well_at=None)
    metrics.unreadable(CANARY)
    found = {
        (name, value)
        for family in metrics.REGISTRY.collect()
        for sample in family.samples
        for name, value in sample.labels.items()
        if name not in {"le", "version"}
    }
    assert found
    assert {(name, value) for name, value in found if value not in metrics.LABELS[name] | {metrics.OTHER}} == set()


def test_nothing_tells_of_the_machine():
    families = {family.name for family in metrics.REGISTRY.collect()}
    assert families
    assert all(name.startswith("peersupport_") for name in families)


def test_a_row_that_no_key_opens_is_counted(store):
    def count():
        return metrics.REGISTRY.get_sample_value("peersupport_unreadable_rows_total", {"table": "outbox"}) or 0

    before = count()
    store.run_now(tell(BEN))
    store.run_now(lambda work: work.cases._scope.connection.exec_driver_sql("UPDATE outbox SET token = 'x'"))
    assert store.run_now(claim()) == []
    assert count() == before + 1


@pytest.mark.slow
async def test_a_call_that_blocks_the_loop_shows():
    watch = LoopWatch()
    await watch.start()
    await asyncio.sleep(0.3)
    calm = metrics.REGISTRY.get_sample_value("peersupport_loop_lag_seconds")
    time.sleep(0.8)  # noqa: ASYNC251 - what must be seen
    await asyncio.sleep(0.3)
    await watch.stop()
    blocked = metrics.REGISTRY.get_sample_value("peersupport_loop_lag_seconds")
    assert calm is not None
    assert blocked is not None
    assert calm < 0.3
    assert blocked > 0.5


async def test_they_have_an_address_of_their_own(watch, monkeypatch):
    server = MetricsServer(watch, "127.0.0.1", 0)
    await server.start()
    port = server._runner[0].addresses[0][1]
    async with ClientSession() as session, session.get(f"http://127.0.0.1:{port}/metrics") as response:
        assert "peersupport_outbox_waiting 0.0" in await response.text()
    async with ClientSession() as session, session.get(f"http://127.0.0.1:{port}/") as response:
        assert response.status == 404
    await server.stop()


@pytest.mark.parametrize(
    ("troubles", "status", "said"),
    [
        ({"slack": "", "teams": ""}, 200, {"status": "ok"}),
        (
            {"slack": "no connection", "teams": ""},
            503,
            {"status": "degraded: slack: no connection", "wrong": ["slack"]},
        ),
        (
            {"slack": "no connection", "teams": "no token"},
            503,
            {"status": "degraded: slack: no connection; teams: no token", "wrong": ["slack", "teams"]},
        ),
    ],
)
async def test_a_platform_in_trouble_is_named(troubles, status, said, watch):
    site = web.Application()
    add_health(site, watch, {name: lambda told=told: told for name, told in troubles.items()})
    async with TestClient(TestServer(site, host="127.0.0.1")) as client:
        response = await client.get("/readyz")
        assert (response.status, await response.json()) == (status, said)
        assert (await client.get("/healthz")).status == 200  # a proxy goes on sending people here


@pytest.mark.parametrize(("late", "wrong"), [(OVERDUE - 1, []), (OVERDUE + 1, ["agenda"])])
async def test_readiness_says_what_is_late(late, wrong, watch, store):
    store.run_now(lambda work: work.agenda.add(due_before(late)))
    site = web.Application()
    add_health(site, watch)
    async with TestClient(TestServer(site, host="127.0.0.1")) as client:
        response = await client.get("/readyz")
        assert (response.status, (await response.json()).get("wrong", [])) == (503 if wrong else 200, wrong)


async def test_a_message_that_is_put_off_again_and_again_is_late_all_the_same(watch, store, real_clock):
    """A platform that answers 500 for hours: its age counts from when it could first have been sent."""
    store.run_now(tell(BEN))
    for _ in range(8):
        [item] = store.run_now(claim())
        store.run_now(lambda work, item=item: work.outbox.later(item, seconds=60, uncertain=False))
        real_clock.seconds += 61
        watch.real.moment += timedelta(seconds=61)
    assert (await watch.queues()).outbox_overdue > OVERDUE
    site = web.Application()
    add_health(site, watch)
    async with TestClient(TestServer(site, host="127.0.0.1")) as client:
        assert (await (await client.get("/readyz")).json())["wrong"] == ["outbox"]
    [item] = store.run_now(claim())
    store.run_now(sent(item, "reference"))
    assert (await watch.queues()).outbox_overdue == 0


def test_what_is_wrong_is_a_metric_by_the_same_word():
    metrics.not_ready({"keys": "away"})
    asked = {
        word: metrics.REGISTRY.get_sample_value("peersupport_not_ready", {"wrong": word})
        for word in metrics.LABELS["wrong"]
    }
    assert {word for word, value in asked.items() if value} == {"keys"}
    metrics.not_ready({})
