"""Everything that is kept about one address becomes another's, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.app.administration.oversight import holdings
from bot.conversation.effects import Remind
from bot.conversation.events.asking import Suggestion, SuggestionMatured
from bot.conversation.events.digest import Nudge, NudgeDue
from bot.conversation.events.sessions import PlaceHeld
from bot.conversation.flows.sessions import PLACE
from bot.conversation.nudges import offer, offer_gone
from bot.domain.case import Case, CaseCode, Move, NextStep, Offer, Origin, Step, Urgency
from bot.domain.people import Address, Person, PersonId, Role, Supporter, Traits
from bot.domain.policy import Policy
from bot.insight.disclosure_print import findings
from bot.service import parting
from bot.service.context import Context
from bot.service.linking_accounts import Linking
from bot.service.sight import SightLoader
from tests.store.examples import ANA, BEN, CLEO, a_member

if TYPE_CHECKING:
    from store.unit_of_work import SqlUnitOfWork

NOW = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)
OLD, NEW = PersonId("slack:T1/U1"), PersonId("teams:T/ana")
DAY = 86_400


class Stopped:
    """A clock that stands still."""

    def now(self) -> datetime:
        return NOW


class Nobody:
    """A directory that knows nobody."""

    def traits(self, person: PersonId) -> Traits:  # noqa: ARG002 - the port's signature
        return Traits()


def become(store, old: PersonId = OLD, new: PersonId = NEW):
    world: Any = {"store": store, "clock": Stopped(), "directory": Nobody(), "policy": Policy()}
    store.run_now(lambda work: Linking(SightLoader(Context(**world))).become(work, old, new))


def a_case(code: str, recipient: PersonId, **about: Any) -> Case:
    step = NextStep(move=Move.DEADLINE_MISSED, due=NOW + timedelta(days=1))
    told: dict[str, Any] = {"step": Step.OFFERED, "opened_at": NOW, "next_step": step} | about
    return Case(code=CaseCode(code), recipient=recipient, **told)


def test_a_case_is_found_under_the_other_address_in_whatever_part(store):
    asked = (Offer(number=1, supporter=OLD, asked_at=NOW),)
    mine = a_case("K7F3", BEN, offers=asked, not_these=frozenset({OLD}), referrer=CLEO)
    own = a_case("W9XB", OLD, origin=Origin.SELF)
    taken = a_case("T2RQ", CLEO, step=Step.ACCEPTED, supporter=OLD)
    for one in (mine, own, taken):
        store.run_now(lambda work, one=one: work.cases.save(one))
    become(store)
    assert store.read_now(lambda work: work.cases.open_of(NEW)).code == "W9XB"
    assert store.read_now(lambda work: work.cases.open_of(OLD)) is None
    assert [one.code for one in store.read_now(lambda work: work.cases.supported_by(NEW))] == ["T2RQ"]
    assert store.read_now(lambda work: work.cases.get(CaseCode("K7F3"))).not_these == {NEW}
    assert store.read_now(lambda work: [*work.cases.offered_to(NEW), *work.cases.offered_to(OLD)]) == []


def test_two_open_cases_are_one_whichever_address_had_the_older(store):
    for code, person, days in (("K7F3", OLD, 0), ("W9XB", NEW, 1)):
        one = a_case(code, person, opened_at=NOW + timedelta(days=days))
        store.run_now(lambda work, one=one: work.cases.save(one))
    become(store)
    still = [one for one in store.read_now(lambda work: work.cases.all()) if one.is_open]
    assert [(one.code, one.recipient) for one in still] == [("K7F3", NEW)]
    assert store.read_now(lambda work: work.agenda.of("K7F3"))


def test_doing_it_twice_changes_nothing_more(store):
    store.run_now(lambda work: work.cases.save(a_case("K7F3", OLD)))
    become(store)
    before = store.read_now(lambda work: work.cases.all())
    become(store)
    assert store.read_now(lambda work: work.cases.all()) == before


def test_the_roster_has_one_entry_and_others_avoid_who_it_is_now(store):
    other = a_member(BEN, supporter=Supporter(avoid=frozenset({OLD})))
    for one in (a_member(OLD), a_member(NEW, Role.DEPUTY, supporter=None), other):
        store.run_now(lambda work, one=one: work.roster.save(one))
    become(store)
    [joined, ben] = sorted(store.read_now(lambda work: work.roster.everybody()), key=lambda one: one.person != NEW)
    assert (joined.person, joined.roles, joined.supporter is not None) == (NEW, {Role.SUPPORTER, Role.DEPUTY}, True)
    assert ben.supporter is not None
    assert ben.supporter.avoid == {NEW}


def test_an_opt_out_moves(store):
    store.run_now(lambda work: work.people.save(Person(person=OLD, opted_out=True)))
    become(store)
    assert store.read_now(lambda work: work.people.get(NEW)).opted_out
    assert not store.read_now(lambda work: work.people.get(OLD)).opted_out


def test_what_waits_on_the_agenda_names_them_and_who_had_claimed_it_does_nothing(store):
    said = Suggestion(recipient=OLD, referrer=BEN, origin=Origin.COLLEAGUE, made_at=NOW)
    entry = Remind(subject="key", name="matures", event=SuggestionMatured(suggestion=said), at=NOW)
    untouched = Remind(subject="b", name="nudge", event=NudgeDue(to=BEN, nudge=Nudge.ENDED), at=NOW)
    store.run_now(lambda work: (work.agenda.add(entry), work.agenda.add(untouched)))
    claimed = store.run_now(lambda work: work.agenda.claim(NOW, limit=9, lease_seconds=60))
    become(store)
    finished = {one.subject: store.run_now(lambda work, one=one: work.agenda.finish(one)) for one in claimed}
    assert finished == {"key": False, "b": True}
    [again] = store.run_now(lambda work: work.agenda.claim(NOW, limit=9, lease_seconds=60))
    assert isinstance(again.event, SuggestionMatured)
    assert (again.event.suggestion.recipient, again.due) == (NEW, NOW)


def sent(store, to: PersonId, code: str = "K7F3"):
    code, message = CaseCode(code), offer(CaseCode(code), 1, Urgency.ROUTINE)
    store.run_now(lambda work: work.outbox.tell(to, message, case=code, name="offer:1", receipt=1))
    [parcel] = store.run_now(lambda work: work.outbox.claim(limit=9, lease_seconds=60))
    store.run_now(lambda work: work.outbox.sent(parcel, "message 7"))


@pytest.mark.parametrize("days", [0, 1])
def test_what_was_sent_is_replaced_and_withdrawn_where_it_was_sent(store, real_clock, days):
    """Also when the night has passed, and the rows are indexed anew."""
    store.run_now(lambda work: work.cases.save(a_case("K7F3", BEN)))
    sent(store, OLD)
    become(store)
    real_clock.seconds += DAY * days
    code = CaseCode("K7F3")
    store.run_now(lambda work: work.outbox.replace(NEW, offer_gone(), case=code, name="offer:1"))
    [parcel] = store.run_now(lambda work: work.outbox.claim(limit=9, lease_seconds=60))
    assert (parcel.to, parcel.kind, parcel.reference) == (Address.parse(OLD), "replace", "message 7")
    store.run_now(lambda work: work.outbox.sent(parcel, "message 7"))
    store.run_now(lambda work: work.outbox.withdraw(NEW, case=code))
    [parcel] = store.run_now(lambda work: work.outbox.claim(limit=9, lease_seconds=60))
    assert (parcel.to, parcel.kind, parcel.reference) == (Address.parse(OLD), "withdraw", "message 7")


def test_a_message_on_its_way_goes_where_it_was_written_for_and_is_found_afterwards(store):
    code = CaseCode("K7F3")
    store.run_now(lambda work: work.cases.save(a_case(code, BEN)))
    message = offer(code, 1, Urgency.ROUTINE)
    store.run_now(lambda work: work.outbox.tell(OLD, message, case=code, name="offer:1", receipt=1))
    [parcel] = store.run_now(lambda work: work.outbox.claim(limit=9, lease_seconds=60))
    become(store)
    assert store.run_now(lambda work: work.outbox.sent(parcel, "message 8"))
    store.run_now(lambda work: work.outbox.withdraw(NEW, case=code))
    [gone] = store.run_now(lambda work: work.outbox.claim(limit=9, lease_seconds=60))
    assert (gone.to, gone.reference) == (Address.parse(OLD), "message 8")


def test_addresses_resolve_in_one_step_however_often_they_were_linked(store):
    third = PersonId("slack:T2/U9")
    become(store, third, OLD)
    become(store)
    resolved = store.read_now(lambda work: work.people.canonical_of((third, OLD, NEW, BEN)))
    assert resolved == {third: NEW, OLD: NEW, NEW: NEW, BEN: BEN}
    assert {str(one) for one in store.read_now(lambda work: work.people.linked(NEW))} == {third, OLD}
    become(store, NEW, third)
    resolved = store.read_now(lambda work: work.people.canonical_of((third, OLD, NEW)))
    assert set(resolved.values()) == {third}


def test_an_address_of_somebody_else_is_not_taken_from_them(store):
    become(store, OLD, NEW)
    become(store, OLD, BEN)
    assert store.read_now(lambda work: work.people.canonical(Address.parse(OLD))) == NEW


def test_parted_it_is_a_stranger_and_everything_stays(store):
    store.run_now(lambda work: work.cases.save(a_case("K7F3", OLD)))
    become(store)
    store.run_now(lambda work: work.people.unlink(Address.parse(OLD), NOW))
    assert store.read_now(lambda work: work.people.canonical(Address.parse(OLD))) == OLD
    assert store.read_now(lambda work: work.cases.open_of(NEW)) is not None


def part(store, address: PersonId = OLD):
    store.run_now(lambda work: parting.part(work, address, NOW))


def test_what_protects_them_holds_at_the_address_that_was_theirs(store):
    """Their opt-out, the rest after a no, whoever avoids them, and cases that they must not be asked about."""
    until = NOW + timedelta(days=20)
    become(store)
    mine = a_case("K7F3", BEN, not_these=frozenset({NEW}), supporter=CLEO, step=Step.ACCEPTED)
    other = a_member(BEN, supporter=Supporter(avoid=frozenset({NEW})))
    said = Suggestion(recipient=CLEO, referrer=NEW, origin=Origin.COLLEAGUE, made_at=NOW, not_these=frozenset({NEW}))
    entry = Remind(subject="key", name="matures", event=SuggestionMatured(suggestion=said), at=NOW)
    for put in (
        lambda work: work.people.save(Person(person=NEW, opted_out=True, rests_until=until)),
        lambda work: work.cases.save(mine),
        lambda work: work.cases.save(a_case("W9XB", NEW)),
        lambda work: work.roster.save(other),
        lambda work: work.agenda.add(entry),
    ):
        store.run_now(put)
    part(store)
    for address in (OLD, NEW):
        kept = store.read_now(lambda work, address=address: work.people.get(address))
        assert (kept.opted_out, kept.rests_until) == (True, until)
    cases = {one.code: one.not_these for one in store.read_now(lambda work: work.cases.all())}
    assert cases == {"K7F3": {OLD, NEW}, "W9XB": {OLD}}
    [ben] = store.read_now(lambda work: work.roster.everybody())
    assert ben.supporter is not None
    assert ben.supporter.avoid == {OLD, NEW}
    sealed, over = store.read_now(lambda work: [*work.agenda.named("matures"), *work.agenda.named("later")])
    assert sealed.event.suggestion.not_these == {OLD, NEW}
    assert (over.event.by, over.at) == (OLD, until)


def test_parting_an_address_that_is_nobody_elses_changes_nothing(store):
    store.run_now(lambda work: work.people.save(Person(person=NEW, opted_out=True)))
    part(store)
    assert not store.read_now(lambda work: work.people.get(OLD)).opted_out


def test_a_disclosure_names_every_linked_address(store):
    become(store)

    def found(work: SqlUnitOfWork) -> list[Any]:
        return [one for one in findings(NEW, holdings(work, NEW)) if one.what == "linked addresses"]

    [one] = store.read_now(found)
    assert {value for _, value in one.told} == {OLD, NEW}


def test_no_row_tells_who_was_linked(store):
    become(store)
    [contents] = [one for one in store.read_now(lambda work: work.inspection.tables()) if one.name == "addresses"]
    told = b"".join(value for row in contents.rows for value in row if isinstance(value, bytes))
    assert not [one for one in (b"slack", b"teams", OLD.encode(), NEW.encode(), ANA.encode()) if one in told]


def test_two_places_in_one_session_become_one(store):
    """Somebody signed up under either address; and has a place in another session, too."""
    for number, (one, meeting) in enumerate(((OLD, "a"), (NEW, "a"), (NEW, "b"), (BEN, "a"))):
        begins = NOW + timedelta(days=3)
        held = PlaceHeld(person=one, key=f"{number}", session=meeting, begins=begins, zone="UTC")
        entry = Remind(subject=f"place:{number}", name=PLACE, event=held, at=begins)
        store.run_now(lambda work, entry=entry: work.agenda.add(entry))
    become(store)
    kept = [(one.event.person, one.event.session) for one in store.read_now(lambda work: work.agenda.named(PLACE))]
    assert sorted(kept) == sorted([(NEW, "a"), (NEW, "b"), (BEN, "a")])
