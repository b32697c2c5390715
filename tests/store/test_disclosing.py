"""A disclosure in the database: asked for, approved by somebody else, printed once, each of it on record."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.app.administration.oversight import LAPSES, request_disclosure
from bot.conversation.events.oversight import DisclosureReason
from bot.conversation.flows.oversight import DISCLOSURE
from bot.domain.audit import Kind, policy_text, role_changes
from bot.domain.people import PersonId, Role
from bot.domain.policy import Limits, Policy
from tests.store.examples import a_case, a_member

NOW = datetime(2026, 8, 3, 14, 0, tzinfo=UTC)
RITA = PersonId("web:rita")


def asks(store, now=NOW, person=RITA, reason=DisclosureReason.COURT):
    return store.run_now(lambda work: request_disclosure(work, person, reason, at=(now, Policy())))


def approves(store):
    def say_yes(work):
        [entry] = work.agenda.named(DISCLOSURE)
        work.agenda.add(replace(entry, event=replace(entry.event, approved=True)))

    store.run_now(say_yes)


def recorded(store):
    entries = store.read_now(lambda work: work.audit.entries())
    return [one.reason for one in entries if one.kind == Kind.DISCLOSURE]


def test_nothing_is_printed_before_somebody_else_said_yes(store):
    store.run_now(lambda work: work.cases.save(a_case(recipient=RITA)))
    first, second = asks(store), asks(store)
    assert (first.new, second.new, first.key) == (True, False, second.key)
    assert first.found == second.found == ()
    approves(store)
    printed = asks(store)
    assert [one.what for one in printed.found] == [f"case {a_case().code}, as recipient"]
    assert recorded(store) == ["asked_court", "printed"]
    assert asks(store).new


def test_a_yes_counts_for_one_person_and_one_reason_only(store):
    asks(store)
    approves(store)
    assert asks(store, reason=DisclosureReason.PERSON).new
    assert asks(store, person=PersonId("web:olga")).new


def test_a_request_lapses_after_a_week_also_when_it_was_approved(store):
    first = asks(store)
    approves(store)
    later = asks(store, now=NOW + LAPSES)
    assert later.new
    assert later.key != first.key
    assert not later.found


def test_its_own_request_is_no_part_of_what_is_printed(store):
    asks(store)
    approves(store)
    assert asks(store).found == ()


def test_a_request_is_sealed(store):
    asks(store)
    rows = store.read_now(lambda work: work.inspection.tables())
    assert "rita" not in repr(rows)


def test_roles_that_are_given_and_taken_are_on_record():
    before = [a_member("web:ana", Role.SUPPORTER), a_member("web:ben", Role.COORDINATOR)]
    after = [a_member("web:ana", Role.SUPPORTER, Role.DIRECTOR), a_member("web:ben", Role.COORDINATOR, active=False)]
    found = role_changes(before, after, date(2026, 8, 3))
    assert [(one.by, one.reason) for one in found] == [("web:ana", "director_given"), ("web:ben", "coordinator_taken")]
    assert role_changes(after, after, date(2026, 8, 3)) == ()


def test_a_policys_fingerprint_changes_with_any_setting_and_with_nothing_else(store):
    def mark(policy):
        return store.read_now(lambda work: work.audit.fingerprint(policy_text(policy)))

    assert mark(Policy()) == mark(Policy())
    assert mark(Policy()) != mark(Policy(limits=Limits(rest=timedelta(days=8))))
