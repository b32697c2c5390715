"""What a supporter changes about themselves."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.conversation.effects import Decision, Remind
from bot.conversation.events import Nudge, NudgeDue, SupporterLeft
from bot.conversation.flows.people import counted
from bot.domain.eligibility import first_waking
from bot.domain.hours import local
from bot.domain.people import Role
from bot.ui import Toast, say

if TYPE_CHECKING:
    from bot.conversation.events import HoursChanged, PeopleAvoided, SettingsChanged
    from bot.conversation.facts import Facts
    from bot.domain.hours import Leave
    from bot.domain.people import Member


def on_hours_changed(member: Member, event: HoursChanged, facts: Facts) -> Decision:
    """New hours and leave from now on; leave that is over is forgotten."""
    if member.supporter is None or event.by != member.person:
        return Decision()
    today = local(facts.now, member.timezone).date()
    leave = tuple(one for one in event.leave if one.last >= today)
    changed = replace(member, supporter=replace(member.supporter, hours=event.hours, leave=leave))
    longer = any(_is_long(one, facts) for one in leave if one not in member.supporter.leave)
    told = _away(member, facts) if longer and any(one.is_supported for one in facts.held) else ()
    return Decision(changed=(changed,), effects=told, reply=Toast(say("Saved.")))


def _is_long(leave: Leave, facts: Facts) -> bool:
    """Whether what is due meanwhile can't wait until they are back."""
    return leave.last - leave.first + timedelta(days=1) > facts.policy.clocks.leave_waits


def _away(member: Member, facts: Facts) -> tuple[Remind, ...]:
    """The coordinator is told when a long leave is saved, not when the first reminder is missed."""
    heard = facts.holders(Role.COORDINATOR) or facts.staff
    key = hashlib.sha256(f"{member.person}/{facts.now.isoformat()}".encode()).hexdigest()[:20]
    return tuple(
        Remind(
            subject=f"{key}/{number}",
            name="nudge",
            event=NudgeDue(to=one.person, nudge=Nudge.AWAY),
            at=first_waking(facts.now, one.timezone, facts.policy.quiet),
        )
        for number, one in enumerate(heard)
    )


def on_left(member: Member, facts: Facts) -> Decision:
    """The entry is inactive from now on; each of their cases, and each question to them, hears of it."""
    left = SupporterLeft(supporter=member.person)
    told = tuple(Remind(subject=one.code, name="left", event=left, at=facts.now) for one in facts.held)
    return Decision(changed=(replace(member, active=False),), effects=told)


def on_settings_changed(member: Member, event: SettingsChanged, facts: Facts) -> Decision:
    """How much they take on, never more than the programme allows; and what matching may compare."""
    if member.supporter is None:
        return Decision()
    cap = max(1, min(event.cap_open, facts.policy.limits.open_cases))
    traits = replace(member.supporter.traits, languages=event.languages, specialty=event.specialty)
    changed = replace(member, supporter=replace(member.supporter, cap_open=cap, traits=traits))
    return Decision(changed=(changed,), reply=Toast(say("Saved.")))


def on_people_avoided(member: Member, event: PeopleAvoided) -> Decision:
    """From now on none of these people's cases is offered to them."""
    if member.supporter is None:
        return Decision()
    avoid = event.avoid - {member.person}
    changed = replace(member, supporter=replace(member.supporter, avoid=avoid))
    return Decision(changed=(changed,), reply=Toast(say("Saved. Nobody else sees this list.")))


def on_support_logged(member: Member, facts: Facts) -> Decision:
    """Counted for the supporter's own protection and once for the programme; whom they helped is not asked."""
    if member.supporter is None:
        return Decision()
    more = replace(member.supporter, informal_support=member.supporter.informal_support + 1)
    return Decision(
        changed=(replace(member, supporter=more),),
        effects=(counted("informal_support", facts),),
        reply=Toast(say("Counted. Thank you for being there.")),
    )
