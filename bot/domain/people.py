"""Who takes part: addresses, roles, and the roster entry of everybody who has one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NewType

from bot.domain.errors import BadAddressError
from bot.domain.hours import at_wall, day_in, last_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.domain.hours import Leave, Quiet, Window

PersonId = NewType("PersonId", str)
"""A person is their canonical address, such as ``web:ana``; further linked addresses resolve to it (ADR 0007)."""


PLATFORMS = ("web", "slack", "teams")
"""Where people read and answer."""
PHONE = "phone"
"""The platform of an address that is only a number: the one where the bot can't write."""


@dataclass(frozen=True)
class Address:
    """Where somebody can be reached: ``web:PERSON``, ``slack:TEAM/USER`` or ``teams:TENANT/OBJECT-ID``.

    ``phone:+16175550100`` is somebody whom only a human can reach: nothing is ever sent there.
    """

    platform: str
    account: str

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read ``platform:account``; raises BadAddressError for anything else."""
        platform, colon, account = text.partition(":")
        if platform not in {*PLATFORMS, PHONE} or not colon or not account or account.isspace():
            raise BadAddressError
        return cls(platform, account)

    def __str__(self) -> str:
        return f"{self.platform}:{self.account}"


def phone_of(person: PersonId) -> str:
    """The number of somebody who is known by nothing else; empty for everybody on a platform."""
    return person.removeprefix(f"{PHONE}:") if person.startswith(f"{PHONE}:") else ""


def elsewhere(people: frozenset[PersonId], here: PersonId) -> frozenset[PersonId]:
    """Those whom a picker can't show to somebody at this address: of another platform, workspace or tenant."""
    return frozenset(one for one in people if _organisation(one) != _organisation(here))


def _organisation(person: PersonId) -> str:
    return person.rpartition("/")[0] or person.partition(":")[0]


class Role(StrEnum):
    """What the programme's own roster lets somebody do; never taken from a platform's admin flag."""

    SUPPORTER = "supporter"
    COORDINATOR = "coordinator"
    DEPUTY = "deputy"
    DIRECTOR = "director"
    BACKUP = "backup"
    NOTIFIER = "notifier"
    LEADERSHIP = "leadership"


@dataclass(frozen=True, kw_only=True)
class Traits:
    """What matching may compare, as site-editable codes; an empty code matches nothing.

    ``words``: a field and how the hospital writes its code, where that is more than the code says: ``OB/GYN``.
    """

    profession: str = ""
    level: str = ""
    specialty: str = ""
    cluster: str = ""
    department: str = ""
    site: str = ""
    gender: str = ""
    languages: frozenset[str] = frozenset()
    words: tuple[tuple[str, str], ...] = ()

    def written(self, name: str) -> str:
        """The field as the hospital writes it, else its code."""
        return dict(self.words).get(name) or getattr(self, name)


class Drives(StrEnum):
    """What an entry of a rota says of somebody's time."""

    ON_CALL = "on_call"
    HOURS = "hours"
    LEAVE = "leave"
    BUSY = "busy"
    NOTHING = "nothing"


@dataclass(frozen=True, kw_only=True)
class Shift:
    """One entry of a rota, from ``starts`` until before ``ends``, in UTC. ``rota`` is its name in the policy.

    ``whole_days``: an entry of days, which says nothing about nights.
    """

    rota: str
    starts: datetime
    ends: datetime
    drives: Drives
    whole_days: bool = False


@dataclass(frozen=True, kw_only=True)
class Supporter:
    """A trained peer's own settings and protection: what they can take, and since when they rest.

    ``accepted_on`` holds dates without any link to a case; ``rest_until`` is the first moment they may be asked again.
    """

    traits: Traits = Traits()
    hours: tuple[Window, ...] = ()
    leave: tuple[Leave, ...] = ()
    cap_open: int = 2
    avoid: frozenset[PersonId] = field(default=frozenset(), repr=False)
    trained_on: date | None = None
    reviews_events: bool = False
    accepted_on: tuple[date, ...] = ()
    rest_until: datetime | None = None
    last_offer_at: datetime | None = None
    informal_support: int = 0
    quiet: Quiet | None = None  # their own quiet hours; None: the programme's
    shifts: tuple[Shift, ...] = ()  # of all rotas, for the days that are known, by start


@dataclass(frozen=True, kw_only=True)
class Member:
    """One entry of the roster: a person with at least one role."""

    person: PersonId = field(repr=False)
    name: str = field(repr=False)
    roles: frozenset[Role]
    timezone: str
    locale: str = "en"
    active: bool = True
    supporter: Supporter | None = None
    version: int = 0

    def has(self, *roles: Role) -> bool:
        """Whether the person holds one of these roles and has not left."""
        return self.active and not self.roles.isdisjoint(roles)


@dataclass(frozen=True, kw_only=True)
class Listed:
    """What the hospital's own directory says of somebody, with a role or without; empty where it says nothing.

    ``managers``: whom they report to, all that the files name. ``line_known``: False where the files leave it open,
    which is never the same as nobody.
    """

    person: PersonId = field(repr=False)
    name: str = field(default="", repr=False)
    traits: Traits = Traits()
    timezone: str = ""
    managers: tuple[PersonId, ...] = field(default=(), repr=False)
    line_known: bool = False


@dataclass(frozen=True, kw_only=True)
class Enrolment:
    """What an administrator changes on the roster at once: entries as they are to be, and who is no longer asked.

    Whoever is in ``leaving`` but not in ``members`` has left altogether; their open cases go to somebody else.
    """

    members: tuple[Member, ...] = ()
    leaving: tuple[PersonId, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two addresses of one person, as line ``line`` of a file says; the bot writes to the first."""

    line: int
    address: PersonId = field(repr=False)
    same_as: PersonId = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Joining:
    """What an administrator links at once; ``unchanged``: pairs of the file that are so already."""

    pairs: tuple[Pair, ...] = ()
    unchanged: int = 0


@dataclass(frozen=True, kw_only=True)
class Person:
    """What protects somebody beside cases and roster, until they lift it, or its time is over."""

    person: PersonId = field(repr=False)
    opted_out: bool = False
    rests_until: datetime | None = None  # from colleagues' suggestions, after a no
    avoid: frozenset[PersonId] = field(default=frozenset(), repr=False)  # while no roster entry has their list
    version: int = 0


def leave_of(member: Member) -> tuple[Leave, ...]:
    """What they said of their absences."""
    return member.supporter.leave if member.supporter else ()


def is_away(member: Member, moment: datetime) -> bool:
    """Whether that moment is on a day of their leave, by their own clock."""
    return last_day_away(member, moment) is not None


def last_day_away(member: Member, moment: datetime) -> date | None:
    """The last day of the absence that they are in, leaves that follow each other being one; None if they are here."""
    return last_of(leave_of(member), day_in(moment, member.timezone))


def back_at(member: Member, moment: datetime) -> datetime:
    """The moment itself, or when the day after their absence begins."""
    last = last_day_away(member, moment)
    return moment if last is None else at_wall(last + timedelta(days=1), time(), member.timezone)
