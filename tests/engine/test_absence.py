"""Absence is not an answer: nobody on leave is asked, reminded or counted, and a case does not wait without end."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.conversation.events.availability import HoursChanged
from bot.domain.case import Closing, Step
from bot.domain.hours import Leave
from bot.ui import Action, Submitted
from tests.engine.test_views import mentioned
from tests.engine.world import CLEO, RITA, SAM, SUE, World, clinic, peer

TODAY = date(2026, 6, 1)


def is_away(world: World, first: int, last: int, *more: Leave, person=SAM) -> None:
    """So many days from the first of June on; what they said before stays."""
    known = world.supporter(person).leave
    leave = Leave(TODAY + timedelta(days=first), TODAY + timedelta(days=last))
    world.happens(HoursChanged(by=person, hours=(), leave=(*known, leave, *more)))
    world.passes()


def taken(*deeds: str) -> World:
    world = clinic(peer(SAM), peer(SUE))
    world.accepted(SAM)
    for deed in deeds:
        world.presses(SAM, deed, plan="standard")
    return world


def reminders(world: World, person=SAM) -> list[str]:
    return [one for one in world.kinds(person) if one not in {"offer", "ended"}]


@pytest.mark.parametrize("deeds", [(), ("attempt",)])
def test_before_contact_a_long_leave_moves_the_case_to_another_peer(deeds):
    """One attempt, then three weeks: it never ends as no response while its supporter is away."""
    world = taken(*deeds)
    is_away(world, 1, 21)
    world.passes(days=1)
    assert (world.step, world.case.offers[-1].supporter) == (Step.OFFERED, SUE)
    world.passes(days=2)
    assert (reminders(world), world.kinds(SAM).count("ended")) == ([], 1)


def test_before_contact_it_can_wait_if_they_said_so():
    world = taken()
    is_away(world, 1, 21)
    world.presses(CLEO, "absence_wait")
    world.passes(days=20)
    assert (world.case.supporter, reminders(world), world.case.closing) == (SAM, [], None)


@pytest.mark.parametrize("deeds", [("contact",), ("contact", "plan_send")])
def test_after_contact_somebody_says_how_it_goes_on(deeds):
    world = taken(*deeds)
    is_away(world, 3, 24)
    assert world.kinds(CLEO) == ["away"]
    desk = world.presses(CLEO, "desk")
    assert SAM in mentioned(desk)
    assert "absence_another" in f"{desk}"
    world.passes(days=30)
    assert (world.case.supporter, world.case.closing) == (SAM, None)


@pytest.mark.parametrize("who", [RITA, CLEO])
def test_it_waits_and_what_asked_is_taken_back(who):
    world = taken("contact")
    is_away(world, 3, 24)
    world.presses(who, "absence_wait")
    assert (world.case.waits_for_a_word, world.shown(CLEO, "needs")) == (False, "")
    world.passes(days=22)
    assert reminders(world) == []
    world.passes(days=10)
    assert world.kinds(SAM)[-1] == "plan_due"


@pytest.mark.parametrize("who", [RITA, CLEO])
def test_or_another_peer_is_asked(who):
    world = taken("contact")
    is_away(world, 3, 24)
    world.presses(who, "absence_another")
    world.passes()
    assert world.case.offers[-1].supporter == SUE


def test_nobody_else_says_so():
    world = taken("contact")
    is_away(world, 3, 24)
    before = world.case
    world.presses(SUE, "absence_another")
    assert world.case == before


def test_absences_add_up():
    """A week again each time it ends: at the second one another peer is asked."""
    world = taken()
    is_away(world, 0, 6)
    world.passes(days=7)
    assert world.case.supporter == SAM
    is_away(world, 7, 13)
    world.passes()
    assert (world.case.supporter, world.case.offers[-1].supporter) == (None, SUE)


def test_short_leaves_only_postpone():
    world = taken()
    is_away(world, 1, 5)
    world.passes(days=5)
    assert (reminders(world), world.case.supporter) == ([], SAM)
    world.passes(days=3)
    assert "attempt_due" in reminders(world)


@pytest.mark.parametrize("later", [0, 1])
def test_a_question_that_is_out_when_their_leave_begins_passes_on(later):
    world = clinic(peer(SAM), peer(SUE))
    world.suggests()
    [first] = [one.supporter for one in world.case.offers]
    other = SUE if first == SAM else SAM
    is_away(world, later, 20, person=first)
    world.passes(days=later)
    world.passes(until=world.now.replace(hour=12))
    assert other in [one.supporter for one in world.case.offers]
    assert world.shown(first, "offer:1") == "offer_gone"


def test_a_question_to_somebody_with_leave_to_come_passes_on_when_it_begins():
    world = clinic(peer(SAM))
    is_away(world, 1, 20)
    world.suggests()
    world.joins(peer(SUE))
    world.passes(days=1)
    world.passes(hours=1)
    assert SUE in [one.supporter for one in world.case.offers]


def test_a_leave_that_is_taken_back_is_said_to_nobody():
    """At 22:00 it is saved and deleted; at 07:00 it is not so any more."""
    world = taken("contact")
    world.passes(until=world.now.replace(hour=2) + timedelta(days=1))
    is_away(world, 5, 30)
    world.happens(HoursChanged(by=SAM, hours=(), leave=()))
    world.passes(days=1)
    assert world.kinds(CLEO) == []


def test_nothing_ends_by_itself_while_its_supporter_is_away():
    world = taken("attempt")
    world.passes(days=3)
    world.presses(SAM, "attempt")
    world.passes(days=7)
    world.presses(SAM, "attempt")
    today = (world.now.date() - TODAY).days
    is_away(world, today, today + 6)
    world.passes(days=6)
    assert world.case.closing is None
    world.passes(days=9)
    assert world.case.closing is Closing.NO_RESPONSE


def test_the_recipient_reads_it_and_has_both_ways():
    world = taken("contact")
    is_away(world, 3, 24)
    card = world.sends(RITA, Submitted(Action("own", world.case.code), ()))
    assert "Your peer is away" in f"{card}"
    assert "absence_wait" in f"{card}"


def test_of_a_pause_that_nobody_heard_of_nobody_hears_the_end():
    """At 22:00 later, at 22:10 on again: the supporter reads neither in the morning."""
    world = taken("contact")
    world.passes(until=world.now.replace(hour=2) + timedelta(days=1))
    world.presses(RITA, "pause_send", until="2026-06-20")
    world.presses(RITA, "resume")
    world.passes(hours=12)
    assert reminders(world) == []


def test_of_a_pause_that_they_heard_of_they_hear_the_end():
    world = taken("contact")
    world.presses(RITA, "pause_send", until="2026-06-20")
    world.passes(hours=1)
    world.presses(RITA, "resume")
    world.passes(hours=1)
    assert reminders(world) == ["paused", "resumed"]


@pytest.mark.parametrize("changes", [{"reviews_events": True}, {"trained_on": date(2024, 1, 1)}, {"avoid": {RITA}}])
def test_what_forbids_it_is_checked_again_when_they_take_it(changes):
    """The roster changed while the question was out: nobody is shown, and the search goes on."""
    world = clinic(peer(SAM))
    world.suggests()
    world.joins(peer(SUE))
    world.adjusts(SAM, **{name: frozenset(value) if name == "avoid" else value for name, value in changes.items()})
    reply = world.presses(SAM, "take")
    world.passes()
    assert RITA not in mentioned(reply)
    assert (world.case.supporter, world.shown(SAM, "offer:1")) == (None, "offer_gone")
    assert SUE in [one.supporter for one in world.case.offers]
