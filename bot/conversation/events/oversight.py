"""Events of oversight: holds, reveals and disclosures."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.domain.case import HoldReason, RevealReason
    from bot.domain.people import PersonId


class DisclosureReason(StrEnum):
    """Why the operator prints what is kept about a person."""

    COURT = "court"
    AUTHORITY = "authority"
    PERSON = "person"  # they asked for it themselves


@dataclass(frozen=True, kw_only=True)
class DisclosureRequested:
    """Nobody used the request in time. Until then this entry is the request: sealed, and ``approved`` or not."""

    key: str
    person: PersonId = field(repr=False)
    reason: DisclosureReason
    approved: bool = False


@dataclass(frozen=True, kw_only=True)
class DisclosureAnswered:
    """Somebody who runs or directs the programme read the code and the reason, and said yes or no."""

    by: PersonId = field(repr=False)
    key: str
    approved: bool


@dataclass(frozen=True, kw_only=True)
class Revealed:
    """Somebody who runs the programme looked up whose case it is."""

    by: PersonId = field(repr=False)
    turn: int
    reason: RevealReason


@dataclass(frozen=True, kw_only=True)
class HoldAsked:
    """Somebody who runs or directs the programme wants this case kept, for a legal reason."""

    by: PersonId = field(repr=False)
    reason: HoldReason


@dataclass(frozen=True, kw_only=True)
class HoldConfirmed:
    """Somebody else agrees: from now on the case is not purged."""

    by: PersonId = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class HoldLiftAsked:
    """Somebody wants the hold lifted; it is, when two have said so. One that was never confirmed ends at once."""

    by: PersonId = field(repr=False)
