"""After contact: plans, check-ins that are due, late, skipped and counted, and the end that comes by itself."""

from __future__ import annotations

import pytest

from bot.conversation.effects import Tell
from bot.domain.case import CheckInState, Closing, Step
from bot.domain.hours import local
from tests.engine.world import CARL, SAM, clinic

PLANS = [("light", (7, 30)), ("standard", (3, 14, 42, 90)), ("long", (7, 30, 90, 180))]


def connected():
    world = clinic()
    world.accepted()
    world.presses(SAM, "contact")
    return world


def planned(plan="light"):
    world = connected()
    world.presses(SAM, "plan_send", plan=plan)
    return world


def states(world):
    return [one.state for one in world.case.check_ins]


def test_21_days_without_a_plan_the_supporter_is_asked_and_at_45_the_case_ends():
    """Nothing is kept because it was forgotten."""
    world = connected()
    world.passes(days=21)
    assert (world.step, world.kinds(SAM)[-1]) == (Step.CONNECTED, "plan_due")
    world.passes(days=23, hours=23)
    assert world.step is Step.CONNECTED
    world.passes(hours=1)
    assert (world.step, world.case.closing) == (Step.CLOSED, Closing.COMPLETED)


@pytest.mark.parametrize(("plan", "days"), PLANS)
def test_a_plans_days_count_from_contact(plan, days):
    world = planned(plan)
    contact = local(world.case.contacted_at or world.now, "America/New_York").date()
    due = [local(one.due, "America/New_York") for one in world.case.check_ins]
    assert [(one.date() - contact).days for one in due] == list(days)
    assert {one.hour for one in due} == {9}


def test_no_plan_closes_the_case():
    world = connected()
    world.presses(SAM, "plan_send", plan="none")
    assert (world.step, world.case.closing) == (Step.CLOSED, Closing.COMPLETED)


def test_a_plan_whose_days_have_gone_by_counts_from_today():
    """Choosing to stay in touch never closes a case."""
    world = connected()
    world.passes(days=40)
    world.presses(SAM, "plan_send", plan="light")
    assert (world.step, len(world.case.check_ins)) == (Step.FOLLOW_UP, 2)


def test_the_day_of_a_check_in_the_supporter_is_reminded():
    world = planned()
    world.passes(days=7)
    assert (world.kinds(SAM)[-1], world.hour(SAM, world.outbox[-1].at)) == ("check_in_due", 9)


def test_48_hours_later_they_are_asked_and_after_7_days_it_is_skipped_and_counted():
    world = planned()
    world.passes(days=9)
    assert world.kinds(SAM)[-1] == "check_in_overdue"
    world.passes(days=5)
    assert (states(world), world.step) == ([CheckInState.SKIPPED, CheckInState.PLANNED], Step.FOLLOW_UP)


def test_a_check_in_that_was_done_leads_to_the_next():
    world = planned()
    world.passes(days=7)
    world.presses(SAM, "check_in")
    assert (states(world), world.next_step.due) == (
        [CheckInState.DONE, CheckInState.PLANNED],
        world.case.check_ins[1].due,
    )


def test_the_last_check_in_closes_the_case():
    world = planned()
    for _ in range(2):
        world.presses(SAM, "check_in")
    assert (world.step, world.case.closing) == (Step.CLOSED, Closing.COMPLETED)


def test_the_last_one_skipped_closes_the_case_too():
    world = planned()
    world.passes(days=38)
    assert (world.step, states(world)) == (Step.CLOSED, [CheckInState.SKIPPED] * 2)


def test_a_check_in_pressed_twice_counts_once():
    world = planned()
    turn = world.case.turn
    for _ in range(2):
        world.presses(SAM, "check_in", turn=turn)
    assert states(world) == [CheckInState.DONE, CheckInState.PLANNED]


def test_moving_the_plan_keeps_what_was_done():
    world = planned()
    world.passes(days=7)
    world.presses(SAM, "check_in")
    world.presses(SAM, "plan_send", plan="standard")
    numbers = [one.number for one in world.case.check_ins]
    assert (states(world)[0], numbers, len(numbers)) == (CheckInState.DONE, [1, 2, 3, 4], 4)


def test_a_suggestion_in_follow_up_asks_to_get_in_touch_afresh():
    world = planned()
    world.suggests(CARL)
    assert (world.step, world.kinds(SAM)[-1]) == (Step.FOLLOW_UP, "afresh")


@pytest.mark.parametrize("plan", ["light", "standard", "long"])
def test_every_nudge_of_a_follow_up_keeps_quiet_hours(plan):
    """A contact made at night does not make reminders at night."""
    world = clinic()
    world.accepted()
    world.passes(hours=15)
    world.presses(SAM, "contact")
    world.presses(SAM, "plan_send", plan=plan)
    world.passes(days=250)
    told = [one.at for one in world.outbox if isinstance(one.effect, Tell)]
    assert (world.cases, len(told) > 4) == ({}, True)
    assert all(7 <= world.hour(SAM, at) < 21 for at in told)


def test_a_supporter_may_stop_at_any_time():
    world = planned()
    world.passes(days=1)
    world.presses(SAM, "close_send", closing="referred_on")
    assert (world.step, world.case.closing) == (Step.CLOSED, Closing.REFERRED_ON)
