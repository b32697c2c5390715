"""Later, with a date: nobody gets in touch before, and on that day it goes on where it was."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.conversation.events.pausing import PauseOver
from bot.domain.case import OfferState, Step
from bot.ui import FieldErrors
from tests.engine.world import CARL, CLEO, RITA, SAM, SUE, clinic, peer


def taken(*deeds, by=CARL):
    world = clinic(peer(SAM), peer(SUE))
    world.accepted(SAM, by=by)
    for deed in deeds:
        world.presses(SAM, deed, plan="standard")
    return world


def later(world, days=10):
    return (world.now + timedelta(days=days)).date().isoformat()


DEEDS = {
    Step.ACCEPTED: (),
    Step.OUTREACH: ("attempt",),
    Step.CONNECTED: ("contact",),
    Step.FOLLOW_UP: ("contact", "plan_send"),
}


@pytest.mark.parametrize("by", [RITA, SAM])
@pytest.mark.parametrize("before", DEEDS)
def test_on_that_day_it_goes_on_where_it_was(before, by):
    world = taken(*DEEDS[before])
    world.presses(by, "pause_send", until=later(world))
    assert (world.step, world.case.paused_from) == (Step.PAUSED, before)
    world.passes(days=9, hours=23, minutes=30)
    assert (world.step, world.case.supporter, world.kinds(SAM)[-1]) == (before, SAM, "resumed")


def test_before_acceptance_nobody_is_asked_until_that_day():
    world = clinic(peer(SAM), peer(SUE))
    world.asks()
    world.presses(RITA, "pause_send", until=later(world))
    assert [one.state for one in world.case.offers] == [OfferState.GONE]
    asked = [one for one in world.outbox if "offer" in str(one.effect.name)]
    world.passes(days=9)
    assert [one for one in world.outbox if "offer" in str(one.effect.name)] == asked
    world.passes(days=1)
    assert world.step is Step.OFFERED


@pytest.mark.parametrize("by", [RITA, SAM])
def test_it_can_go_on_earlier(by):
    world = taken("contact")
    world.presses(by, "pause_send", until=later(world))
    world.presses(by, "resume")
    assert (world.step, world.kinds(SAM)[-1]) == (Step.CONNECTED, "resumed")


def test_a_request_of_their_own_ends_the_pause():
    world = taken("contact")
    world.presses(RITA, "pause_send", until=later(world))
    world.asks()
    assert (world.step, world.case.supporter) == (Step.CONNECTED, SAM)


def test_a_colleagues_suggestion_does_not():
    """Later means later: only the recipient can change it."""
    world = taken("contact")
    world.presses(RITA, "pause_send", until=later(world))
    world.suggests(CLEO)
    assert (world.step, world.kinds(SAM)[-1]) == (Step.PAUSED, "paused")


def test_nothing_comes_due_meanwhile_and_the_supporter_reads_it_once():
    world = taken()
    before = len(world.outbox)
    world.presses(RITA, "pause_send", until=later(world, 80))
    world.passes(days=79)
    assert world.kinds(SAM)[-1] == "paused"
    assert len(world.outbox) == before + 1


@pytest.mark.parametrize("days", [-3, 0, 91])
def test_the_day_lies_in_the_next_ninety(days):
    world = taken()
    assert isinstance(world.presses(RITA, "pause_send", until=later(world, days)), FieldErrors)
    assert world.step is Step.ACCEPTED


def test_a_supporter_who_hands_back_meanwhile_is_replaced_on_that_day():
    world = taken()
    world.presses(RITA, "pause_send", until=later(world))
    world.presses(SAM, "hand_back_send")
    assert (world.step, world.case.supporter) == (Step.PAUSED, None)
    world.passes(days=10)
    assert (world.step, world.case.offers[-1].supporter) == (Step.OFFERED, SUE)


def test_the_referred_recipient_is_never_written_to():
    world = taken("contact")
    world.presses(SAM, "pause_send", until=later(world))
    world.passes(days=30)
    assert world.kinds(RITA) == []


def test_a_pause_that_is_over_at_night_ends_in_the_morning():
    """Found by the deep proof: the process was away, and the day came at an hour when nobody may be written to."""
    world = taken("contact")
    world.presses(RITA, "pause_send", until=later(world))
    code = world.case.code
    world.now = world.now.replace(hour=6) + timedelta(days=20)
    world.happens(PauseOver(), code)
    assert world.step is Step.PAUSED
    assert world.hour(SAM, world.next_step.due) >= 7
