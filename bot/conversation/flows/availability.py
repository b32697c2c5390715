"""Availability: a supporter changes hours, leave, load or the people they avoid, or leaves the programme."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.effects import Decision, Remind
from bot.conversation.events.availability import SupporterLeft
from bot.conversation.flows.ending import count_one
from bot.conversation.flows.matching.leave_watch import look
from bot.domain.audit import role_changes
from bot.domain.eligibility import MatchContext, forbids
from bot.domain.hours import day_in
from bot.domain.people import Role, Traits
from bot.domain.responsibility import LEVELS
from bot.ui import Toast, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.conversation.events.availability import (
        EntryEdited,
        HoursChanged,
        InformalSupportLogged,
        MemberLeft,
        PeopleAvoided,
        SettingsChanged,
        SupporterTakenOff,
    )
    from bot.conversation.facts import Facts
    from bot.domain.case import Case
    from bot.domain.people import Member


def on_hours_changed(member: Member, event: HoursChanged, facts: Facts) -> Decision:
    """New hours and leave from now on; leave that is over is forgotten."""
    if member.supporter is None or event.by != member.person:
        return Decision()
    today = day_in(facts.now, member.timezone)
    leave = tuple(one for one in event.leave if one.last >= today)
    changed = replace(member, supporter=replace(member.supporter, hours=event.hours, leave=leave, quiet=event.quiet))
    other = set(leave) != set(member.supporter.leave)
    told = tuple(look(one, member, facts.now) for one in facts.held) if other else ()
    return Decision(changed=(changed,), effects=told, reply=Toast(say("Saved.")))


def on_entry_edited(member: Member, event: EntryEdited, facts: Facts) -> Decision:
    """What the supporter could set themselves, and what they can't; questions that this forbids pass on at once."""
    if member.supporter is None:
        return Decision()
    today = day_in(facts.now, member.timezone)
    leave = tuple(one for one in event.leave if one.last >= today)
    supporter = replace(
        member.supporter,
        trained_on=event.trained_on,
        cap_open=max(1, min(event.cap_open, facts.policy.limits.open_cases)),
        hours=event.hours,
        quiet=event.quiet,
        leave=leave,
        rest_until=event.rest_until,
    )
    changed = replace(member, supporter=supporter)
    setting = MatchContext(now=facts.now, policy=facts.policy, recipient=Traits())
    other = set(leave) != set(member.supporter.leave)
    told = tuple(look(one, member, facts.now) for one in facts.held) if other else ()
    asked = [one for one in facts.held if one.supporter != member.person and forbids(one, changed, setting)]
    return Decision(
        changed=(changed,), effects=(*told, *_leaves(member, asked, facts, "barred")), reply=Toast(say("Saved."))
    )


def on_taken_off(member: Member, _event: SupporterTakenOff, facts: Facts) -> Decision:
    """No supporter any more; each of their cases, and each question to them, hears of it."""
    if not member.has(Role.SUPPORTER):
        return Decision()
    roles = member.roles - {Role.SUPPORTER}
    after = replace(member, roles=roles) if roles else replace(member, active=False)
    actor = next((one for one in LEVELS if facts.actor and facts.actor.has(one)), Role.COORDINATOR)
    taken = role_changes((member,), (after,), day_in(facts.now, facts.policy.timezone))
    records = (replace(one, role=actor) for one in taken)
    words = say("Taken off the roster. Their open cases look for somebody else, or come to the desk.")
    return Decision(
        changed=(after,), effects=(*_leaves(member, facts.held, facts, "left"), *records), reply=Toast(words)
    )


def _leaves(  # noqa: PLR0917 - who, which cases, when, under which name
    member: Member, cases: Iterable[Case], facts: Facts, name: str
) -> tuple[Remind, ...]:
    left = SupporterLeft(supporter=member.person)
    return tuple(Remind(subject=one.code, name=name, event=left, at=facts.now) for one in cases)


def on_left(member: Member, event: MemberLeft, facts: Facts) -> Decision:
    """The entry is inactive from now on; each of their cases, and each question to them, hears of it."""
    left = SupporterLeft(supporter=member.person, gone=event.gone)
    told = tuple(Remind(subject=one.code, name="left", event=left, at=facts.now) for one in facts.held)
    return Decision(changed=(replace(member, active=False),), effects=told)


def on_settings_changed(member: Member, event: SettingsChanged, facts: Facts) -> Decision:
    """How much they take on, never more than the programme allows; and what matching may compare."""
    if member.supporter is None:
        return Decision()
    cap = max(1, min(event.cap_open, facts.policy.limits.open_cases))
    before = member.supporter.traits
    kept = tuple(one for one in before.words if one[0] != "specialty" or event.specialty == before.specialty)
    traits = replace(before, languages=event.languages, specialty=event.specialty, words=kept)
    changed = replace(member, supporter=replace(member.supporter, cap_open=cap, traits=traits))
    return Decision(changed=(changed,), reply=Toast(say("Saved.")))


def on_people_avoided(member: Member, event: PeopleAvoided, _facts: Facts) -> Decision:
    """From now on none of these people's cases is offered to them."""
    if member.supporter is None:
        return Decision()
    avoid = event.avoid - {member.person}
    changed = replace(member, supporter=replace(member.supporter, avoid=avoid))
    return Decision(changed=(changed,), reply=Toast(say("Saved. Nobody else sees this list.")))


def on_support_logged(member: Member, _event: InformalSupportLogged, facts: Facts) -> Decision:
    """Counted for the supporter's own protection and once for the programme; whom they helped is not asked."""
    if member.supporter is None:
        return Decision()
    more = replace(member.supporter, informal_support=member.supporter.informal_support + 1)
    return Decision(
        changed=(replace(member, supporter=more),),
        effects=(count_one("informal_support", facts),),
        reply=Toast(say("Counted. Thank you for being there.")),
    )
