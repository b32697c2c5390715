"""The sweeps are woken for what can be done now: what waits for its time is found by the clock."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from adapters.slack.workspace.profiles import Directory
from bot.conversation.flows.asking import MATURES
from bot.domain.people import Address
from bot.domain.policy import Policy
from bot.ports import Incoming
from bot.service import Context, Service
from bot.ui import Action, Buttons, Pressed, Show

NOW = datetime(2026, 8, 3, 14, 0, tzinfo=UTC)
MARY = Address("web", "mary")
ASKS = Incoming(MARY, Pressed(Action("ask")), "gesture-1")
SUGGESTS = Incoming(MARY, Pressed(Action("suggest_send", draft=(("colleague", ("web:noor",)),))), "gesture-1")


class Stopped:
    """A clock that stands still."""

    def now(self):
        return NOW


@pytest.fixture
def woken():
    """One entry for each time."""
    return []


@pytest.fixture
def service(store, woken):
    world = Context(store=store, clock=Stopped(), directory=Directory("UTC"), policy=Policy())
    return Service(world, wake=lambda: woken.append(True), told=lambda _event, _decision: None)


async def test_a_suggestion_that_can_still_be_undone_wakes_nobody(service, store, woken):
    await service.handle(SUGGESTS)
    assert len(store.read_now(lambda work: work.agenda.named(MATURES))) == 1
    assert not woken


async def test_a_request_for_oneself_is_looked_at_at_once(service, woken):
    await service.handle(ASKS)
    assert woken


async def test_a_repetition_wakes_too_for_the_first_may_have_ended_before_it_could(service, woken):
    await service.handle(ASKS)
    woken.clear()
    await service.handle(ASKS)
    assert woken


async def test_the_undo_that_is_answered_takes_back_what_was_just_sealed(service, store):
    reply = await service.handle(SUGGESTS)
    assert isinstance(reply, Show)
    buttons = [one for block in reply.form.blocks if isinstance(block, Buttons) for one in block.buttons]
    undo = next(one.action for one in buttons if one.action.name == "undo")
    await service.handle(Incoming(MARY, Pressed(undo), "gesture-2"))
    assert store.read_now(lambda work: work.agenda.named(MATURES)) == []
