"""The urgent lane: off unless a rota exists; then several are asked at once, at any hour, and the clocks are short."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.case import Step, Urgency
from bot.domain.hours import Leave, local
from tests.engine.roster import urgently
from tests.engine.world import CARL, CLEO, DAN, LEO, RITA, SAM, START, SUE, clinic, peer

NIGHT = START + timedelta(hours=13)  # 23:00


def hurried(*on_call, at=NIGHT):
    world = clinic(peer(SAM), peer(SUE), peer(LEO))
    world.policy = urgently(*on_call)
    world.passes(until=at)
    world.suggests(urgency=Urgency.URGENT, wait=False)
    world.passes()
    return world


def asked(world):
    return {one.supporter for one in world.case.offers}


def test_while_the_lane_is_off_nothing_is_urgent():
    """A drafted urgency is ignored."""
    world = clinic()
    world.suggests(urgency=Urgency.URGENT)
    assert (world.case.urgency, world.kinds(SAM)) == (Urgency.ROUTINE, ["offer"])


def test_two_on_call_are_asked_side_by_side_at_night():
    world = hurried(SAM, SUE)
    assert (asked(world), world.kinds(SAM), world.kinds(SUE)) == ({SAM, SUE}, ["offer_urgent"], ["offer_urgent"])


def test_taking_one_turns_the_other_copy():
    world = hurried(SAM, SUE)
    world.presses(SAM, "take")
    [other] = [one.number for one in world.case.offers if one.supporter == SUE]
    assert (world.case.supporter, world.shown(SUE, f"offer:{other}")) == (SAM, "offer_gone")


def test_somebody_on_leave_is_not_on_call():
    world = clinic(peer(SAM), peer(SUE))
    world.policy = urgently(SAM, SUE)
    day = local(NIGHT, "America/New_York").date()
    world.adjusts(SUE, leave=(Leave(day, day),))
    world.passes(until=NIGHT)
    world.suggests(urgency=Urgency.URGENT, wait=False)
    world.passes()
    assert asked(world) == {SAM}


def test_after_ten_minutes_without_an_answer_the_next_are_asked():
    world = hurried(SAM, SUE, LEO)
    first = asked(world)
    world.passes(minutes=9)
    assert asked(world) == first
    world.passes(minutes=2)
    assert asked(world) == {SAM, SUE, LEO}


def test_a_pass_asks_the_next_at_once():
    world = hurried(SAM, SUE, LEO)
    first = world.case.offers[0].supporter
    world.presses(first, "pass")
    world.passes()
    assert asked(world) == {SAM, SUE, LEO}


def test_after_twenty_minutes_the_coordinator_is_told_at_any_hour():
    world = hurried(SAM, SUE, LEO)
    world.passes(minutes=19)
    assert world.kinds(CLEO) == []
    world.passes(minutes=1)
    assert world.kinds(CLEO) == ["needs_you"]
    world.passes(minutes=10)
    assert world.kinds(DAN) == ["needs_you_still"]
    world.presses(SAM, "take")
    assert world.case.supporter == SAM


def test_nobody_on_call_and_nobody_free_goes_to_the_coordinator_at_once():
    world = hurried()
    assert (world.step, world.kinds(CLEO)) == (Step.NEEDS_COORDINATOR, ["needs_you"])


def test_the_first_attempt_is_asked_after_two_hours():
    world = hurried(SAM)
    world.presses(SAM, "take")
    world.passes(hours=2)
    assert world.kinds(SAM)[-1] == "attempt_due"
    world.passes(hours=2)
    assert (world.kinds(SAM)[-1], world.kinds(CLEO)) == ("attempt_escalated", ["stalled"])


def test_a_case_that_becomes_urgent_asks_those_on_call_at_once():
    """Who was asked before keeps their offer."""
    world = clinic(peer(SAM), peer(SUE))
    world.policy = urgently(SUE)
    world.adjusts(SUE, cap_open=2)
    world.suggests(CARL)
    before = asked(world)
    world.asks(urgency=Urgency.URGENT)
    assert (world.case.urgency, asked(world) | before) == (Urgency.URGENT, {SAM, SUE})
    assert world.case.match_by == world.now + timedelta(minutes=30)


@pytest.mark.parametrize("enabled", [True, False])
def test_now_please_is_asked_only_where_there_is_a_lane(enabled):
    world = clinic()
    world.policy = urgently(SAM) if enabled else world.policy
    for name in ("suggest", "ask"):
        form = world.presses(RITA, name).form
        assert ("when" in {one.name for one in form.fields}) is enabled
