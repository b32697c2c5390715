"""The playground's clock as its bar needs it: read it, move it, and hear what happened meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from bot.domain.people import PersonId
    from bot.ui import Words


@dataclass(frozen=True)
class Happening:
    """One thing that happened while the clock moved; ``who`` is None when it concerns nobody in particular."""

    at: datetime
    who: PersonId | None = field(repr=False)
    what: Words


class Clockwork(Protocol):
    """The programme's clock, which the page can move forward."""

    def now(self) -> datetime:
        """This moment of the programme, aware and in UTC."""
        ...

    async def move(self, by: timedelta | None) -> Sequence[Happening]:
        """Move on by so much, or to the next thing due if None; returns what happened, oldest first."""
        ...
