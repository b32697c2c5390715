"""Events after a restore from a backup."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from bot.domain.case import CaseCode


@dataclass(frozen=True, kw_only=True)
class Restored:
    """The case came back from a backup of the day ``of``; what happened to it since is unknown."""

    of: date


@dataclass(frozen=True, kw_only=True)
class ProgrammeRestored:
    """The programme came back from a backup of the day ``of``; ``key`` names it.

    ``cases``: the codes of those that are open; ``unsent``: how many messages waited then and are not sent.
    """

    key: str
    of: date
    cases: tuple[CaseCode, ...] = ()
    unsent: int = 0
