"""One line of the playground's timeline."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.people import PersonId
    from bot.ui import Words


@dataclass(frozen=True)
class Happening:
    """One thing that happened; ``who`` is None when it concerns nobody in particular.

    ``mark`` is what the guided tour waits for (bot/conversation/timeline.py), ``case`` the code of the case that it is
    about; both may be empty. ``made_at``: when the request was made from which a case came.
    """

    at: datetime
    who: PersonId | None = field(repr=False)
    what: Words
    mark: str = ""
    case: str = ""
    made_at: datetime | None = None
