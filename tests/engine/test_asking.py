"""From a suggestion to a case: undone, merged, opted out, and what a referrer's part in it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversation.engine import decide
from bot.conversation.events.asking import Suggestion, SuggestionMade, SuggestionMatured, SuggestionUndone
from bot.conversation.events.privacy import OptOutChanged
from bot.conversation.facts import Facts
from bot.domain.case import Category, Origin, Reach, Step, Urgency, Wishes
from bot.domain.people import Person
from bot.domain.policy import Policy
from tests.engine.roster import urgently
from tests.engine.world import CARL, OLGA, RITA, SAM, START, SUE, clinic, peer

OWN = Person(person=RITA, opted_out=True)
FACTS = Facts(now=START, policy=Policy(), suggested=(0, 0), own_record=OWN, own_cases=())


def test_a_suggestion_becomes_a_case_ten_minutes_later():
    """The time to undo a mis-pick."""
    world = clinic()
    world.suggests(wait=False)
    world.passes(minutes=9, seconds=59)
    assert not world.cases
    world.passes(seconds=1)
    assert world.step is Step.OFFERED


@pytest.mark.parametrize("about", [{"by": RITA}, {"by": CARL, "urgency": Urgency.URGENT}])
def test_at_once_when_urgent_or_for_oneself(about):
    world = clinic()
    world.policy = urgently(SAM)
    world.suggests(**about, wait=False)
    world.passes()
    assert world.step is Step.OFFERED


def test_undo_within_ten_minutes_leaves_nothing():
    world = clinic()
    world.suggests(wait=False)
    world.passes(minutes=9)
    world.happens(SuggestionUndone(by=CARL, key="key1"))
    world.passes(days=1)
    assert (world.cases, world.agenda, world.outbox) == ({}, [], [])


def test_undo_after_ten_minutes_changes_nothing():
    world = clinic()
    before = world.suggests()
    world.happens(SuggestionUndone(by=CARL, key="key1"))
    assert world.case == before


def test_a_suggestion_pressed_twice_is_one():
    """A button works once: the same key replaces its own agenda entry."""
    world = clinic()
    world.suggests(wait=False)
    world.made = 0
    world.suggests(wait=False)
    assert len(world.agenda) == 1


def test_who_opted_out_is_never_the_subject_of_an_outreach_by_others():
    world = clinic()
    world.happens(OptOutChanged(by=RITA, opted_out=True))
    world.suggests(urgency=Urgency.URGENT)
    assert (world.cases, world.agenda, world.outbox) == ({}, [], [])


def test_an_opt_out_also_stops_suggestions_from_merging():
    """Their own case goes on as they left it; others can't bring it up again."""
    world = clinic()
    before = world.asks()
    world.happens(OptOutChanged(by=RITA, opted_out=True))
    world.suggests(urgency=Urgency.URGENT, not_these=frozenset({SUE}))
    assert world.case == before


def test_their_own_request_lifts_the_opt_out():
    world = clinic()
    world.happens(OptOutChanged(by=RITA, opted_out=True))
    world.asks()
    assert (world.step, world.persons[RITA].opted_out) == (Step.OFFERED, False)


@pytest.mark.parametrize(
    "event",
    [
        OptOutChanged(by=CARL, opted_out=False),
        SuggestionMade(
            by=CARL, key="k", suggestion=Suggestion(recipient=RITA, referrer=CARL, origin=Origin.SELF, made_at=START)
        ),
    ],
)
def test_nobody_speaks_for_somebody_else(event):
    """An opt-out is lifted, and a request made, only by the person themselves."""
    assert not decide(Person(person=RITA, opted_out=True), event, FACTS).changed
    assert not decide(Person(person=CARL), replace(event), FACTS).effects


def test_one_open_case_per_recipient():
    world = clinic(peer(SAM), peer(SUE))
    first = world.suggests()
    world.suggests(OLGA)
    assert list(world.cases) == [first.code]


