"""Incident lists and phoned-in requests: each person named becomes a suggestion."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.effects import Decision, Remind
from bot.conversation.events.asking import Suggestion, SuggestionMatured
from bot.conversation.events.digest import Nudge, NudgeDue
from bot.conversation.events.incidents import IncidentListMatured
from bot.conversation.flows.asking import MATURES
from bot.conversation.flows.digest import NUDGE, first_waking_of
from bot.domain.case import Origin
from bot.domain.people import Role

if TYPE_CHECKING:
    from bot.conversation.events.incidents import IncidentListed, RequestEntered
    from bot.conversation.facts import Facts
    from bot.domain.people import PersonId

GROUP = 5
"""From so many people of one incident on, the coordinator is asked to consider a group session."""


def on_entered(event: RequestEntered, facts: Facts) -> Decision:
    """As any suggestion: sealed, with time to undo a mis-pick; who wrote it down never supports this person."""
    suggestion = replace(event.suggestion, not_these=event.suggestion.not_these | {event.by})
    return Decision(effects=(_seal_suggestion(event.key, SuggestionMatured(suggestion=suggestion), facts),))


def on_listed(event: IncidentListed, facts: Facts) -> Decision:
    """The whole list is one sealed entry, so that one *Undo* takes back all of it."""
    return Decision(effects=(_seal_suggestion(event.key, IncidentListMatured(listed=event), facts),))


def _seal_suggestion(key: str, event: SuggestionMatured | IncidentListMatured, facts: Facts) -> Remind:
    return Remind(subject=key, name=MATURES, event=event, at=facts.now + facts.policy.clocks.undo)


def on_list_matured(event: IncidentListMatured, facts: Facts) -> Decision:
    """One suggestion each: nobody of the list supports another of it, nor does the notifier."""
    listed = event.listed
    suggestions = tuple(
        Remind(
            subject=f"{listed.key}:{number}",
            name=MATURES,
            event=SuggestionMatured(suggestion=_suggestion_for(listed, person), restored=event.restored),
            at=facts.now,
        )
        for number, person in enumerate(listed.people)
    )
    return Decision(effects=suggestions if event.restored else (*suggestions, *_group_session(listed, facts)))


def _suggestion_for(listed: IncidentListed, person: PersonId) -> Suggestion:
    return Suggestion(
        recipient=person,
        referrer=listed.by,
        origin=Origin.INCIDENT_LIST,
        made_at=listed.made_at,
        category=listed.category,
        not_these=frozenset({*listed.people, *listed.not_these, listed.by} - {person}),
    )


def _group_session(listed: IncidentListed, facts: Facts) -> tuple[Remind, ...]:
    if len(listed.people) < GROUP:
        return ()
    heard = facts.holders(Role.COORDINATOR) or facts.holders(Role.DEPUTY)
    return tuple(
        Remind(
            subject=f"{listed.key}:group:{number}",
            name=NUDGE,
            event=NudgeDue(to=one.person, nudge=Nudge.GROUP_SESSION),
            at=first_waking_of(one, facts),
        )
        for number, one in enumerate(heard)
    )
