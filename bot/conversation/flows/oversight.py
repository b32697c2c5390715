"""Oversight: holds, reveals and disclosures, each on record."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.audit_trail import audit_entry, day_of
from bot.conversation.effects import Cancel, Decision
from bot.conversation.events.oversight import DisclosureRequested
from bot.conversation.flows.matching.offering import (
    without_excluded,
)
from bot.domain.audit import SYSTEM, Kind, Record
from bot.domain.case import Case, Hold, Move, NextStep, Reveal
from bot.domain.people import Role
from bot.domain.responsibility import LEVELS
from bot.ui import Toast, say

if TYPE_CHECKING:
    from bot.conversation.events.every import HoldEvent
    from bot.conversation.events.oversight import DisclosureAnswered, HoldAsked, HoldConfirmed, HoldLiftAsked, Revealed
    from bot.conversation.facts import Facts
    from bot.domain.case import Case
    from bot.ui import Words


def on_hold_asked(case: Case, event: HoldAsked, facts: Facts) -> Decision:
    """Kept with its reason; it stops nothing before somebody else confirms it."""
    if case.hold is not None:
        return Decision(reply=Toast(say("There is a hold on this case already.")))
    hold = Hold(reason=event.reason, asked_by=event.by, asked_at=facts.now)
    return _save_hold(
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
    return _save_hold(
        case,
        after,
        _hold_record(case, event, "confirmed", facts=facts),
        words=say("This case is kept until the hold is lifted."),
    )


def on_lift_wanted(case: Case, event: HoldLiftAsked, facts: Facts) -> Decision:
    """One that was never confirmed ends at once; else a second person has to agree, and what was due is purged now."""
    hold = case.hold
    if hold is None:
        return Decision()
    if hold.confirmed_by is None:
        return _save_hold(
            case,
            None,
            _hold_record(case, event, "dropped", facts=facts),
            words=say("The hold was not confirmed, and ends."),
        )
    if hold.lift_by is None:
        waits = replace(hold, lift_by=event.by)
        return _save_hold(
            case, waits, _hold_record(case, event, "lift_asked", facts=facts), words=say("Now somebody else agrees.")
        )
    if hold.lift_by == event.by:
        return Decision(reply=Toast(say("Somebody else has to agree.")))
    free = replace(case, next_step=NextStep(move=Move.PURGE, due=facts.now)) if hold.overdue else case
    return _save_hold(free, None, _hold_record(case, event, "lifted", facts=facts), words=say("The hold is lifted."))


def _hold_record(case: Case, event: HoldEvent, what: str, *, facts: Facts) -> Record:
    return audit_entry(Kind.HOLD, event.by, facts, case=case.code, reason=what)


def _save_hold(case: Case, hold: Hold | None, record: Record, *, words: Words) -> Decision:
    return Decision(changed=(replace(case, hold=hold),), effects=(record,), reply=Toast(words))


DISCLOSURE = "disclosure"
"""The agenda entry that is a request to print what is kept about somebody; seven days long."""


def on_disclosure_answered(event: DisclosureAnswered, facts: Facts) -> Decision:
    """Approved or refused by somebody whom it is not about; they read a code and a reason, no name."""
    asked = facts.disclosure
    if asked is None or not isinstance(asked.event, DisclosureRequested) or asked.event.approved:
        return Decision()
    if asked.event.person == event.by:
        return Decision()
    record = audit_entry(Kind.DISCLOSURE, event.by, facts, reason="approved" if event.approved else "refused")
    if not event.approved:
        refused = Cancel(subject=asked.subject, name=asked.name)
        return Decision(effects=(refused, record), reply=Toast(say("Refused. Nothing is printed.")))
    approved = replace(asked, event=replace(asked.event, approved=True))
    return Decision(effects=(approved, record), reply=Toast(say("Approved. It can be printed once.")))


def on_disclosure_lapsed(_event: DisclosureRequested, facts: Facts) -> Decision:
    """Seven days without use: the request is gone."""
    return Decision(
        effects=(Record(kind=Kind.DISCLOSURE, role=SYSTEM, on=day_of(facts.now, facts.policy), reason="lapsed"),)
    )


def on_revealed(case: Case, event: Revealed, facts: Facts) -> Decision:
    """Kept with the reason until the purge; who looked can't become the supporter."""
    role = next((one for one in LEVELS if facts.actor and facts.actor.has(one)), Role.COORDINATOR)
    opened = Reveal(by=event.by, reason=event.reason, at=facts.now, role=role)
    after, gone = without_excluded(replace(case, reveals=(*case.reveals, opened)), facts)
    looked = audit_entry(Kind.REVEAL, event.by, facts, case=case.code, reason=event.reason)
    return Decision(changed=(after,), effects=(*gone, looked))
