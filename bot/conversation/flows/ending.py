"""How a case ends, and what of it stays fourteen days later: four counters, unless a legal hold keeps it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, assert_never

from bot.conversation import texts
from bot.conversation.auditing import recorded
from bot.conversation.effects import Count, Decision, Effect, Remind, Tell, Withdraw
from bot.conversation.events import CaseClosed, FarewellDue, OfferDeclined, RequestWithdrawn, RestBegan
from bot.conversation.flows.matching import offers_gone
from bot.domain.audit import Kind
from bot.domain.case import Case, Category, Closing, Hold, Move, NextStep, OfferState, Step
from bot.domain.eligibility import first_waking
from bot.domain.hours import local
from bot.ui import Toast, say

if TYPE_CHECKING:
    from datetime import datetime

    from bot.conversation.events import HoldAsked, HoldConfirmed, HoldEvent, LiftWanted
    from bot.conversation.facts import Facts
    from bot.domain.audit import Record
    from bot.domain.people import PersonId
    from bot.ui import Words

_LOOKS_AGAIN = timedelta(days=1)
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


def on_merged(case: Case, facts: Facts) -> Decision:
    """Its recipient has another one, which has heard all that this one said, and goes on."""
    decision = closed(case, Closing.MERGED, facts)
    return replace(decision, effects=(*decision.effects, *farewell(case, facts)))


def on_purge_due(case: Case, facts: Facts) -> Decision:
    """Forget it: the store deletes the row, its key, its timers and its messages. A hold looks again tomorrow."""
    if case.hold is not None and case.is_held:
        waits = NextStep(move=Move.PURGE, due=facts.now + _LOOKS_AGAIN)
        return Decision(changed=(replace(case, hold=replace(case.hold, overdue=True), next_step=waits),))
    counts = tuple(_counted(name, facts) for name in _what_stays(case, facts))
    return Decision(changed=(replace(case, step=Step.PURGED, next_step=None),), effects=counts)


def _what_stays(case: Case, facts: Facts) -> tuple[str, ...]:
    """Four counters, apart from each other, so that nothing can be put together again; none for half of a case."""
    if case.closing is Closing.MERGED:
        return ()
    category = case.category if case.own_category else Category.UNSAID
    closing = case.closing.value if case.closing else "unknown"
    specialty = facts.recipient_traits.specialty or "unknown"
    return (f"category_{category}", f"origin_{case.origin}", f"closing_{closing}", f"specialty_{specialty}")


def _counted(name: str, facts: Facts) -> Count:
    return Count(name=name, quarter=quarter(facts.now, facts.policy.timezone))


def quarter(moment: datetime, zone_name: str) -> str:
    """The calendar quarter in the programme's zone, such as ``2026-Q3``: all that a counter knows of a date."""
    day = local(moment, zone_name)
    return f"{day.year}-Q{(day.month + 2) // 3}"


def on_hold_asked(case: Case, event: HoldAsked, facts: Facts) -> Decision:
    """Kept with its reason; it stops nothing before somebody else confirms it."""
    if case.hold is not None:
        return Decision(reply=Toast(say("There is a hold on this case already.")))
    hold = Hold(reason=event.reason, asked_by=event.by, asked_at=facts.now)
    return _held(
        case,
        hold,
        _hold_record(case, event, f"asked_{event.reason}", facts=facts),
        words=say("Now somebody else confirms it."),
    )


def on_hold_confirmed(case: Case, event: HoldConfirmed, facts: Facts) -> Decision:
    """By another person than the one who asked."""
    hold = case.hold
    if hold is None or hold.confirmed_by is not None:
        return Decision()
    if hold.asked_by == event.by:
        return Decision(reply=Toast(say("Somebody else has to confirm it.")))
    after = replace(hold, confirmed_by=event.by, confirmed_at=facts.now)
    return _held(
        case,
        after,
        _hold_record(case, event, "confirmed", facts=facts),
        words=say("This case is kept until the hold is lifted."),
    )


def on_lift_wanted(case: Case, event: LiftWanted, facts: Facts) -> Decision:
    """One that was never confirmed ends at once; else a second person has to agree, and what was due is purged now."""
    hold = case.hold
    if hold is None:
        return Decision()
    if hold.confirmed_by is None:
        return _held(
            case,
            None,
            _hold_record(case, event, "dropped", facts=facts),
            words=say("The hold was not confirmed, and ends."),
        )
    if hold.lift_by is None:
        waits = replace(hold, lift_by=event.by)
        return _held(
            case, waits, _hold_record(case, event, "lift_asked", facts=facts), words=say("Now somebody else agrees.")
        )
    if hold.lift_by == event.by:
        return Decision(reply=Toast(say("Somebody else has to agree.")))
    free = replace(case, next_step=NextStep(move=Move.PURGE, due=facts.now)) if hold.overdue else case
    return _held(free, None, _hold_record(case, event, "lifted", facts=facts), words=say("The hold is lifted."))


def _hold_record(case: Case, event: HoldEvent, what: str, *, facts: Facts) -> Record:
    return recorded(Kind.HOLD, event.by, facts, case=case.code, reason=what)


def _held(case: Case, hold: Hold | None, record: Record, *, words: Words) -> Decision:
    return Decision(changed=(replace(case, hold=hold),), effects=(record,), reply=Toast(words))
