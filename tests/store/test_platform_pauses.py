"""Why nothing is sent to a platform for now: shared by all processes, by the real clock, and never naming the place."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from store.store import SqlStore
    from tests.conftest import RealClock


def test_a_hold_runs_out(store: SqlStore, real_clock: RealClock):
    store.run_now(lambda work: work.holds.put("slack", "chat.postMessage", 30.0))
    real_clock.seconds += 20
    assert store.read_now(lambda work: work.holds.of("slack")) == {"chat.postMessage": 10.0}
    real_clock.seconds += 10
    assert store.read_now(lambda work: work.holds.of("slack")) == {}


def test_a_later_wish_takes_the_place_of_the_earlier(store: SqlStore):
    for seconds in (30.0, 5.0):
        store.run_now(lambda work, seconds=seconds: work.holds.put("slack", "chat.update", seconds))
    assert store.read_now(lambda work: work.holds.of("slack")) == {"chat.update": 5.0}


def test_what_somebody_must_mend_holds_until_it_is_lifted(store: SqlStore, real_clock: RealClock):
    store.run_now(lambda work: work.holds.stop("slack", "revoked"))
    real_clock.seconds += 10**9
    assert store.read_now(lambda work: work.holds.of("slack")) == {"revoked": None}
    store.run_now(lambda work: work.holds.lift("slack", "revoked"))
    assert store.read_now(lambda work: work.holds.of("slack")) == {}


def test_only_the_first_who_stops_it_has_done_so(store: SqlStore):
    stops = [store.run_now(lambda work: work.holds.stop("slack", "revoked")) for _ in range(2)]
    store.run_now(lambda work: work.holds.lift("slack", "revoked"))
    assert [*stops, store.run_now(lambda work: work.holds.stop("slack", "revoked"))] == [True, False, True]


def test_each_place_has_its_own(store: SqlStore):
    store.run_now(lambda work: work.holds.stop("slack", "revoked"))
    store.run_now(lambda work: work.holds.lift("teams", "revoked"))
    assert store.read_now(lambda work: (work.holds.of("teams"), work.holds.of("slack"))) == ({}, {"revoked": None})
