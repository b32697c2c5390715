"""Events of incident lists and of requests that came by phone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.domain.case import Category

if TYPE_CHECKING:
    from datetime import datetime

    from bot.conversation.events.asking import Suggestion
    from bot.domain.people import PersonId


@dataclass(frozen=True, kw_only=True)
class RequestEntered:
    """A coordinator wrote down what somebody asked for by phone or in the corridor."""

    by: PersonId = field(repr=False)
    suggestion: Suggestion
    key: str


@dataclass(frozen=True, kw_only=True)
class IncidentListed:
    """A notifier named the people who were part of one incident."""

    by: PersonId = field(repr=False)
    people: tuple[PersonId, ...] = field(repr=False)
    made_at: datetime
    key: str
    category: Category = Category.UNSAID
    not_these: frozenset[PersonId] = field(default=frozenset(), repr=False)  # other addresses of somebody on it


@dataclass(frozen=True, kw_only=True)
class IncidentListMatured:
    """Ten minutes passed: each of them is suggested, and nobody is asked to support another of the list."""

    listed: IncidentListed
    restored: bool = False  # from a backup, as a suggestion
