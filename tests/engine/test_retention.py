"""One test for each line of docs/retention.md: until when something is kept, exact to the hour."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.conversation.effects import Tell, Withdraw
from bot.conversation.events.asking import SuggestionMatured
from bot.domain.case import Category, Origin, Reach, ReferrerMode, Wishes
from bot.domain.people import Traits
from tests.engine.roster import peer
from tests.engine.test_privacy import erases
from tests.engine.world import CARL, CLEO, DAN, DORA, OLGA, RITA, SAM, SUE, clinic

PHONE = Wishes(reach=Reach.PHONE, phone="+1 617 555 0100")


def suggested(mode=ReferrerMode.CONFIDENTIAL, **about):
    world = clinic(peer(SAM), peer(SUE))
    known = {"referrer": None} if mode is ReferrerMode.UNLINKABLE else {}
    world.suggests(mode=mode, **known, **about)
    return world


def supported(*deeds, **about):
    world = suggested(**about)
    for name in ("take", *deeds):
        world.presses(world.case.offers[0].supporter, name, plan="light", closing="completed")
    return world


def supporter(world):
    """Whoever has the latest case."""
    assert world.case.supporter is not None
    return world.case.supporter


def test_a_confidential_referrer_until_first_outreach():
    world = supported()
    assert world.case.referrer == CARL
    world.presses(supporter(world), "attempt")
    assert world.case.referrer is None


def test_and_seven_days_at_most():
    world = clinic()
    world.adjusts(SAM, cap_open=0)
    world.suggests()
    made = world.case.opened_at
    assert made is not None
    world.passes(until=made + timedelta(days=7, hours=-1))
    assert world.case.referrer == CARL
    world.passes(hours=1)
    assert world.case.referrer is None


def test_a_named_referrer_until_closing():
    world = supported("contact", "plan_send", mode=ReferrerMode.NAMED)
    assert world.case.referrer == CARL
    world.presses(supporter(world), "close_send", closing="completed")
    assert world.case.referrer is None


@pytest.mark.parametrize("deeds", [(), ("attempt",), ("contact",)])
def test_an_unlinkable_referrer_never(deeds):
    """Not in the case, not in the sealed suggestion, not in a counter about the colleague."""
    world = clinic()
    world.suggests(wait=False, mode=ReferrerMode.UNLINKABLE, referrer=None)
    [sealed] = [one.event for one in world.agenda if isinstance(one.event, SuggestionMatured)]
    assert CARL not in repr(vars(sealed.suggestion))
    world.passes(minutes=10)
    for name in ("take", *deeds):
        world.presses(SAM, name)
    assert (world.case.referrer, CARL in world.case.not_these) == (None, False)


def test_recipient_supporter_and_contact_wishes_fourteen_days_after_closing():
    world = clinic()
    world.asks(wishes=PHONE)
    for name in ("take", "contact", "close_send"):
        world.presses(SAM, name, closing="completed")
    world.passes(days=13, hours=23)
    assert (world.case.recipient, world.case.supporter, world.case.wishes) == (RITA, SAM, PHONE)
    world.passes(hours=1)
    assert world.cases == {}
    assert [one for one in world.agenda if one.name not in {"later", "nudge"}] == []


def test_not_these_until_closing():
    world = supported("contact", not_these=frozenset({OLGA}))
    assert world.case.not_these == {CARL, OLGA}
    world.presses(supporter(world), "close_send", closing="completed")
    assert world.case.not_these == frozenset()


def test_a_colleagues_category_until_first_outreach():
    world = supported(category=Category.PATIENT_DEATH)
    assert world.case.category is Category.PATIENT_DEATH
    world.presses(supporter(world), "attempt")
    assert world.case.category is Category.UNSAID


@pytest.mark.parametrize("deed", ["contact", "decline", "close_send"])
def test_also_when_the_first_sign_is_another_one(deed):
    world = supported(category=Category.PATIENT_DEATH)
    world.presses(supporter(world), deed, closing="completed")
    assert (world.case.category, world.case.referrer) == (Category.UNSAID, None)


def test_ones_own_category_stays_with_the_case():
    world = clinic()
    world.asks(category=Category.PATIENT_DEATH)
    for name in ("take", "attempt"):
        world.presses(SAM, name)
    assert world.case.category is Category.PATIENT_DEATH


def test_the_bots_own_messages_about_a_case_until_closing():
    """Whoever had the case, or runs the programme: taken back. Whoever was only asked reads a constant."""
    world = supported("contact")
    code, held = world.case.code, supporter(world)
    asked = {one.supporter for one in world.case.offers} - {held}
    world.presses(held, "close_send", closing="completed")
    gone = {one.effect.to for one in world.outbox if isinstance(one.effect, Withdraw) and one.effect.case == code}
    assert gone >= {held, CLEO, DAN, DORA}
    written = {one.effect.to for one in world.outbox if isinstance(one.effect, Tell) and one.effect.case == code}
    assert written <= gone | asked
    assert not [one for one in asked if world.shown(one, "offer:1") not in {"offer_gone", "offer_passed", ""}]


def test_a_no_rests_for_thirty_days():
    world = supported("decline")
    began = world.now
    world.passes(until=began + timedelta(days=30, hours=-1))
    assert world.person_of(RITA).rests_until == began + timedelta(days=30)
    world.passes(hours=1)
    assert world.person_of(RITA).rests_until is None


def test_and_stays_when_everything_is_erased():
    """It protects them, as an opt-out does; it goes when its time is over."""
    world = supported("decline")
    world.passes()
    until = world.person_of(RITA).rests_until
    assert until is not None
    erases(world)
    assert world.person_of(RITA).rests_until == until
    world.suggests(CARL)
    assert not [one for one in world.cases.values() if one.is_open]
    world.passes(until=until)
    assert world.person_of(RITA).rests_until is None


def test_an_opt_out_until_it_is_withdrawn():
    world = clinic()
    world.presses(RITA, "opt_out")
    world.passes(days=2000)
    assert world.person_of(RITA).opted_out
    world.presses(RITA, "lift")
    assert not world.person_of(RITA).opted_out


def test_a_wish_to_be_called_until_fourteen_days_after_the_director_was_told():
    world = clinic()
    world.presses(RITA, "complain_send")
    world.passes(days=13, hours=23)
    assert [one for one in world.agenda if one.name == "complaint"]
    world.passes(hours=1)
    assert not [one for one in world.agenda if one.name == "complaint"]


def test_four_counters_take_the_place_of_the_row():
    """By quarter and apart from each other; the recipient's own category only."""
    world = clinic()
    world.traits[RITA] = Traits(specialty="surgery")
    world.asks(category=Category.LITIGATION)
    world.presses(RITA, "withdraw")
    assert not [name for name in world.counts if name.startswith("category")]
    world.passes(days=14)
    assert world.counts == {
        "category_litigation": 1,
        "origin_self": 1,
        "closing_withdrawn": 1,
        "specialty_surgery": 1,
    }


def test_a_colleagues_category_is_not_even_counted():
    world = supported("contact", "close_send", category=Category.PATIENT_DEATH)
    world.passes(days=14)
    assert {"category_unsaid", "origin_colleague", "closing_completed", "specialty_unknown"} <= set(world.counts)


def test_the_case_of_an_erasure_goes_at_once():
    world = supported("contact")
    assert world.case.origin is Origin.COLLEAGUE
    erases(world)
    assert world.cases == {}