def test_merging_keeps_the_higher_urgency_and_all_exclusions():
    world = clinic(peer(SAM), peer(SUE))
    world.policy = urgently(SAM)
    world.suggests(urgency=Urgency.URGENT, not_these=frozenset({SUE}))
    world.suggests(OLGA)
    assert (world.case.urgency, world.case.not_these) == (Urgency.URGENT, {SUE, CARL, OLGA})


def test_a_self_request_upgrades_the_case():
    """Own category, contact wishes, continuity: the code and the offer stay."""
    world = clinic()
    first = world.suggests(category=Category.LITIGATION)
    world.asks(wishes=Wishes(reach=Reach.PHONE, phone="617 555 0100"), category=Category.PATIENT_DEATH)
    case = world.case
    assert (case.code, case.offers, case.origin) == (first.code, first.offers, Origin.SELF)
    assert (case.category, case.own_category, case.wishes.reach) == (Category.PATIENT_DEATH, True, Reach.PHONE)


def test_asking_again_with_one_tap_keeps_the_wishes():
    """Continuity: the number somebody left is not lost because they tapped the button once more."""
    world = clinic()
    world.presses(RITA, "ask")
    world.presses(RITA, "wishes", reach="phone", phone="617 555 0100")
    world.presses(RITA, "ask")
    assert world.case.wishes == Wishes(reach=Reach.PHONE, phone="617 555 0100")


def test_wishes_can_be_taken_back():
    world = clinic()
    world.presses(RITA, "wishes", reach="phone", phone="617 555 0100")
    world.presses(RITA, "wishes", reach="chat", phone="")
    assert world.case.wishes == Wishes()


def test_a_suggestion_while_in_contact_nudges_the_supporter():
    """In `connected` and `follow_up`: please get in touch afresh."""
    world = clinic()
    world.accepted()
    world.presses(SAM, "contact")
    world.suggests(OLGA)
    assert (world.step, world.kinds(SAM)) == (Step.CONNECTED, ["offer", "afresh"])


def test_the_nudge_afresh_waits_for_the_supporters_morning():
    """Quiet hours 21-07 in the person's own zone; two suggestions in one night are one nudge."""
    world = clinic()
    world.accepted()
    world.presses(SAM, "contact")
    world.passes(until=START + timedelta(hours=16))
    world.suggests(OLGA)
    world.suggests(CARL)
    assert world.kinds(SAM) == ["offer"]
    world.passes(hours=8)
    assert (world.kinds(SAM), world.hour(SAM, world.outbox[-1].at)) == (["offer", "afresh"], 7)


def test_no_nudge_afresh_before_contact():
    world = clinic()
    world.accepted()
    world.suggests(OLGA)
    world.passes(days=1)
    assert world.kinds(SAM) == ["offer"]


@pytest.mark.parametrize("deed", ["attempt", "contact"])
def test_the_referrer_is_forgotten_at_first_outreach(deed):
    """So is the category a colleague guessed; it serves routing only."""
    world = clinic()
    case = world.suggests(category=Category.MEDICAL_ERROR)
    assert (case.referrer, case.category) == (CARL, Category.MEDICAL_ERROR)
    world.presses(SAM, "take")
    world.presses(SAM, deed)
    assert (world.case.referrer, world.case.category) == (None, Category.UNSAID)


def test_a_recipients_own_category_stays():
    world = clinic()
    world.asks(category=Category.PATIENT_DEATH)
    world.presses(SAM, "take")
    world.presses(SAM, "attempt")
    assert world.case.category is Category.PATIENT_DEATH


def test_the_referrer_is_never_asked_to_support_whom_they_suggested():
    world = clinic(peer(SAM), peer(SUE))
    world.suggests(SAM)
    assert [one.supporter for one in world.case.offers] == [SUE]


def test_a_closed_case_takes_no_suggestion():
    """A second suggestion after closing is a new case."""
    world = clinic()
    first = world.accepted()
    world.presses(SAM, "decline")
    closed = world.case
    event = SuggestionMatured(
        suggestion=Suggestion(recipient=RITA, referrer=CARL, origin=Origin.COLLEAGUE, made_at=START)
    )
    assert decide(closed, event, FACTS).changed == ()
    world.asks()
    assert (len(world.cases), world.case.code != first.code) == (2, True)
