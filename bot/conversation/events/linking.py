"""What happens to the addresses of one person: linked by a one-time code, moved, parted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.domain.people import PersonId


@dataclass(frozen=True, kw_only=True)
class CodeAsked:
    """Somebody wants to use the programme on another platform, too. ``key`` is random, and makes the code."""

    by: PersonId = field(repr=False)
    key: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class CodeIssued:
    """Nobody typed the code in time. Until then this entry is the code: sealed, and gone once it was used."""

    by: PersonId = field(repr=False)
    code: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class CodeTyped:
    """Somebody typed a code that they were shown on another platform."""

    by: PersonId = field(repr=False)
    code: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class MainAddressChosen:
    """From now on the bot writes to them at this address of theirs."""

    by: PersonId = field(repr=False)
    address: PersonId = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class AddressesParted:
    """Their other addresses are no longer theirs; everything stays with the one that the bot writes to."""

    by: PersonId = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class AddressGone:
    """The account behind one of their addresses is gone; they go on under another."""

    by: PersonId = field(repr=False)
    address: PersonId = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class LinkSettled:
    """A minute after a link: whatever another process still wrote under the old address meanwhile follows now."""

    by: PersonId = field(repr=False)
    old: PersonId = field(repr=False)
