"""What the engine may know besides the aggregate it decides on; gathered by the service, never asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.conversation.needs import Loaded, Needed
from bot.domain import responsibility
from bot.domain.people import Role

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.conversation.effects import Remind
    from bot.conversation.events.backup import BackupPageOpen
    from bot.conversation.events.oversight import DisclosureRequested
    from bot.conversation.events.sessions import SessionScheduled
    from bot.domain.case import Case, CaseCode, Reveal
    from bot.domain.people import Listed, Member, Person, PersonId, Supporter, Traits
    from bot.domain.policy import Policy, RotaState
    from bot.domain.readiness import Light, Missing
    from bot.domain.release import Release


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A supporter who might be asked, with how many open cases and how many unanswered questions they have now."""

    member: Member
    open_cases: int
    pending: int = 0


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Facts(Loaded):
    """One moment of the programme: what the event's row in bot/conversation/law.py asks for; the rest raises.

    ``staff``: active coordinators, deputies and directors. ``supporter``: the roster entry of the supporter this event
    concerns, locked, with ``supporter_open`` open cases. ``candidates``: all active supporters. ``opted_out``,
    ``rests`` (from colleagues' suggestions, after a no) and ``recipient_traits`` tell of the case's recipient.
    """

    now: datetime
    policy: Policy
    staff: Needed[tuple[Member, ...]] = Needed()
    actor: Needed[Member | None] = Needed()  # the roster entry of the event's ``by``
    backups: Needed[tuple[Member, ...]] = Needed()  # clinical back-ups, in the order in which they are paged
    own_record: Needed[Person] = Needed()  # of whoever asks for themselves
    facilitator: Needed[Member | None] = Needed()  # who leads the group session that is planned
    supporter: Needed[Member | None] = Needed()
    supporter_open: Needed[int] = Needed()
    supporter_is_supported: Needed[bool] = Needed()  # they have an open case of their own
    candidates: Needed[tuple[Candidate, ...]] = Needed()
    opted_out: Needed[bool] = Needed()
    rests: Needed[bool] = Needed()
    suggested_lately: Needed[int] = Needed()  # how often colleagues suggested the recipient in the last days
    recipient_traits: Needed[Traits] = Needed()
    recipient_zone: Needed[str] = Needed()  # of a recipient who is on the roster, or whom the hospital's directory has
    held: Needed[tuple[Case, ...]] = Needed()  # what a member has, or was asked about
    own_cases: Needed[tuple[Case, ...]] = Needed()  # of the person who decides about themselves
    sealed: Needed[tuple[Remind, ...]] = Needed()  # for an erasure: suggestions that can still be undone; link codes
    suggested: Needed[tuple[int, int]] = Needed()  # colleagues whom the actor suggested in this hour, and on this day
    disclosure: Needed[Remind | None] = Needed()  # the request under the event's key
    linked: Needed[tuple[PersonId, ...]] = Needed()  # other addresses of the person who decides
    shown_to: Needed[Member | None] = Needed()  # the roster entry of whoever was shown the link code that is typed
    wrong_codes: Needed[int] = Needed()  # how many they typed in this hour
    page: Needed[BackupPageOpen | None] = Needed()  # the page for clinical back-up under the event's key
    session: Needed[SessionScheduled | None] = Needed()  # the group session of the event, locked
    places: Needed[tuple[Remind, ...]] = Needed()  # all that are taken in it

    def holders(self, role: Role) -> tuple[Member, ...]:
        """Which of the staff hold this role."""
        return tuple(member for member in self.staff if member.has(role))


@dataclass(frozen=True, kw_only=True)
class Upcoming:
    """A group session as one person may see it: how many places are taken, and never by whom but by themselves."""

    session: SessionScheduled
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


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Sight(Loaded):
    """What a view may draw on: what the button's row asks for, as far as this person may see it, read in one snapshot.

    What the row does not ask for raises; what they may not see is empty. ``fresh`` is a random key for something this
    person may start now; the engine has no randomness of its own.
    """

    now: datetime
    policy: Policy
    person: PersonId
    zone: str = "UTC"  # of whoever looks
    fresh: str = ""
    member: Member | None = None
    staff: tuple[Member, ...] = ()  # who answers for the programme; for a director, who may stand in
    address: PersonId | None = None  # where they are now; ``person`` if it is not linked
    platforms: tuple[str, ...] = ()  # on which the programme runs
    own_case: Needed[Case | None] = Needed()
    person_record: Needed[Person] = Needed()
    supported: Needed[tuple[Case, ...]] = Needed()
    offered: Needed[tuple[Case, ...]] = Needed()
    queue: Needed[tuple[Case, ...]] = Needed()  # every open case for who runs it; a director's: what came to them
    names: Needed[Mapping[PersonId, str]] = Needed()  # of everybody on the roster, for the desk
    case: Needed[Case | None] = Needed()  # the one of the action that was pressed
    case_traits: Needed[Traits] = Needed()
    candidates: Needed[tuple[Candidate, ...]] = Needed()  # for a coordinator who assigns
    kept: Needed[tuple[Case, ...]] = Needed()  # this person's own, open and closed; for "what is kept"
    listed: Needed[Listed | None] = Needed()  # this person in the hospital's directory
    sealed: Needed[tuple[Remind, ...]] = Needed()  # what they suggested and can still undo
    chat: Needed[str] = Needed()  # where this person's own chat with the bot is; for "what is kept"
    rotas: Needed[RotaState] = Needed()  # how the calendars are, for the desk
    unreachable: Needed[Mapping[PersonId, datetime | None]] = Needed()  # supporters the bot can't write to, since when
    codes: Needed[Codes] = Needed()
    reveals: Needed[tuple[tuple[CaseCode, Reveal], ...]] = Needed()  # for the director
    held: Needed[tuple[Case, ...]] = Needed()  # every case with a hold, for those who answer for it
    holdable: Needed[tuple[Case, ...]] = Needed()  # every case that is kept, for the one form that asks for a hold
    sessions: Needed[tuple[Upcoming, ...]] = Needed()  # group sessions to come, where they are looked at
    disclosures: Needed[tuple[DisclosureRequested, ...]] = Needed()  # requests that wait for a yes
    releases: Needed[tuple[Release, ...]] = Needed()  # what somebody with this role may read, the latest first
    linked: Needed[tuple[PersonId, ...]] = Needed()  # their addresses beside ``person``
    link_code: Needed[Remind | None] = Needed()  # the code they were shown, while it is valid
    ready: Needed[Mapping[Light, tuple[Missing, ...]]] = Needed()  # the seven lights; empty for whoever does not run it
    caller: Needed[PersonId | None] = Needed()  # who paged or complained, under the action's key

    @property
    def supporting(self) -> Supporter | None:
        """What this person set as a supporter; None for everybody else, and for whoever no longer is one."""
        return self.member.supporter if self.holds(Role.SUPPORTER) and self.member else None

    @property
    def runs(self) -> bool:
        """Whether this person runs the programme."""
        return self.holds(Role.COORDINATOR, Role.DEPUTY) or responsibility.runs(self.person, self.staff)

    def may_act(self, case: Case) -> bool:
        """Whether this person may assign, look up or close this case."""
        return self.member is not None and responsibility.may_act(case, self.person, self.staff or (self.member,))

    def holds(self, *roles: Role) -> bool:
        """Whether this person has one of these roles."""
        return self.member is not None and self.member.has(*roles)
