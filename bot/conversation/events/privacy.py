"""Events of a person's own data: opt-out and erasure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.domain.people import PersonId


@dataclass(frozen=True, kw_only=True)
class RecipientOptedOut:
    """The recipient does not want to be suggested by others: what others began ends."""

    by: PersonId = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class RecipientErased:
    """The recipient wants everything gone: the case ends and is forgotten at once."""

    by: PersonId = field(repr=False)
    key: str


@dataclass(frozen=True, kw_only=True)
class OptOutChanged:
    """Somebody does not want to be suggested by others, or lifts that again."""

    by: PersonId = field(repr=False)
    opted_out: bool


@dataclass(frozen=True, kw_only=True)
class DataErased:
    """Somebody wants everything about them gone now. ``key`` names what has to be told to others."""

    by: PersonId = field(repr=False)
    key: str
