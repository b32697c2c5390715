"""What happens to an entry of the roster."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.domain.hours import Leave, Window
    from bot.domain.people import PersonId


@dataclass(frozen=True, kw_only=True)
class HoursChanged:
    """A supporter set when they can be asked, and when they are away."""

    by: PersonId = field(repr=False)
    hours: tuple[Window, ...]
    leave: tuple[Leave, ...]


@dataclass(frozen=True, kw_only=True)
class MemberLeft:
    """Somebody is no longer part of the programme; their entry is inactive until the roster forgets it."""

    by: PersonId = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class SettingsChanged:
    """A supporter set how much they take on, and whom they may be matched with."""

    by: PersonId = field(repr=False)
    cap_open: int
    languages: frozenset[str]
    specialty: str


@dataclass(frozen=True, kw_only=True)
class PeopleAvoided:
    """A supporter named the people they can't support; nobody asks why."""

    by: PersonId = field(repr=False)
    avoid: frozenset[PersonId] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class SupportLogged:
    """A supporter was there for somebody outside the programme: that fact only."""

    by: PersonId = field(repr=False)
