"""Repositories of one transaction: cases, people, and the three queues."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from bot.conversation.effects import Remind
    from bot.conversation.events.every import Event
    from bot.domain.case import Case, CaseCode
    from bot.domain.people import Address, Listed, Member, Person, PersonId, Role
    from bot.ui import Message


@dataclass(frozen=True)
class OpenCasesOf:
    """The open cases that somebody is in, and one more that they ask about."""

    own: Case | None = None
    supported: tuple[Case, ...] = ()
    offered: tuple[Case, ...] = ()
    asked: Case | None = None


class Cases(Protocol):
    """Cases by code, recipient and supporter."""

    def lock(self, code: CaseCode) -> Case | None:
        """The case, locked until the unit of work ends."""
        ...

    def lock_open_of(self, recipient: PersonId) -> Case | None:
        """The one open case of a recipient, locked."""
        ...

    def get(self, code: CaseCode) -> Case | None:
        """The case as it was committed last, for reading."""
        ...

    def open_of(self, recipient: PersonId) -> Case | None:
        """The one open case of a recipient, for reading."""
        ...

    def supported_by(self, supporter: PersonId) -> Sequence[Case]:
        """Open cases this supporter has accepted."""
        ...

    def offered_to(self, supporter: PersonId) -> Sequence[Case]:
        """Open cases with an offer to this supporter that can still be taken."""
        ...

    def around(self, person: PersonId, code: CaseCode | None = None) -> OpenCasesOf:
        """All that ``open_of``, ``supported_by``, ``offered_to`` and ``get`` say, in one look; for reading."""
        ...

    def count_open(self) -> dict[PersonId, int]:
        """How many open cases each supporter on the roster has accepted; none is zero."""
        ...

    def all(self) -> Sequence[Case]:
        """Every case that is kept, open and closed."""
        ...

    def save(self, case: Case) -> None:
        """Insert or update (raises StaleWriteError if the version moved).

        A purged case is deleted with all that names it.
        """
        ...

    def new_code(self) -> CaseCode:
        """A random code that no kept case has."""
        ...


class Roster(Protocol):
    """People with a role."""

    def get(self, person: PersonId) -> Member | None:
        """The roster entry, for reading."""
        ...

    def lock(self, person: PersonId) -> Member | None:
        """The roster entry, locked; always after the case."""
        ...

    def hold(self) -> None:
        """Nobody changes an entry until the unit of work ends; before a choice among many."""
        ...

    def with_role(self, *roles: Role) -> Sequence[Member]:
        """Active entries that hold one of these roles."""
        ...

    def everybody(self) -> Sequence[Member]:
        """Every entry, also of those who have left."""
        ...

    def save(self, member: Member) -> None:
        """Insert or update; raises StaleWriteError if the version moved."""
        ...

    def forget(self, person: PersonId) -> None:
        """The entry of somebody who has left; nothing happens to one who is active."""
        ...

    def remove(self, person: PersonId) -> None:
        """The entry is gone, also of somebody active: what it said is now under another address."""
        ...


class People(Protocol):
    """Addresses and opt-outs."""

    def canonical(self, address: Address) -> PersonId:
        """The person behind an address: the address itself unless it was linked to another."""
        ...

    def canonical_of(self, asked: Iterable[str]) -> dict[str, PersonId]:
        """The same for many addresses at once, by their text."""
        ...

    def whose(self, people: Iterable[PersonId]) -> Mapping[PersonId, PersonId]:
        """The addresses that these people have beside the canonical one, each with whose it is."""
        ...

    def linked(self, person: PersonId) -> tuple[Address, ...]:
        """The person's other addresses."""
        ...

    def every_link(self) -> tuple[tuple[PersonId, Address], ...]:
        """Everybody's other addresses."""
        ...

    def join(self, old: PersonId, new: PersonId) -> bool:
        """Every address of the first is the second one's from now on; False if either is somebody else's by now."""
        ...

    def unlink(self, address: Address, at: datetime) -> None:
        """From now on this address is nobody else's."""
        ...

    def forget(self, person: PersonId) -> None:
        """All of the record, the opt-out with it; for what is now kept under another address."""
        ...

    def get(self, person: PersonId) -> Person:
        """What is kept about a person; an empty record if nothing is."""
        ...

    def save(self, person: Person) -> None:
        """Keep the record, or forget the row when there is nothing to keep."""
        ...

    def erased(self, person: PersonId, at: datetime) -> None:
        """Note, for the day of a restore, that whatever was asked by or for this person until then is gone."""
        ...


