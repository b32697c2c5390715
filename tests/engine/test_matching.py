"""Finding a supporter: matching, waiting, offered, late presses, and whom nobody may ask."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversation.effects import Decision, Replace
from bot.conversation.events.matching import AnswerOverdue, OfferPassed, OfferTaken
from bot.conversation.facts import Candidate
from bot.conversation.flows.matching.offering import rank_candidates
from bot.domain.case import Case, CaseCode, Move, OfferState, Origin, Step, Urgency
from bot.domain.eligibility import MatchContext, barrier
from bot.domain.hours import Leave
from bot.domain.people import PersonId, Supporter, Traits
from bot.domain.policy import Policy
from bot.domain.typed.hours import parse_hours
from tests.engine.roster import TRAINED, urgently
from tests.engine.world import CARL, CLEO, LEO, OLGA, RITA, SAM, START, SUE, clinic, peer

WEEKENDS = Supporter(trained_on=TRAINED, hours=parse_hours("Sat-Sun 08:00-18:00"))
AFTERNOONS = Supporter(trained_on=TRAINED, hours=parse_hours("Mon-Fri 15:00-18:00"))


def states(world):
    return {one.supporter: one.state for one in world.case.offers}


def two():
    """Sam is asked first, because Sue was asked more recently."""
    world = clinic(peer(SAM), peer(SUE))
    world.adjusts(SUE, last_offer_at=START - timedelta(days=1))
    return world


def test_a_supporter_is_asked_one_at_a_time():
    world = two()
    world.suggests()
    assert (world.step, states(world)) == (Step.OFFERED, {SAM: OfferState.DELIVERED})


def test_nobody_at_all_goes_to_the_coordinator():
    world = clinic(peer(CARL))
    world.suggests()
    assert (world.step, world.kinds(CLEO)) == (Step.NEEDS_COORDINATOR, ["needs_you"])


def test_eligible_people_but_not_now_waits_for_the_next_opening():
    world = clinic(peer(SAM, supporter=AFTERNOONS))
    world.suggests()
    assert (world.step, world.next_step.move) == (Step.WAITING, Move.MATCH)
    world.passes(hours=5)
    assert (world.step, world.hour(SAM, world.case.offers[0].asked_at)) == (Step.OFFERED, 15)


def test_waiting_ends_at_the_match_deadline():
    """Latest: the match deadline, then the coordinator."""
    world = clinic(peer(SAM, supporter=WEEKENDS))
    world.suggests()
    assert (world.step, world.next_step.move) == (Step.WAITING, Move.DEADLINE_MISSED)
    world.passes(hours=24)
    assert world.step is Step.NEEDS_COORDINATOR


def test_take_accepts_and_counts():
    world = clinic()
    world.suggests()
    world.presses(SAM, "take")
    assert (world.step, world.case.supporter, world.shown(SAM, "offer:1")) == (Step.ACCEPTED, SAM, "offer_yours")
    assert len(world.supporter(SAM).accepted_on) == 1


@pytest.mark.parametrize(("wanted", "asked"), [("surgery", SAM), ("nursing", SUE)])
def test_who_shares_the_recipients_specialty_is_asked_first(wanted, asked):
    """The recipient's own traits decide, as the hospital's directory or their platform says them."""
    world = two()
    world.adjusts(SAM, traits=Traits(specialty="surgery"))
    world.adjusts(SUE, traits=Traits(specialty="nursing"))
    world.traits[RITA] = Traits(specialty=wanted)
    world.suggests()
    assert [one.supporter for one in world.case.offers] == [asked]


def test_nobody_of_the_recipients_department_is_asked_where_the_policy_says_so():
    world = two()
    world.policy = replace(world.policy, own_department=False)
    world.adjusts(SAM, traits=Traits(department="west"))
    world.traits[RITA] = Traits(department="west")
    world.suggests()
    assert [one.supporter for one in world.case.offers] == [SUE]


def test_pass_asks_the_next_without_them():
    world = two()
    world.suggests()
    world.presses(SAM, "pass")
    assert states(world) == {SAM: OfferState.PASSED, SUE: OfferState.DELIVERED}
    assert world.shown(SAM, "offer:1") == "offer_passed"


def test_three_passes_go_to_the_coordinator():
    world = clinic(*(peer(PersonId(f"web:s{at}")) for at in range(5)))
    world.suggests()
    for _ in range(3):
        world.presses(world.case.offers[-1].supporter, "pass")
    assert (world.step, len(world.case.offers)) == (Step.NEEDS_COORDINATOR, 3)


def test_the_clock_runs_from_delivery():
    world = clinic()
    world.prompt = False
    world.suggests()
    world.passes(minutes=14)
    assert world.case.offers[0].answer_by is None
    world.delivers()
    assert world.case.offers[0].answer_by == world.now + timedelta(hours=4)


def test_what_nobody_could_see_in_a_quarter_of_an_hour_goes_to_the_next():
    """Nobody is late with it, and nobody is asked twice; with nobody left, the case is on the desk."""
    world = two()
    world.prompt = False
    world.suggests()
    world.passes(minutes=15)
    assert (world.step, states(world)) == (Step.OFFERED, {SAM: OfferState.UNDELIVERED, SUE: OfferState.ASKED})
    world.passes(minutes=15)
    assert world.step is Step.NEEDS_COORDINATOR
    assert states(world) == {SAM: OfferState.UNDELIVERED, SUE: OfferState.UNDELIVERED}


def test_an_offer_that_was_shown_waits_for_its_answer():
    world = two()
    world.suggests()
    world.passes(minutes=20)
    assert states(world) == {SAM: OfferState.DELIVERED}


def test_whoever_could_not_see_it_can_be_asked_again_after_an_hour():
    world = clinic()
    world.unreachable = {SAM}
    world.suggests()
    assert (world.step, states(world)) == (Step.NEEDS_COORDINATOR, {SAM: OfferState.UNDELIVERED})
    world.unreachable = set()
    world.passes(minutes=61)
    assert (
        barrier(world.case, peer(SAM), 0, MatchContext(now=world.now, policy=world.policy, recipient=Traits())) is None
    )


def test_only_waking_hours_count_as_time_to_answer():
    """Four of their waking hours: an offer shown at 20:00 is due at 10:00."""
    world = clinic()
    world.passes(hours=9, minutes=50)
    world.suggests()
    assert world.hour(SAM, world.case.offers[0].answer_by) == 10


def test_no_answer_in_time_asks_the_next_and_the_offer_stays_valid():
    """A late *Take it* wins while nobody else has."""
    world = two()
    world.suggests()
    world.passes(hours=4)
    assert states(world) == {SAM: OfferState.TIMED_OUT, SUE: OfferState.DELIVERED}
    world.presses(SAM, "take")
    assert (world.case.supporter, world.shown(SUE, "offer:2")) == (SAM, "offer_gone")


def test_a_late_take_changes_nothing_once_somebody_has_it():
    world = two()
    world.suggests()
    world.passes(hours=4)
    world.presses(SUE, "take")
    before = world.case
    assert world.happens(OfferTaken(by=SAM, offer=1), before.code) == Decision()
    assert (world.case, world.shown(SAM, "offer:1")) == (before, "offer_gone")


@pytest.mark.parametrize("event", [OfferTaken(by=SUE, offer=1), OfferPassed(by=SUE, offer=1)])
def test_a_foreign_press_changes_nothing(event):
    world = two()
    world.suggests()
    assert world.happens(event, world.case.code) == Decision()


@pytest.mark.parametrize("event", [OfferTaken(by=SAM, offer=2), OfferPassed(by=SAM, offer=2)])
def test_nobody_answers_the_question_that_went_to_another(event):
    """Although they were asked about the same case before."""
    world = two()
    world.suggests()
    world.presses(SAM, "pass")
    assert world.happens(event, world.case.code) == Decision()


def test_the_match_deadline_tells_the_coordinator_and_offers_stay_valid():
    world = clinic()
    world.suggests()
    world.passes(hours=24)
    assert world.step is Step.NEEDS_COORDINATOR
    world.presses(SAM, "take")
    assert (world.step, world.case.supporter) == (Step.ACCEPTED, SAM)


def test_who_can_not_be_reached_is_followed_by_somebody_else_at_once():
    world = two()
    world.unreachable.add(SAM)
    world.suggests()
    assert states(world) == {SAM: OfferState.UNDELIVERED, SUE: OfferState.DELIVERED}


def test_an_unreachable_supporter_is_not_a_pass():
    """Undelivered after two passes and a time-out: the search goes on, nothing breaks."""
    people = [PersonId(f"web:s{at}") for at in range(6)]
    world = clinic(*(peer(one) for one in people))
    world.suggests()
    for _ in range(3):
        world.presses(world.case.offers[-1].supporter, "pass")
    world.unreachable.update(people)
    chosen = next(one for one in people if world.case.offer_to(one) is None)
    world.presses(CLEO, "assign_send", supporter=chosen)
    assert world.step is Step.NEEDS_COORDINATOR
    assert sum(one.state is OfferState.UNDELIVERED for one in world.case.offers) == 3


def test_at_the_limit_a_supporter_keeps_the_offer():
    """Two open cases (hard): the third press takes nothing and says so."""
    world = clinic()
    for one in ("web:r1", "web:r2", "web:r3"):
        world.suggests(CARL, PersonId(one))
    for case in tuple(world.cases.values()):
        world.presses(SAM, "take", case)
    assert [one.step for one in world.cases.values()] == [Step.ACCEPTED, Step.ACCEPTED, Step.OFFERED]


def test_who_left_the_roster_can_not_take():
    world = clinic()
    world.suggests()
    world.joins(replace(world.members[SAM], active=False))
    world.presses(SAM, "take")
    assert world.step is Step.OFFERED


def test_an_urgent_offer_says_now():
    world = clinic()
    world.policy = urgently(SAM)
    world.suggests(urgency=Urgency.URGENT)
    assert world.kinds(SAM) == ["offer_urgent"]


def test_a_list_is_spread_over_the_supporters():
    """Five people of one incident don't all go to the best match."""
    world = clinic(peer(SAM), peer(SUE), peer(LEO))
    world.traits = dict.fromkeys((RITA, CARL, OLGA), Traits(site="east"))
    world.adjusts(SAM, traits=Traits(site="east"))
    for person in (RITA, CARL, OLGA):
        world.suggests(CLEO, person, origin=Origin.INCIDENT_LIST)
    world.passes(minutes=10)
    assert {one.offers[0].supporter for one in world.cases.values()} == {SAM, SUE, LEO}


