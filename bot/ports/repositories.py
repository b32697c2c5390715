"""What one transaction works with: cases, people, the three queues, and ledgers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date, datetime

    from bot.conversation.effects import Remind, Tally
    from bot.conversation.events import Event
    from bot.conversation.releases import Release
    from bot.domain.audit import Entry, Head, Kind, Record
    from bot.domain.case import Case, CaseCode
    from bot.domain.people import Address, Listed, Member, Person, PersonId, Role
    from bot.ui import Message


@dataclass(frozen=True)
class Around:
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

    def around(self, person: PersonId, code: CaseCode | None = None) -> Around:
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
class Parcel:
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

    def claim(self, *, limit: int, lease_seconds: float) -> Sequence[Parcel]:
        """Lease what is due; per person only the oldest. A lapsed lease makes a parcel uncertain."""
        ...

    def sent(self, parcel: Parcel, reference: str) -> bool:
        """Mark delivered and blank the body; False if the lease was lost."""
        ...

    def later(self, parcel: Parcel, *, seconds: float, uncertain: bool) -> bool:
        """Try again after so many seconds."""
        ...

    def give_up(self, parcel: Parcel) -> bool:
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


class Slots(Protocol):
    """Cron-like slots: each is claimed once, for ever."""

    def claim(self, job: str, slot: date) -> bool:
        """True for the first to ask."""
        ...

    def latest(self, job: str) -> date | None:
        """The latest claimed slot of a job."""
        ...


class Counters(Protocol):
    """How often something was, by quarter such as ``2026-Q3``; linked to nothing."""

    def forget_weeks(self, before: str) -> None:
        """Sums of weeks that began before this day."""
        ...

    def add(self, name: str, quarter: str) -> None:
        """One more."""
        ...

    def of(self, quarter: str) -> dict[str, int]:
        """What was counted in a quarter, by name."""
        ...


class Releases(Protocol):
    """Reports as they were published: appended to, never changed."""

    def all(self, *, strict: bool = False) -> Sequence[Release]:
        """Every one, the earliest period first; one that does not open is passed over, or SealBrokenError."""
        ...

    def append(self, release: Release) -> None:
        """One more; StaleWriteError if this period was released to this audience before."""
        ...


class Chats(Protocol):
    """Where the chats of people with a role are, on platforms that have to be told; by address."""

    def of(self, address: str) -> str | None:
        """What the platform said, as text; empty for somebody who can't be reached there, None if nothing is kept."""
        ...


class Audit(Protocol):
    """Who looked at whose case: appended to, never changed (bot/domain/audit.py has its law)."""

    def append(self, record: Record) -> None:
        """One entry more, in this transaction; it waits for whoever else is appending."""
        ...

    def entries(self) -> Sequence[Entry]:
        """All that is kept, the oldest first."""
        ...

    def head(self) -> Head | None:
        """Where the chain ends; None before the first entry."""
        ...

    def count(self, kind: Kind, first: date, end: date, *, reason: str = "") -> int:
        """How many entries of a kind, and of a reason if one is given, from one day to before another."""
        ...

    def latest(self, kind: Kind) -> str | None:
        """The reason of the latest entry of a kind."""
        ...

    def fingerprint(self, text: str) -> str:
        """What stands for a text, the same for the same text in this installation."""
        ...

    def prune(self, before: date) -> None:
        """Let go of what is older than this day; the rest still verifies."""
        ...


class Limits(Protocol):
    """How often somebody did something lately; keyed, in windows, and gone when they end."""

    def used(self, name: str, subject: str, windows: Iterable[str]) -> int:
        """How often, in these windows together."""
        ...

    def each(self, name: str, subject: str, windows: Iterable[str]) -> tuple[int, ...]:
        """How often in each of these windows, in their order."""
        ...

    def add(self, name: str, subject: str, window: str, *, expires: datetime) -> None:
        """Once more in this window, which is forgotten when it ends."""
        ...

    def tally(self, tallies: Iterable[Tally]) -> None:
        """Once more for each of these."""
        ...

    def forget(self, now: datetime) -> None:
        """Every window that has ended by now."""
        ...
