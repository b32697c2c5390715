"""Events of matching: offers, answers, deadlines and a coordinator's choice."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.domain.people import PersonId


@dataclass(frozen=True, kw_only=True)
class MatchWanted:
    """It is time to look for a supporter: only this event loads the candidates."""


@dataclass(frozen=True, kw_only=True)
class OfferDelivered:
    """The platform has shown the offer: the supporter's clock runs from here."""

    offer: int


@dataclass(frozen=True, kw_only=True)
class OfferUndeliverable:
    """The platform will never show the offer to this supporter."""

    offer: int


@dataclass(frozen=True, kw_only=True)
class OfferTaken:
    """A supporter pressed *Take it*."""

    by: PersonId = field(repr=False)
    offer: int


@dataclass(frozen=True, kw_only=True)
class OfferPassed:
    """A supporter pressed *Pass*; no reason is asked."""

    by: PersonId = field(repr=False)
    offer: int


@dataclass(frozen=True, kw_only=True)
class AnswerOverdue:
    """A supporter did not answer in time; their offer stays valid, the next one is asked."""

    offer: int


@dataclass(frozen=True, kw_only=True)
class MatchDeadlineMissed:
    """Nobody accepted before the match deadline."""


@dataclass(frozen=True, kw_only=True)
class CoordinatorOverdue:
    """A case that needs the coordinator got no answer: the deputy, then the director hears of it."""


@dataclass(frozen=True, kw_only=True)
class SearchedAgain:
    """Who runs the programme wants everybody asked once more who may be."""

    by: PersonId = field(repr=False)
    turn: int


@dataclass(frozen=True, kw_only=True)
class SupporterAssigned:
    """The coordinator chose whom to ask."""

    by: PersonId = field(repr=False)
    turn: int
    supporter: PersonId = field(repr=False)