@pytest.mark.parametrize("origin", [Origin.SELF, Origin.COLLEAGUE])
def test_nobody_in_not_these_is_asked(origin):
    world = clinic(peer(SAM), peer(SUE))
    world.suggests(RITA if origin is Origin.SELF else CARL, not_these=frozenset({SAM}))
    assert list(states(world)) == [SUE]


def test_who_avoids_the_recipient_is_not_asked():
    world = clinic(peer(SAM), peer(SUE))
    world.adjusts(SAM, avoid=frozenset({RITA}))
    world.suggests()
    assert list(states(world)) == [SUE]


def test_also_after_a_hand_back_nobody_is_asked_whom_the_rules_exclude():
    world = two()
    world.adjusts(SUE, avoid=frozenset({RITA}))
    world.suggests()
    world.presses(SAM, "take")
    world.presses(SAM, "hand_back_send")
    assert (world.step, list(states(world))) == (Step.NEEDS_COORDINATOR, [SAM])


def test_an_exclusion_that_comes_while_an_offer_is_out_withdraws_it():
    """The offer is gone, its message says so, and the next supporter is asked at once."""
    world = two()
    world.suggests()
    world.asks(not_these=frozenset({SAM}))
    assert states(world) == {SAM: OfferState.GONE, SUE: OfferState.DELIVERED}
    assert (world.shown(SAM, "offer:1"), world.step) == ("offer_gone", Step.OFFERED)
    assert not [one for one in world.agenda if one.name == "offer:1"]


