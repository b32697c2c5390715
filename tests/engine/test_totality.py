"""The decider is total and deterministic: whatever happens to whatever case, by whomever."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from bot.conversation.effects import Decision, Remind
from bot.conversation.engine import NEXT_STEP, decide
from bot.conversation.law import row_of
from bot.domain.case import Case, CaseCode, Move, Step
from bot.domain.moves import MOVES
from tests.engine.walks import ANY_EVENT, RITA, programmes
from tests.proof import SECONDS

if TYPE_CHECKING:
    from bot.conversation.events.every import CaseEvent
    from tests.engine.world import World

pytestmark = pytest.mark.timeout(SECONDS)


def stands(world: World) -> Case:
    """Rita's latest case, or one that is not yet there."""
    return world.case if world.cases else Case(code=CaseCode("none"), recipient=RITA)


def decided(world: World, event: CaseEvent) -> tuple[Case, Decision, Case]:
    case = stands(world)
    decision = decide(case, event, world.facts(case, event))
    return case, decision, next((one for one in decision.changed if isinstance(one, Case)), case)


@given(programmes(), ANY_EVENT)
def test_whatever_happens_the_table_allows_it(world, event):
    before, _, after = decided(world, event)
    move = row_of(event).move
    assert after == before or (move is not None and after.step in MOVES[before.step][move])


@given(programmes(), ANY_EVENT)
def test_an_illegal_pair_changes_nothing(world, event):
    """A late or foreign press changes nothing and is answered from the present state."""
    case, decision, _ = decided(world, event)
    late = getattr(event, "turn", case.turn) != case.turn
    illegal = row_of(event).move not in MOVES[case.step]
    if illegal or late or not row_of(event).may(case, event, world.facts(case, event)):
        assert decision == Decision()


@given(programmes(), ANY_EVENT)
def test_the_same_input_gives_the_same_decision(world, event):
    case = stands(world)
    facts = world.facts(case, event)
    assert decide(case, event, facts) == decide(case, event, facts)


@given(programmes(), ANY_EVENT)
def test_a_change_puts_exactly_one_next_step_on_the_agenda(world, event):
    before, decision, after = decided(world, event)
    kept = after.step not in {Step.SUGGESTED, Step.PURGED}
    steps = [one for one in decision.effects if isinstance(one, Remind) and one.name == NEXT_STEP]
    assert len(steps) == (1 if kept and any(isinstance(one, Case) for one in decision.changed) else 0)
    assert not steps or (after.next_step is not None and steps[0].at == after.next_step.due)
    assert after.step is Step.SUGGESTED or before.code == after.code


def test_every_move_leads_somewhere_and_every_step_has_a_way_out():
    """No dead end but the purge; no move that no step knows."""
    assert {move for moves in MOVES.values() for move in moves} == set(Move)
    assert [step for step in Step if not any(MOVES[step].values())] == [Step.PURGED]
