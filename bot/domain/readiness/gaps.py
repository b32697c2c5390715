"""The seven lights, what each lacks, and what an installation is known by."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain.policy import RotaState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date, datetime

    from bot.domain.people import Member, PersonId
    from bot.domain.policy import Policy

PRACTICE = "practice"
"""The slot under which the store remembers the day on which a practice case was last closed on a real platform."""


class Light(StrEnum):
    """What has to be in order."""

    PLATFORM = "platform"
    PEOPLE = "people"
    LINES = "lines"
    LIMITS = "limits"
    KEYS = "keys"
    HOURS = "hours"
    PRACTICE = "practice"


class Gap(StrEnum):
    """Why a light is red."""

    NO_PLATFORM = "no_platform"
    PLATFORM_TROUBLE = "platform_trouble"  # names
    ROLE_EMPTY = "role_empty"  # names, count: how many are needed
    UNREACHABLE = "unreachable"  # count
    NO_LINES = "no_lines"
    NOT_CALLED = "not_called"  # names
    NO_OWN_LINE = "no_own_line"
    NOT_SIGNED = "not_signed"
    PLACEHOLDERS = "placeholders"  # names
    KEYS_TROUBLE = "keys_trouble"  # names
    NO_BACKUP = "no_backup"
    OLD_BACKUP = "old_backup"
    BESIDE_KEYS = "beside_keys"
    NOT_TRAINED = "not_trained"  # count
    NOBODY_ON_A_DAY = "nobody_on_a_day"  # count: of the next seven days
    STALE_ROTA = "stale_rota"  # names
    NO_ROTA = "no_rota"  # names: of the preset
    NO_DEPARTMENTS = "no_departments"
    NO_PRACTICE = "no_practice"


@dataclass(frozen=True, kw_only=True)
class Missing:
    """One thing that a light lacks."""

    gap: Gap
    names: tuple[str, ...] = ()
    count: int = 0


@dataclass(frozen=True, kw_only=True)
class Installation:
    """What the process or the command knows of where it runs. ``platforms``: each with its trouble, or empty.

    ``backed_up``: a folder for daily backups is set. ``beside_keys``: that folder and the keys' are in each other.
    ``turns``: the preset whose supporters take turns on call.
    """

    platforms: tuple[tuple[str, str], ...] = ()
    keys_trouble: str = ""
    backed_up: bool = False
    beside_keys: bool = False
    turns: str = ""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Everything that the lights are made of. ``departments``: the directory knows where recipients work."""

    now: datetime
    policy: Policy
    installation: Installation
    members: Sequence[Member]
    unreachable: AbstractSet[PersonId] = frozenset()
    departments: bool = False
    rotas: RotaState = RotaState()
    last_backup: date | None = None
    practised_on: date | None = None