class Listing(Protocol):
    """The hospital's own directory, if a file of it was imported: who people are, nothing about support."""

    def of(self, person: PersonId) -> Listed | None:
        """What it says of somebody, under any address of theirs; None if it does not have them."""
        ...

    def page(self, after: int) -> tuple[Sequence[Listed], int | None]:
        """The next people after this row, and where to go on; None at the end."""
        ...


class Inbox(Protocol):
    """What has been handled already."""

    def first_time(self, delivery_id: str) -> bool:
        """True once for each delivery id."""
        ...


@dataclass(frozen=True)
class Due:
    """One claimed agenda entry."""

    id: int
    lease: str
    subject: str
    name: str
    event: Event
    due: datetime


class Agenda(Protocol):
    """Events to ourselves, due at a time of the programme's clock."""

    def add(self, entry: Remind) -> None:
        """Put it on, replacing the one of the same subject and name."""
        ...

    def cancel(self, subject: str, name: str = "") -> int:
        """Take off one, or all of a subject; returns how many there were."""
        ...

    def rename(self, change: Callable[[Event], Event]) -> None:
        """Change the events of all entries; one that changes is claimed anew by whoever holds it."""
        ...

    def claim(self, now: datetime, *, limit: int, lease_seconds: float) -> Sequence[Due]:
        """Lease the entries that are due, oldest first."""
        ...

    def release(self, dues: Sequence[Due]) -> None:
        """Give back what was claimed and not begun: anybody may claim it at once."""
        ...

    def finish(self, due: Due) -> bool:
        """Delete a claimed entry; False if the lease was lost or the entry changed, and then nothing may be applied."""
        ...

    def next_due(self) -> datetime | None:
        """When the next entry is due."""
        ...

    def of(self, subject: str) -> Sequence[tuple[str, datetime]]:
        """Names and times of a subject's entries."""
        ...

    def named(self, name: str) -> Sequence[Remind]:
        """All entries of this name, opened, for reading."""
        ...

    def lock(self, subject: str, name: str) -> Remind | None:
        """One entry, opened, locked until the unit of work ends; None if it is gone by then."""
        ...


@dataclass(frozen=True)
class OutboxItem:
    """One claimed outbox item: a message to send, a replacement or a withdrawal (``message`` is None)."""

    id: int
    lease: str
    to: Address
    kind: str  # tell · replace · withdraw
    message: Message | None
    reference: str = field(repr=False)  # of the earlier message; empty for a new one
    token: str = field(repr=False)
    tries: int
    days: int  # since it was written, by the real clock
    uncertain: bool  # an earlier try may have arrived: look before sending
    case: CaseCode | None
    receipt: int | None


class Outbox(Protocol):
    """Messages to people, in order for each person; due by the real clock."""

    def tell(self, to: PersonId, message: Message, *, case: CaseCode | None, name: str, receipt: int | None) -> None:
        """Queue a new message."""
        ...

    def replace(self, to: PersonId, message: Message, *, case: CaseCode, name: str) -> None:
        """Queue a replacement of an earlier message of that name, sent or still queued."""
        ...

    def withdraw(self, to: PersonId, *, case: CaseCode, name: str = "") -> None:
        """Queue the deletion of earlier messages; one still unsent is dropped."""
        ...

    def rename(self, old: PersonId, new: PersonId) -> None:
        """The first one's messages are found as the second one's; each goes to, or stays, where it was written for."""
        ...

    def claim(self, *, limit: int, lease_seconds: float) -> Sequence[OutboxItem]:
        """Lease what is due; per person only the oldest. A lapsed lease makes a parcel uncertain."""
        ...

    def sent(self, parcel: OutboxItem, reference: str) -> bool:
        """Mark delivered and blank the body; False if the lease was lost."""
        ...

    def later(self, parcel: OutboxItem, *, seconds: float, uncertain: bool) -> bool:
        """Try again after so many seconds."""
        ...

    def reroute(self, parcel: OutboxItem, to: Address) -> bool:
        """Send it to another account of the same person, at once."""
        ...

    def release(self, person: PersonId) -> None:
        """Whatever waits for this person may be tried now."""
        ...

    def release_all(self) -> None:
        """The same for everybody."""
        ...

    def give_up(self, parcel: OutboxItem) -> bool:
        """A dead letter: blank the body, keep the fact."""
        ...

    def waiting(self) -> int:
        """How many messages are not yet delivered."""
        ...

    def dead(self) -> int:
        """How many messages were given up."""
        ...

    def next_due(self) -> datetime | None:
        """When, by the real clock, something can be claimed; None when nothing is waiting."""
        ...
