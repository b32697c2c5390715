"""Back to matching: a case without its supporter, with a fresh deadline."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.flows.matching.urgent import match_by
from bot.domain.case import Case, Move, NextStep, Step, Urgency

if TYPE_CHECKING:
    from bot.conversation.facts import Facts


def back_to_matching(case: Case, facts: Facts) -> Case:
    """The same case without its supporter and what they began; the match deadline starts afresh."""
    return replace(
        case,
        step=Step.MATCHING,
        urgency=Urgency.ROUTINE if case.had_contact else case.urgency,
        supporter=None,
        chosen=None,
        paused_from=None,
        plan=None,
        accepted_at=None,
        attempts=(),
        check_ins=(),
        absent=(),
        pause_known=False,
        away=None,
        match_by=match_by(Urgency.ROUTINE if case.had_contact else case.urgency, facts.now, facts.policy),
        next_step=NextStep(move=Move.MATCH, due=facts.now),
    )
