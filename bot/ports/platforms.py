"""Where people are: what they did, how a message fares, the directory that knows them, and sealed buttons."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from bot.domain.people import Address, PersonId, Traits
    from bot.ui import Action, Gesture, Home, Message


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
class Unreachable:
    """This person can't be written to: they left, blocked the bot, never had it, or may not use it.

    ``word`` is the platform's own. ``sure``: a second refusal need not be waited for. ``personal``: it is about nobody
    else; otherwise the same word for several people says that the bot or the platform has to be mended. ``after``:
    seconds until another try is worth it, if the platform's habits are known.
    """

    word: str = ""
    sure: bool = True
    personal: bool = True
    after: float | None = None


@dataclass(frozen=True)
class Mendable:
    """Refused to everybody until an administrator mends something.

    ``ours``: it is this message that is refused, for good and by a mistake of ours. ``after``: seconds until it is
    worth another try.
    """

    word: str = ""
    ours: bool = False
    after: float = 3600.0


@dataclass(frozen=True)
class Gone:
    """The earlier message is no more, or can't be changed: nothing is left to do, and it says nothing of the person."""


Outcome: TypeAlias = Delivered | TryLater | Unknown | Unreachable | Mendable | Gone


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
        """Delete an earlier message; one that is gone already is Gone."""
        ...

    async def publish_home(self, to: Address, home: Home) -> Outcome:
        """Show this home from now on (a platform that asks for it itself may do nothing)."""
        ...


class Clock(Protocol):
    """The programme's time, always aware and in UTC; the playground can move it."""

    def now(self) -> datetime:
        """This moment."""
        ...


@dataclass(frozen=True)
class Contact:
    """Somebody, for whoever may know who they are. What is not known is empty.

    ``place`` is what people call their platform, and ``chat`` an https link that opens a chat with them there.
    """

    name: str = field(default="", repr=False)
    place: str = ""
    chat: str = field(default="", repr=False)


class Contacts(Protocol):
    """Names for forms, which nobody keeps; never for a message or a home."""

    async def of(self, people: Iterable[PersonId]) -> Mapping[PersonId, Contact]:
        """What can be known of each within a moment; never an error."""
        ...

    def heard(self, person: PersonId, name: str) -> None:
        """A platform said somebody's name by the way."""
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
