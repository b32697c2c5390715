"""From acceptance to contact: reminders at 48 and 72 hours, attempts on days 0, 3 and 10, handing back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.conversation.effects import Decision
from bot.conversation.events.ending import SupportDeclined
from bot.conversation.events.supporting import AttemptMade, CaseHandedBack, ContactMade
from bot.domain.case import Category, Closing, OfferState, Step
from bot.domain.people import PersonId
from bot.ui import FieldErrors
from tests.engine.world import CARL, CLEO, DORA, RITA, SAM, SUE, clinic, peer


def taken(*peers):
    world = clinic(*peers)
    world.accepted(SAM)
    return world


def test_after_48_hours_the_supporter_is_asked():
    world = taken()
    world.passes(hours=47, minutes=59)
    assert world.kinds(SAM) == ["offer"]
    world.passes(minutes=1)
    assert (world.kinds(SAM), world.kinds(CLEO)) == (["offer", "attempt_due"], [])


def test_after_72_hours_the_coordinator_hears_whom_to_call():
    """72 h: coordinator, with the supporter's name; not before."""
    world = taken()
    world.passes(hours=71)
    assert not world.case.is_stalled
    world.passes(hours=1)
    assert (world.kinds(SAM)[-1], world.kinds(CLEO)) == ("attempt_escalated", ["stalled"])
    assert world.case.is_stalled


def test_reminders_wait_for_the_morning():
    """Quiet hours hold for every nudge."""
    world = clinic()
    world.passes(hours=10, minutes=30)
    world.suggests()
    world.passes(hours=5)
    world.presses(SAM, "take")
    world.passes(hours=102)
    assert world.kinds(SAM) == ["offer", "attempt_due", "attempt_escalated", "attempt_escalated"]
    assert all(world.hour(SAM, one.at) == 7 for one in world.outbox[2:])


def test_attempts_on_days_0_3_and_10_then_no_response():
    world = taken()
    for day, wait in ((3, 3), (10, 7), (17, 7)):
        world.presses(SAM, "attempt")
        world.passes(days=wait)
        assert world.kinds(SAM).count("next_attempt") == {3: 1, 10: 2, 17: 2}[day]
    assert (world.step, world.case.closing) == (Step.CLOSED, Closing.NO_RESPONSE)


def test_a_second_attempt_that_is_not_made_reaches_the_coordinator_truthfully():
    """What people read is never more than is true: there was a first attempt."""
    world = taken()
    world.presses(SAM, "attempt")
    world.passes(days=4)
    assert (world.kinds(SAM)[-2:], world.kinds(CLEO)) == (["next_attempt", "attempt_escalated"], ["stalled_later"])
    assert world.case.is_stalled


@pytest.mark.parametrize("before", [(), ("attempt",), ("attempt", "attempt", "attempt")])
def test_contact_connects_and_lets_the_supporter_rest(before):
    """Seven days of rest after first contact."""
    world = taken()
    for deed in (*before, "contact"):
        world.presses(SAM, deed)
    assert (world.step, world.supporter(SAM).rest_until) == (Step.CONNECTED, world.now + timedelta(days=7))


def test_a_heavy_category_of_the_recipients_own_gives_fourteen_days_of_rest():
    world = clinic()
    world.asks(category=Category.PATIENT_DEATH)
    world.presses(SAM, "take")
    world.presses(SAM, "contact")
    assert world.supporter(SAM).rest_until == world.now + timedelta(days=14)


def test_a_colleagues_guess_of_a_heavy_category_does_not():
    world = clinic()
    world.suggests(category=Category.PATIENT_DEATH)
    world.presses(SAM, "take")
    world.presses(SAM, "contact")
    assert world.supporter(SAM).rest_until == world.now + timedelta(days=7)


@pytest.mark.parametrize("before", [(), ("attempt",)])
def test_a_decline_closes(before):
    world = taken()
    for deed in (*before, "decline"):
        world.presses(SAM, deed)
    assert (world.step, world.case.closing) == (Step.CLOSED, Closing.DECLINED)


def test_handing_back_asks_somebody_else():
    world = taken(peer(SAM), peer(SUE))
    assert world.case.supporter == SAM
    world.passes(hours=1)
    world.presses(SAM, "hand_back_send")
    assert (world.step, world.case.supporter, world.case.offers[-1].supporter) == (Step.OFFERED, None, SUE)


def test_a_ten_minute_hand_back_costs_nothing():
    """ "I can't, I know them": the acceptance is not counted."""
    world = taken()
    world.passes(minutes=10)
    world.presses(SAM, "hand_back_send")
    assert world.supporter(SAM).accepted_on == ()


