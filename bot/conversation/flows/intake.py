"""From a suggestion to a case: made, undone, matured, merged, or ended because the person opted out.

The referrer's answer never depends on what is known about the colleague: nothing is looked up before the suggestion
matures, and what becomes of it is told to nobody.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.effects import Cancel, Decision, Effect, Remind
from bot.conversation.events import AfreshDue, SuggestionMatured
from bot.conversation.flows.ending import farewell
from bot.conversation.flows.matching import without_excluded
from bot.conversation.flows.outreach import awake, returned
from bot.domain.case import Case, Category, Move, NextStep, Origin, Step, Urgency, Wishes

if TYPE_CHECKING:
    from bot.conversation.events import OptOutChanged, Suggestion, SuggestionMade, SuggestionUndone
    from bot.conversation.facts import Facts
    from bot.domain.people import Person

MATURES = "matures"
"""The agenda entry of a suggestion that can still be undone."""


def on_made(person: Person, event: SuggestionMade, facts: Facts) -> Decision:
    """Seal it on the agenda: ten minutes to undo a mis-pick, at once for oneself, which also lifts an opt-out."""
    for_self = event.suggestion.origin is Origin.SELF
    if for_self and event.suggestion.recipient != person.person:
        return Decision()
    wait = not for_self and event.suggestion.urgency is Urgency.ROUTINE
    at = facts.now + facts.policy.clocks.undo if wait else facts.now
    remind = Remind(subject=event.key, name=MATURES, event=SuggestionMatured(suggestion=event.suggestion), at=at)
    changed = (replace(person, opted_out=False),) if for_self and person.opted_out else ()
    return Decision(changed=changed, effects=(remind,))


def on_undone(event: SuggestionUndone) -> Decision:
    """Take it off the agenda; once it has matured there is nothing left to take off, and nothing happens."""
    return Decision(effects=(Cancel(subject=event.key, name=MATURES),))


def on_opt_out(person: Person, event: OptOutChanged) -> Decision:
    """Keep the wish not to be suggested by others, or forget it."""
    return Decision(changed=(replace(person, opted_out=event.opted_out),))


def on_matured(case: Case, event: SuggestionMatured, facts: Facts) -> Decision:
    """A new case, or a merge into the open one; nothing at all for somebody who opted out of others' suggestions."""
    suggestion = event.suggestion
    if facts.opted_out and suggestion.origin is not Origin.SELF:
        return Decision()
    if case.step is Step.SUGGESTED:
        return Decision(changed=(_opened(case, suggestion, facts),))
    return _merged(case, suggestion, facts)


def _opened(case: Case, suggestion: Suggestion, facts: Facts) -> Case:
    own = suggestion.origin is Origin.SELF
    return replace(
        case,
        step=Step.MATCHING,
        origin=suggestion.origin,
        urgency=suggestion.urgency,
        category=suggestion.category,
        own_category=own,
        referrer=None if own else suggestion.referrer,
        not_these=suggestion.not_these if own else suggestion.not_these | {suggestion.referrer},
        wishes=suggestion.wishes or Wishes(),
        opened_at=suggestion.made_at,
        match_by=suggestion.made_at + facts.policy.clocks.match,
        next_step=NextStep(move=Move.MATCH, due=facts.now),
    )


def _merged(case: Case, suggestion: Suggestion, facts: Facts) -> Decision:
    """The higher urgency and all exclusions; who may no longer be asked, or is no longer wanted, is out of it."""
    own = suggestion.origin is Origin.SELF
    merged = replace(
        case,
        urgency=Urgency.URGENT if Urgency.URGENT in {case.urgency, suggestion.urgency} else Urgency.ROUTINE,
        not_these=case.not_these | suggestion.not_these | (frozenset() if own else {suggestion.referrer}),
    )
    after, gone = without_excluded(_upgraded(merged, suggestion) if own else merged, facts)
    if own and case.supporter in suggestion.not_these:
        return Decision(changed=(returned(after, facts),), effects=(*gone, *farewell(case, facts)))
    return Decision(changed=(after,), effects=(*gone, *_afresh(case, facts)))


def _upgraded(case: Case, suggestion: Suggestion) -> Case:
    """A self-request brings its own category and wishes; what it doesn't mention stays."""
    named = suggestion.category is not Category.UNSAID
    return replace(
        case,
        origin=Origin.SELF,
        wishes=suggestion.wishes or case.wishes,
        category=suggestion.category if named else case.category,
        own_category=case.own_category or named,
    )


def _afresh(case: Case, facts: Facts) -> tuple[Effect, ...]:
    """In contact and follow-up the supporter is asked to get in touch afresh, once, in their waking hours."""
    if case.step not in {Step.CONNECTED, Step.FOLLOW_UP}:
        return ()
    return (Remind(subject=case.code, name="afresh", event=AfreshDue(), at=awake(facts, facts.now)),)
