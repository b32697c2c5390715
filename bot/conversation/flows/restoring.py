"""After a restore from a backup nothing that was due meanwhile happens as if nothing had been: people look instead."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation import nudges
from bot.conversation.effects import Decision, Remind, Tell
from bot.conversation.events.asking import RestBegan, RestOver, SuggestionMatured
from bot.conversation.events.backup import ComplaintDue
from bot.conversation.events.incidents import IncidentListMatured
from bot.conversation.events.sessions import PlaceHeld
from bot.conversation.events.supporting import CheckBackDue
from bot.conversation.flows.matching.offering import needs_coordinator, offers_gone
from bot.conversation.flows.pausing import begun_again
from bot.conversation.flows.supporting.outreach import next_waking_time, without_referrer
from bot.domain.case import SUPPORTED, Case, CheckInState, Move, NextStep, OfferState, Step
from bot.domain.eligibility import first_waking
from bot.domain.people import Role

if TYPE_CHECKING:
    from datetime import datetime

    from bot.conversation.effects import Effect
    from bot.conversation.events.restoring import ProgrammeRestored, Restored
    from bot.conversation.facts import Facts

TOLD = "restored"
"""The agenda entry that tells those who run the programme."""


def entry_after_restore(entry: Remind, now: datetime) -> Remind | None:
    """What becomes of an entry that belongs to no case and came due between backup and restore; None drops it.

    Requests go to the coordinator instead of a supporter, because somebody may have been asked since; nudges, pages for
    a back-up and overviews of that time are over.
    """
    match entry.event:
        case SuggestionMatured() | IncidentListMatured() | ComplaintDue():
            return replace(entry, event=replace(entry.event, restored=True), at=now)
        case RestBegan() | RestOver():
            return entry
        case PlaceHeld() if entry.event.begins > now:  # they may have been reminded since
            return replace(entry, event=replace(entry.event, reminded=True), at=entry.event.begins)
        case _:
            return None


def on_restored(case: Case, event: Restored, facts: Facts) -> Decision:
    """Its clocks run from now. A supporter is asked to look whether it is still so; a search goes to the coordinator.

    Every button that was shown before is late: it may have been pressed already.
    """
    fresh = replace(without_referrer(case), turn=case.turn + 1, in_touch=None)
    if case.step is Step.PAUSED and case.next_step is not None and case.next_step.due > facts.now:
        return Decision(changed=(fresh,))
    step = case.paused_from if case.step is Step.PAUSED else case.step
    if case.supporter is None or step is None or step not in SUPPORTED:
        return _handed_over(fresh, facts)
    look = Remind(
        subject=case.code, name="afresh", event=CheckBackDue(restored=event.of), at=next_waking_time(facts, facts.now)
    )
    return Decision(changed=(_resume_check_ins(replace(fresh, paused_from=None), step, facts),), effects=(look,))


def _handed_over(case: Case, facts: Facts) -> Decision:
    """Who was asked may have taken it since, so all questions end and the coordinator looks."""
    offers = tuple(
        replace(one, state=OfferState.GONE, settled_at=facts.now) if one.can_be_taken else one for one in case.offers
    )
    after = needs_coordinator(replace(case, offers=offers, paused_from=None), facts)
    gone: tuple[Effect, ...] = offers_gone(case)
    return Decision(changed=(after,), effects=gone)


def _resume_check_ins(case: Case, step: Step, facts: Facts) -> Case:
    """Check-ins that came due meanwhile were asked about already: they are not asked about again."""
    check_ins = tuple(
        replace(one, state=CheckInState.SKIPPED, settled_at=facts.now)
        if one.state is CheckInState.PLANNED and one.due <= facts.now
        else one
        for one in case.check_ins
    )
    after = replace(case, step=step, check_ins=check_ins)
    if step is Step.FOLLOW_UP and after.next_check_in is None:
        due = next_waking_time(facts, facts.now + facts.policy.clocks.plan_asked)
        return replace(after, step=Step.CONNECTED, next_step=NextStep(move=Move.PLAN_DUE, due=due))
    return replace(after, next_step=begun_again(after, step, facts))


def on_programme_restored(event: ProgrammeRestored, facts: Facts) -> Decision:
    """Those who run the programme read, in waking hours, what to check by code."""
    at = first_waking(facts.now, facts.policy.timezone, facts.policy.quiet)
    if at > facts.now:
        return Decision(effects=(Remind(subject=event.key, name=TOLD, event=event, at=at),))
    readers = facts.holders(Role.COORDINATOR) + facts.holders(Role.DEPUTY) or facts.staff
    message = nudges.programme_restored(event.of, event.cases, event.unsent)
    people = dict.fromkeys(one.person for one in readers)
    return Decision(effects=tuple(Tell(to=one, message=message) for one in people))
