"""Nudges: constant sentences that wait for somebody's waking hours."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from bot.conversation import nudges
from bot.conversation.effects import Decision, Remind, Tell
from bot.conversation.events.digest import Nudge, NudgeDue
from bot.domain.eligibility import first_waking
from bot.domain.people import Role

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.conversation.facts import Facts
    from bot.domain.people import Member
    from bot.domain.policy import Quiet
    from bot.ui import Message

NUDGE = "nudge"
STOPS = {"slack": Nudge.SLACK_STOPPED, "teams": Nudge.TEAMS_STOPPED}
"""What is said when a platform lets the bot in no more."""


def tell_staff_of_stop(platform: str, staff: Iterable[Member], *, now: datetime, quiet: Quiet) -> tuple[Remind, ...]:
    """That this platform lets the bot in no more, to coordinators and deputies whom it reaches on the other one.

    Where it reaches no coordinator, the director hears of it, too.
    """
    reached = [one for one in staff if one.person.partition(":")[0] in STOPS.keys() - {platform}]
    runs = [one for one in reached if one.has(Role.COORDINATOR, Role.DEPUTY)]
    if not any(one.has(Role.COORDINATOR) for one in runs):
        runs += [one for one in reached if one.has(Role.DIRECTOR) and one not in runs]
    return tuple(
        Remind(
            subject=f"stopped:{platform}:{number}",
            name=NUDGE,
            event=NudgeDue(to=one.person, nudge=STOPS[platform]),
            at=first_waking(now, one.timezone, quiet),
        )
        for number, one in enumerate(runs)
    )


def on_nudge_due(event: NudgeDue, _facts: Facts) -> Decision:
    """Say the constant sentence that waited."""
    return Decision(effects=(Tell(to=event.to, message=_nudge_text(event.nudge)),))


def _nudge_text(nudge: Nudge) -> Message:
    match nudge:
        case Nudge.ENDED:
            return nudges.ended()
        case Nudge.GROUP_SESSION:
            return nudges.group_session()
        case Nudge.TRAINING:
            return nudges.training_due()
        case Nudge.AWAY:
            return nudges.away()
        case Nudge.SESSION_OFF:
            return nudges.session_off()
        case Nudge.SLACK_STOPPED:
            return nudges.slack_stopped()
        case Nudge.TEAMS_STOPPED:
            return nudges.teams_stopped()
        case _:
            assert_never(nudge)


def first_waking_of(member: Member, facts: Facts) -> datetime:
    """When this member may be told something: now, or their next waking moment."""
    return first_waking(facts.now, member.timezone, facts.policy.quiet)
