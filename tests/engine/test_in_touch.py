"""Nothing is kept because it was forgotten: every ninety days "still in touch?", and a week for an answer."""

from __future__ import annotations

import pytest

from bot.conversation.engine import IN_TOUCH
from bot.domain.case import Category, CheckInState, Closing, Step
from bot.domain.policy import Plan
from bot.ui import FieldErrors
from tests.engine.world import CARL, RITA, SAM, SUE, clinic, peer


def taken(*deeds, plan="standard", by=CARL, **about):
    world = clinic(peer(SAM))
    world.suggests(by, **about)
    world.passes()
    for deed in ("take", *deeds):
        world.presses(SAM, deed, plan=plan)
    return world


def timers(world):
    return [one for one in world.agenda if one.name == IN_TOUCH]


def test_after_ninety_days_without_a_sign_the_supporter_is_asked():
    world = taken()
    world.passes(days=89)
    assert "in_touch" not in world.kinds(SAM)
    world.passes(days=2)
    assert (world.kinds(SAM).count("in_touch"), world.step) == (1, Step.ACCEPTED)


def test_without_an_answer_it_closes_in_a_week():
    world = taken()
    world.passes(days=90)
    world.passes(days=8)
    assert (world.step, world.case.closing) == (Step.CLOSED, Closing.UNMATCHED)


def test_one_tap_keeps_it():
    world = taken()
    world.passes(days=91)
    world.presses(SAM, "in_touch")
    world.passes(days=80)
    assert world.case.is_open
    assert world.kinds(SAM).count("in_touch") == 1


def test_anything_that_the_supporter_does_puts_it_off():
    world = taken()
    world.passes(days=60)
    world.presses(SAM, "attempt")
    world.passes(days=60)
    assert "in_touch" not in world.kinds(SAM)


@pytest.mark.parametrize("deeds", [("hand_back_send",), ("decline",)])
def test_it_stands_beside_the_next_step_only_while_somebody_has_the_case(deeds):
    world = taken()
    assert len(timers(world)) == 1
    for deed in deeds:
        world.presses(SAM, deed)
    assert timers(world) == []


def test_a_check_in_that_is_near_asks_the_same():
    """Not two questions in one morning."""
    world = taken("contact", "plan_send", plan="long")
    for days in (7, 23, 60):
        world.passes(days=days, hours=1)
        world.presses(SAM, "check_in")
    world.passes(days=91)
    assert (world.kinds(SAM)[-1], world.kinds(SAM).count("in_touch")) == ("check_in_due", 0)


def test_the_long_plan_goes_on_every_ninety_days_while_it_is_renewed():
    world = taken("contact", "plan_send", plan="long")
    for days in (8, 24, 61, 91, 91, 91):
        world.passes(days=days)
        world.presses(SAM, "check_in")
    done = [one for one in world.case.check_ins if one.state is CheckInState.DONE]
    assert (world.step, len(done)) == (Step.FOLLOW_UP, 6)
    world.passes(days=100)
    assert world.case.closing is Closing.COMPLETED


def test_a_check_in_can_be_moved():
    world = taken("contact", "plan_send")
    day = world.now.date().replace(month=7, day=20)
    world.presses(SAM, "move_send", day=day.isoformat())
    assert day in {one.due.date() for one in world.case.check_ins}


def test_moved_to_the_past_it_stays():
    world = taken("contact", "plan_send")
    before = world.case
    assert isinstance(world.presses(SAM, "move_send", day="2026-05-30"), FieldErrors)
    assert world.case == before


def test_the_plan_none_stops_the_check_ins():
    world = taken("contact", "plan_send")
    world.presses(SAM, "plan_send", plan="none")
    assert world.case.closing is Closing.COMPLETED


SUGGESTED = [
    (RITA, Category.PATIENT_DEATH, Plan.STANDARD),
    (RITA, Category.LITIGATION, Plan.LONG),
    (RITA, Category.COMPLAINT, Plan.LONG),
    (RITA, Category.BURNOUT, Plan.LIGHT),
    (CARL, Category.LITIGATION, Plan.LIGHT),
]


@pytest.mark.parametrize(("by", "category", "plan"), SUGGESTED)
def test_the_recipients_own_category_suggests_a_plan(by, category, plan):
    """A colleague's guess suggests nothing."""
    world = taken("contact", by=by, category=category)
    assert world.presses(SAM, "plan").form.fields[0].value == plan.value
    assert SUE not in world.members
