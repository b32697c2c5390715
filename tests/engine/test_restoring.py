"""After a restore: clocks run from now, people are asked to look, and nothing of the time between comes again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.conversation.effects import Remind
from bot.conversation.events.asking import RestOver, Suggestion, SuggestionMatured
from bot.conversation.events.backup import BackupPageOpen, ComplaintDue
from bot.conversation.events.digest import DigestDue, Nudge, NudgeDue
from bot.conversation.events.incidents import IncidentListed, IncidentListMatured
from bot.conversation.events.restoring import ProgrammeRestored, Restored
from bot.conversation.flows.restoring import entry_after_restore
from bot.domain.case import CheckInState, Origin, Step
from tests.engine.world import CARL, CLEO, RITA, SAM, START, clinic, peer

OF = date(2026, 8, 1)
ASKED = Suggestion(recipient=RITA, referrer=CARL, origin=Origin.COLLEAGUE, made_at=START)


@pytest.fixture
def world():
    world = clinic(peer(SAM))
    world.suggests(CARL)
    return world


def restored(world):
    """Two days later, from a backup of this moment."""
    return world.happens(Restored(of=OF), world.case.code)


def test_a_question_that_was_out_goes_to_the_coordinator(world):
    assert world.case.step is Step.OFFERED
    turn = world.case.turn
    restored(world)
    assert world.case.step is Step.NEEDS_COORDINATOR
    assert world.case.turn > turn
    assert not any(one.can_be_taken for one in world.case.offers)


def test_a_supporter_is_asked_to_look_and_their_clock_begins_again(world):
    world.presses(SAM, "take")
    before = world.case.next_step
    world.now += timedelta(hours=3)
    restored(world)
    assert world.case.step is Step.ACCEPTED
    assert world.case.next_step.due == before.due + timedelta(hours=3)
    assert world.case.referrer is None


def test_check_ins_of_the_time_between_are_not_asked_about_again(world):
    world.presses(SAM, "take")
    world.presses(SAM, "contact")
    world.presses(SAM, "plan_send", plan="light")
    world.now += timedelta(days=8)
    restored(world)
    first, second = world.case.check_ins
    assert (first.state, second.state) == (CheckInState.SKIPPED, CheckInState.PLANNED)
    assert world.case.next_step.due == second.due


def test_when_all_of_them_have_gone_by_the_supporter_plans_anew(world):
    world.presses(SAM, "take")
    world.presses(SAM, "contact")
    world.presses(SAM, "plan_send", plan="light")
    world.now += timedelta(days=60)
    restored(world)
    assert world.case.step is Step.CONNECTED
    assert world.case.next_check_in is None


@pytest.mark.parametrize("days", [3, 30])
def test_a_pause_that_is_not_over_goes_on(world, days):
    until = (START + timedelta(days=10)).date().isoformat()
    world.presses(SAM, "take")
    world.presses(RITA, "pause_send", until=until)
    assert world.case.step is Step.PAUSED
    world.now += timedelta(days=days)
    restored(world)
    assert (world.case.step is Step.PAUSED) is (days < 10)


def entry(event):
    return Remind(subject="key", name="x", event=event, at=START)


@pytest.mark.parametrize(
    "event",
    [
        DigestDue(slot=OF),
        NudgeDue(to=SAM, nudge=Nudge.AWAY),
        BackupPageOpen(supporter=SAM, key="key", level=1),
        ProgrammeRestored(key="key", of=OF),
    ],
)
def test_what_was_only_for_then_is_dropped(event):
    assert entry_after_restore(entry(event), START) is None


@pytest.mark.parametrize(
    "event",
    [
        SuggestionMatured(suggestion=ASKED),
        IncidentListMatured(listed=IncidentListed(by=CLEO, people=(RITA,), made_at=START, key="k")),
        ComplaintDue(to=CLEO, person=RITA, key="k"),
    ],
)
def test_what_somebody_asked_for_is_kept_for_people_to_look(event):
    now = START + timedelta(days=5)
    left = entry_after_restore(entry(event), now)
    assert left is not None
    assert left.at == now
    assert getattr(left.event, "restored", False) is True


def test_what_tells_nobody_anything_happens_as_planned():
    rest = entry(RestOver(by=RITA))
    assert entry_after_restore(rest, START + timedelta(days=5)) == rest


def test_a_suggestion_of_the_time_between_waits_for_the_coordinator():
    world = clinic(peer(SAM))
    world.happens(SuggestionMatured(suggestion=ASKED, restored=True))
    assert world.case.step is Step.NEEDS_COORDINATOR
    assert world.case.offers == ()
