"""Whom, and which platform, the bot can't write to for now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True)
class Unwritable:
    """Why the bot can't write to somebody with a role, since when; ``until``: when they may be asked again.

    ``sure``: it was said in so many words, or twice; before, it may have another reason than the person.
    """

    since: datetime
    until: datetime
    word: str = ""
    sure: bool = True


class Unreachables(Protocol):
    """Addresses of people with a role that a platform refuses to bring a message to; few."""

    def all(self) -> Mapping[str, Unwritable]:
        """Every one, by address."""
        ...

    def of(self, address: str) -> Unwritable | None:
        """What is known of this address; None if it can be written to."""
        ...

    def mark(self, address: str, found: Unwritable) -> None:
        """From now on this is so."""
        ...

    def lift(self, address: str) -> bool:
        """They can be written to; whether that is news."""
        ...


class Holds(Protocol):
    """Why nothing is sent to a platform for now."""

    def of(self, place: str) -> Mapping[str, float | None]:
        """What holds at this platform, with the seconds left; None until it is lifted."""
        ...


class Chats(Protocol):
    """Where the chats of people with a role are, on platforms that have to be told; by address."""

    def of(self, address: str) -> str | None:
        """What the platform said, as text; empty for somebody who can't be reached there, None if nothing is kept."""
        ...

    def forget(self, address: str) -> None:
        """Nothing is kept of this address."""
        ...
