"""Whoever can write to the database, but has no key, makes nobody anything and moves nothing anywhere."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from bot.domain.case import CaseCode, Step
from bot.domain.errors import SealBrokenError
from bot.domain.people import Address, Role
from tests.store.examples import (
    ANA,
    BEN,
    CLEO,
    CODE,
    NOW,
    a_case,
    a_member,
    a_reminder,
    an_offer,
    claim,
    move_on,
    save,
    tell,
)


def tamper(store, *statements, **values):
    def work(unit):
        for statement in statements:
            unit.cases.scope.connection.execute(text(statement), values)

    store.run_now(work)
    store._around.register.forget()  # as a process that starts now


@pytest.fixture
def staffed(store):
    store.run_now(lambda unit: unit.roster.replace_all([a_member(BEN), a_member(CLEO, Role.COORDINATOR)]))
    return store


@pytest.mark.parametrize("clear", ["active = (1 = 0)", "version = 0"])
def test_what_stands_in_the_clear_on_the_roster_must_agree(staffed, clear):
    index = staffed.read_now(lambda unit: unit.cases.scope.keyring.index("roster", BEN))
    tamper(staffed, f"UPDATE roster SET {clear} WHERE person_index = :index", index=index)  # noqa: S608 - constants
    with pytest.raises(SealBrokenError):
        staffed.read_now(lambda unit: unit.roster.get(BEN))
    found = staffed.read_now(lambda unit: unit.roster.with_role(*Role))
    assert [member.person for member in found] == [CLEO]
    assert staffed.unreadable == 1


def test_what_was_opened_is_believed_as_long_as_the_roster_is_not_changed(staffed):
    """Behind our back a row is changed, and nobody reads it before the next change, or the next start."""
    read = lambda: {one.person for one in staffed.read_now(lambda unit: unit.roster.with_role(*Role))}  # noqa: E731
    assert read() == {BEN, CLEO}
    staffed.run_now(lambda unit: unit.cases.scope.connection.execute(text("UPDATE roster SET version = 0")))
    assert read() == {BEN, CLEO}
    staffed._around.register.forget()
    assert read() == set()


@pytest.mark.parametrize("change", ["version = 1", "body = (SELECT identity FROM roster LIMIT 1)"])
def test_a_load_opens_as_the_version_that_was_saved_only(staffed, change):
    """Whose load does not open has none: they may be asked, and the row is counted."""
    staffed.run_now(lambda unit: unit.roster.save(rested(unit.roster.lock(BEN))))
    tamper(staffed, f"UPDATE loads SET {change}")  # noqa: S608 - constants
    assert staffed.read_now(lambda unit: unit.roster.get(BEN)).supporter.rest_until is None
    assert staffed.unreadable == 1


def rested(member):
    return replace(member, supporter=replace(member.supporter, rest_until=NOW))


def test_who_has_left_can_not_be_brought_back(store):
    store.run_now(lambda unit: unit.roster.save(a_member(BEN, Role.COORDINATOR, active=False)))
    tamper(store, "UPDATE roster SET active = (1 = 1)")
    assert store.read_now(lambda unit: unit.roster.with_role(Role.COORDINATOR)) == []


def test_an_earlier_version_of_an_entry_is_not_taken_back(staffed):
    """Cleo was coordinator once."""
    read = text("SELECT * FROM roster ORDER BY person_index")
    old = staffed.read_now(lambda unit: unit.cases.scope.connection.execute(read).all())
    resign = lambda unit: unit.roster.save(replace(unit.roster.lock(CLEO), roles=frozenset({Role.SUPPORTER})))  # noqa: E731
    staffed.run_now(resign)
    for row in old:
        back = {"i": row.identity, "p": row.person_index}
        tamper(staffed, "UPDATE roster SET identity = :i WHERE person_index = :p", **back)
    assert staffed.read_now(lambda unit: unit.roster.with_role(Role.COORDINATOR)) == []


def test_two_entries_can_not_change_places(staffed):
    rows = staffed.read_now(lambda unit: unit.cases.scope.connection.execute(text("SELECT * FROM roster")).all())
    for here, there in (rows, rows[::-1]):
        statement = "UPDATE roster SET identity = :i WHERE person_index = :p"
        tamper(staffed, statement, i=there.identity, p=here.person_index)
    assert staffed.read_now(lambda unit: unit.roster.with_role(*Role)) == []


@pytest.mark.parametrize("change", ["version = 1", "body = (SELECT body FROM cases WHERE code = 'X2B4')"])
def test_a_case_opens_as_the_version_that_was_saved_only(store, change):
    store.run_now(save(a_case()))
    store.run_now(move_on)
    store.run_now(save(a_case("X2B4", recipient="web:zoe")))
    tamper(store, f"UPDATE cases SET {change} WHERE code = '{CODE}'")  # noqa: S608 - constants
    assert [case.code for case in store.read_now(lambda unit: unit.cases.all())] == ["X2B4"]


def test_nobody_gets_a_case_by_moving_an_index(store):
    """Ben supports one case and was asked for another; Cleo's case is shown to Ben under none of his indexes."""
    store.run_now(save(a_case("BBBB", step=Step.ACCEPTED, supporter=BEN, offers=(an_offer(BEN),))))
    store.run_now(
        save(a_case("CCCC", recipient="web:zoe", step=Step.ACCEPTED, supporter=CLEO, offers=(an_offer(CLEO),)))
    )
    tamper(
        store,
        "UPDATE cases SET supporter_index = (SELECT supporter_index FROM cases WHERE code = 'BBBB')",
        "UPDATE offer_index SET person_index = (SELECT person_index FROM offer_index WHERE case_code = 'BBBB')",
    )
    assert [case.code for case in store.read_now(lambda unit: unit.cases.supported_by(BEN))] == ["BBBB"]
    assert [case.code for case in store.read_now(lambda unit: unit.cases.offered_to(BEN))] == ["BBBB"]


