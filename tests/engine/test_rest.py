"""After a no, colleagues' suggestions rest for thirty days; incident lists and oneself don't."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.case import Origin, Step
from tests.engine.world import CARL, OLGA, RITA, SAM, SUE, clinic, peer


def declined(deed="decline"):
    world = clinic(peer(SAM), peer(SUE))
    world.accepted(SAM)
    world.presses(SAM, deed, closing="declined")
    return world


@pytest.mark.parametrize("deed", ["decline", "close_send"])
@pytest.mark.parametrize("days", [1, 13, 20, 29])
def test_a_colleagues_suggestion_rests_for_thirty_days(days, deed):
    """Also when the case has been forgotten meanwhile."""
    world = declined(deed)
    world.passes(days=days)
    before = dict(world.cases)
    world.suggests(OLGA)
    assert world.cases == before


def test_after_thirty_days_nothing_is_left_of_it():
    world = declined()
    assert world.persons[RITA].rests_until == world.now + timedelta(days=30)
    world.passes(days=30)
    assert (world.persons[RITA].rests_until, world.agenda) == (None, [])
    world.suggests(OLGA)
    assert world.step is Step.OFFERED


@pytest.mark.parametrize(("by", "origin"), [(RITA, Origin.SELF), (OLGA, Origin.INCIDENT_LIST)])
def test_oneself_and_incident_lists_do_not_rest(by, origin):
    world = declined()
    world.suggests(by, origin=origin)
    world.passes(minutes=10)
    assert (world.case.origin, world.case.is_open) == (origin, True)


def test_the_entry_that_forgets_it_names_neither_person_nor_case():
    world = declined()
    code = world.case.code
    [entry] = [one for one in world.agenda if one.subject != code]
    assert code not in entry.subject
    assert RITA not in entry.subject


def test_other_endings_bring_no_rest():
    world = clinic()
    world.accepted(SAM)
    world.presses(RITA, "withdraw")
    world.suggests(CARL)
    assert world.case.is_open
