"""A legal hold: two people set it, two lift it, it stops the purge and nothing else, and nobody hides it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.conversation.views import oversight
from bot.domain.audit import Kind
from bot.domain.case import HoldReason, Origin, Step
from bot.domain.people import Role
from bot.ui import Action, FieldErrors, Submitted
from tests.engine.test_privacy import erases, said
from tests.engine.world import CARL, CLEO, DAN, DORA, OLGA, RITA, SAM, SUE, clinic


def asked(by=CLEO, reason="court", **about):
    world = clinic()
    world.asks(**about)
    world.presses(by, "hold_send", reason=reason)
    return world


def held(closed=True):
    world = asked()
    world.presses(DORA, "hold_confirm")
    if closed:
        world.presses(RITA, "withdraw")
    return world


def test_one_asks_with_a_reason_and_somebody_else_confirms():
    world = asked()
    assert world.case.hold is not None
    assert (world.case.hold.reason, world.case.is_held) == (HoldReason.COURT, False)
    assert "Somebody else has to confirm" in said(world.presses(CLEO, "hold_confirm"))
    assert not world.case.is_held
    world.presses(DAN, "hold_confirm")
    assert world.case.is_held


def test_without_a_reason_of_the_list_there_is_none():
    world = clinic()
    world.asks()
    assert isinstance(world.presses(CLEO, "hold_send", reason="because"), FieldErrors)
    assert world.case.hold is None


@pytest.mark.parametrize("person", [RITA, CARL, SAM, SUE, OLGA])
@pytest.mark.parametrize("name", ["hold_send", "hold_confirm", "hold_lift"])
def test_nobody_else_sets_or_lifts_one(person, name):
    world = asked()
    before = world.case
    world.presses(person, name, reason="court")
    assert world.case == before


def test_nobody_holds_their_own_case():
    world = clinic()
    world.asks(CLEO)
    world.presses(CLEO, "hold_send", reason="court")
    assert world.case.hold is None
    assert world.presses(CLEO, "holds").form.fields == ()


def test_a_held_case_is_not_purged_and_still_has_a_next_step():
    world = held()
    world.passes(days=60)
    assert world.step is Step.CLOSED
    assert world.now < world.next_step.due <= world.now + timedelta(days=1)


def test_one_that_nobody_confirmed_stops_nothing():
    world = asked()
    world.presses(RITA, "withdraw")
    world.passes(days=14)
    assert world.cases == {}


def test_two_lift_it_and_what_was_due_is_purged_at_once():
    world = held()
    world.passes(days=20)
    world.presses(DAN, "hold_lift")
    world.presses(DAN, "hold_lift")
    assert world.case.is_held
    world.presses(CLEO, "hold_lift")
    assert world.cases == {}


def test_lifted_in_time_it_is_purged_on_its_day():
    world = held()
    for one in (DAN, CLEO):
        world.presses(one, "hold_lift")
    world.passes(days=13, hours=23)
    assert world.step is Step.CLOSED
    world.passes(hours=1)
    assert world.cases == {}


def test_what_was_only_asked_for_one_drops():
    world = asked()
    world.presses(DAN, "hold_lift")
    assert world.case.hold is None


def test_an_erasure_waits_for_it_and_says_so():
    world = held(closed=False)
    reply = erases(world)
    assert (world.step, world.case.is_held) == (Step.CLOSED, True)
    assert "can't be erased before the hold is lifted" in said(reply)
    for one in (DAN, CLEO):
        world.presses(one, "hold_lift")
    assert world.cases == {}


def test_the_recipient_reads_that_it_is_held_and_why():
    world = asked()
    assert "Somebody asked on" in said(world.presses(RITA, "about"))
    world.presses(DORA, "hold_confirm")
    read = said(world.presses(RITA, "about"))
    assert "A legal hold keeps it since" in read
    assert "A lawsuit" in read
    assert not [one for one in (CLEO, DORA) if one in read]


def test_a_case_that_the_recipient_does_not_know_of_is_not_betrayed_by_its_hold():
    world = clinic()
    world.suggests()
    for one, name in ((CLEO, "hold_send"), (DAN, "hold_confirm")):
        world.presses(one, name, reason="court")
    assert world.case.origin is Origin.COLLEAGUE
    assert said(erases(world)) == said(erases(clinic(), OLGA))


def test_it_shows_on_the_desk_and_on_the_list_by_code():
    world = held()
    code = world.case.code
    assert code in said(world.presses(DAN, "desk"))
    for one in (CLEO, DAN, DORA):
        assert code in said(world.presses(one, "holds"))
    assert RITA not in said(world.presses(DORA, "holds"))


def test_a_case_to_hold_is_chosen_by_its_code():
    world = clinic()
    world.asks()
    form = Submitted(Action("hold"), (("case", (world.case.code,)),))
    assert world.sends(DORA, form).form == oversight.hold_form(world.case)
    assert isinstance(world.sends(DORA, Submitted(Action("hold"), ())), FieldErrors)


def test_each_of_it_is_on_record():
    world = held()
    for one in (DAN, CLEO):
        world.presses(one, "hold_lift")
    found = [(one.by, one.role, one.reason) for one in world.records if one.kind is Kind.HOLD]
    assert found == [
        (CLEO, Role.COORDINATOR, "asked_court"),
        (DORA, Role.DIRECTOR, "confirmed"),
        (DAN, Role.DEPUTY, "lift_asked"),
        (CLEO, Role.COORDINATOR, "lifted"),
    ]
