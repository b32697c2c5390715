"""Events of asking for support: for oneself, for a colleague, undone, and the rest after a no."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.domain.case import Category, Origin, ReferrerMode, Urgency, Wishes

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.people import PersonId


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """What a request says, whoever made it; sealed as one agenda entry until it becomes a case.

    ``referrer`` is None for a suggestion that can't be linked to anybody.
    """

    recipient: PersonId = field(repr=False)
    referrer: PersonId | None = field(default=None, repr=False)
    origin: Origin
    made_at: datetime
    category: Category = Category.UNSAID
    urgency: Urgency = Urgency.ROUTINE
    not_these: frozenset[PersonId] = field(default=frozenset(), repr=False)
    mode: ReferrerMode = ReferrerMode.CONFIDENTIAL
    wishes: Wishes | None = None  # None: nothing was said about it this time


@dataclass(frozen=True, kw_only=True)
class SuggestionMade:
    """Somebody suggested a colleague or asked for themselves. ``key`` names it, so that it can be undone."""

    by: PersonId = field(repr=False)
    suggestion: Suggestion
    key: str


@dataclass(frozen=True, kw_only=True)
class SuggestionUndone:
    """The referrer pressed *Undo* in time: the wrong person was picked, or a second thought came."""

    by: PersonId = field(repr=False)
    key: str


@dataclass(frozen=True, kw_only=True)
class RestBegan:
    """The recipient would rather not: colleagues' suggestions rest. ``key`` names the entry that ends it."""

    by: PersonId = field(repr=False)
    until: datetime
    key: str


@dataclass(frozen=True, kw_only=True)
class RestOver:
    """Colleagues may suggest this person again."""

    by: PersonId = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class SuggestionMatured:
    """Ten minutes passed (none for oneself): the suggestion becomes a case, merges, or ends."""

    suggestion: Suggestion
    restored: bool = False  # from a backup: somebody may have been asked since, so the coordinator looks


@dataclass(frozen=True, kw_only=True)
class ReferrerDue:
    """Nobody has reached out yet, but a confidential referrer is kept no longer."""
