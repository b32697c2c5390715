"""Who suggested it: sealed for a week at most, named until closing, or never stored."""

from __future__ import annotations

import pytest

from bot.conversation.views import home, supporting
from bot.domain.case import Origin, ReferrerMode, Step
from bot.ui import Action, Submitted
from tests.engine.world import CARL, CLEO, OLGA, RITA, SAM, clinic, peer

NAMED, UNLINKABLE = ReferrerMode.NAMED, ReferrerMode.UNLINKABLE


def test_a_confidential_referrer_is_dropped_at_the_first_outreach():
    world = clinic()
    world.accepted(SAM)
    assert world.case.referrer == CARL
    world.presses(SAM, "attempt")
    assert world.case.referrer is None


def test_or_after_seven_days_whatever_happens():
    world = clinic(peer(SAM, zone="America/New_York"))
    world.adjusts(SAM, cap_open=0)
    world.suggests()
    world.passes(days=6, hours=23)
    assert world.case.referrer == CARL
    world.passes(hours=1)
    assert (world.case.referrer, world.case.not_these) == (None, {CARL})


def test_a_named_referrer_stays_until_closing():
    world = clinic()
    world.suggests(mode=NAMED)
    for deed in ("take", "attempt", "contact"):
        world.presses(SAM, deed)
    world.passes(days=8)
    assert (world.case.referrer, world.case.named) == (CARL, True)
    world.presses(SAM, "close_send", closing="completed")
    assert (world.case.referrer, world.case.named) == (None, False)


@pytest.mark.parametrize("said", [None, CARL])
def test_an_unlinkable_one_is_stored_nowhere_and_may_be_asked(said):
    """The form says so: you might be asked to support them yourself. Whatever a form sends, the case has no name."""
    world = clinic(peer(CARL))
    world.suggests(mode=UNLINKABLE, referrer=said)
    assert (world.case.referrer, world.case.not_these, world.step) == (None, frozenset(), Step.OFFERED)
    assert world.case.offers[0].supporter == CARL


def test_a_named_suggestion_names_a_case_that_was_confidential():
    world = clinic()
    world.suggests(CARL)
    world.suggests(OLGA, mode=NAMED)
    assert (world.case.referrer, world.case.named, world.case.not_these) == (OLGA, True, {CARL, OLGA})


def confirmed(world, by, mode):
    draft = (("colleague", (RITA,)), ("key", ("k",)), ("mode", (mode.value,)))
    return world.sends(by, Submitted(Action("suggest_send", draft=draft), ()))


def test_the_form_makes_the_suggestion_as_it_was_chosen():
    world = clinic()
    confirmed(world, CARL, NAMED)
    world.passes(minutes=10)
    assert (world.case.referrer, world.case.named, world.case.origin) == (CARL, True, Origin.COLLEAGUE)


def test_whoever_is_on_the_roster_is_always_known():
    """They could be asked to support the colleague: unlinkable is neither offered nor obeyed."""
    world = clinic(peer(SAM), peer(OLGA))
    confirmed(world, OLGA, UNLINKABLE)
    world.passes(minutes=10)
    assert (world.case.referrer, world.case.not_these) == (OLGA, {OLGA})
    choices = world.presses(CLEO, "suggest_mode").form.fields[0].choices
    assert UNLINKABLE.value not in {one.value for one in choices}


@pytest.mark.parametrize("mode", ReferrerMode)
def test_a_referrer_is_shown_only_when_named(mode):
    world = clinic()
    world.suggests(mode=mode, referrer=None if mode is UNLINKABLE else CARL)
    world.presses(SAM, "take")
    world.presses(SAM, "contact")
    own, supporters = home.own_card(world.sight(RITA), world.case), supporting.case_card(world.sight(SAM), world.case)
    for form in (own, supporters):
        assert (CARL in people_in(form)) is (mode is NAMED)


def people_in(form):
    """Everybody whom a form mentions."""
    spans = [span for block in form.blocks for span in getattr(block, "spans", ())]
    spans += [span for block in form.blocks for _, row in getattr(block, "rows", ()) for span in row]
    return {span.person for span in spans if hasattr(span, "person")}


def test_nobody_refers_themselves():
    """Found by the deep proof: a forged mode on one's own request put a referrer back after the first outreach."""
    world = clinic()
    world.accepted(SAM)
    world.presses(SAM, "contact")
    world.asks(RITA, mode=NAMED)
    assert (world.case.referrer, world.case.named) == (None, False)
