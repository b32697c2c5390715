"""Who is told, and so who may act: the one rule through which whatever needs a human goes to those who run it.

Whoever is told may do what it asks for, is not the recipient, and is not the one whom it is about. Where nobody at a
level can be told, the next level is, at once; who is on leave is told only when nobody else is left.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.effects import Effect, Tell, Withdraw
from bot.domain.people import is_away
from bot.domain.responsibility import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.conversation.facts import Candidate, Facts
    from bot.domain.case import Case
    from bot.domain.people import Member, PersonId
    from bot.ui import Message

NAME = "needs"
"""What a message is called that asks somebody to look at a case."""


def told_of(case: Case, level: int, facts: Facts) -> tuple[Member, ...]:
    """Who is told at this level that a case needs somebody; beyond the last level, everybody who may act."""
    return who_is_told(facts, level=level, apart=(case.recipient,))


def told_of_supporter(case: Case, facts: Facts) -> tuple[Member, ...]:
    """Who is told that the supporter of a case may need a hand: never that supporter."""
    return who_is_told(facts, apart=(case.recipient, *((case.supporter,) if case.supporter else ())))


def who_is_told(facts: Facts, *, level: int = 0, apart: Iterable[PersonId] = ()) -> tuple[Member, ...]:
    """The same for what concerns no single case."""
    barred = frozenset(apart)
    able = [one for one in facts.staff if one.has(*LEVELS) and one.person not in barred]
    here = [one for one in able if not is_away(one, facts.now)] or able
    if level >= len(LEVELS):
        return tuple(here)
    for role in (*LEVELS[level:], *reversed(LEVELS[:level])):
        if found := tuple(one for one in here if one.has(role)):
            return found
    return ()


def ask_for_help(case: Case, members: Iterable[Member], message: Message) -> tuple[Case, tuple[Effect, ...]]:
    """Tell these people that the case needs somebody; an earlier message to the same effect makes room."""
    people = tuple(dict.fromkeys(one.person for one in members))
    again = (Withdraw(to=one, case=case.code, name=NAME) for one in people if one in case.told)
    tells = (Tell(to=one, message=message, case=case.code, name=NAME) for one in people)
    return replace(case, told=case.told | frozenset(people)), (*again, *tells)


def take_back_requests(before: Case, after: Case) -> tuple[Case, tuple[Effect, ...]]:
    """What asked for something is taken back from everybody who was told, once it is settled."""
    if not before.told or after.needs_somebody:
        return after, ()
    gone = (Withdraw(to=one, case=after.code, name=NAME) for one in sorted(before.told))
    return replace(after, told=frozenset()), tuple(gone)


def without_own(found: Iterable[Candidate], cases: Iterable[Case], reader: PersonId) -> tuple[Candidate, ...]:
    """How busy everybody is, for a reader from whom their own case is left out."""
    own = [one for one in cases if one.is_open and one.recipient == reader]
    if not own:
        return tuple(found)
    carried = Counter(one.supporter for one in own)
    asked = Counter(offer.supporter for one in own for offer in one.offers if offer.can_be_taken)
    return tuple(
        replace(
            one, open_cases=one.open_cases - carried[one.member.person], pending=one.pending - asked[one.member.person]
        )
        for one in found
    )


def not_supported(found: Iterable[Candidate], cases: Iterable[Case]) -> tuple[Candidate, ...]:
    """Who may be asked: nobody who is being supported, so that nobody supports somebody who supports them."""
    supported = {one.recipient for one in cases if one.is_open}
    return tuple(one for one in found if one.member.person not in supported)
