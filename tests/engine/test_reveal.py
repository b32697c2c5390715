"""A name is looked up with a reason only; the reason stays with the case, and who looked can't support."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation.views import home
from bot.domain.case import OfferState, RevealReason
from bot.domain.people import Role
from bot.ui import FieldErrors, Mention, Paragraph
from tests.engine.world import CARL, CLEO, DAN, DORA, RITA, SAM, SUE, clinic, peer


def names(reply):
    blocks = [one for one in reply.form.blocks if isinstance(one, Paragraph)]
    return [span.person for one in blocks for span in one.spans if isinstance(span, Mention)]


def test_without_a_reason_nothing_is_shown():
    world = clinic()
    world.suggests()
    assert names(world.presses(CLEO, "reveal")) == []
    assert isinstance(world.presses(CLEO, "reveal_send"), FieldErrors)
    assert world.case.reveals == ()


def test_with_a_reason_the_name_is_shown_and_the_reason_kept():
    world = clinic()
    world.suggests()
    assert names(world.presses(DAN, "reveal_send", reason="called")) == [RITA]
    [kept] = world.case.reveals
    assert (kept.by, kept.reason, kept.at, kept.role) == (DAN, RevealReason.CALLED, world.now, Role.DEPUTY)


@pytest.mark.parametrize(("minutes", "seen"), [(14, [RITA]), (15, [])])
def test_it_may_be_opened_again_for_a_quarter_of_an_hour(minutes, seen):
    world = clinic()
    world.suggests()
    world.presses(CLEO, "reveal_send", reason="safety")
    world.passes(minutes=minutes)
    assert names(world.presses(CLEO, "reveal")) == seen
    assert len(world.case.reveals) == 1


def test_the_others_need_a_reason_of_their_own():
    world = clinic()
    world.suggests()
    world.presses(CLEO, "reveal_send", reason="safety")
    assert names(world.presses(DAN, "reveal")) == []


@pytest.mark.parametrize("person", [SAM, SUE, DORA, CARL, RITA])
def test_only_who_runs_the_programme_may_look(person):
    """Not the director either, who reviews the reveals."""
    world = clinic(peer(SAM), peer(SUE))
    world.accepted(SAM)
    world.presses(person, "reveal_send", reason="safety")
    assert world.case.reveals == ()


def test_nobody_looks_up_their_own_case():
    world = clinic()
    world.suggests(CARL, CLEO)
    world.presses(CLEO, "reveal_send", reason="safety")
    assert world.case.reveals == ()


def test_who_looked_is_never_the_supporter():
    """An offer that is out already is taken care of, too."""
    world = clinic(peer(DAN))
    world.joins(replace(peer(DAN), roles=frozenset({Role.DEPUTY, Role.SUPPORTER})))
    world.suggests()
    world.presses(DAN, "reveal_send", reason="safety")
    assert [one.state for one in world.case.offers] == [OfferState.GONE]
    world.presses(DAN, "take")
    world.presses(CLEO, "assign_send", supporter=DAN)
    assert (world.case.supporter, len(world.case.offers)) == (None, 1)


def test_the_recipient_reads_who_looked_and_when():
    world = clinic()
    world.asks()
    world.presses(CLEO, "reveal_send", reason="unreachable")
    card = home.own_card(world.sight(RITA), world.case)
    assert "The coordinator" in repr(card.blocks)
    assert "can't be reached" in repr(card.blocks)
    assert CLEO not in repr(card.blocks)


def test_after_the_purge_nothing_of_it_stays():
    world = clinic()
    world.suggests()
    world.presses(CLEO, "reveal_send", reason="legal")
    world.presses(CLEO, "close_send", closing="redirected")
    assert len(world.case.reveals) == 1
    world.passes(days=14)
    assert world.cases == {}
