"""Offers a case to one supporter after the other; the answer clock runs from delivery."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation import nudges
from bot.conversation.effects import Cancel, Decision, Effect, Remind, Replace, Tell, Withdraw
from bot.conversation.events.matching import AnswerOverdue, OfferUndeliverable
from bot.conversation.flows.matching import urgent
from bot.conversation.flows.matching.leave_watch import look, next_look
from bot.conversation.flows.matching.urgent import is_urgent
from bot.conversation.flows.telling import told_of
from bot.domain.availability import answer_due
from bot.domain.case import Case, Move, NextStep, Offer, OfferState, Origin, Step
from bot.domain.eligibility import (
    Barrier,
    MatchContext,
    at_cap,
    barrier,
    first_waking,
    forbids,
    opening,
    rank,
    waking_hours,
)
from bot.domain.hours import after_open, day_in
from bot.domain.people import Traits, leave_of
from bot.ui import Toast, say

if TYPE_CHECKING:
    from datetime import datetime

    from bot.conversation.events.matching import MatchWanted, OfferDelivered, OfferPassed, OfferTaken
    from bot.conversation.facts import Candidate, Facts
    from bot.domain.people import Member, PersonId


def offer_name(number: int) -> str:
    """What an offer's message and its timer are called."""
    return f"offer:{number}"


def shown_name(number: int) -> str:
    """What the timer is called that ends when an offer was shown."""
    return f"shown:{number}"


def on_match_wanted(case: Case, _event: MatchWanted, facts: Facts) -> Decision:
    """Ask the best supporter who may be asked now; wait for the next opening; or tell the coordinator.

    For a list, whoever has the fewest questions out comes first: nobody gets all five.
    """
    if is_urgent(case):
        return _side_by_side(case, facts)
    setting = MatchContext(now=facts.now, policy=facts.policy, recipient=facts.recipient_traits)
    barriers = [(one.member, barrier(case, one.member, one.open_cases, setting)) for one in facts.candidates]
    if first := _offer_to_chosen(case, barriers, facts):
        return first
    free = [member for member, found in barriers if found is None]
    if free:
        busy = {one.member.person: one.pending for one in facts.candidates if case.origin is Origin.INCIDENT_LIST}
        best = min(free, key=lambda member: (busy.get(member.person, 0), rank(case, member, setting).key))
        return offer_to(case, best, facts)
    later = [opening(member, setting) for member, found in barriers if found is Barrier.CLOSED_NOW]
    return Decision(changed=(_waiting(case, [moment for moment in later if moment is not None], facts),))


def _side_by_side(case: Case, facts: Facts) -> Decision:
    """Several at once; the first to take it has it. Nobody left to ask: the coordinator, unless somebody may answer."""
    asked, members = Decision(changed=(case,)), urgent.to_ask(case, facts)
    after: Case = case
    for member in members:
        more = offer_to(after, member, facts)
        after = next((one for one in more.changed if isinstance(one, Case)), after)
        others = tuple(one for one in (*asked.changed, *more.changed) if not isinstance(one, Case))
        asked = Decision(changed=(after, *others), effects=(*asked.effects, *more.effects))
    if members:
        return asked
    if any(one.awaits_answer for one in case.offers):
        step = NextStep(move=Move.DEADLINE_MISSED, due=urgent.told_by(case, facts))
        return Decision(changed=(replace(case, step=Step.OFFERED, next_step=step),))
    return Decision(changed=(needs_coordinator(case, facts),))


def _offer_to_chosen(case: Case, barriers: list[tuple[Member, Barrier | None]], facts: Facts) -> Decision | None:
    """Whom the coordinator chose comes first, if they still may be asked; None if they may not."""
    for member, found in barriers:
        if member.person == case.chosen and found is None:
            return offer_to(case, member, facts)
        if member.person == case.chosen and found is Barrier.CLOSED_NOW:
            return waiting_for(case, member, facts)
    return None


