"""How a case ends, and what of it stays: nothing, fourteen days later."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from bot.conversation import texts
from bot.conversation.effects import Decision, Effect, Tell
from bot.conversation.events import CaseClosed, OfferDeclined, RequestWithdrawn
from bot.conversation.flows.matching import offers_gone
from bot.domain.case import Case, Category, Closing, Move, NextStep, OfferState, Step
from bot.ui import Toast, say

if TYPE_CHECKING:
    from bot.conversation.facts import Facts


def closed(case: Case, closing: Closing, facts: Facts) -> Decision:
    """Close, whatever was still open with it: offers are withdrawn, exclusions and the referrer are forgotten at once."""
    after = replace(
        case,
        step=Step.CLOSED,
        closing=closing,
        closed_at=facts.now,
        referrer=None,
        not_these=frozenset(),
        category=case.category if case.own_category else Category.UNSAID,
        offers=tuple(replace(one, state=OfferState.GONE) if one.can_be_taken else one for one in case.offers),
        next_step=NextStep(move=Move.PURGE, due=facts.now + facts.policy.clocks.purge),
    )
    return Decision(changed=(after,), effects=offers_gone(case))


def on_ended(case: Case, event: OfferDeclined | RequestWithdrawn | CaseClosed, facts: Facts) -> Decision:
    """Ended by a person: the recipient, or for them the supporter or the coordinator."""
    match event:
        case OfferDeclined():
            decision = closed(case, Closing.DECLINED, facts)
            words = say("Closed. A no is always fine, and is never counted against anyone.")
        case RequestWithdrawn():
            decision = closed(case, Closing.WITHDRAWN, facts)
            words = say("Ended. You can ask again at any time.")
        case CaseClosed():
            decision = closed(case, event.closing, facts)
            words = say("Closed. Thank you for being there.")
        case _:
            assert_never(event)
    told = _tell_supporter(case) if event.by != case.supporter else ()
    return replace(decision, effects=(*decision.effects, *told), reply=Toast(words))


def _tell_supporter(case: Case) -> tuple[Effect, ...]:
    return (Tell(to=case.supporter, message=texts.ended(), case=case.code),) if case.supporter else ()


def on_purge_due(case: Case) -> Decision:
    """Forget it: the store deletes the row, its key, its timers and its messages."""
    return Decision(changed=(replace(case, step=Step.PURGED, next_step=None),))
