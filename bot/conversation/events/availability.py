"""Events of a supporter's availability: hours, settings, people avoided, leaving."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.domain.hours import Leave, Window
    from bot.domain.people import PersonId
    from bot.domain.policy import Quiet


@dataclass(frozen=True, kw_only=True)
class HoursChanged:
    """A supporter set when they can be asked, and when they are away."""

    by: PersonId = field(repr=False)
    hours: tuple[Window, ...]
    leave: tuple[Leave, ...]
    quiet: Quiet | None = None  # None: the programme's


@dataclass(frozen=True, kw_only=True)
class MemberLeft:
    """Somebody is no longer part of the programme; their entry is inactive until the roster forgets it."""

    by: PersonId = field(repr=False)
    gone: bool = False  # their account, so that nothing can be written to them


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
class InformalSupportLogged:
    """A supporter was there for somebody outside the programme: that fact only."""

    by: PersonId = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class EntryEdited:
    """Who runs the programme changed a supporter's entry; ``rest_until``: the first moment at which they are asked."""

    by: PersonId = field(repr=False)
    supporter: PersonId = field(repr=False)
    trained_on: date | None
    cap_open: int
    hours: tuple[Window, ...]
    leave: tuple[Leave, ...]
    quiet: Quiet | None
    rest_until: datetime | None


@dataclass(frozen=True, kw_only=True)
class SupporterTakenOff:
    """Who runs the programme took a supporter off the roster; what else they do for it stays theirs."""

    by: PersonId = field(repr=False)
    supporter: PersonId = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class SupporterLeft:
    """This supporter is no longer on the roster."""

    supporter: PersonId = field(repr=False)
    gone: bool = False  # their account, too


@dataclass(frozen=True, kw_only=True)
class AbsenceDue:
    """A supporter's leave changed, begins or is over."""

    supporter: PersonId = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class AwayDue:
    """It is a waking hour of those who are to say how a case goes on, whose supporter is away for long."""


@dataclass(frozen=True, kw_only=True)
class AbsenceSettled:
    """The case waits for its supporter, or another peer is asked."""

    by: PersonId = field(repr=False)
    turn: int
    waits: bool
