"""Events to ourselves, on both databases."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from bot.conversation.events.ending import PurgeDue
from bot.conversation.events.matching import AnswerOverdue, MatchWanted
from store.tables import agenda
from tests.store.examples import CODE, NOW, a_case, a_reminder, move_on, save


def add(*entries):
    def work(unit):
        for entry in entries:
            unit.agenda.add(entry)

    return work


def claim(now=NOW, limit=10):
    return lambda unit: unit.agenda.claim(now, limit=limit, lease_seconds=60)


def test_what_is_due_is_claimed_oldest_first(store):
    store.run_now(add(a_reminder("b", minutes=-1), a_reminder("a", minutes=-2), a_reminder("c", minutes=1)))
    assert [due.name for due in store.run_now(claim())] == ["a", "b"]


def test_an_event_comes_back_whole(store):
    store.run_now(save(a_case()))
    store.run_now(add(a_reminder(event=AnswerOverdue(offer=3))))
    (due,) = store.run_now(claim())
    assert (due.subject, due.event, due.due) == (CODE, AnswerOverdue(offer=3), NOW)


def test_a_claimed_entry_is_not_claimed_again_until_its_lease_lapses(store, real_clock):
    store.run_now(add(a_reminder()))
    assert len(store.run_now(claim())) == 1
    assert store.run_now(claim()) == []
    real_clock.seconds += 61
    assert len(store.run_now(claim())) == 1


def test_who_lost_the_lease_may_not_finish(store, real_clock):
    store.run_now(add(a_reminder()))
    (lost,) = store.run_now(claim())
    real_clock.seconds += 61
    (held,) = store.run_now(claim())
    assert store.run_now(lambda unit: unit.agenda.finish(lost)) is False
    assert store.run_now(lambda unit: unit.agenda.finish(held)) is True
    assert store.run_now(lambda unit: unit.agenda.finish(held)) is False


def test_an_entry_replaced_while_it_was_claimed_may_not_be_applied(store):
    store.run_now(add(a_reminder()))
    (due,) = store.run_now(claim())
    store.run_now(add(a_reminder(event=PurgeDue(), minutes=5)))
    assert store.run_now(lambda unit: unit.agenda.finish(due)) is False
    (newer,) = store.run_now(claim(NOW + timedelta(minutes=5)))
    assert newer.event == PurgeDue()


def test_cancel_takes_one_or_all_of_a_subject(store):
    store.run_now(add(a_reminder("a"), a_reminder("b"), a_reminder("c"), a_reminder("d", subject="X2B4")))
    assert store.run_now(lambda unit: unit.agenda.cancel(CODE, "a")) == 1
    assert store.run_now(lambda unit: unit.agenda.cancel(CODE)) == 2
    assert store.run_now(lambda unit: unit.agenda.cancel(CODE)) == 0
    assert store.read_now(lambda unit: unit.agenda.of("X2B4")) == [("d", NOW)]


def test_next_due_is_the_earliest_that_nobody_works_on(store):
    assert store.read_now(lambda unit: unit.agenda.next_due()) is None
    store.run_now(add(a_reminder("a"), a_reminder("b", minutes=7)))
    assert store.read_now(lambda unit: unit.agenda.next_due()) == NOW
    store.run_now(claim())
    assert store.read_now(lambda unit: unit.agenda.next_due()) == NOW + timedelta(minutes=7)


def test_an_entry_that_does_not_open_blocks_no_other(store):
    store.run_now(add(a_reminder("bad", minutes=-9), a_reminder("good")))
    spoil = update(agenda).where(agenda.c.name == "bad").values(event=b"spoiled")
    store.run_now(lambda unit: unit.agenda._scope.execute(spoil))
    assert [due.name for due in store.run_now(claim())] == ["good"]
    assert [name for name, _ in store.read_now(lambda unit: unit.agenda.of(CODE))] == ["bad", "good"]


def test_a_case_whose_key_is_damaged_blocks_no_other(store):
    store.run_now(save(a_case()))
    store.run_now(add(a_reminder("bad"), a_reminder("good", subject="programme")))
    store.run_now(lambda unit: unit.agenda._scope.connection.exec_driver_sql("UPDATE cases SET wrapped_key = body"))
    assert [due.name for due in store.run_now(claim())] == ["good"]


def test_an_entry_written_before_its_case_opens_after_it(store):
    def work(unit):
        unit.agenda.add(a_reminder())
        unit.cases.save(a_case())

    store.run_now(work)
    store.run_now(move_on)
    assert len(store.run_now(claim())) == 1


def test_entries_of_one_name_are_read_without_claiming_them(store):
    store.run_now(lambda unit: [unit.agenda.add(a_reminder(name, subject=name * 2)) for name in ("a", "b")])
    (found,) = store.read_now(lambda unit: unit.agenda.named("a"))
    assert (found.subject, found.name, found.event, found.at) == ("aa", "a", MatchWanted(), NOW)
    assert len(store.run_now(lambda unit: unit.agenda.claim(NOW, limit=9, lease_seconds=60))) == 2
