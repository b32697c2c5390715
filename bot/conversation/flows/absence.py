"""Absence is not an answer: who is on leave is not asked or reminded, and a case waits no longer than the policy says.

Absences since acceptance add up. Beyond the policy's limit a case goes to another peer before contact; after contact it
waits until the recipient, or those who run the programme, say how it goes on.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.conversation import nudges
from bot.conversation.effects import Decision, Remind
from bot.conversation.events.availability import AwayDue
from bot.conversation.flows.matching.leave_watch import next_look
from bot.conversation.flows.matching.offering import without_offers_to
from bot.conversation.flows.matching.returning import back_to_matching
from bot.conversation.flows.telling import ask_for_help, told_of_supporter
from bot.domain.case import Away, Case, Step
from bot.domain.eligibility import first_waking
from bot.domain.hours import Leave, day_in, days_away, last_of
from bot.domain.people import is_away, leave_of
from bot.ui import Toast, say

if TYPE_CHECKING:
    from bot.conversation.events.availability import AbsenceDue, AbsenceSettled
    from bot.conversation.facts import Facts
    from bot.domain.people import Member

_DAY = timedelta(days=1)


def on_absence_due(case: Case, event: AbsenceDue, facts: Facts) -> Decision:
    """Their leave changed, begins or is over: what that means for this case, as things stand now."""
    member = facts.supporter
    if member is None or member.person != event.supporter:
        return Decision()
    if case.supporter != event.supporter:
        return _question_passes_on(case, member, facts)
    today = day_in(facts.now, member.timezone)
    after = _reckoned(case, member, facts)
    away = after.away
    if away is not None and away.first <= today and not away.waits and not case.had_contact:
        return Decision(changed=(moved_on(case, facts),))
    told = _told(after, facts) if after.waits_for_a_word and away != case.away else ()
    return Decision(changed=(after,), effects=(*told, *next_look(case, member, facts)))


def _question_passes_on(case: Case, member: Member, facts: Facts) -> Decision:
    """A question that is out when their leave begins goes to the next; it was never refused."""
    if not is_away(member, facts.now):
        return Decision(effects=next_look(case, member, facts))
    after, gone = without_offers_to(case, frozenset({member.person}), facts)
    return Decision(changed=(after,), effects=gone) if gone else Decision()


def moved_on(case: Case, facts: Facts) -> Case:
    """To another peer; a pause stays one."""
    after = back_to_matching(case, facts)
    if case.step is not Step.PAUSED:
        return after
    return replace(after, step=Step.PAUSED, paused_from=Step.MATCHING, next_step=case.next_step)


def _reckoned(case: Case, member: Member, facts: Facts) -> Case:
    """With the absences since acceptance, and the first to come, or present, with which they are too many."""
    today = day_in(facts.now, member.timezone)
    accepted = day_in(case.accepted_at or facts.now, member.timezone)
    past = tuple(Leave(one.first, min(one.last, today - _DAY)) for one in case.absent if one.first < today)
    coming = tuple(one for one in leave_of(member) if one.last >= today)
    limit = facts.policy.clocks.leave_waits
    away = None
    for one in sorted(coming, key=lambda one: one.first):
        last = last_of(coming, max(one.first, today)) or one.last
        if days_away((*past, *coming), accepted, last) * _DAY > limit:
            away = Away(first=one.first, last=last)
            break
    if away is not None and case.away is not None and case.away.last == away.last:
        away = replace(away, first=case.away.first, waits=case.away.waits)
    begun = tuple(one for one in coming if one.first <= today)
    return replace(case, absent=(*past, *begun), away=away)


def _told(case: Case, facts: Facts) -> tuple[Remind, ...]:
    """Those who run the programme hear of it in their waking hours; whether it is still so is asked then."""
    waking = [first_waking(facts.now, one.timezone, facts.policy.quiet) for one in told_of_supporter(case, facts)]
    return tuple(Remind(subject=case.code, name="away", event=AwayDue(), at=min(waking)) for _ in waking[:1])


def on_away_due(case: Case, _event: AwayDue, facts: Facts) -> Decision:
    """Somebody has to say how it goes on, if it is still so."""
    if not case.waits_for_a_word:
        return Decision()
    quiet = facts.policy.quiet
    awake = [one for one in told_of_supporter(case, facts) if first_waking(facts.now, one.timezone, quiet) == facts.now]
    if not awake:
        return Decision(effects=_told(case, facts))
    after, tells = ask_for_help(case, awake, nudges.away())
    return Decision(changed=(after,), effects=tells)


def on_absence_settled(case: Case, event: AbsenceSettled, facts: Facts) -> Decision:
    """The recipient, or who runs the programme, says that it waits, or that another peer is asked."""
    if case.away is None or not case.waits_for_a_word:
        return Decision()
    if not event.waits:
        return Decision(changed=(moved_on(case, facts),), reply=Toast(say("Somebody else will be asked.")))
    after = replace(case, away=replace(case.away, waits=True))
    return Decision(changed=(after,), reply=Toast(say("It waits until {day}.", day=case.away.last)))
