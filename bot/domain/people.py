"""Who takes part: addresses, roles, and the roster entry of everybody who has one."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NewType

from bot.domain.errors import BadAddressError

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.domain.hours import Leave, Window

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
    """What matching may compare, as site-editable codes; an empty code matches nothing."""

    profession: str = ""
    level: str = ""
    specialty: str = ""
    cluster: str = ""
    department: str = ""
    site: str = ""
    gender: str = ""
    languages: frozenset[str] = frozenset()


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
    """What the hospital's own directory says of somebody, with a role or without; empty where it says nothing."""

    person: PersonId = field(repr=False)
    name: str = field(default="", repr=False)
    traits: Traits = Traits()
    timezone: str = ""


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
    """What is kept about anybody beside cases and roster: their opt-out and the suggestions they can still undo."""

    person: PersonId = field(repr=False)
    opted_out: bool = False
    rests_until: datetime | None = None  # from colleagues' suggestions, after a no
    version: int = 0
