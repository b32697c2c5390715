"""One address is nobody else's any more, and an entry of the roster is forgotten: what protected them stays."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from bot.conversation.effects import Decision
from bot.conversation.flows.linking.protecting import (
    case_parted,
    event_parted,
    forgets_rest,
    joined_records,
    left_behind,
    member_parted,
    taken_up,
)
from bot.domain.case import Case
from bot.domain.people import Address, Member, PersonId
from bot.service.applying_effects import write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from bot.domain.people import Person
    from bot.ports import UnitOfWork

A = TypeVar("A", Case, Member)


def part(work: UnitOfWork, address: PersonId, now: datetime) -> None:
    """Unlink an address; what protected whoever had it goes on protecting it."""
    where = Address.parse(address)
    person = work.people.canonical(where)
    work.people.unlink(where, now)
    if person == address:
        return
    record = left_behind(work.people.get(person), work.roster.get(person))
    _keep(work, joined_records(work.people.get(address), record))
    changed = (
        *_changed_records(work.roster.everybody(), lambda one: member_parted(one, person, address)),
        *_changed_records(work.cases.all(), lambda one: case_parted(one, person, address)),
    )
    write(work, Decision(changed=changed))
    work.agenda.rename(lambda event: event_parted(event, person, address))


def forget_member(work: UnitOfWork, person: PersonId) -> None:
    """The roster forgets somebody who has left, and where their chats are.

    Their avoid list waits under every address of those who are on it.
    """
    record = left_behind(work.people.get(person), work.roster.get(person))
    others = {PersonId(str(other)) for one in record.avoid for other in work.people.linked(one)}
    _keep(work, replace(record, avoid=record.avoid | others))
    work.roster.forget(person)
    for address in {str(person), *map(str, work.people.linked(person))}:
        work.conversations.forget(address)


def returning(work: UnitOfWork, member: Member) -> Member:
    """A new entry of the roster, with the avoid list that this person left behind."""
    record = work.people.get(member.person)
    if not record.avoid or member.supporter is None:
        return member
    work.people.save(replace(record, avoid=frozenset()))
    canonical = work.people.canonical_of(record.avoid)
    return taken_up(member, replace(record, avoid=frozenset(canonical.values())))


def _keep(work: UnitOfWork, record: Person) -> None:
    if record != work.people.get(record.person):
        write(work, Decision(changed=(record,), effects=forgets_rest(record, secrets.token_urlsafe(12))))


def _changed_records(records: Iterable[A], change: Callable[[A], A]) -> Iterator[A]:
    """Those that it changes, changed."""
    return (after for one in records if (after := change(one)) is not one)