def test_a_later_hand_back_still_counts_as_accepted():
    world = taken()
    world.passes(minutes=11)
    world.presses(SAM, "hand_back_send")
    assert len(world.supporter(SAM).accepted_on) == 1


@pytest.mark.parametrize("deeds", [("attempt",), ("contact",), ("contact", "plan_send")])
def test_handing_back_starts_the_search_afresh_from_any_step(deeds):
    world = taken(peer(SAM), peer(SUE))
    for deed in deeds:
        world.presses(SAM, deed, plan="light")
    world.presses(SAM, "hand_back_send", another="yes")
    case = world.case
    assert (case.step, case.attempts, case.check_ins, case.accepted_at) == (Step.OFFERED, (), (), None)
    assert case.match_by == world.now + timedelta(hours=24)


@pytest.mark.parametrize("another", ["yes", "no"])
def test_after_contact_there_is_another_peer_only_if_the_recipient_wants_one(another):
    world = taken(peer(SAM), peer(SUE))
    world.presses(SAM, "contact")
    world.presses(SAM, "hand_back_send", another=another)
    expected = (Step.OFFERED, None) if another == "yes" else (Step.CLOSED, Closing.COMPLETED)
    assert (world.step, world.case.closing) == expected


def test_after_contact_the_wish_for_another_peer_has_to_be_said():
    """Nothing is decided for the recipient by an empty form."""
    world = taken(peer(SAM), peer(SUE))
    world.presses(SAM, "contact")
    assert isinstance(world.presses(SAM, "hand_back_send"), FieldErrors)
    assert world.step is Step.CONNECTED


@pytest.mark.parametrize("event", [AttemptMade, ContactMade, SupportDeclined, CaseHandedBack])
@pytest.mark.parametrize("person", [SUE, CLEO, DORA, RITA, CARL])
def test_only_the_supporter_of_the_case_reports(event, person):
    world = taken(peer(SAM), peer(SUE))
    assert world.happens(event(by=person, turn=world.case.turn), world.case.code) == Decision()


@pytest.mark.parametrize("deed", ["attempt", "contact", "decline", "hand_back_send"])
def test_a_button_of_an_older_turn_changes_nothing(deed):
    world = taken()
    old = world.case.turn
    world.presses(SAM, "attempt")
    before = world.case
    world.presses(SAM, deed, turn=old)
    assert world.case == before


def test_the_recipient_may_ask_for_another_supporter():
    """Naming the present one among those not to be asked brings the case back to matching, without them."""
    world = taken(peer(SAM), peer(SUE))
    world.asks(not_these=frozenset({SAM}))
    assert (world.step, world.case.supporter, world.case.offers[-1].supporter) == (Step.OFFERED, None, SUE)
    assert world.kinds(SAM) == ["offer", "ended"]


def test_a_colleagues_exclusion_does_not_end_a_support_that_has_begun():
    """The colleague can't know who supports; exclusions govern who is asked."""
    world = taken()
    world.suggests(SAM, not_these=frozenset({SAM}))
    assert (world.step, world.case.supporter) == (Step.ACCEPTED, SAM)


def test_two_cases_of_one_supporter_stay_apart():
    world = clinic()
    for one in (RITA, PersonId("web:r2")):
        world.suggests(CARL, one)
        world.presses(SAM, "take")
    first, second = world.cases.values()
    world.presses(SAM, "decline", first)
    assert (world.cases[first.code].step, world.cases[second.code]) == (Step.CLOSED, second)
    assert first.offers[0].state is OfferState.TAKEN


@pytest.mark.parametrize(("attempts", "days"), [(1, 17), (2, 18)])
def test_an_attempt_that_is_never_made_ends_with_the_third_ones_day(attempts, days):
    """Asked, then the coordinator is told once, then silence ends it; nobody is nagged for ever."""
    world = taken()
    for _ in range(attempts):
        world.presses(SAM, "attempt")
    world.passes(days=days, hours=-1)
    assert (world.step, world.kinds(CLEO)) == (Step.OUTREACH, ["stalled_later"])
    world.passes(hours=2)
    assert (world.step, world.case.closing, world.kinds(SAM)[-1]) == (Step.CLOSED, Closing.NO_RESPONSE, "ended")


@pytest.mark.parametrize("attempts", [0, 1])
def test_before_contact_the_coordinator_can_ask_somebody_else(attempts):
    world = taken(peer(SAM), peer(SUE))
    for _ in range(attempts):
        world.presses(SAM, "attempt")
    world.presses(CLEO, "assign_send", supporter=SUE)
    assert (world.step, world.case.supporter, world.kinds(SAM)[-1], world.kinds(SUE)) == (
        Step.OFFERED,
        None,
        "ended",
        ["offer"],
    )
