"""How a case ends, and what of it stays: nothing, fourteen days later."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from bot.conversation import texts
from bot.conversation.effects import Decision, Effect, Remind, Tell, Withdraw
from bot.conversation.events import CaseClosed, FarewellDue, OfferDeclined, RequestWithdrawn, RestBegan
from bot.conversation.flows.matching import offers_gone
from bot.domain.case import Case, Category, Closing, Move, NextStep, OfferState, Step
from bot.domain.eligibility import first_waking
from bot.ui import Toast, say

if TYPE_CHECKING:
    from datetime import datetime

    from bot.conversation.facts import Facts
    from bot.domain.people import PersonId

LATER = "later"
"""The agenda entry of what a person's own record is to remember, or to forget."""


def closed(case: Case, closing: Closing, facts: Facts) -> Decision:
    """Close, whatever was still open with it: offers and messages are withdrawn, exclusions and referrer forgotten."""
    after = replace(
        case,
        step=Step.CLOSED,
        closing=closing,
        closed_at=facts.now,
        referrer=None,
        named=False,
        not_these=frozenset(),
        chosen=None,
        paused_from=None,
        ask_first=False,
        category=case.category if case.own_category else Category.UNSAID,
        offers=tuple(replace(one, state=OfferState.GONE) if one.can_be_taken else one for one in case.offers),
        next_step=NextStep(move=Move.PURGE, due=facts.now + facts.policy.clocks.purge),
    )
    rest = (_rest(case, facts),) if closing is Closing.DECLINED else ()
    return Decision(changed=(after,), effects=(*offers_gone(case), *_withdrawn(case, facts), *rest))


def _rest(case: Case, facts: Facts) -> Remind:
    """After a no colleagues' suggestions rest; the entry outlives the case, so it doesn't carry its code."""
    key = hashlib.sha256(f"rest/{case.code}".encode()).hexdigest()[:20]
    until = facts.now + facts.policy.clocks.decline_rest
    return Remind(subject=key, name=LATER, event=RestBegan(by=case.recipient, until=until, key=key), at=facts.now)


def _withdrawn(case: Case, facts: Facts) -> tuple[Withdraw, ...]:
    """What the bot wrote to those who had the case, and to those who run the programme, is taken back."""
    had_it = [one.supporter for one in case.offers if one.state is OfferState.TAKEN]
    readers = dict.fromkeys([*had_it, *(one.person for one in facts.staff)])
    return tuple(Withdraw(to=one, case=case.code) for one in readers)


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
    told = farewell(case, facts) if event.by != case.supporter else ()
    return replace(decision, effects=(*decision.effects, *told), reply=Toast(words))


def farewell(case: Case, facts: Facts) -> tuple[Effect, ...]:
    """Tell the supporter in their waking hours that it ended or paused without them."""
    if case.supporter is None:
        return ()
    return (_farewell(case, case.supporter, _waking(case.supporter, facts)),)


def _farewell(case: Case, supporter: PersonId, at: datetime) -> Remind:
    return Remind(subject=case.code, name="farewell", event=FarewellDue(supporter=supporter), at=at)


def _waking(supporter: PersonId, facts: Facts) -> datetime:
    known = facts.supporter if facts.supporter and facts.supporter.person == supporter else None
    return first_waking(facts.now, known.timezone if known else facts.policy.timezone, facts.policy.quiet)


def on_farewell_due(case: Case, event: FarewellDue, facts: Facts) -> Decision:
    """One constant sentence, as things stand by then; nothing to somebody who has the case again."""
    theirs = case.is_open and case.supporter == event.supporter
    if theirs and case.step is not Step.PAUSED:
        return Decision()
    message = texts.paused(case.code) if theirs else texts.ended()
    return Decision(effects=(Tell(to=event.supporter, message=message, case=case.code),))


def on_recipient_left(case: Case, facts: Facts) -> Decision:
    """Their account is gone: nobody is left to reach."""
    decision = closed(case, Closing.WITHDRAWN, facts)
    return replace(decision, effects=(*decision.effects, *farewell(case, facts)))


def on_purge_due(case: Case) -> Decision:
    """Forget it: the store deletes the row, its key, its timers and its messages."""
    return Decision(changed=(replace(case, step=Step.PURGED, next_step=None),))
