"""Asking: a suggestion is made, undone, becomes a case, joins an open one, or ends at an opt-out.

The referrer's answer never depends on what is known about the colleague: nothing is looked up before the suggestion
matures, and what becomes of it is told to nobody.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from typing import TYPE_CHECKING

from bot.conversation.audit_trail import day_of, window_of
from bot.conversation.effects import Cancel, Decision, Effect, Remind, Tally
from bot.conversation.events.asking import ReferrerDue, RestOver, SuggestionMatured
from bot.conversation.events.supporting import CheckBackDue
from bot.conversation.flows.ending import LATER
from bot.conversation.flows.matching.offering import needs_coordinator, without_excluded
from bot.conversation.flows.matching.returning import back_to_matching
from bot.conversation.flows.matching.urgent import match_by
from bot.conversation.flows.pausing import resume_case
from bot.conversation.flows.supporting.outreach import next_waking_time
from bot.domain.case import Case, Category, Move, NextStep, Origin, ReferrerMode, Step, Urgency, Wishes
from bot.domain.hours import at_wall
from bot.domain.moves import SEARCHED
from bot.ui import Toast, say

if TYPE_CHECKING:
    from datetime import datetime

    from bot.conversation.events.asking import RestBegan, Suggestion, SuggestionMade, SuggestionUndone
    from bot.conversation.facts import Facts
    from bot.domain.people import Person, PersonId
    from bot.domain.policy import Policy

MATURES = "matures"
"""The agenda entry of a suggestion that can still be undone."""
SUGGESTED, TARGETED = "suggested", "targeted"
"""Keyed counters: how often somebody suggested a colleague, and how often somebody was suggested."""


def on_made(event: SuggestionMade, facts: Facts) -> Decision:
    """Seal it on the agenda: ten minutes to undo a mis-pick, at once for oneself, which also lifts an opt-out."""
    for_self = event.suggestion.origin is Origin.SELF
    if not _is_ones_own(event):
        return Decision()
    suggestion = _without_closed_lane(event.suggestion, facts)
    wait = not for_self and suggestion.urgency is Urgency.ROUTINE
    at = facts.now + facts.policy.clocks.undo if wait else facts.now
    remind = Remind(subject=event.key, name=MATURES, event=SuggestionMatured(suggestion=suggestion), at=at)
    if not for_self:
        return _refused_by_limit(facts) or Decision(effects=(remind, *_by(event.by, facts)))
    changed = (replace(facts.own_record, opted_out=False),) if facts.own_record.opted_out else ()
    return Decision(changed=changed, effects=(remind,))


def _is_ones_own(event: SuggestionMade) -> bool:
    """Oneself or a colleague, in one's own name; lists and calls are entered by those whose role it is."""
    suggestion = event.suggestion
    if suggestion.origin is Origin.SELF:
        return suggestion.recipient == event.by
    return suggestion.origin is Origin.COLLEAGUE and suggestion.referrer in {None, event.by}


def _refused_by_limit(facts: Facts) -> Decision | None:
    """So many in an hour or on a day are no longer care. Asking for oneself is never limited."""
    (hour, day), limits = facts.suggested, facts.policy.suggestions
    if day >= limits.a_day:
        return Decision(reply=Toast(say("Nothing was sent. Please try again after {when}.", when=day_ends(facts))))
    if hour >= limits.an_hour:
        return Decision(reply=Toast(say("Nothing was sent. Please try again after {when}.", when=hour_ends(facts))))
    return None


def hour_ends(facts: Facts) -> datetime:
    """The end of this hour, by the clock."""
    return facts.now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def day_ends(facts: Facts) -> datetime:
    """The end of this day, in the programme's zone."""
    return at_wall(day_of(facts.now, facts.policy) + timedelta(days=1), time(), facts.policy.timezone)


def _by(actor: PersonId, facts: Facts) -> tuple[Tally, ...]:
    """Two counters that only the hour and the day keep, and that don't know of whom."""
    return (
        Tally(name=SUGGESTED, subject=actor, window=window_of(facts.now), until=hour_ends(facts)),
        Tally(name=SUGGESTED, subject=actor, window=f"{day_of(facts.now, facts.policy)}", until=day_ends(facts)),
    )


