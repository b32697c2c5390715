"""Roster, opt-outs, linked addresses, deliveries and slots, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from bot.domain.errors import StaleWriteError
from bot.domain.hours import Leave, Window
from bot.domain.people import Address, Person, Role, Supporter
from tests.store.examples import ANA, BEN, CLEO, a_member

DAY = 86_400


def test_a_member_comes_back_from_clear_and_sealed_columns(store):
    supporter = replace(
        a_member().supporter or Supporter(),
        hours=(Window(0, time(8), time.max),),
        leave=(Leave(date(2026, 7, 1), date(2026, 7, 9)),),
        cap_open=3,
    )
    member = a_member(BEN, Role.SUPPORTER, Role.DEPUTY, supporter=supporter)
    store.run_now(lambda unit: unit.roster.save(member))
    assert store.read_now(lambda unit: unit.roster.get(BEN)) == replace(member, version=1)
    assert store.run_now(lambda unit: unit.roster.lock(BEN)) == replace(member, version=1)


def test_a_coordinator_needs_no_supporter_settings(store):
    member = a_member(CLEO, Role.COORDINATOR, supporter=None)
    store.run_now(lambda unit: unit.roster.save(member))
    assert store.read_now(lambda unit: unit.roster.get(CLEO)) == replace(member, version=1)


def test_who_has_left_has_no_role(store):
    members = [a_member(ANA, Role.COORDINATOR), a_member(BEN, active=False), a_member(CLEO)]
    store.run_now(lambda unit: unit.roster.replace_all(members))
    found = store.read_now(lambda unit: unit.roster.with_role(Role.SUPPORTER, Role.DIRECTOR))
    assert [member.person for member in found] == [CLEO]


def test_an_import_takes_the_place_of_the_whole_roster(store):
    store.run_now(lambda unit: unit.roster.replace_all([a_member(ANA), a_member(BEN)]))
    store.run_now(lambda unit: unit.roster.replace_all([a_member(CLEO)]))
    assert store.read_now(lambda unit: unit.roster.persons()) == [CLEO]


def test_a_roster_entry_that_has_moved_is_not_overwritten(store):
    store.run_now(lambda unit: unit.roster.save(a_member()))
    with pytest.raises(StaleWriteError):
        store.run_now(lambda unit: unit.roster.save(a_member()))


def test_an_opt_out_is_kept_until_it_is_lifted(store):
    store.run_now(lambda unit: unit.people.save(Person(person=ANA, opted_out=True)))
    kept = store.read_now(lambda unit: unit.people.get(ANA))
    assert kept == Person(person=ANA, opted_out=True, version=1)
    store.run_now(lambda unit: unit.people.save(replace(kept, opted_out=False)))
    assert store.read_now(lambda unit: unit.people.get(ANA)) == Person(person=ANA)


def test_nothing_is_kept_about_somebody_with_nothing_to_keep(store):
    store.run_now(lambda unit: unit.people.save(Person(person=ANA)))
    assert store.read_now(lambda unit: unit.people.get(ANA)).version == 0


def test_two_first_opt_outs_do_not_both_win(store):
    store.run_now(lambda unit: unit.people.save(Person(person=ANA, opted_out=True)))
    with pytest.raises(StaleWriteError):
        store.run_now(lambda unit: unit.people.save(Person(person=ANA, opted_out=True)))


def test_a_linked_address_is_its_persons(store):
    slack = Address("slack", "T1/U1")
    assert store.read_now(lambda unit: unit.people.canonical(slack)) == "slack:T1/U1"
    store.run_now(lambda unit: unit.people.link(slack, ANA))
    store.run_now(lambda unit: unit.people.link(slack, BEN))
    assert store.read_now(lambda unit: unit.people.canonical(slack)) == BEN


def test_a_delivery_is_new_once_for_seven_days(store, real_clock):
    first = lambda unit: unit.inbox.first_time("Ev123")  # noqa: E731
    assert [store.run_now(first), store.run_now(first)] == [True, False]
    real_clock.seconds += 7 * DAY
    store.run_now(lambda unit: unit.inbox.tidy())
    assert store.run_now(first) is False
    real_clock.seconds += DAY
    store.run_now(lambda unit: unit.inbox.tidy())
    assert store.run_now(first) is True


def test_a_slot_is_claimed_once_for_ever(store):
    monday = date(2026, 6, 1)
    claim = lambda unit: unit.slots.claim("digest", monday)  # noqa: E731
    assert store.read_now(lambda unit: unit.slots.latest("digest")) is None
    assert [store.run_now(claim), store.run_now(claim)] == [True, False]
    assert store.read_now(lambda unit: unit.slots.latest("digest")) == monday


def test_a_counter_counts_by_name_and_quarter(store):
    def count(unit):
        for name, quarter in (("yes", "2026-Q3"), ("yes", "2026-Q3"), ("no", "2026-Q3"), ("yes", "2026-Q4")):
            unit.counters.add(name, quarter)

    store.run_now(count)
    assert store.read_now(lambda unit: unit.counters.of("2026-Q3")) == {"yes": 2, "no": 1}
    assert store.read_now(lambda unit: unit.counters.of("2026-Q1")) == {}
