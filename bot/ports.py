"""What the bot needs filled: a store, platforms to send on, two clocks, a directory and sealed tokens."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from bot.conversation.effects import Remind
    from bot.conversation.events import Event
    from bot.domain.case import Case, CaseCode
    from bot.domain.people import Address, Member, Person, PersonId, Role, Traits
    from bot.ui import Action, Gesture, Home, Message

T = TypeVar("T")


@dataclass(frozen=True)
class Incoming:
    """One thing a person did, as an adapter hands it in.

    ``delivery_id``: the platform's own id, if it may deliver twice.
    """

    address: Address = field(repr=False)
    gesture: Gesture
    delivery_id: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Delivered:
    """The platform has it; ``reference`` finds it again for Replace and Withdraw."""

    reference: str = field(repr=False)


@dataclass(frozen=True)
class TryLater:
    """Surely not applied; try again after so many seconds (the platform's own wish, or None for our back-off)."""

    after: float | None = None


@dataclass(frozen=True)
class Unknown:
    """A time-out, a reset or a 5xx: it may have been applied. Settle, look, then resend."""


@dataclass(frozen=True)
class Undeliverable:
    """It will never arrive: the person left, blocked the bot or never had it."""


Outcome: TypeAlias = Delivered | TryLater | Unknown | Undeliverable


class Platform(Protocol):
    """One place where people read messages. ``token`` is random and constant for one outbox item over all its tries."""

    async def send(self, to: Address, message: Message, *, token: str) -> Outcome:
        """Show a new message."""
        ...

    async def find(self, to: Address, *, token: str) -> Outcome | None:
        """Delivered with its reference if an earlier try arrived after all; None if not.

        TryLater if it can't be told.
        """
        ...

    async def replace(self, to: Address, reference: str, message: Message) -> Outcome:
        """Put a message in the place of an earlier one; replacing twice is harmless."""
        ...

    async def withdraw(self, to: Address, reference: str) -> Outcome:
        """Delete an earlier message; one that is gone already counts as Delivered."""
        ...

    async def publish_home(self, to: Address, home: Home) -> Outcome:
        """Show this home from now on (a platform that asks for it itself may do nothing)."""
        ...


class Clock(Protocol):
    """The programme's time, always aware and in UTC; the playground can move it."""

    def now(self) -> datetime:
        """This moment."""
        ...


class Directory(Protocol):
    """What the organisation's own directory knows about people."""

    def traits(self, person: PersonId) -> Traits:
        """What matching may compare; empty traits for somebody unknown."""
        ...

    def timezone(self, person: PersonId) -> str | None:
        """The person's IANA zone, or None if the directory doesn't say."""
        ...

    def locale(self, person: PersonId) -> str:
        """The language to speak to them."""
        ...


class Tokens(Protocol):
    """Buttons carry sealed actions: forged ones, and another person's, don't open."""

    def seal(self, action: Action, reader: Address) -> str:
        """A URL-safe token that only this reader can use."""
        ...

    def open(self, token: str, reader: Address) -> Action | None:
        """The action, or None if the token was not made for this reader by this installation."""
        ...


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

    def save(self, member: Member) -> None:
        """Insert or update; raises StaleWriteError if the version moved."""
        ...


class People(Protocol):
    """Addresses and opt-outs."""

    def canonical(self, address: Address) -> PersonId:
        """The person behind an address: the address itself unless it was linked to another."""
        ...

    def get(self, person: PersonId) -> Person:
        """What is kept about a person; an empty record if nothing is."""
        ...

    def save(self, person: Person) -> None:
        """Keep the record, or forget the row when there is nothing to keep."""
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


class UnitOfWork(Protocol):
    """One transaction: everything in it becomes durable together when the function that got it returns."""

    @property
    def cases(self) -> Cases:
        """Cases."""
        ...

    @property
    def roster(self) -> Roster:
        """Members."""
        ...

    @property
    def people(self) -> People:
        """Addresses and opt-outs."""
        ...

    @property
    def inbox(self) -> Inbox:
        """What was handled."""
        ...

    @property
    def agenda(self) -> Agenda:
        """Events to ourselves."""
        ...

    @property
    def outbox(self) -> Outbox:
        """Messages to people."""
        ...

    @property
    def slots(self) -> Slots:
        """Claimed slots."""
        ...


class Store(Protocol):
    """The only bridge from the event loop to the database; the function runs on a worker thread and must be quick."""

    async def run(self, function: Callable[[UnitOfWork], T]) -> T:
        """Run a unit of work and return once it is durable; an exception rolls it back.

        NotSavedError if the store can't.
        """
        ...

    async def read(self, function: Callable[[UnitOfWork], T]) -> T:
        """Run a function that only reads, on a snapshot."""
        ...


class TidyStore(Store, Protocol):
    """A store whose owner also keeps its files clean."""

    async def tidy(self) -> None:
        """Forget deliveries no platform repeats, old dead letters, and references whose case is gone."""
        ...

    async def scrub(self) -> bool:
        """After a purge: remove deleted bytes from the database's own log.

        False: a reader was in the way, try again.
        """
        ...
