"""Privacy: a person opts out of suggestions, or has their data erased."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.effects import Cancel, Decision, Remind, UnlinkAddress
from bot.conversation.events.asking import SuggestionMatured
from bot.conversation.events.backup import ComplaintDue
from bot.conversation.events.digest import Nudge, NudgeDue
from bot.conversation.events.incidents import IncidentListMatured
from bot.conversation.events.linking import CodeIssued
from bot.conversation.events.privacy import RecipientErased, RecipientOptedOut
from bot.conversation.events.sessions import PlaceHeld
from bot.conversation.flows.ending import close_case
from bot.domain.case import Case, Closing, Origin
from bot.domain.eligibility import first_waking

if TYPE_CHECKING:
    from bot.conversation.effects import Effect
    from bot.conversation.events.privacy import DataErased, OptOutChanged
    from bot.conversation.facts import Facts
    from bot.domain.people import Person, PersonId


def on_opt_out(person: Person, event: OptOutChanged, facts: Facts) -> Decision:
    """Keep the wish not to be suggested by others, or forget it; what others began for this person ends."""
    by_others = [one for one in facts.own_cases if one.is_open and one.origin is not Origin.SELF]
    ended = RecipientOptedOut(by=person.person)
    effects = tuple(Remind(subject=one.code, name="opted_out", event=ended, at=facts.now) for one in by_others)
    return Decision(changed=(replace(person, opted_out=event.opted_out),), effects=effects if event.opted_out else ())


def on_case_opted_out(case: Case, _event: RecipientOptedOut, facts: Facts) -> Decision:
    """What others began ends; what the person asked for themselves meanwhile goes on."""
    if case.origin is Origin.SELF:
        return Decision()
    return close_case(case, Closing.WITHDRAWN, facts)


def on_erased(person: Person, event: DataErased, facts: Facts) -> Decision:
    """Every case of theirs is forgotten, and so is every suggestion by or about them that is still sealed.

    What protects them stays, at every address: the opt-out, the rest after a no, and that they are not asked to support
    others. The roster entry stays, because it is the coordinator's. Their other addresses are strangers again.
    """
    cases = tuple(
        Remind(subject=one.code, name="erase", event=RecipientErased(by=event.by, key=event.key), at=facts.now)
        for one in facts.own_cases
    )
    sealed = (_without_person(entry, (person.person, *facts.linked)) for entry in facts.sealed)
    apart = (UnlinkAddress(address=one) for one in facts.linked)
    return Decision(effects=(*cases, *(one for one in sealed if one is not None), *apart))


def _without_person(entry: Remind, addresses: tuple[PersonId, ...]) -> Effect | None:
    """A suggestion without this person: taken off the agenda, or a list that is one shorter; None for others'."""
    person = addresses[0]
    event, gone = entry.event, Cancel(subject=entry.subject, name=entry.name)
    if isinstance(event, SuggestionMatured):
        return gone if person in {event.suggestion.recipient, event.suggestion.referrer} else None
    if isinstance(event, ComplaintDue | PlaceHeld):
        return gone if event.person == person else None
    if isinstance(event, CodeIssued):
        return gone if event.by == person else None
    if not isinstance(event, IncidentListMatured):
        return None
    if event.listed.by == person:
        return gone
    left = tuple(one for one in event.listed.people if one != person)
    barred = event.listed.not_these | frozenset(addresses)  # they were part of it, and support none of the others
    shorter = replace(event, listed=replace(event.listed, people=left, not_these=barred))
    return replace(entry, event=shorter) if left != event.listed.people else None


def on_case_erased(case: Case, event: RecipientErased, facts: Facts) -> Decision:
    """End it if it is open, and forget it as soon as what the bot wrote has been taken back."""
    decision = close_case(case, Closing.WITHDRAWN, facts) if case.is_open else Decision(changed=(case,))
    now = tuple(
        replace(one, next_step=replace(one.next_step, due=facts.now))
        if isinstance(one, Case) and one.next_step
        else one
        for one in decision.changed
    )
    return Decision(changed=now, effects=(*decision.effects, *_tell_supporter(case, event, facts)))


def _tell_supporter(case: Case, event: RecipientErased, facts: Facts) -> tuple[Remind, ...]:
    """The supporter reads that it ended; under the person's own key, because the case's timers go with it."""
    if case.supporter is None or not case.is_open:
        return ()
    known = facts.supporter if facts.supporter and facts.supporter.person == case.supporter else None
    at = first_waking(facts.now, known.timezone if known else facts.policy.timezone, facts.policy.quiet)
    ended = NudgeDue(to=case.supporter, nudge=Nudge.ENDED)
    return (Remind(subject=f"{event.key}:{case.code}", name="nudge", event=ended, at=at),)
