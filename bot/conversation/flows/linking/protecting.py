"""What protects a person holds at every address that is or was theirs, until they lift it.

The rule of this file: opt-outs, rests, avoid lists and exclusions survive connecting, parting and erasing. Connecting
adds up what both addresses had; parting leaves all of it on both.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.conversation.effects import Remind
from bot.conversation.events.asking import RestOver, SuggestionMatured
from bot.conversation.events.incidents import IncidentListMatured
from bot.conversation.flows.ending import LATER

if TYPE_CHECKING:
    from bot.conversation.events.every import Event
    from bot.domain.case import Case
    from bot.domain.people import Member, Person, PersonId


def joined_records(kept: Person, other: Person) -> Person:
    """A wish not to be suggested counts wherever it was said; of two rests the longer one; both avoid lists."""
    rests = [one.rests_until for one in (kept, other) if one.rests_until is not None]
    return replace(
        kept,
        opted_out=kept.opted_out or other.opted_out,
        rests_until=max(rests, default=None),
        avoid=(kept.avoid | other.avoid) - {kept.person},
    )


def left_behind(record: Person, member: Member | None) -> Person:
    """With the avoid list of a roster entry that is forgotten, or stays under another address: they may return."""
    avoid = member.supporter.avoid if member and member.supporter else frozenset[Any]()
    return replace(record, avoid=(record.avoid | avoid) - {record.person})


def taken_up(member: Member, record: Person) -> Member:
    """A roster entry with the avoid list that waited for it."""
    supporter = member.supporter
    if supporter is None or record.avoid <= supporter.avoid | {member.person}:
        return member
    return replace(member, supporter=replace(supporter, avoid=(supporter.avoid | record.avoid) - {member.person}))


def forgets_rest(person: Person, key: str) -> tuple[Remind, ...]:
    """The agenda entry that ends the rest of this address; a random key says nothing of whose it is."""
    if person.rests_until is None:
        return ()
    return (Remind(subject=key, name=LATER, event=RestOver(by=person.person), at=person.rests_until),)


def case_parted(case: Case, person: PersonId, address: PersonId) -> Case:
    """Who is not asked for this case under one address is not asked under the other; nor is its recipient."""
    if not case.is_open or person not in case.excluded | {case.recipient}:
        return case
    return replace(case, not_these=case.not_these | {address})


def member_parted(member: Member, person: PersonId, address: PersonId) -> Member:
    """A supporter who avoids somebody avoids both of their addresses."""
    supporter = member.supporter
    if supporter is None or person not in supporter.avoid:
        return member
    return replace(member, supporter=replace(supporter, avoid=supporter.avoid | {address}))


def event_parted(event: Event, person: PersonId, address: PersonId) -> Event:
    """The same for what is still sealed on the agenda."""
    if isinstance(event, SuggestionMatured):
        said = event.suggestion
        barred = person in said.not_these | {said.recipient, said.referrer}
        after = replace(said, not_these=said.not_these | {address})
        return replace(event, suggestion=after) if barred else event
    if isinstance(event, IncidentListMatured):
        listed = event.listed
        barred = person in listed.not_these | {*listed.people, listed.by}
        return replace(event, listed=replace(listed, not_these=listed.not_these | {address})) if barred else event
    return event
