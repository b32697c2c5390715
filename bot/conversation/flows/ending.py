"""Ending: a case is closed, kept fourteen days, then purged to four counters unless a legal hold keeps it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.conversation import nudges
from bot.conversation.effects import Count, Decision, Remind, Tell, Withdraw
from bot.conversation.events.asking import RestBegan
from bot.conversation.events.ending import FarewellDue, FeedbackDue, FeedbackGiven
from bot.conversation.flows.matching.offering import offers_gone
from bot.domain.case import Case, Category, Closing, Move, NextStep, OfferState, Origin, Step
from bot.domain.eligibility import first_waking
from bot.domain.hours import local
from bot.ui import Toast, say

if TYPE_CHECKING:
    from datetime import datetime

    from bot.conversation.events.ending import (
        CaseClosed,
        CaseMerged,
        PurgeDue,
        RecipientLeft,
        RequestWithdrawn,
        SupportDeclined,
    )
    from bot.conversation.facts import Facts
    from bot.ui import Words

_LOOKS_AGAIN = timedelta(days=1)
LATER = "later"
"""The agenda entry of what a person's own record is to remember, or to forget."""


def close_case(case: Case, closing: Closing, facts: Facts) -> Decision:
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
        away=None,
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


def on_declined(case: Case, _event: SupportDeclined, facts: Facts) -> Decision:
    """The recipient would rather not, and told their supporter so."""
    words = say("Closed. A no is always fine, and is never counted against anyone.")
    return _end_case(case, Closing.DECLINED, facts=facts, words=words)


def on_withdrawn(case: Case, _event: RequestWithdrawn, facts: Facts) -> Decision:
    """The recipient ended it."""
    return _end_case(case, Closing.WITHDRAWN, facts=facts, words=say("Ended. You can ask again at any time."))


def on_closed(case: Case, event: CaseClosed, facts: Facts) -> Decision:
    """The supporter or the coordinator ended it."""
    return _end_case(case, event.closing, facts=facts, words=say("Closed. Thank you for being there."))


def _end_case(case: Case, closing: Closing, *, facts: Facts, words: Words) -> Decision:
    return replace(close_case(case, closing, facts), reply=Toast(words))


def on_farewell_due(case: Case, event: FarewellDue, facts: Facts) -> Decision:
    """One constant sentence, as things stand by then; nothing to somebody who has the case again."""
    theirs = case.is_open and case.supporter == event.supporter
    if theirs and case.step is not Step.PAUSED:
        return Decision()
    message, name = (nudges.paused(case.code), "paused") if theirs else (nudges.ended(), "")
    tell = Tell(to=event.supporter, message=message, case=case.code, name=name)
    return Decision(changed=(replace(case, pause_known=True),) if theirs else (), effects=(tell,))


def on_recipient_left(case: Case, _event: RecipientLeft, facts: Facts) -> Decision:
    """Their account is gone: nobody is left to reach."""
    return close_case(case, Closing.WITHDRAWN, facts)


def on_merged(case: Case, _event: CaseMerged, facts: Facts) -> Decision:
    """Its recipient has another one, which has heard all that this one said, and goes on."""
    return close_case(case, Closing.MERGED, facts)


def on_purge_due(case: Case, _event: PurgeDue, facts: Facts) -> Decision:
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


_SOONEST, _SPREAD = timedelta(days=3), timedelta(days=7)


def count_one(name: str, facts: Facts) -> Count:
    """One more of this in the present quarter."""
    return Count(name=name, quarter=quarter(facts.now, facts.policy.timezone))


def feedback_reminder(before: Case, after: Case, facts: Facts) -> tuple[Remind, ...]:
    """The question how it was, some days after closing, to somebody who asked for themselves and for nudges."""
    ends = after.step is Step.CLOSED and before.step is not Step.CLOSED
    erased = after.next_step is not None and after.next_step.due <= facts.now
    asked = after.origin is Origin.SELF and after.wishes.nudge and after.closing is not Closing.MERGED
    if not ends or erased or not asked:
        return ()
    zone = facts.recipient_zone or facts.policy.timezone
    at = first_waking(facts.now + _delay(after), zone, facts.policy.quiet)
    return (Remind(subject=after.code, name="feedback", event=FeedbackDue(), at=at),)


def _delay(case: Case) -> timedelta:
    """Three to ten days, drawn from the code: who answers can't be told by when they do."""
    drawn = int.from_bytes(hashlib.sha256(case.code.encode()).digest()[:4], "big")
    return _SOONEST + timedelta(minutes=drawn % (_SPREAD // timedelta(minutes=1)))


def may_tell(case: Case) -> bool:
    """Whether there is still something to ask: they asked for themselves, it ended, and they have not said it yet."""
    ended = case.step is Step.CLOSED and case.closing is not Closing.MERGED
    return ended and case.origin is Origin.SELF and not case.feedback_given


def on_feedback_due(case: Case, _event: FeedbackDue, facts: Facts) -> Decision:
    """One nudge, unless they answered on their own page already."""
    if not may_tell(case):
        return Decision()
    return Decision(
        effects=(Tell(to=case.recipient, message=nudges.feedback(case.code), case=case.code, name="feedback"),)
    )


def on_feedback(case: Case, event: FeedbackGiven, facts: Facts) -> Decision:
    """Counted by quarter, apart from the case; the case forgets everything but that it was asked."""
    if not may_tell(case):
        return Decision()
    said = {"recommend": event.recommend, "confidential": event.confidential, "in_time": event.in_time}
    counts = tuple(
        count_one(f"feedback_{name}_{'yes' if answer else 'no'}", facts)
        for name, answer in said.items()
        if answer is not None
    )
    return Decision(changed=(replace(case, feedback_given=True),), effects=counts)
