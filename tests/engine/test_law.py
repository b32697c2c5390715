"""What must be so of the law's rows and of what loads their needs, and pyright can't say."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, get_args

import pytest

from bot.conversation import actions, law, who
from bot.conversation.events.every import Event
from bot.conversation.facts import Facts, Sight
from bot.conversation.law import LAW
from bot.conversation.needs import HOME, Need, Needed, NotLoadedError, See
from bot.domain.case import Step
from bot.domain.moves import MOVES
from bot.domain.people import PersonId
from bot.domain.policy import Policy
from bot.service import loading, sight
from tests.engine import loading as remembered
from tests.engine.world import START, clinic

ROWS = (*law.CASE, *law.PERSON, *law.MEMBER, *law.PROGRAMME)
BARE = (
    Facts(now=START, policy=Policy()),
    Sight(now=START, policy=Policy(), person=PersonId("web:olga")),
)


def by(event: type) -> bool:
    """Whether the event says who did it."""
    return "by" in {one.name for one in fields(event)}


def test_every_event_has_one_row_and_nothing_else_has():
    assert len(ROWS) == len(LAW)
    assert set(LAW) == set(get_args(Event))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.event.__name__)
def test_an_event_of_the_clock_says_of_nobody_that_they_did_it(row):
    """``by`` is the actor of an event; of whom else it tells has another name."""
    assert by(row.event) is (row.may is not who.clock)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.event.__name__)
def test_a_row_is_of_one_kind(row):
    """Along the table of moves if it is about a case, and only then."""
    assert (row.move is not None) is (row.about is law.About.CASE)
    own = {who.oneself, who.own_entry}
    assert row.about in {law.About.CASE, law.About.PROGRAMME} or row.may in own | {who.runs}


@pytest.mark.parametrize("row", law.CASE, ids=lambda row: row.event.__name__)
def test_who_ends_a_case_or_matches_knows_the_recipient(row):
    """Their zone says when the bot may write to them once more, their traits who suits them."""
    ends = any(Step.CLOSED in to.get(row.move, ()) for step, to in MOVES.items() if step is not Step.CLOSED)
    purges = any(Step.PURGED in to.get(row.move, ()) for to in MOVES.values())
    matches = Need.CANDIDATES in row.needs or Need.RECORD in row.needs
    assert (Need.RECIPIENT in row.needs) is (ends or purges or matches)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.event.__name__)
def test_whose_right_is_a_role_is_looked_up(row):
    """By the actor's own entry of the roster; who runs the programme depends on who else does."""
    own = {who.answers, who.officer, who.notifier, who.any_supporter, who.backup}
    running = {who.runs, who.runs_for_another, who.coordinator, who.outside_coordinator, who.supporter_or_coordinator}
    assert row.may not in own or Need.ACTOR in row.needs
    assert row.may not in running or Need.STAFF in row.needs
    assert row.may not in {who.supporter, who.asked} or Need.SUPPORTER in row.needs


@pytest.mark.parametrize("loaders", [loading.LOADS, remembered.FACTS])
def test_every_need_has_one_loader_and_a_row_that_asks_for_it(loaders):
    assert set(loaders) == set(Need) == {need for row in ROWS for need in row.needs}


@pytest.mark.parametrize("loaders", [sight.SEES, remembered.SIGHTS])
def test_every_see_has_one_loader_and_a_button_or_a_home_that_asks_for_it(loaders):
    assert set(loaders) == set(See) == HOME | {see for row in actions.ROWS.values() for see in row.needs}


@pytest.mark.parametrize("bare", BARE, ids=lambda bare: type(bare).__name__)
def test_what_was_not_asked_for_raises(bare):
    """An empty tuple would say that there is nothing."""
    names = [one.name for one in fields(bare) if isinstance(one.default, Needed)]
    assert len(names) > 20
    for name in names:
        assert not bare.has(name)
        with pytest.raises(NotLoadedError, match=name):
            getattr(bare, name)
        assert getattr(bare.also(**{name: ()}), name) == ()


@pytest.mark.parametrize("bare", BARE, ids=lambda bare: type(bare).__name__)
def test_two_are_equal_if_the_same_is_loaded(bare: Any):
    assert bare == bare.also()
    assert bare.also(held=()) == bare.also(held=())
    assert bare.also(held=()) != bare


def test_neither_facts_nor_sights_say_in_a_log_what_is_in_them():
    assert "web:" not in repr(clinic().sight(PersonId("web:sam")))
