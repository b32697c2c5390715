"""What somebody decides about themselves: not to be suggested, to be forgotten, and three taps about how it was."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, assert_never

from bot.conversation import texts
from bot.conversation.effects import Cancel, Count, Decision, Remind, Tell, Unlink
from bot.conversation.events import (
    CodeLapsed,
    ComplaintDue,
    FeedbackDue,
    FeedbackGiven,
    IncidentListMatured,
    Nudge,
    NudgeDue,
    PlaceDue,
    RecipientErased,
    RecipientOptedOut,
    RestBegan,
    RestOver,
    SuggestionMatured,
)
from bot.conversation.flows.ending import closed, farewell, quarter
from bot.domain.case import Case, Closing, Origin, Step
from bot.domain.eligibility import first_waking

if TYPE_CHECKING:
    from bot.conversation.effects import Effect
    from bot.conversation.events import DataErased, OptOutChanged
    from bot.conversation.facts import Facts
    from bot.domain.people import Person, PersonId

_SOONEST, _SPREAD = timedelta(days=3), timedelta(days=7)


def counted(name: str, facts: Facts) -> Count:
    """One more of this in the present quarter."""
    return Count(name=name, quarter=quarter(facts.now, facts.policy.timezone))


def on_opt_out(person: Person, event: OptOutChanged, facts: Facts) -> Decision:
    """Keep the wish not to be suggested by others, or forget it; what others began for this person ends."""
    by_others = [one for one in facts.own_cases if one.is_open and one.origin is not Origin.SELF]
    ended = RecipientOptedOut(by=person.person)
    effects = tuple(Remind(subject=one.code, name="opted_out", event=ended, at=facts.now) for one in by_others)
    return Decision(changed=(replace(person, opted_out=event.opted_out),), effects=effects if event.opted_out else ())


def on_case(
    case: Case, event: RecipientOptedOut | RecipientErased | FeedbackDue | FeedbackGiven, facts: Facts
) -> Decision:
    """What a recipient decided, on the case that is about them."""
    match event:
        case RecipientOptedOut():
            return on_case_opted_out(case, facts)
        case RecipientErased():
            return on_case_erased(case, event, facts)
        case FeedbackDue():
            return on_feedback_due(case, facts)
        case FeedbackGiven():
            return on_feedback(case, event, facts)
        case _:
            assert_never(event)


def on_case_opted_out(case: Case, facts: Facts) -> Decision:
    """What others began ends; what the person asked for themselves meanwhile goes on."""
    if case.origin is Origin.SELF:
        return Decision()
    decision = closed(case, Closing.WITHDRAWN, facts)
    return replace(decision, effects=(*decision.effects, *farewell(case, facts)))


def on_erased(person: Person, event: DataErased, facts: Facts) -> Decision:
    """Every case of theirs is forgotten, and so is every suggestion by or about them that is still sealed.

    The rest after a no goes, too, because it tells that there was something to say no to. The opt-out stays, because it
    protects them; the roster entry stays, because it is the coordinator's. Their other addresses are strangers again.
    """
    cases = tuple(
        Remind(subject=one.code, name="erase", event=RecipientErased(by=event.by, key=event.key), at=facts.now)
        for one in facts.own_cases
    )
    sealed = (_unsealed(entry, person.person) for entry in facts.sealed)
    changed = (replace(person, rests_until=None),) if person.rests_until is not None else ()
    apart = (Unlink(address=one) for one in facts.linked)
    return Decision(changed=changed, effects=(*cases, *(one for one in sealed if one is not None), *apart))


def _unsealed(entry: Remind, person: PersonId) -> Effect | None:
    """A suggestion without this person: taken off the agenda, or a list that is one shorter; None for others'."""
    event, gone = entry.event, Cancel(subject=entry.subject, name=entry.name)
    if isinstance(event, SuggestionMatured):
        return gone if person in {event.suggestion.recipient, event.suggestion.referrer} else None
    if isinstance(event, ComplaintDue | RestBegan | RestOver | CodeLapsed | PlaceDue):
        return gone if event.by == person else None
    if not isinstance(event, IncidentListMatured):
        return None
    if event.listed.by == person:
        return gone
    left = tuple(one for one in event.listed.people if one != person)
    shorter = replace(entry, event=IncidentListMatured(listed=replace(event.listed, people=left)))
    return shorter if left != event.listed.people else None


def on_case_erased(case: Case, event: RecipientErased, facts: Facts) -> Decision:
    """End it if it is open, and forget it as soon as what the bot wrote has been taken back."""
    decision = closed(case, Closing.WITHDRAWN, facts) if case.is_open else Decision(changed=(case,))
    now = tuple(
        replace(one, next_step=replace(one.next_step, due=facts.now))
        if isinstance(one, Case) and one.next_step
        else one
        for one in decision.changed
    )
    return Decision(changed=now, effects=(*decision.effects, *_told(case, event, facts)))


def _told(case: Case, event: RecipientErased, facts: Facts) -> tuple[Remind, ...]:
    """The supporter reads that it ended; under the person's own key, because the case's timers go with it."""
    if case.supporter is None or not case.is_open:
        return ()
    known = facts.supporter if facts.supporter and facts.supporter.person == case.supporter else None
    at = first_waking(facts.now, known.timezone if known else facts.policy.timezone, facts.policy.quiet)
    ended = NudgeDue(to=case.supporter, nudge=Nudge.ENDED)
    return (Remind(subject=f"{event.key}:{case.code}", name="nudge", event=ended, at=at),)


def inviting(before: Case, after: Case, facts: Facts) -> tuple[Remind, ...]:
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


def on_feedback_due(case: Case, facts: Facts) -> Decision:
    """One nudge, unless they answered on their own page already."""
    if not may_tell(case):
        return Decision()
    return Decision(
        effects=(Tell(to=case.recipient, message=texts.feedback(case.code), case=case.code, name="feedback"),)
    )


def on_feedback(case: Case, event: FeedbackGiven, facts: Facts) -> Decision:
    """Counted by quarter, apart from the case; the case forgets everything but that it was asked."""
    if not may_tell(case):
        return Decision()
    said = {"recommend": event.recommend, "confidential": event.confidential, "in_time": event.in_time}
    counts = tuple(
        counted(f"feedback_{name}_{'yes' if answer else 'no'}", facts)
        for name, answer in said.items()
        if answer is not None
    )
    return Decision(changed=(replace(case, feedback_given=True),), effects=counts)
