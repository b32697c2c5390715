"""What the bot needs filled: a store, platforms to send on, two clocks, a directory and sealed tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from bot.ports.ledgers import Audit, Counters, Limits, Releases, Slots
from bot.ports.platforms import (
    Clock,
    Contact,
    Contacts,
    Delivered,
    Directory,
    Gone,
    Incoming,
    Mendable,
    Outcome,
    Platform,
    Tokens,
    TryLater,
    Unknown,
    Unreachable,
)
from bot.ports.reachability import Chats, Holds, Unreachables, Unwritable
from bot.ports.repositories import (
    Agenda,
    Cases,
    Due,
    Inbox,
    Listing,
    OpenCasesOf,
    Outbox,
    OutboxItem,
    People,
    Roster,
)

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "Agenda",
    "Audit",
    "Cases",
    "Chats",
    "Clock",
    "Contact",
    "Contacts",
    "Counters",
    "Delivered",
    "Directory",
    "Due",
    "Gone",
    "Holds",
    "Inbox",
    "Incoming",
    "Limits",
    "Listing",
    "Mendable",
    "OpenCasesOf",
    "Outbox",
    "OutboxItem",
    "Outcome",
    "People",
    "Platform",
    "Releases",
    "Roster",
    "Slots",
    "Store",
    "TidyStore",
    "Tokens",
    "TryLater",
    "UnitOfWork",
    "Unknown",
    "Unreachable",
    "Unreachables",
    "Unwritable",
]
T = TypeVar("T")


class UnitOfWork(Protocol):
    """One transaction: everything in it becomes durable together when the function that got it returns."""

    @property
    def unreadable(self) -> int:
        """How many stored rows were found, since the start, that no key opens."""
        ...

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
    def directory(self) -> Listing:
        """The hospital's directory."""
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
    def counters(self) -> Counters:
        """What was counted."""
        ...

    @property
    def releases(self) -> Releases:
        """What was published."""
        ...

    @property
    def slots(self) -> Slots:
        """Claimed slots."""
        ...

    @property
    def audit(self) -> Audit:
        """Who looked at whose case."""
        ...

    @property
    def conversations(self) -> Chats:
        """Where people's chats are."""
        ...

    @property
    def unreachable(self) -> Unreachables:
        """Who can't be written to."""
        ...

    @property
    def holds(self) -> Holds:
        """Which platforms let the bot write to nobody."""
        ...

    @property
    def limits(self) -> Limits:
        """Keyed counters that expire."""
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
