"""How a case ends and what of it stays: nothing, fourteen days later."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.conversation.effects import Decision, Withdraw
from bot.conversation.events.ending import CaseClosed, RequestWithdrawn
from bot.domain.case import Category, Closing, OfferState, Step
from tests.engine.world import CARL, CLEO, DAN, DORA, OLGA, RITA, SAM, START, SUE, clinic, peer


def withdrawn():
    world = clinic()
    world.accepted()
    world.presses(RITA, "withdraw")
    return world


def test_closed_for_fourteen_days_then_nothing_is_left():
    """No case, no timer: nothing of it stays."""
    world = withdrawn()
    world.passes(days=13, hours=23)
    assert world.step is Step.CLOSED
    world.passes(hours=1)
    assert (world.cases, world.agenda) == ({}, [])


def test_exclusions_and_the_referrer_are_forgotten_at_closing():
    world = clinic()
    world.suggests(category=Category.LITIGATION, not_these=frozenset({SUE}))
    world.presses(RITA, "withdraw")
    case = world.case
    assert (case.referrer, case.not_these, case.category) == (None, frozenset(), Category.UNSAID)


@pytest.mark.parametrize("deeds", [(), ("take",), ("take", "attempt"), ("take", "contact")])
def test_the_recipient_ends_it_from_any_open_step(deeds):
    world = clinic()
    world.asks()
    for deed in deeds:
        world.presses(SAM, deed)
    world.presses(RITA, "withdraw")
    assert (world.step, world.case.closing) == (Step.CLOSED, Closing.WITHDRAWN)


@pytest.mark.parametrize("person", [CARL, SUE, CLEO, SAM])
def test_nobody_else_withdraws_it(person):
    world = clinic()
    world.accepted()
    assert world.happens(RequestWithdrawn(by=person), world.case.code) == Decision()


@pytest.mark.parametrize("person", [DORA, CARL, OLGA, SUE])
def test_only_supporter_coordinator_and_deputy_close(person):
    world = clinic(peer(SAM), peer(SUE))
    world.accepted()
    event = CaseClosed(by=person, turn=world.case.turn, closing=Closing.COMPLETED)
    assert world.happens(event, world.case.code) == Decision()


def test_open_offers_are_gone_when_a_case_ends():
    world = clinic()
    world.suggests()
    world.presses(RITA, "withdraw")
    assert (world.case.offers[0].state, world.shown(SAM, "offer:1")) == (OfferState.GONE, "offer_gone")


def test_the_supporter_hears_when_a_case_ends_without_them():
    world = withdrawn()
    assert world.kinds(SAM)[-1] == "ended"


@pytest.mark.parametrize("person", [CLEO, DAN])
def test_also_when_the_coordinator_closes_it(person):
    world = clinic()
    world.accepted()
    world.presses(person, "close_send", closing="redirected")
    assert (world.case.closing, world.kinds(SAM)[-1]) == (Closing.REDIRECTED, "ended")


def test_nobody_is_told_at_night_that_a_case_ended():
    """Quiet hours hold for every nudge: the recipient may end it at 3 a.m., the supporter reads it at 7."""
    world = clinic()
    world.accepted()
    world.passes(until=START + timedelta(hours=17))
    world.presses(RITA, "withdraw")
    assert world.kinds(SAM) == ["offer"]
    world.passes(hours=5)
    assert (world.kinds(SAM), world.hour(SAM, world.outbox[-1].at)) == (["offer", "ended"], 7)


def test_who_closed_it_is_not_told():
    world = clinic()
    world.accepted()
    world.presses(SAM, "decline")
    world.passes(days=1)
    assert world.kinds(SAM) == ["offer"]


def test_the_bots_own_messages_about_a_case_are_withdrawn_at_closing():
    """Replaced by a constant or deleted: no message with a button of the case stays."""
    world = withdrawn()
    gone = {one.effect.to for one in world.outbox if isinstance(one.effect, Withdraw)}
    assert {SAM, CLEO, DAN, DORA} <= gone


def test_no_timer_survives_closing_but_the_purge():
    world = withdrawn()
    assert [one.name for one in world.agenda] == ["next_step"]


def test_closing_twice_changes_nothing():
    world = withdrawn()
    before = world.case
    world.presses(RITA, "withdraw")
    world.presses(SAM, "decline")
    world.presses(CLEO, "close_send", closing="completed")
    assert world.case == before