def test_another_persons_case_does_not_become_mine(store):
    store.run_now(save(a_case("BBBB")))
    store.run_now(save(a_case("CCCC", recipient="web:zoe")))
    tamper(
        store,
        "CREATE TABLE kept AS SELECT recipient_index FROM cases WHERE code = 'BBBB'",
        "DELETE FROM cases WHERE code = 'BBBB'",
        "UPDATE cases SET recipient_index = (SELECT recipient_index FROM kept)",
        "DROP TABLE kept",
    )
    with pytest.raises(SealBrokenError):
        store.read_now(lambda unit: unit.cases.open_of(ANA))
    with pytest.raises(SealBrokenError):
        store.read_now(lambda unit: unit.cases.around(ANA))


@pytest.mark.parametrize(
    "change", ["subject = 'X2B4'", "name = 'purge'", "due = due - 3600000000", "event = (SELECT body FROM cases)"]
)
def test_an_event_comes_due_as_it_was_planned_only(store, change):
    store.run_now(save(a_case()))
    store.run_now(lambda unit: unit.agenda.add(a_reminder(minutes=60)))
    tamper(store, f"UPDATE agenda SET {change}")  # noqa: S608 - constants
    later = NOW.replace(year=2027)
    assert store.run_now(lambda unit: unit.agenda.claim(later, limit=9, lease_seconds=60)) == []
    assert store.unreadable == 1


@pytest.mark.parametrize(
    "change", ["name = 'x'", "kind = 'withdraw'", "receipt = 7", "token = 'x'", "case_code = 'X2B4'"]
)
def test_a_message_goes_out_as_it_was_meant_only(store, change):
    store.run_now(save(a_case()))
    store.run_now(save(a_case("X2B4", recipient="web:zoe")))
    store.run_now(tell(BEN))
    store.run_now(tell(CLEO, name="other", case=CaseCode("X2B4")))
    tamper(store, f"UPDATE outbox SET {change} WHERE case_code = '{CODE}'")  # noqa: S608 - constants
    assert [str(parcel.to) for parcel in store.run_now(claim())] == [CLEO]
    assert store.read_now(lambda unit: unit.outbox.dead()) == 1


def test_an_address_does_not_become_somebody_elses(store):
    store.run_now(lambda unit: unit.people.link(Address("slack", "T/U1"), ANA))
    store.run_now(lambda unit: unit.people.link(Address("slack", "T/U2"), BEN))
    tamper(store, "UPDATE addresses SET canonical = (SELECT canonical FROM addresses ORDER BY 1 LIMIT 1)")
    opened = 0
    for account in ("T/U1", "T/U2"):
        try:
            store.read_now(lambda unit, account=account: unit.people.canonical(Address("slack", account)))
            opened += 1
        except SealBrokenError:
            continue
    assert opened == 1