def waiting_for(case: Case, member: Member, facts: Facts) -> Decision | None:
    """Keep the coordinator's choice until their hours begin; None if that is nowhere in sight."""
    opens = opening(member, MatchContext(now=facts.now, policy=facts.policy, recipient=facts.recipient_traits))
    if opens is None:
        return None
    deadline = max(facts.now + facts.policy.clocks.match, opens + facts.policy.clocks.answer)
    step = NextStep(move=Move.MATCH, due=opens)
    after = replace(case, step=Step.WAITING, chosen=member.person, ask_first=False, match_by=deadline, next_step=step)
    return Decision(changed=(after,))


def _waiting(case: Case, openings: list[datetime], facts: Facts) -> Case:
    case = replace(case, chosen=None)
    if not openings:
        return needs_coordinator(case, facts)
    soonest, deadline = min(openings), case.match_by or facts.now
    if soonest < deadline:
        return replace(case, step=Step.WAITING, next_step=NextStep(move=Move.MATCH, due=soonest))
    if deadline <= facts.now:
        return needs_coordinator(case, facts)
    return replace(case, step=Step.WAITING, next_step=NextStep(move=Move.DEADLINE_MISSED, due=deadline))


def needs_coordinator(case: Case, facts: Facts) -> Case:
    """Hand the case to the people who run the programme, at the first of their waking hours."""
    heard = told_of(case, 0, facts)
    waking = (first_waking(facts.now, one.timezone, facts.policy.quiet) for one in heard)
    due = facts.now if is_urgent(case) else min(waking, default=facts.now)
    step = NextStep(move=Move.COORDINATOR_OVERDUE, due=due)
    return replace(case, step=Step.NEEDS_COORDINATOR, chosen=None, next_step=step)


def offer_to(case: Case, member: Member, facts: Facts) -> Decision:
    """Put the question to this supporter. The answer clock starts when the platform has shown it."""
    offer = Offer(number=len(case.offers) + 1, supporter=member.person, asked_at=facts.now)
    deadline = max(case.match_by or facts.now, facts.now + facts.policy.clocks.answer)
    deadline = urgent.told_by(case, facts) if is_urgent(case) else deadline
    after = replace(
        case,
        step=Step.OFFERED,
        chosen=None,
        ask_first=False,
        offers=(*case.offers, offer),
        next_step=NextStep(move=Move.DEADLINE_MISSED, due=deadline),
    )
    asked = member.supporter and replace(member, supporter=replace(member.supporter, last_offer_at=facts.now))
    tell = Tell(
        to=member.person,
        message=nudges.offer(case.code, offer.number, case.urgency),
        case=case.code,
        name=offer_name(offer.number),
        receipt=offer.number,
    )
    unseen = Remind(
        subject=case.code,
        name=shown_name(offer.number),
        event=OfferUndeliverable(offer=offer.number),
        at=facts.now + facts.policy.clocks.shown,
    )
    return Decision(
        changed=(after, asked) if asked else (after,), effects=(tell, unseen, *next_look(after, member, facts))
    )


def _settle(  # noqa: PLR0917 - which offer, how, when
    case: Case, number: int, state: OfferState, now: datetime
) -> Case:
    offers = tuple(replace(one, state=state, settled_at=now) if one.number == number else one for one in case.offers)
    return replace(case, offers=offers)


def _find(case: Case, number: int) -> Offer | None:
    return next((one for one in case.offers if one.number == number), None)


def on_delivered(case: Case, event: OfferDelivered, facts: Facts) -> Decision:
    """The supporter can see it: four of their waking hours from now."""
    offer = _find(case, event.offer)
    if offer is None or offer.state is not OfferState.ASKED:
        return Decision()
    amount = facts.policy.clocks.answer
    if facts.supporter is None:
        answer_by = after_open(waking_hours(facts.policy.quiet), facts.now, amount, facts.policy.timezone)
    else:
        answer_by = answer_due(facts.supporter, facts.now, amount, facts.policy)
    answer_by = facts.now + facts.policy.urgent.answer if is_urgent(case) else answer_by
    shown = replace(offer, state=OfferState.DELIVERED, answer_by=answer_by)
    offers = tuple(shown if one.number == offer.number else one for one in case.offers)
    remind = Remind(
        subject=case.code, name=offer_name(offer.number), event=AnswerOverdue(offer=offer.number), at=answer_by
    )
    seen = Cancel(subject=case.code, name=shown_name(offer.number))
    return Decision(changed=(replace(case, offers=offers),), effects=(seen, remind))


