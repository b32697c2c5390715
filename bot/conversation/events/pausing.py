"""Events that pause a case, resume it, or ask for another supporter."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from bot.domain.people import PersonId


@dataclass(frozen=True, kw_only=True)
class PauseWanted:
    """The recipient said "later", with a date; to the bot or to their supporter."""

    by: PersonId = field(repr=False)
    turn: int
    until: date


@dataclass(frozen=True, kw_only=True)
class PauseOver:
    """The day has come on which the recipient wanted to go on."""


@dataclass(frozen=True, kw_only=True)
class PauseResumed:
    """The recipient wants to go on earlier; they or their supporter said so."""

    by: PersonId = field(repr=False)
    turn: int


@dataclass(frozen=True, kw_only=True)
class AnotherWanted:
    """The recipient wants another supporter; nobody asks why."""

    by: PersonId = field(repr=False)
    turn: int