def test_an_exclusion_also_withdraws_an_offer_that_timed_out():
    world = two()
    world.suggests()
    world.passes(hours=4)
    world.asks(not_these=frozenset({SAM}))
    assert (states(world)[SAM], world.step) == (OfferState.GONE, Step.OFFERED)
    world.presses(SAM, "take")
    assert world.case.supporter is None


def test_an_exclusion_of_nobody_who_was_asked_leaves_the_offer_alone():
    world = two()
    before = world.suggests()
    world.asks(not_these=frozenset({SUE}))
    assert (world.case.offers, world.case.turn) == (before.offers, before.turn)


def test_an_exclusion_while_the_coordinator_looks_changes_only_the_offers():
    world = clinic()
    world.suggests()
    world.passes(hours=24)
    world.asks(not_these=frozenset({SAM}))
    assert (world.step, states(world)) == (Step.NEEDS_COORDINATOR, {SAM: OfferState.GONE})


def test_after_a_hand_back_those_who_never_answered_may_be_asked_again():
    """Only who passed, took it before or let it time out is left out; a copy that was taken care of is no answer."""
    world = two()
    world.suggests()
    world.passes(hours=4)
    world.presses(SAM, "take")
    world.presses(SAM, "hand_back_send")
    assert (world.step, world.case.offers[-1].supporter) == (Step.OFFERED, SUE)