def on_undeliverable(case: Case, event: OfferUndeliverable, facts: Facts) -> Decision:
    """This supporter can't see the question, or not yet: somebody else is asked, at once."""
    offer = _find(case, event.offer)
    if offer is None or offer.state is not OfferState.ASKED:
        return Decision()
    after = _settle(case, offer.number, OfferState.UNDELIVERED, facts.now)
    effects = (
        Withdraw(to=offer.supporter, case=case.code, name=offer_name(offer.number)),
        Cancel(subject=case.code, name=shown_name(offer.number)),
    )
    return Decision(changed=(search_next(after, facts) if case.step is Step.OFFERED else after,), effects=effects)


def on_taken(case: Case, event: OfferTaken, facts: Facts) -> Decision:
    """The first to take it has it, once; everybody else's copy says so. At their limit, a supporter keeps the offer."""
    offer, member = _find(case, event.offer), facts.supporter
    if offer is None or not offer.can_be_taken or member is None or member.supporter is None or not member.active:
        return Decision()
    setting = MatchContext(now=facts.now, policy=facts.policy, recipient=Traits())
    if forbids(case, member, setting) or facts.supporter_is_supported:
        return _no_longer(case, member, facts)
    if at_cap(member.supporter, facts.supporter_open, facts.policy):
        return Decision(reply=Toast(say("You have reached your limit of open cases. Someone else will be asked.")))
    taken = _settle(case, offer.number, OfferState.TAKEN, facts.now)
    soon = facts.policy.urgent.attempt if is_urgent(case) else facts.policy.clocks.attempt_asked
    after = replace(
        taken,
        step=Step.ACCEPTED,
        offers=tuple(replace(one, state=OfferState.GONE) if one.can_be_taken else one for one in taken.offers),
        supporter=member.person,
        chosen=None,
        ask_first=False,
        accepted_at=facts.now,
        first_accepted_at=case.first_accepted_at or facts.now,
        next_step=NextStep(move=Move.ATTEMPT_DUE, due=facts.now + soon),
    )
    today = day_in(facts.now, member.timezone)
    counted = replace(member, supporter=replace(member.supporter, accepted_on=(*member.supporter.accepted_on, today)))
    away = (look(after, member, facts.now),) if leave_of(member) else ()
    return Decision(changed=(after, counted), effects=(*_copies(case, offer), *away))


def _no_longer(case: Case, member: Member, facts: Facts) -> Decision:
    """What forbids it has come since they were asked: the question is taken back, and the search goes on."""
    after, gone = without_offers_to(case, frozenset({member.person}), facts)
    return Decision(
        changed=(after,), effects=gone, reply=Toast(say("This one can't be yours any more. A colleague will be asked."))
    )


def _copies(case: Case, taken: Offer) -> tuple[Effect, ...]:
    yours = Replace(
        to=taken.supporter, message=nudges.offer_yours(case.code), case=case.code, name=offer_name(taken.number)
    )
    return (yours, *offers_gone(case, except_for=taken.number))


def offers_gone(case: Case, *, except_for: int = 0) -> tuple[Effect, ...]:
    """Every other copy becomes "taken care of", and its clock stops."""
    others = [one for one in case.offers if one.can_be_taken and one.number != except_for]
    clocks = [Cancel(subject=case.code, name=offer_name(one.number)) for one in case.offers if one.awaits_answer]
    return (*(_replace_as_gone(case, one) for one in others), *clocks)


def _replace_as_gone(case: Case, offer: Offer) -> Replace:
    return Replace(to=offer.supporter, message=nudges.offer_gone(), case=case.code, name=offer_name(offer.number))


