"""Events of the clinical back-up and of calls that the director is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.domain.people import PersonId


@dataclass(frozen=True, kw_only=True)
class BackupPaged:
    """A supporter needs a clinician behind them, now."""

    by: PersonId = field(repr=False)
    key: str


@dataclass(frozen=True, kw_only=True)
class BackupPageOpen:
    """Nobody has answered the page yet; ``asked``: who was paged so far, and ``level`` how many that were."""

    supporter: PersonId = field(repr=False)
    key: str
    level: int
    answered: bool = False  # nobody else is paged; kept for a day, so that *Answer* still shows whom to call
    asked: tuple[PersonId, ...] = field(default=(), repr=False)
    silent: bool = False  # the supporter was told that nobody answered


@dataclass(frozen=True, kw_only=True)
class BackupAnswered:
    """A clinical back-up pressed *Answer*."""

    by: PersonId = field(repr=False)
    key: str


@dataclass(frozen=True, kw_only=True)
class ComplaintMade:
    """Somebody wants the director to call them; what it is about is said there, not here."""

    by: PersonId = field(repr=False)
    key: str


@dataclass(frozen=True, kw_only=True)
class ComplaintDue:
    """It is a waking hour of a director whom somebody wants to talk to; once ``told``, it is time to forget it."""

    to: PersonId = field(repr=False)
    person: PersonId = field(repr=False, metadata={"stored_as": "by"})
    key: str
    told: bool = False
    restored: bool = False  # from a backup: the director may have been told already