def _about(recipient: PersonId, facts: Facts) -> Tally:
    """The same for everybody who is suggested, known or not; it doesn't know by whom."""
    day = day_of(facts.now, facts.policy)
    forgotten = day + timedelta(days=facts.policy.suggestions.of_one_days)
    until = at_wall(forgotten, time(), facts.policy.timezone)
    return Tally(name=TARGETED, subject=recipient, window=f"{day}", until=until)


def days_that_count(now: datetime, policy: Policy) -> tuple[str, ...]:
    """The windows in which suggestions of one person are counted together."""
    today = day_of(now, policy)
    return tuple(f"{today - timedelta(days=ago)}" for ago in range(policy.suggestions.of_one_days))


def _without_closed_lane(suggestion: Suggestion, facts: Facts) -> Suggestion:
    """Nothing is urgent while there is no urgent lane, whatever a form or an older policy said."""
    return suggestion if facts.policy.urgent.enabled else replace(suggestion, urgency=Urgency.ROUTINE)


def on_undone(event: SuggestionUndone, _facts: Facts) -> Decision:
    """Take it off the agenda; once it has matured there is nothing left to take off, and nothing happens."""
    return Decision(effects=(Cancel(subject=event.key, name=MATURES),))


def on_rest_began(person: Person, event: RestBegan, _facts: Facts) -> Decision:
    """Remember it, and to forget it: the record dies with the rest."""
    until = max(event.until, person.rests_until or event.until)
    remind = Remind(subject=event.key, name=LATER, event=RestOver(by=event.by), at=until)
    return Decision(changed=(replace(person, rests_until=until),), effects=(remind,))


def on_rest_over(person: Person, _event: RestOver, facts: Facts) -> Decision:
    """Unless a later no prolonged it."""
    if person.rests_until is None or facts.now < person.rests_until:
        return Decision()
    return Decision(changed=(replace(person, rests_until=None),))


def on_matured(case: Case, event: SuggestionMatured, facts: Facts) -> Decision:
    """A new case, or a merge into the open one; nothing for somebody who opted out, or whose no is recent."""
    decision = _open_or_merge(case, event, facts)
    if event.suggestion.origin is not Origin.COLLEAGUE:
        return decision
    return replace(decision, effects=(*decision.effects, _about(event.suggestion.recipient, facts)))


def _open_or_merge(case: Case, event: SuggestionMatured, facts: Facts) -> Decision:
    suggestion = _without_closed_lane(event.suggestion, facts)
    if facts.opted_out and suggestion.origin is not Origin.SELF:
        return Decision()
    if facts.rests and suggestion.origin is Origin.COLLEAGUE:
        return Decision()
    if case.step is Step.SUGGESTED and _too_often(suggestion, facts):
        return Decision()
    if case.step is Step.SUGGESTED:
        opened = _open_case(case, suggestion, facts)
        opened = needs_coordinator(opened, facts) if event.restored else opened
        return Decision(changed=(opened,), effects=_forgets_referrer(opened, facts))
    merged = _merge_suggestion(case, suggestion, facts)
    if event.restored:  # the supporter is asked to look anyway
        return replace(merged, effects=tuple(one for one in merged.effects if not _asks_afresh(one)))
    return merged


def _asks_afresh(effect: Effect) -> bool:
    return isinstance(effect, Remind) and isinstance(effect.event, CheckBackDue)


def _too_often(suggestion: Suggestion, facts: Facts) -> bool:
    """Others have suggested this person so often lately that one more suggestion would only pester."""
    return suggestion.origin is Origin.COLLEAGUE and facts.suggested_lately >= facts.policy.suggestions.of_one