def without_excluded(case: Case, facts: Facts) -> tuple[Case, tuple[Effect, ...]]:
    """Offers to people who are excluded by now are gone like any other that is taken care of; the search goes on."""
    return without_offers_to(case, case.excluded, facts)


def without_offers_to(case: Case, people: frozenset[PersonId], facts: Facts) -> tuple[Case, tuple[Effect, ...]]:
    """The same for anybody else who may no longer take it."""
    barred = [one for one in case.offers if one.can_be_taken and one.supporter in people]
    if not barred:
        return case, ()
    settled = tuple(
        replace(one, state=OfferState.GONE, settled_at=facts.now) if one in barred else one for one in case.offers
    )
    after = replace(case, offers=settled)
    clocks = (Cancel(subject=case.code, name=offer_name(one.number)) for one in barred)
    return search_next(after, facts) if case.step is Step.OFFERED else after, (
        *(_replace_as_gone(case, o) for o in barred),
        *clocks,
    )


def on_passed(case: Case, event: OfferPassed, facts: Facts) -> Decision:
    """No reason is asked; the next supporter is, or the coordinator after three."""
    offer = _find(case, event.offer)
    if offer is None or not offer.can_be_taken:
        return Decision()
    waited_for = offer.awaits_answer
    after = _settle(case, offer.number, OfferState.PASSED, facts.now)
    effects = (
        Replace(to=offer.supporter, message=nudges.offer_passed(), case=case.code, name=offer_name(offer.number)),
        Cancel(subject=case.code, name=offer_name(offer.number)),
    )
    if case.step is Step.OFFERED and waited_for:
        after = _onward(after, facts)
    return Decision(changed=(after,), effects=effects, reply=Toast(say("That's fine. A colleague will be asked.")))


def on_answer_overdue(case: Case, event: AnswerOverdue, facts: Facts) -> Decision:
    """The next supporter is asked; this offer stays valid."""
    offer = _find(case, event.offer)
    if offer is None or not offer.awaits_answer:
        return Decision()
    after = _settle(case, offer.number, OfferState.TIMED_OUT, facts.now)
    return Decision(changed=(_onward(after, facts) if case.step is Step.OFFERED else after,))


def _onward(case: Case, facts: Facts) -> Case:
    """After three passes the coordinator; before, the next supporter."""
    refused = sum(1 for one in case.offers if one.state in {OfferState.PASSED, OfferState.TIMED_OUT})
    if refused % facts.policy.limits.passes == 0:
        return needs_coordinator(case, facts)
    return search_next(case, facts)


def search_next(case: Case, facts: Facts) -> Case:
    """Look for the next one; nothing while as many answers as wanted are still awaited."""
    wanted = facts.policy.urgent.at_once if is_urgent(case) else 1
    if sum(1 for one in case.offers if one.awaits_answer) >= wanted:
        return case
    return replace(case, step=Step.MATCHING, next_step=NextStep(move=Move.MATCH, due=facts.now))


def rank_candidates(
    case: Case, candidates: tuple[Candidate, ...], setting: MatchContext
) -> list[tuple[Member, tuple[str, ...], datetime | None]]:
    """For the coordinator: everybody who may be asked, with the reasons, and when; None is now.

    Soonest first, counted in days of the programme, and best first among those of one day.
    """
    judged = [(one.member, barrier(case, one.member, one.open_cases, setting)) for one in candidates]
    free = [(member, None) for member, found in judged if found is None]
    closed = [(member, opening(member, setting)) for member, found in judged if found is Barrier.CLOSED_NOW]
    fit = [*free, *((member, opens) for member, opens in closed if opens is not None)]
    order = sorted(fit, key=lambda one: (_days_ahead(one[1], setting), rank(case, one[0], setting).key))
    return [(member, rank(case, member, setting).reasons, opens) for member, opens in order]


def _days_ahead(opens: datetime | None, setting: MatchContext) -> int:
    """Now comes before later today."""
    zone = setting.policy.timezone
    return -1 if opens is None else (day_in(opens, zone) - day_in(setting.now, zone)).days
