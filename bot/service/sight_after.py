"""The screen after a decision, computed without a second read."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeGuard

from bot.conversation.events.every import CaseEvent
from bot.conversation.needs import See
from bot.domain.case import Case, Step
from bot.domain.people import Member, Person, Role

if TYPE_CHECKING:
    from bot.conversation.actions.rows import Press
    from bot.conversation.effects import Decision
    from bot.conversation.events.every import Event
    from bot.conversation.facts import Sight
    from bot.domain.case import CaseCode
    from bot.domain.people import Address

_KNOWN = frozenset({See.CASE, See.SUPPORTED})
_NOT_SAVED = frozenset({Step.SUGGESTED, Step.PURGED})


@dataclass(frozen=True)
class Done:
    """A press, where it was made, the event that it stood for, and what was decided."""

    address: Address
    press: Press
    event: Event
    decision: Decision


def seen_after(sight: Sight, done: Done) -> Sight | None:
    """The sight of whoever decided this of a case, with what it changed; None if it has to be read.

    Where the case is not changed, somebody else may have been quicker. Only what the case itself says is known
    afterwards: whoever sees every case, or all that is kept about them, sees too much for this.
    """
    needs, changed = done.press.row.needs, done.decision.changed
    if (
        not isinstance(done.event, CaseEvent)
        or not needs <= _KNOWN & done.press.row.before
        or any(map(_is_beyond, changed))
    ):
        return None
    saved = {one.code: replace(one, version=one.version + 1) for one in changed if isinstance(one, Case)}
    if not sight.has("case") or sight.case is None or sight.case.code not in saved:
        return None
    mine = (one for one in changed if _is_theirs(one, sight))
    member = next(mine, sight.member)  # its version is the store's: nothing that is shown depends on it
    known: dict[str, object] = {"case": saved[sight.case.code]}
    if See.SUPPORTED in needs:
        known |= _theirs(sight, member, saved)
    return sight.also(fresh=secrets.token_urlsafe(12), member=member, **known)


def _theirs(sight: Sight, member: Member | None, saved: dict[CaseCode, Case]) -> dict[str, object]:
    """The cases of a supporter, and the offers to them."""
    supports = member is not None and member.has(Role.SUPPORTER)
    seen = {one.code: one for one in (*sight.supported, *sight.offered)} | saved
    around = sorted(seen.values(), key=lambda one: one.code) if supports else []
    return {
        "supported": tuple(one for one in around if one.is_open and one.supporter == sight.person),
        "offered": tuple(one for one in around if sight.person in one.asked),
    }


def _is_beyond(changed: object) -> bool:
    """What is not simply there afterwards: a case that isn't kept, and a record, whose version says more."""
    return isinstance(changed, Person) or (isinstance(changed, Case) and changed.step in _NOT_SAVED)


def _is_theirs(changed: object, sight: Sight) -> TypeGuard[Member]:
    return isinstance(changed, Member) and changed.person == sight.person
