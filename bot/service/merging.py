"""Merges the cases of a person whose two addresses were linked; nobody supports themselves.

Everything here happens by moves that exist: the case that is kept hears of the other as of a suggestion, and who may no
longer have a case leaves it as if they had left the roster.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.conversation import engine
from bot.conversation.effects import Cancel, Decision, Effect, Tally
from bot.conversation.events.asking import Suggestion, SuggestionMatured
from bot.conversation.events.availability import SupporterLeft
from bot.conversation.events.ending import CaseMerged
from bot.conversation.events.privacy import RecipientOptedOut
from bot.domain.case import Case, CaseCode, Category, Origin, ReferrerMode, Step

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.conversation.events.every import CaseEvent
    from bot.conversation.facts import Facts
    from bot.domain.people import PersonId

    Known = Callable[[Case, CaseEvent], Facts]
    """What may be known of a case when this happens to it."""

_FIRST = datetime.min.replace(tzinfo=UTC)


def merge_cases(person: PersonId, cases: Sequence[Case], known: Known, *, opted_out: bool = False) -> Decision:
    """What becomes of these cases, in all of which ``person`` now stands wherever either address stood.

    What has ended comes first in ``changed``: two open cases of one person can't be stored beside each other.
    """
    way = _Way(known, {one.code: without_oneself(one) for one in cases})
    for case in cases:
        if case.referrer is not None and case.referrer == case.recipient:
            way.effects.append(Cancel(subject=case.code, name="referrer"))
    for code in tuple(way.cases):
        way.leaves(code, person)
    own = [one for one in way.cases.values() if one.is_open and one.recipient == person]
    for case in own if opted_out else ():
        way.happens(case.code, RecipientOptedOut(by=person))
    open_still = sorted((way.cases[one.code] for one in own if way.cases[one.code].is_open), key=_standing)
    for other in open_still[1:]:
        way.merges(open_still[0].code, other)
    ended_first = sorted(way.cases.values(), key=lambda one: one.is_open)
    return Decision(changed=tuple(ended_first), effects=tuple(way.effects))


def without_oneself(case: Case) -> Case:
    """Nobody suggests themselves as a colleague, or has to be kept from themselves."""
    own = case.recipient
    return replace(
        case,
        referrer=None if case.referrer == own else case.referrer,
        named=case.named and case.referrer != own,
        not_these=case.not_these - {own},
        chosen=None if case.chosen is not None and case.chosen in case.excluded | {own} else case.chosen,
    )


def _standing(case: Case) -> tuple[int, datetime]:
    """The one that is further along comes first, then the older one."""
    if case.supporter is not None:
        return 0, case.opened_at or _FIRST
    return (1 if case.step is Step.OFFERED else 2), case.opened_at or _FIRST


def as_suggestion(case: Case, kept: Case) -> Suggestion:
    """What a case was asked for, as the one that is kept hears it; of two wishes of one's own the later one counts."""
    own = case.origin is Origin.SELF
    later = kept.origin is not Origin.SELF or (kept.opened_at or _FIRST) <= (case.opened_at or _FIRST)
    confidential = ReferrerMode.CONFIDENTIAL if case.referrer else ReferrerMode.UNLINKABLE
    return Suggestion(
        recipient=case.recipient,
        referrer=case.referrer,
        origin=case.origin,
        made_at=case.opened_at or _FIRST,
        category=case.category if own and later and case.own_category else Category.UNSAID,
        urgency=case.urgency,
        not_these=case.not_these,
        mode=ReferrerMode.NAMED if case.named else confidential,
        wishes=case.wishes if own and later else None,
    )


@dataclass(frozen=True)
class _Way:
    """The cases as they stand, and what has to be written with them."""

    known: Known
    cases: dict[CaseCode, Case]
    effects: list[Effect] = field(default_factory=list[Effect])

    def happens(self, code: CaseCode, event: CaseEvent) -> None:
        """One event; what a suggestion counts was counted when it was made."""
        case = self.cases[code]
        facts = self.known(case, event)
        if isinstance(event, SuggestionMatured):
            facts = facts.also(opted_out=False, rests=False, suggested_lately=0)
        decision = engine.decide(case, event, facts)
        self.cases.update({one.code: one for one in decision.changed if isinstance(one, Case)})
        self.effects.extend(one for one in decision.effects if not isinstance(one, Tally))

    def leaves(self, code: CaseCode, person: PersonId) -> None:
        """Whoever turns out to be the recipient, or one whom they excluded, neither has the case nor is asked."""
        case = self.cases[code]
        asked = any(one.supporter == person and one.can_be_taken for one in case.offers)
        if case.is_open and person in case.excluded | {case.recipient} and (asked or case.supporter == person):
            self.happens(code, SupporterLeft(supporter=person))

    def merges(self, kept: CaseCode, other: Case) -> None:
        """The other says what it was asked for, and ends."""
        self.happens(kept, SuggestionMatured(suggestion=as_suggestion(other, self.cases[kept])))
        self.happens(other.code, CaseMerged())
