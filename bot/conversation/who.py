"""Rights: one word for each kind of person who may cause an event; bot/conversation/law.py uses them.

The actor comes from the platform's signed envelope. A form or a button never says who pressed it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from bot.domain import responsibility
from bot.domain.people import Role

if TYPE_CHECKING:
    from bot.conversation.events.incidents import RequestEntered
    from bot.conversation.events.matching import OfferPassed, OfferTaken
    from bot.conversation.facts import Facts
    from bot.domain.case import Case
    from bot.domain.people import Member, Person, PersonId


class Done(Protocol):
    """An event that somebody caused."""

    @property
    def by(self) -> PersonId:
        """Who did it."""
        ...


def clock(_about: Any, _event: Any, _facts: Facts) -> bool:  # noqa: ANN401 - whatever it is
    """Nobody did it: it came due, or a platform reports it."""
    return True


def anybody(_about: Any, _event: Done, _facts: Facts) -> bool:  # noqa: ANN401 - whatever it is
    """Everybody's right."""
    return True


def oneself(about: Person | Member, event: Done, _facts: Facts) -> bool:
    """Nobody changes another's record."""
    return event.by == about.person


def own_entry(about: Member, event: Done, _facts: Facts) -> bool:
    """Nobody changes another's entry of the roster, nor one that is no longer active."""
    return event.by == about.person and about.active


def recipient(case: Case, event: Done, _facts: Facts) -> bool:
    """Whose case it is."""
    return event.by == case.recipient


def supporter(case: Case, event: Done, facts: Facts) -> bool:
    """Who has accepted it, and is still a supporter."""
    return event.by == case.supporter and _is_supporter(event.by, facts)


def recipient_or_supporter(case: Case, event: Done, facts: Facts) -> bool:
    """Both whom it is about."""
    return recipient(case, event, facts) or supporter(case, event, facts)


def asked(case: Case, event: OfferTaken | OfferPassed, facts: Facts) -> bool:
    """Who was asked with this very offer."""
    return any(one.number == event.offer and one.supporter == event.by for one in case.offers) and _is_supporter(
        event.by, facts
    )


def coordinator(case: Case, event: Done, facts: Facts) -> bool:
    """Who runs the programme, and a director to whom it came; unless it is their own case."""
    return responsibility.may_act(case, event.by, facts.staff)


def outside_coordinator(case: Case, event: Done, facts: Facts) -> bool:
    """The same, without a part in the case."""
    return coordinator(case, event, facts) and event.by != case.supporter


def recipient_or_coordinator(case: Case, event: Done, facts: Facts) -> bool:
    """Whose case it is, and who runs the programme."""
    return recipient(case, event, facts) or coordinator(case, event, facts)


def supporter_or_coordinator(case: Case, event: Done, facts: Facts) -> bool:
    """The recipient has their own way to end it."""
    return coordinator(case, event, facts) or supporter(case, event, facts)


def officer(case: Case, event: Done, facts: Facts) -> bool:
    """Coordinator, deputy or director, unless it is their own case: two of them decide what is kept."""
    return answers(None, event, facts) and event.by != case.recipient


def runs(_about: Member | None, event: Done, facts: Facts) -> bool:
    """Coordinator or deputy; the director where there is neither."""
    return responsibility.runs(event.by, facts.staff)


def answers(_about: None, event: Done, facts: Facts) -> bool:
    """Coordinator, deputy or director."""
    return _holds(event.by, facts, Role.COORDINATOR, Role.DEPUTY, Role.DIRECTOR)


def runs_for_another(_about: None, event: RequestEntered, facts: Facts) -> bool:
    """Who runs the programme, and does not ask for themselves."""
    return runs(None, event, facts) and event.suggestion.recipient != event.by


def notifier(_about: None, event: Done, facts: Facts) -> bool:
    """Who may list an incident."""
    return _holds(event.by, facts, Role.NOTIFIER)


def any_supporter(_about: None, event: Done, facts: Facts) -> bool:
    """Who supports at all."""
    return _holds(event.by, facts, Role.SUPPORTER)


def backup(_about: None, event: Done, facts: Facts) -> bool:
    """A clinical back-up."""
    return _holds(event.by, facts, Role.BACKUP)


def _holds(person: PersonId, facts: Facts, *roles: Role) -> bool:
    return facts.actor is not None and facts.actor.person == person and facts.actor.has(*roles)


def _is_supporter(person: PersonId, facts: Facts) -> bool:
    """Who has left, or is no supporter any more, has no say in a case that has not heard of it yet."""
    member = facts.supporter
    return member is not None and member.person == person and member.has(Role.SUPPORTER)
