"""However a supporter loses a case, they read one farewell, and what they were sent about it is gone."""

from __future__ import annotations

import pytest

from bot.conversation.effects import Withdraw
from bot.conversation.events.availability import MemberLeft
from tests.engine.world import CLEO, OLGA, RITA, SAM, SUE, World, clinic, peer

DEEDS = [(), ("attempt",), ("contact",), ("contact", "plan_send")]


def held(*deeds) -> World:
    world = clinic(peer(SAM))
    world.accepted(SAM)
    for deed in deeds:
        world.presses(SAM, deed, plan="standard")
    world.joins(peer(SUE))
    return world


def assigns(world: World) -> None:
    world.presses(CLEO, "assign_send", supporter=SUE)


def leaves(world: World) -> None:
    world.happens(MemberLeft(by=SAM))


def loses_account(world: World) -> None:
    world.happens(MemberLeft(by=SAM, gone=True))


def wants_another(world: World) -> None:
    world.presses(RITA, "another_send")


def asks_without_them(world: World) -> None:
    world.asks(RITA, not_these=frozenset({SAM}))


def hands_back(world: World) -> None:
    world.presses(SAM, "hand_back_send", another="yes")


def left_over(world: World) -> list[str]:
    """What the former supporter still has in their messages about the case, but the farewell."""
    names = {one.effect.name for one in world.outbox if one.effect.to == SAM and one.effect.name}
    gone = [one.effect for one in world.outbox if isinstance(one.effect, Withdraw) and one.effect.to == SAM]
    withdrawn = {one.name for one in gone}
    shown = {name: world.shown(SAM, name) for name in names - withdrawn} if "" not in withdrawn else {}
    return [kind for kind in shown.values() if kind not in {"offer_gone", ""}]


@pytest.mark.parametrize("deeds", DEEDS)
@pytest.mark.parametrize("loses", [leaves, wants_another, asks_without_them])
def test_one_farewell_whatever_took_it(deeds, loses):
    world = held(*deeds)
    loses(world)
    world.passes(days=1)
    assert world.kinds(SAM).count("ended") == 1
    assert left_over(world) == []


@pytest.mark.parametrize("deeds", DEEDS[:2])
def test_one_farewell_after_somebody_else_was_chosen(deeds):
    world = held(*deeds)
    assigns(world)
    world.passes(days=1)
    assert (world.kinds(SAM).count("ended"), left_over(world)) == (1, [])


@pytest.mark.parametrize("deeds", DEEDS)
def test_who_hands_it_back_knows_it_and_keeps_no_old_message(deeds):
    world = held(*deeds)
    hands_back(world)
    world.passes(days=1)
    assert (world.kinds(SAM).count("ended"), left_over(world)) == (0, [])


@pytest.mark.parametrize("deeds", DEEDS)
def test_to_a_closed_account_nothing_is_written(deeds):
    world = held(*deeds)
    loses_account(world)
    world.passes(days=1)
    assert world.kinds(SAM).count("ended") == 0


def test_no_reminder_comes_after_it():
    world = held("contact")
    world.suggests(OLGA)
    leaves(world)
    world.passes(days=100)
    assert world.kinds(SAM)[-1] == "ended"


def test_a_case_that_ends_by_itself_says_so_to_its_supporter():
    world = held("attempt")
    world.passes(days=30)
    assert not world.case.is_open if world.cases else True
    assert world.kinds(SAM).count("ended") == 1
