"""What the engine may know besides the aggregate it decides on; gathered by the service, never asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.domain.people import Role, Traits

if TYPE_CHECKING:
    from datetime import datetime

    from bot.conversation.effects import Remind
    from bot.conversation.events import BackupOverdue, DisclosureLapsed, SessionBegan
    from bot.conversation.releases import Release
    from bot.domain.case import Case, CaseCode, Reveal
    from bot.domain.people import Listed, Member, Person, PersonId, Supporter
    from bot.domain.policy import Policy


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A supporter who might be asked, with how many open cases and how many unanswered questions they have now."""

    member: Member
    open_cases: int
    pending: int = 0


@dataclass(frozen=True, kw_only=True)
class Facts:
    """One moment of the programme.

    ``staff``: the active roster entries with a role in running the programme. ``supporter``: the roster entry of the
    supporter this event concerns, locked, with ``supporter_open`` open cases. ``candidates``: all active supporters, on
    MatchWanted and SupporterAssigned only. ``opted_out``, ``rests`` (from colleagues' suggestions,
    after a no) and ``recipient_traits`` tell of the case's recipient.
    """

    now: datetime
    policy: Policy
    staff: tuple[Member, ...] = ()
    supporter: Member | None = None
    supporter_open: int = 0
    candidates: tuple[Candidate, ...] = ()
    opted_out: bool = False
    rests: bool = False
    recipient_traits: Traits = field(default=Traits(), repr=False)
    recipient_zone: str = ""  # of a recipient who is on the roster, or whom the hospital's directory has
    held: tuple[Case, ...] = field(default=(), repr=False)  # what a member has, or was asked about
    own_cases: tuple[Case, ...] = field(default=(), repr=False)  # of the person who decides about themselves
    sealed: tuple[Remind, ...] = field(default=(), repr=False)  # suggestions that can still be undone, for an erasure
    suggested: tuple[int, int] = (0, 0)  # colleagues whom the actor suggested in this hour, and on this day
    suggested_lately: int = 0  # how often colleagues suggested the recipient in the last days
    disclosure: Remind | None = field(default=None, repr=False)  # the request under the event's key
    linked: tuple[PersonId, ...] = field(default=(), repr=False)  # other addresses of the person who decides
    wrong_codes: int = 0  # how many they typed in this hour
    page: BackupOverdue | None = None  # the page for clinical back-up under the event's key
    session: SessionBegan | None = None  # the group session of the event, locked
    places: tuple[Remind, ...] = field(default=(), repr=False)  # all that are taken in it

    def holders(self, role: Role) -> tuple[Member, ...]:
        """Everybody active who holds this role."""
        return tuple(member for member in self.staff if member.has(role))


@dataclass(frozen=True, kw_only=True)
class Upcoming:
    """A group session as one person may see it: how many places are taken, and never by whom but by themselves."""

    session: SessionBegan
    taken: int
    mine: bool = False

    @property
    def is_full(self) -> bool:
        """Whether no place is left."""
        return self.taken >= self.session.capacity


@dataclass(frozen=True, kw_only=True)
class Codes:
    """What a supporter may choose from: the codes that the roster knows."""

    languages: tuple[str, ...] = ()
    specialties: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Sight:
    """What a view may draw on: all that one person may see at one moment, read in one snapshot.

    ``fresh`` is a random key for something this person may start now; the engine has no randomness of its own.
    """

    now: datetime
    policy: Policy
    person: PersonId = field(repr=False)
    zone: str = "UTC"
    fresh: str = field(default="", repr=False)
    member: Member | None = None
    opted_out: bool = False
    own_case: Case | None = None
    supported: tuple[Case, ...] = ()
    offered: tuple[Case, ...] = ()
    queue: tuple[Case, ...] = ()  # every open case; for coordinators only
    case: Case | None = None  # the one of the action that was pressed
    case_traits: Traits = field(default=Traits(), repr=False)
    candidates: tuple[Candidate, ...] = ()  # for a coordinator who assigns

    kept: tuple[Case, ...] = field(default=(), repr=False)  # this person's own, open and closed; for "what is kept"
    listed: Listed | None = field(default=None, repr=False)  # this person in the hospital's directory
    person_record: Person | None = field(default=None, repr=False)
    sealed: tuple[Remind, ...] = field(default=(), repr=False)  # what they suggested and can still undo
    chat: str = field(default="", repr=False)  # where this person's own chat with the bot is; for "what is kept"
    unreachable: frozenset[PersonId] = field(default=frozenset(), repr=False)  # supporters the bot can't write to
    codes: Codes = Codes()
    reveals: tuple[tuple[CaseCode, Reveal], ...] = ()  # for the director
    held: tuple[Case, ...] = ()  # every case with a hold, for those who answer for it
    holdable: tuple[Case, ...] = ()  # every case that is kept, for the one form that asks for a hold
    sessions: tuple[Upcoming, ...] = ()  # group sessions to come, where they are looked at
    disclosures: tuple[DisclosureLapsed, ...] = field(default=(), repr=False)  # requests that wait for a yes
    releases: tuple[Release, ...] = ()  # what was published to somebody with this person's role, the latest first
    address: PersonId | None = field(default=None, repr=False)  # where they are now; ``person`` if it is not linked
    linked: tuple[PersonId, ...] = field(default=(), repr=False)  # their addresses beside ``person``
    platforms: tuple[str, ...] = ()  # on which the programme runs
    link_code: Remind | None = field(default=None, repr=False)  # the code they were shown, while it is valid
    caller: PersonId | None = field(default=None, repr=False)  # who paged or complained, under the action's key

    @property
    def supporting(self) -> Supporter | None:
        """What this person set as a supporter; None for everybody else, and for whoever no longer is one."""
        return self.member.supporter if self.holds(Role.SUPPORTER) and self.member else None

    def holds(self, *roles: Role) -> bool:
        """Whether this person has one of these roles."""
        return self.member is not None and self.member.has(*roles)
