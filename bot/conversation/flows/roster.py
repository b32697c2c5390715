"""What a supporter changes about themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.effects import Decision
from bot.domain.hours import local
from bot.ui import Toast, say

if TYPE_CHECKING:
    from bot.conversation.events import HoursChanged
    from bot.conversation.facts import Facts
    from bot.domain.people import Member


def on_hours_changed(member: Member, event: HoursChanged, facts: Facts) -> Decision:
    """New hours and leave from now on; leave that is over is forgotten."""
    if member.supporter is None or event.by != member.person:
        return Decision()
    today = local(facts.now, member.timezone).date()
    leave = tuple(one for one in event.leave if one.last >= today)
    changed = replace(member, supporter=replace(member.supporter, hours=event.hours, leave=leave))
    return Decision(changed=(changed,), reply=Toast(say("Saved.")))
