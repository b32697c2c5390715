"""What reaches the coordinator, who hears of it when nobody acts, and whom they may ask."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.conversation.effects import Decision
from bot.conversation.events.matching import SupporterAssigned
from bot.domain.case import Closing, OfferState, Step
from bot.domain.people import Role, Supporter
from bot.domain.typed.hours import parse_hours
from tests.engine.roster import TRAINED
from tests.engine.world import CARL, CLEO, DAN, DORA, LEO, RITA, SAM, START, SUE, clinic, officer, peer


def stuck():
    """A case nobody on the roster may take."""
    world = clinic(peer(SAM))
    world.adjusts(SAM, cap_open=0)
    world.suggests()
    return world


def test_the_coordinator_hears_of_it_then_the_deputy_then_the_director():
    """Four waking hours to the deputy; eight to the director."""
    world = stuck()
    assert (world.kinds(CLEO), world.kinds(DAN)) == (["needs_you"], [])
    world.passes(hours=4)
    assert (world.kinds(DAN), world.kinds(DORA)) == (["needs_you_still"], [])
    world.passes(hours=4)
    assert world.kinds(DORA) == ["needs_you_still"]


def test_only_waking_hours_count():
    """A case that fails at 20:10 is the deputy's at 10:10 and the director's at 14:10."""
    world = clinic(peer(SAM))
    world.adjusts(SAM, cap_open=0)
    world.passes(hours=10)
    world.suggests()
    world.passes(hours=24)
    told = {one.effect.to: world.hour(CLEO, one.at) for one in world.outbox[:3]}
    assert told == {CLEO: 20, DAN: 10, DORA: 14}


def test_at_night_the_coordinator_is_told_in_the_morning():
    world = clinic(peer(CARL))
    world.passes(hours=14)
    world.suggests()
    assert world.kinds(CLEO) == []
    world.passes(hours=8)
    assert world.hour(CLEO, world.outbox[0].at) == 7


def test_each_is_told_in_their_own_waking_hours():
    """Quiet hours in the person's own zone: a deputy in Tokyo is not woken for a coordinator in New York."""
    world = stuck()
    world.joins(officer(DAN, Role.DEPUTY, zone="Asia/Tokyo"))
    world.passes(days=3)
    assert all(7 <= world.hour(one.effect.to, one.at) < 21 for one in world.outbox)
    assert "needs_you_still" in world.kinds(DAN)


def test_where_a_role_is_vacant_the_next_level_hears():
    world = clinic(peer(CARL))
    del world.members[CLEO]
    world.suggests()
    assert (world.kinds(DAN), world.kinds(DORA)) == (["needs_you"], [])


def test_it_is_repeated_until_somebody_acts():
    world = stuck()
    world.passes(days=7)
    assert (world.step, len(world.kinds(CLEO)) > 3) == (Step.NEEDS_COORDINATOR, True)


def test_whoever_is_chosen_at_night_is_asked_when_their_hours_begin():
    """Nobody is pinged at night, not even by the coordinator's choice."""
    world = clinic(peer(SAM))
    world.adjusts(SAM, leave=())
    world.suggests()
    world.passes(until=START + timedelta(hours=24))
    world.joins(peer(SUE))
    world.passes(until=START + timedelta(hours=38))
    world.presses(CLEO, "assign_send", supporter=SUE)
    assert (world.step, world.hour(SUE, world.now), world.kinds(SUE)) == (Step.WAITING, 0, [])
    world.passes(hours=7)
    assert (world.step, world.hour(SUE, world.now), world.kinds(SUE)) == (Step.OFFERED, 7, ["offer"])


def test_the_choice_comes_before_a_better_match():
    """Who was chosen is asked first when their hours begin; the deadline leaves them time to answer."""
    world = stuck()
    world.joins(peer(SUE, supporter=Supporter(trained_on=TRAINED, hours=parse_hours("Fri 10:00-18:00"))), peer(LEO))
    world.presses(CLEO, "assign_send", supporter=SUE)
    assert (world.step, world.kinds(LEO)) == (Step.WAITING, [])
    world.passes(until=world.next_step.due)
    assert (world.kinds(SUE), world.kinds(LEO), world.case.chosen) == (["offer"], [], None)


def test_a_choice_that_is_excluded_meanwhile_is_not_asked():
    world = stuck()
    world.joins(peer(SUE, supporter=Supporter(trained_on=TRAINED, hours=parse_hours("Fri 10:00-18:00"))), peer(LEO))
    world.presses(CLEO, "assign_send", supporter=SUE)
    world.asks(not_these=frozenset({SUE}))
    world.passes(days=4)
    assert (world.kinds(SUE), world.kinds(LEO)[:1]) == ([], ["offer"])


def test_assigning_starts_the_deadline_afresh_and_earlier_offers_stay_valid():
    world = clinic(peer(SAM))
    world.suggests()
    world.passes(hours=24)
    world.joins(peer(SUE))
    world.presses(CLEO, "assign_send", supporter=SUE)
    assert world.case.match_by == world.now + timedelta(hours=24)
    world.presses(SAM, "take")
    assert (world.case.supporter, world.shown(SUE, "offer:2")) == (SAM, "offer_gone")


@pytest.mark.parametrize("person", [SAM, SUE, DORA, CARL])
def test_only_coordinator_and_deputy_assign(person):
    world = stuck()
    event = SupporterAssigned(by=person, turn=world.case.turn, supporter=SAM)
    assert world.happens(event, world.case.code) == Decision()


def test_a_coordinator_never_assigns_their_own_supporter():
    world = clinic(peer(SAM))
    world.adjusts(SAM, cap_open=0)
    world.asks(CLEO)
    world.presses(CLEO, "assign_send", supporter=SAM)
    assert world.step is Step.NEEDS_COORDINATOR


@pytest.mark.parametrize("changes", [{"cap_open": 0}, {"avoid": frozenset({RITA})}, {"trained_on": None}])
def test_assigning_keeps_to_the_hard_exclusions(changes):
    world = clinic(peer(SAM))
    world.adjusts(SAM, **changes)
    world.suggests()
    before = world.case
    world.presses(CLEO, "assign_send", supporter=SAM)
    assert world.case == before


def test_assigning_twice_with_one_form_asks_once():
    """A button works once: the second press carries an older turn."""
    world = clinic(peer(CARL))
    world.suggests()
    world.joins(peer(SAM), peer(SUE))
    turn = world.case.turn
    world.presses(CLEO, "assign_send", supporter=SAM, turn=turn)
    world.presses(CLEO, "assign_send", supporter=SUE, turn=turn)
    assert [one.supporter for one in world.case.offers] == [SAM]


def test_the_deputy_may_close_what_nobody_can_take():
    world = stuck()
    world.presses(DAN, "close_send", closing="unmatched")
    assert (world.step, world.case.closing) == (Step.CLOSED, Closing.UNMATCHED)


def test_a_pass_on_an_old_offer_leaves_the_case_with_the_coordinator():
    world = clinic(peer(SAM))
    world.suggests()
    world.passes(hours=24)
    world.presses(SAM, "pass")
    assert (world.step, world.case.offers[0].state) == (Step.NEEDS_COORDINATOR, OfferState.PASSED)
