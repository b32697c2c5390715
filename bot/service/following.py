"""What somebody sees after what they did: what was saved is known, and need not be read again."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, TypeGuard

from bot.conversation import actions
from bot.conversation.events import CaseEvent
from bot.domain.case import Case, Step
from bot.domain.people import Member, Person, Role

if TYPE_CHECKING:
    from bot.conversation.effects import Decision
    from bot.conversation.events import Event
    from bot.conversation.facts import Sight

_SEE_EVERY_CASE = (Role.COORDINATOR, Role.DEPUTY, Role.DIRECTOR)
_NOT_SAVED = frozenset({Step.SUGGESTED, Step.PURGED})


def seen_after(sight: Sight, event: Event, decision: Decision, *, name: str) -> Sight | None:
    """The sight of whoever decided this of a case, with what it changed; None if it has to be read.

    Where the case is not changed, somebody else may have been quicker. ``name``: of the action. Whoever sees every
    case, or all that is kept about them, sees too much for this.
    """
    plain = not sight.holds(*_SEE_EVERY_CASE) and name not in actions.ABOUT_ME
    if not isinstance(event, CaseEvent) or not plain or any(map(_is_beyond, decision.changed)):
        return None
    saved = {one.code: replace(one, version=one.version + 1) for one in decision.changed if isinstance(one, Case)}
    if sight.case is None or sight.case.code not in saved:
        return None
    mine = (one for one in decision.changed if _is_theirs(one, sight))
    member = next((replace(one, version=one.version + 1) for one in mine), sight.member)
    seen = (*sight.supported, *sight.offered, *((sight.own_case,) if sight.own_case else ()))
    around = sorted(({one.code: one for one in seen} | saved).values(), key=lambda one: one.code)
    theirs = around if member is not None and member.has(Role.SUPPORTER) else []
    return replace(
        sight,
        fresh=secrets.token_urlsafe(12),
        member=member,
        own_case=next((one for one in around if one.is_open and one.recipient == sight.person), None),
        supported=tuple(one for one in theirs if one.is_open and one.supporter == sight.person),
        offered=tuple(one for one in theirs if sight.person in one.asked),
        case=saved[sight.case.code],
    )


def _is_beyond(changed: object) -> bool:
    """What is not simply there afterwards: a case that isn't kept, and a record, whose version says more."""
    return isinstance(changed, Person) or (isinstance(changed, Case) and changed.step in _NOT_SAVED)


def _is_theirs(changed: object, sight: Sight) -> TypeGuard[Member]:
    return isinstance(changed, Member) and changed.person == sight.person
