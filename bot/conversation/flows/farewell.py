"""Farewell: however a supporter loses a case, they read it once, in waking hours, and keep no old message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation import nudges
from bot.conversation.effects import Cancel, Effect, Remind, Replace, Withdraw
from bot.conversation.events.ending import FarewellDue
from bot.conversation.events.privacy import RecipientErased
from bot.conversation.flows.matching.offering import offer_name
from bot.domain.case import OfferState
from bot.domain.eligibility import first_waking

if TYPE_CHECKING:
    from datetime import datetime

    from bot.conversation.events.every import Event
    from bot.conversation.facts import Facts
    from bot.domain.case import Case
    from bot.domain.people import PersonId


ABOUT_THEIR_CASE = ("attempt", "check_in", "in_touch", "afresh", "paused")
"""What a supporter's messages about a case of theirs are called."""


def farewell_if_lost(before: Case, after: Case, event: Event, *, facts: Facts) -> tuple[Effect, ...]:
    """However a supporter loses a case: one farewell, no old message about it, no timer. Who did it themselves knows.

    The account of somebody who is gone is not written to. An erasure says it under the person's own key.
    """
    supporter = before.supporter
    if supporter is None or not before.is_open or (after.is_open and after.supporter == supporter):
        return ()
    knows = getattr(event, "by", None) == supporter or getattr(event, "gone", False)
    told = () if knows or isinstance(event, RecipientErased) else farewell(before, facts)
    return (*(_taken_back(before, supporter) if after.is_open else ()), *told)


def _taken_back(case: Case, supporter: PersonId) -> tuple[Effect, ...]:
    """What they were sent about it; at closing everything is withdrawn anyway."""
    taken = [one for one in case.offers if one.supporter == supporter and one.state is OfferState.TAKEN]
    copies = (
        Replace(to=supporter, message=nudges.offer_gone(), case=case.code, name=offer_name(one.number))
        for one in taken[-1:]
    )
    gone = (Withdraw(to=supporter, case=case.code, name=one) for one in ABOUT_THEIR_CASE)
    return (*copies, *gone, Cancel(subject=case.code, name="afresh"))


def farewell(case: Case, facts: Facts) -> tuple[Effect, ...]:
    """Tell the supporter in their waking hours that it ended or paused without them."""
    if case.supporter is None:
        return ()
    return (_farewell(case, case.supporter, waking_of(case.supporter, facts)),)


def _farewell(case: Case, supporter: PersonId, at: datetime) -> Remind:
    return Remind(subject=case.code, name="farewell", event=FarewellDue(supporter=supporter), at=at)


def waking_of(supporter: PersonId, facts: Facts) -> datetime:
    """The next waking moment of a supporter, by their own zone if it is known."""
    known = facts.supporter if facts.supporter and facts.supporter.person == supporter else None
    return first_waking(facts.now, known.timezone if known else facts.policy.timezone, facts.policy.quiet)