def _forgets_referrer(case: Case, facts: Facts) -> tuple[Effect, ...]:
    """A confidential referrer is kept for a week at most."""
    if case.referrer is None or case.named:
        return ()
    at = (case.opened_at or facts.now) + facts.policy.clocks.referrer
    return (Remind(subject=case.code, name="referrer", event=ReferrerDue(), at=max(at, facts.now)),)


def _referrer_of(suggestion: Suggestion) -> frozenset[PersonId]:
    """Who is not to be asked because they suggested it: nobody, if it is not to be known or they ask for themselves."""
    known = suggestion.origin is not Origin.SELF and suggestion.mode is not ReferrerMode.UNLINKABLE
    return frozenset({suggestion.referrer}) if known and suggestion.referrer else frozenset()


def _open_case(case: Case, suggestion: Suggestion, facts: Facts) -> Case:
    own = suggestion.origin is Origin.SELF
    return replace(
        case,
        step=Step.MATCHING,
        origin=suggestion.origin,
        urgency=suggestion.urgency,
        category=suggestion.category,
        own_category=own,
        referrer=next(iter(_referrer_of(suggestion)), None),
        named=not own and suggestion.mode is ReferrerMode.NAMED,
        not_these=suggestion.not_these | _referrer_of(suggestion),
        wishes=suggestion.wishes or Wishes(),
        opened_at=suggestion.made_at,
        match_by=match_by(suggestion.urgency, suggestion.made_at, facts.policy),
        next_step=NextStep(move=Move.MATCH, due=facts.now),
        confidence=facts.policy.confidence if facts.policy.confidence.is_signed else None,
    )


def _merge_suggestion(case: Case, suggestion: Suggestion, facts: Facts) -> Decision:
    """The higher urgency and all exclusions; who may no longer be asked, or is no longer wanted, is out of it."""
    own = suggestion.origin is Origin.SELF
    merged = replace(
        case,
        urgency=Urgency.URGENT if Urgency.URGENT in {case.urgency, suggestion.urgency} else Urgency.ROUTINE,
        not_these=case.not_these | suggestion.not_these | _referrer_of(suggestion),
    )
    if suggestion.mode is ReferrerMode.NAMED and not own and not case.named:
        merged = replace(merged, referrer=suggestion.referrer, named=True)
    after, gone = without_excluded(_with_own_wishes(merged, suggestion) if own else merged, facts)
    if own and case.supporter in suggestion.not_these:
        return Decision(changed=(back_to_matching(after, facts),), effects=gone)
    if own and case.step is Step.PAUSED:
        again = resume_case(after, facts)
        return replace(again, effects=(*gone, *again.effects), reply=None)
    if after.urgency is not case.urgency and case.step in SEARCHED:
        after = _make_urgent(after, suggestion, facts)
    return Decision(changed=(after,), effects=(*gone, *_afresh(case, suggestion, facts)))


def _make_urgent(case: Case, suggestion: Suggestion, facts: Facts) -> Case:
    """It has become urgent: those on call are asked at once, beside whoever is asked already."""
    soon = match_by(Urgency.URGENT, suggestion.made_at, facts.policy)
    return replace(
        case,
        step=Step.MATCHING,
        match_by=min(case.match_by or soon, soon),
        next_step=NextStep(move=Move.MATCH, due=facts.now),
    )


def _with_own_wishes(case: Case, suggestion: Suggestion) -> Case:
    """A self-request brings its own category and wishes; what it doesn't mention stays."""
    named = suggestion.category is not Category.UNSAID
    return replace(
        case,
        origin=Origin.SELF,
        wishes=suggestion.wishes or case.wishes,
        category=suggestion.category if named else case.category,
        own_category=case.own_category or named,
    )


def _afresh(case: Case, suggestion: Suggestion, facts: Facts) -> tuple[Effect, ...]:
    """In contact and follow-up the supporter is asked to get in touch afresh, once, in their waking hours."""
    if case.step not in {Step.CONNECTED, Step.FOLLOW_UP} or _too_often(suggestion, facts):
        return ()
    return (Remind(subject=case.code, name="afresh", event=CheckBackDue(), at=next_waking_time(facts, facts.now)),)
