"""Messages to people: order, leases, replacing and withdrawing, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from bot.domain.case import Step
from store.tables import outbox
from tests.store.examples import ANA, BEN, CLEO, CODE, NUDGE, OTHER, a_case, claim, move_on, save, sent, tell


@pytest.fixture
def box(store):
    """A store that keeps the case the messages are about."""
    store.run_now(save(a_case()))
    return store


def one(store):
    (parcel,) = store.run_now(claim())
    return parcel


def replace(to=BEN, name="nudge"):
    return lambda unit: unit.outbox.replace(to, OTHER, case=CODE, name=name)


def withdraw(to=BEN, name=""):
    return lambda unit: unit.outbox.withdraw(to, case=CODE, name=name)


def later(parcel, *, seconds=10.0, uncertain=False):
    return lambda unit: unit.outbox.later(parcel, seconds=seconds, uncertain=uncertain)


def give_up(parcel):
    return lambda unit: unit.outbox.give_up(parcel)


def waiting(store):
    return store.read_now(lambda unit: unit.outbox.waiting())


def test_a_message_comes_out_as_it_was_put_in(box):
    box.run_now(lambda unit: unit.outbox.tell(BEN, NUDGE, case=CODE, name="nudge", receipt=4))
    parcel = one(box)
    assert (str(parcel.to), parcel.kind, parcel.message, parcel.case, parcel.receipt) == (BEN, "tell", NUDGE, CODE, 4)
    assert (parcel.reference, parcel.tries, parcel.uncertain) == ("", 0, False)
    assert len(parcel.token) >= 16


def test_each_person_is_told_in_order_and_none_waits_for_another(box):
    for to in (BEN, BEN, CLEO):
        box.run_now(tell(to))
    first, other = box.run_now(claim())
    assert (str(first.to), str(other.to)) == (BEN, CLEO)
    assert box.run_now(claim()) == []
    box.run_now(sent(first))
    assert str(one(box).to) == BEN


def test_a_message_put_off_holds_back_its_person_only(box, real_clock):
    for to in (BEN, BEN, CLEO):
        box.run_now(tell(to))
    first, other = box.run_now(claim())
    box.run_now(later(first))
    box.run_now(sent(other))
    assert box.run_now(claim()) == []
    real_clock.seconds += 10
    again = one(box)
    assert (again.id, again.token, again.tries, again.uncertain) == (first.id, first.token, 1, False)


def test_a_lapsed_lease_makes_a_message_uncertain(box, real_clock):
    box.run_now(tell())
    lost = one(box)
    real_clock.seconds += 61
    held = one(box)
    assert (held.id, held.token, held.tries, held.uncertain) == (lost.id, lost.token, 1, True)


def test_who_lost_the_lease_changes_nothing(box, real_clock):
    box.run_now(tell())
    lost = one(box)
    real_clock.seconds += 61
    held = one(box)
    for settle in (sent(lost), later(lost), give_up(lost)):
        assert box.run_now(settle) is False
    assert box.run_now(sent(held)) is True
    assert box.run_now(sent(held)) is False


def test_an_unknown_outcome_is_remembered(box, real_clock):
    box.run_now(tell())
    box.run_now(later(one(box), uncertain=True))
    real_clock.seconds += 10
    assert one(box).uncertain is True


def test_a_delivered_message_leaves_no_body_and_one_without_a_name_no_row(box):
    box.run_now(tell(name=""))
    box.run_now(tell(CLEO))
    for parcel in box.run_now(claim()):
        box.run_now(sent(parcel))
    rows = box.read_now(lambda unit: unit.outbox._scope.execute(select(outbox)).all())
    assert [(row.name, row.body, row.state) for row in rows] == [("nudge", None, "sent")]


def test_a_dead_letter_counts_and_leaves_no_body(box):
    box.run_now(tell())
    box.run_now(give_up(one(box)))
    assert box.read_now(lambda unit: (unit.outbox.dead(), unit.outbox.waiting())) == (1, 0)
    assert box.read_now(lambda unit: unit.outbox._scope.execute(select(outbox.c.body)).scalar()) is None


def test_a_message_that_does_not_open_dies_and_blocks_nobody(box):
    box.run_now(tell(BEN))
    box.run_now(tell(CLEO))
    spoil = update(outbox).where(outbox.c.id == select(outbox.c.id).order_by(outbox.c.id).limit(1).scalar_subquery())
    box.run_now(lambda unit: unit.outbox._scope.execute(spoil.values(body=b"spoiled")))
    assert str(one(box).to) == CLEO
    assert box.read_now(lambda unit: unit.outbox.dead()) == 1


def test_a_replacement_carries_the_reference_of_what_it_replaces(box):
    box.run_now(tell())
    box.run_now(sent(one(box), "first"))
    box.run_now(replace())
    parcel = one(box)
    assert (parcel.kind, parcel.message, parcel.reference) == ("replace", OTHER, "first")
    box.run_now(sent(parcel, "second"))
    box.run_now(withdraw())
    assert one(box).reference == "second"


def test_a_replacement_of_a_waiting_message_follows_it(box):
    box.run_now(tell())
    box.run_now(replace())
    box.run_now(sent(one(box), "first"))
    assert one(box).reference == "first"


def test_there_is_nothing_to_replace_if_nothing_was_told_or_it_died(box):
    box.run_now(replace())
    assert waiting(box) == 0
    box.run_now(tell())
    box.run_now(replace())
    box.run_now(give_up(one(box)))
    assert box.run_now(claim()) == []
    assert waiting(box) == 0


def test_what_becomes_of_an_object_less_replacement_does_not_delay_the_next_message(box):
    box.run_now(tell())
    box.run_now(replace())
    box.run_now(tell(name="next", message=OTHER))
    box.run_now(give_up(one(box)))
    assert one(box).message == OTHER


def test_withdrawing_what_was_not_sent_drops_it(box):
    for to, name in ((BEN, "nudge"), (BEN, "other"), (CLEO, "nudge")):
        box.run_now(tell(to, name=name))
    box.run_now(withdraw(name="nudge"))
    assert waiting(box) == 2
    box.run_now(withdraw())
    assert str(one(box).to) == CLEO


def test_withdrawing_what_was_sent_deletes_it_once_and_forgets_it(box):
    box.run_now(tell())
    box.run_now(sent(one(box), "first"))
    box.run_now(replace())
    box.run_now(withdraw())
    box.run_now(withdraw())
    parcel = one(box)
    assert (parcel.kind, parcel.message, parcel.reference) == ("withdraw", None, "first")
    box.run_now(sent(parcel))
    assert box.read_now(lambda unit: unit.outbox._scope.execute(select(outbox)).all()) == []


def test_withdrawing_what_is_on_its_way_waits_for_it(box):
    box.run_now(tell())
    under_way = one(box)
    box.run_now(withdraw())
    assert box.run_now(claim()) == []
    box.run_now(sent(under_way, "arrived"))
    assert one(box).reference == "arrived"


def test_next_due_is_when_something_can_be_claimed(box, real_clock):
    next_due = lambda: box.read_now(lambda unit: unit.outbox.next_due())  # noqa: E731
    assert next_due() is None
    box.run_now(tell())
    assert next_due() == datetime.fromtimestamp(real_clock.seconds, UTC)
    parcel = one(box)
    assert next_due() == datetime.fromtimestamp(real_clock.seconds + 60, UTC)
    box.run_now(later(parcel, seconds=90))
    assert next_due() == datetime.fromtimestamp(real_clock.seconds + 90, UTC)


def test_a_message_of_no_case_needs_no_case(store):
    store.run_now(tell(ANA, case=None, name="digest"))
    store.run_now(sent(one(store)))
    assert store.read_now(lambda unit: unit.outbox._scope.execute(select(outbox)).all()) == []


async def test_tidying_forgets_old_dead_letters_and_references_without_a_case(box, real_clock):
    box.run_now(tell(case=None))
    box.run_now(give_up(one(box)))
    box.run_now(lambda unit: move_on(unit, step=Step.PURGED))
    box.run_now(tell(CLEO))
    box.run_now(sent(one(box)))
    real_clock.seconds += 91 * 86_400
    await box.tidy()
    assert box.read_now(lambda unit: unit.outbox._scope.execute(select(outbox)).all()) == []
