"""Leave watch: a case hears when the leave of somebody who has it, or was asked, begins and is over."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING

from bot.conversation.effects import Remind
from bot.conversation.events.availability import AbsenceDue
from bot.domain.hours import at_wall, day_in, last_of
from bot.domain.people import leave_of

if TYPE_CHECKING:
    from datetime import datetime

    from bot.conversation.facts import Facts
    from bot.domain.case import Case
    from bot.domain.people import Member

_DAY = timedelta(days=1)


def next_look(case: Case, member: Member, facts: Facts) -> tuple[Remind, ...]:
    """When their next leave begins, or the present one is over."""
    today = day_in(facts.now, member.timezone)
    days = [one.first for one in leave_of(member) if one.first > today]
    last = last_of(leave_of(member), today)
    moments = [*days, *((last + _DAY,) if last else ())]
    return tuple(look(case, member, at_wall(day, time(), member.timezone)) for day in sorted(moments)[:1])


def look(case: Case, member: Member, at: datetime) -> Remind:
    """What their leave means for the case is asked at that moment."""
    offer = case.offer_to(member.person)
    name = f"absence:{offer.number if offer else 0}"
    return Remind(subject=case.code, name=name, event=AbsenceDue(supporter=member.person), at=at)
