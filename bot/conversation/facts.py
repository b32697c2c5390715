"""What the engine may know besides the aggregate it decides on; gathered by the service, never asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.domain.people import Role, Traits

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.case import Case
    from bot.domain.people import Member, Person, PersonId
    from bot.domain.policy import Policy


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A supporter who might be asked, with how many open cases they have now."""

    member: Member
    open_cases: int


@dataclass(frozen=True, kw_only=True)
class Facts:
    """One moment of the programme.

    ``staff``: the active roster entries with a role in running the programme. ``supporter``: the roster entry of the
    supporter this event concerns, locked, with ``supporter_open`` open cases. ``candidates``: all active supporters, on
    MatchWanted and SupporterAssigned only. ``recipient``: opt-out and traits of the case's recipient.
    """

    now: datetime
    policy: Policy
    staff: tuple[Member, ...] = ()
    supporter: Member | None = None
    supporter_open: int = 0
    candidates: tuple[Candidate, ...] = ()
    recipient: Person | None = None
    recipient_traits: Traits = field(default=Traits(), repr=False)

    def holders(self, role: Role) -> tuple[PersonId, ...]:
        """Everybody active who holds this role."""
        return tuple(member.person for member in self.staff if member.has(role))


@dataclass(frozen=True, kw_only=True)
class Sight:
    """What a view may draw on: everything one person is allowed to see, read in one snapshot."""

    now: datetime
    policy: Policy
    person: PersonId = field(repr=False)
    member: Member | None = None
    own_case: Case | None = None
    supported: tuple[Case, ...] = ()  # open cases this supporter has accepted
    offered: tuple[Case, ...] = ()  # cases whose offer this supporter can still take
    queue: tuple[Case, ...] = ()  # every open case; for coordinators only
    case: Case | None = None  # the case of the action that was pressed
    roster: tuple[Candidate, ...] = ()
    person_record: Person | None = None
    zone: str = "UTC"
    pending_suggestion: bool = False
    case_traits: Traits = field(default=Traits(), repr=False)
