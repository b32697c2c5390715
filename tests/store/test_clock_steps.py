"""A real clock that is set back or forward by hours keeps no message and no timer (D7)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from store.opening import open_store
from tests.store.examples import BEN, NOW, a_reminder, claim, tell

HOURS = [0.2, 1, 5, 30]
LEASE = 60.0


def due(unit):
    return unit.agenda.claim(NOW + timedelta(days=1), limit=50, lease_seconds=LEASE)


@pytest.mark.parametrize("hours", HOURS)
@pytest.mark.parametrize("restarted", [True, False])
def test_what_was_claimed_or_put_off_before_the_clock_went_back_is_done_soon(
    hours, restarted, store, database_url, keys, real_clock
):
    store.run_now(claim())
    store.run_now(due)
    for number in range(2):
        store.run_now(tell(f"web:{number}"))
    store.run_now(lambda unit: unit.agenda.add(a_reminder()))
    first, second = store.run_now(claim())
    assert len(store.run_now(due)) == 1
    store.run_now(lambda unit: unit.outbox.later(second, seconds=600, uncertain=True))
    real_clock.seconds -= hours * 3_600
    store.run_now(tell(BEN))
    if restarted:
        store.close()
        store = open_store(database_url, keys, now=real_clock)
    assert [one.to for one in store.run_now(claim())] == [first.to.parse(BEN)]
    assert store.run_now(due) == []
    real_clock.seconds += LEASE + 1
    assert len(store.run_now(claim())) == 3
    assert len(store.run_now(due)) == 1
    if restarted:
        store.close()


@pytest.mark.parametrize("hours", HOURS)
def test_a_pause_of_a_platform_lasts_no_longer_than_any_platform_asks_for(hours, store, real_clock):
    store.run_now(lambda unit: unit.holds.put("slack", "chat", 30))
    real_clock.seconds -= hours * 3_600
    left = store.read_now(lambda unit: unit.holds.of("slack")).get("chat", 0)
    assert left <= 3_600


@pytest.mark.parametrize("hours", HOURS)
def test_what_was_claimed_before_the_clock_went_forward_is_applied_once(hours, store, real_clock):
    store.run_now(lambda unit: unit.agenda.add(a_reminder()))
    [first] = store.run_now(due)
    real_clock.seconds += hours * 3_600
    [again] = store.run_now(due)
    assert store.run_now(lambda unit: unit.agenda.finish(first)) is False
    assert store.run_now(lambda unit: unit.agenda.finish(again)) is True
