"""Another supporter, a supporter or a recipient who leaves: nobody is left alone, nobody is asked twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.conversation.events.availability import HoursChanged, MemberLeft, SupporterLeft
from bot.conversation.events.ending import RecipientLeft
from bot.domain.case import Closing, Step
from bot.domain.hours import Leave
from tests.engine.world import CARL, CLEO, LEO, RITA, SAM, SUE, clinic, peer


def taken(*deeds):
    world = clinic(peer(SAM), peer(SUE))
    world.accepted(SAM)
    for deed in deeds:
        world.presses(SAM, deed, plan="standard")
    return world


@pytest.mark.parametrize("deeds", [(), ("attempt",), ("contact",), ("contact", "plan_send")])
def test_the_recipient_can_ask_for_another_supporter(deeds):
    world = taken(*deeds)
    world.presses(RITA, "another_send")
    assert (world.step, world.case.supporter, world.case.offers[-1].supporter) == (Step.OFFERED, None, SUE)
    assert SAM in world.case.not_these


def test_the_former_supporter_reads_that_it_ended_in_the_morning():
    world = taken()
    world.passes(hours=13)
    world.presses(RITA, "another_send")
    assert world.kinds(SAM)[-1] == "offer"
    world.passes(hours=8)
    assert (world.kinds(SAM)[-1], world.hour(SAM, world.outbox[-1].at) >= 7) == ("ended", True)


@pytest.mark.parametrize("person", [SAM, SUE, CARL, CLEO])
def test_nobody_else_asks_for_another(person):
    world = taken()
    world.presses(person, "another_send")
    assert world.case.supporter == SAM


@pytest.mark.parametrize("deeds", [(), ("attempt",)])
def test_when_a_supporter_leaves_before_contact_somebody_else_is_asked(deeds):
    world = taken(*deeds)
    world.happens(SupporterLeft(supporter=SAM), world.case.code)
    world.passes()
    assert (world.step, world.case.offers[-1].supporter) == (Step.OFFERED, SUE)


@pytest.mark.parametrize("deeds", [("contact",), ("contact", "plan_send")])
def test_after_contact_the_coordinator_first_asks_the_recipient(deeds):
    """A different person is not sent to somebody who may not want one."""
    world = taken(*deeds)
    world.happens(SupporterLeft(supporter=SAM), world.case.code)
    world.passes()
    assert (world.step, world.case.ask_first, world.kinds(CLEO)) == (Step.NEEDS_COORDINATOR, True, ["needs_you"])
    world.presses(CLEO, "assign_send", supporter=SUE)
    assert (world.step, world.case.ask_first) == (Step.OFFERED, False)


def test_a_question_to_somebody_who_left_is_taken_back():
    world = clinic(peer(SAM), peer(SUE))
    world.suggests()
    first = world.case.offers[0].supporter
    world.happens(SupporterLeft(supporter=first), world.case.code)
    world.passes()
    assert (world.shown(first, "offer:1"), len(world.case.offers)) == ("offer_gone", 2)


@pytest.mark.parametrize("deeds", [(), ("contact",)])
def test_leaving_the_programme_reaches_every_case(deeds):
    world = taken(*deeds)
    world.happens(MemberLeft(by=SAM))
    world.passes()
    assert (world.members[SAM].active, world.case.supporter) == (False, None)
    world.presses(SAM, "take")
    assert world.case.supporter is None


def away(world, first, last):
    day = world.now.date()
    leave = Leave(day + timedelta(days=first), day + timedelta(days=last))
    world.happens(HoursChanged(by=SAM, hours=(), leave=(leave,)))
    world.passes()


def test_reminders_wait_for_a_short_leave():
    """No longer than a week."""
    world = taken()
    away(world, 1, 7)
    world.passes(days=7, hours=12)
    assert (world.kinds(SAM), world.kinds(CLEO)) == (["offer"], [])
    world.passes(hours=12)
    assert world.kinds(SAM)[-1] == "attempt_due"


def test_of_a_longer_leave_the_coordinator_is_told_at_once():
    world = taken()
    away(world, 20, 27)
    assert (world.kinds(CLEO), world.kinds(SAM)) == (["away"], ["offer"])


def test_a_leave_without_an_open_case_concerns_nobody():
    world = clinic(peer(SAM))
    away(world, 1, 20)
    assert world.kinds(CLEO) == []


def test_a_stranger_who_leaves_changes_nothing():
    world = taken()
    before = world.case
    world.happens(SupporterLeft(supporter=LEO), world.case.code)
    assert world.case == before


def test_when_the_recipients_account_is_gone_the_case_ends():
    world = taken()
    world.happens(RecipientLeft(), world.case.code)
    world.passes()
    assert (world.case.closing, world.kinds(SAM)[-1]) == (Closing.WITHDRAWN, "ended")