def test_nobody_is_asked_at_night():
    """Offers go out within the supporter's hours, 07-21 their time at most."""
    world = clinic(peer(LEO, zone="America/Los_Angeles", supporter=Supporter(trained_on=TRAINED)))
    world.passes(until=START + timedelta(hours=18))
    world.suggests()
    world.passes(hours=12)
    assert world.hour(LEO, world.case.offers[0].asked_at) == 7


def test_an_overdue_answer_to_an_offer_that_was_answered_is_nothing():
    world = two()
    world.suggests()
    world.presses(SAM, "pass")
    assert world.happens(AnswerOverdue(offer=1), world.case.code) == Decision()


def test_a_taken_offer_is_replaced_for_everybody_who_was_asked():
    world = two()
    world.suggests()
    world.passes(hours=4)
    world.presses(SUE, "take")
    replaced = {one.effect.to for one in world.outbox if isinstance(one.effect, Replace)}
    assert replaced == {SAM, SUE}


def test_the_coordinator_reads_first_who_can_be_asked_soonest():
    """Now, then later today, then on another day, however well they fit; somebody away for long is not offered."""
    fits = replace(WEEKENDS, traits=Traits(specialty="surgery"))
    away = replace(AFTERNOONS, leave=(Leave(START.date(), START.date() + timedelta(days=90)),))
    members = [peer(OLGA, supporter=fits), peer(SUE, supporter=AFTERNOONS), peer(SAM), peer(LEO, supporter=away)]
    candidates = tuple(Candidate(member=one, open_cases=0) for one in members)
    setting = MatchContext(now=START, policy=Policy(), recipient=Traits(specialty="surgery"))
    found = rank_candidates(Case(code=CaseCode("K7F3"), recipient=RITA), candidates, setting)
    assert [member.person for member, _, _ in found] == [SAM, SUE, OLGA]
    assert [opens and opens.weekday() for _, _, opens in found] == [None, START.weekday(), 5]


def test_nobody_supports_somebody_who_supports_them():
    """Sam is in touch with Sue; Sam is suggested: Sue is not asked, and nobody is told why."""
    world = clinic(peer(SAM), peer(SUE))
    world.suggests(CARL, SUE)
    world.presses(SAM, "take")
    world.presses(SAM, "contact")
    world.suggests(CARL, SAM)
    assert (world.case.recipient, world.case.offers, world.step) == (SAM, (), Step.NEEDS_COORDINATOR)
    world.presses(CLEO, "assign_send", supporter=SUE)
    assert world.case.offers == ()


def test_who_is_being_supported_is_asked_for_nobody_and_takes_nothing():
    world = clinic(peer(SAM), peer(SUE))
    world.suggests(CARL)
    [asked] = [one.supporter for one in world.case.offers]
    other, case = SUE if asked == SAM else SAM, world.case
    world.asks(asked)
    assert [one.supporter for one in world.case.offers] == [other]
    world.presses(asked, "take", case)
    assert world.cases[case.code].supporter is None
    assert not [one for one in world.cases[case.code].offers if one.supporter == asked and one.can_be_taken]
