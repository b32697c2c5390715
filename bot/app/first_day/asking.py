"""One run of the questions, wherever they are asked: what is there, whom a name may mean, and what is checked."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from bot.app.first_day.checks import Checking, check, country_and_region, platforms_of
from bot.app.first_day.people import Colleagues
from bot.app.first_day.questions import questions
from bot.app.first_day.writing import write
from bot.domain.hours import day_in
from bot.settings.place import UnknownRegionError, place_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.app.first_day.checks import Problems
    from bot.app.first_day.present import Present
    from bot.app.first_day.questions import Question
    from bot.app.first_day.writing import Written
    from bot.settings.place import Place


@dataclass(frozen=True)
class Asking:
    """What was answered so far, from what is there on; nothing is written before ``finish``."""

    present: Present
    now: datetime
    ask: bool = True
    answers: dict[str, str] = field(default_factory=dict[str, str])

    def __post_init__(self) -> None:
        """Begin with what is there."""
        self.answers.update(self.present.answers())

    @property
    def questions(self) -> tuple[Question, ...]:
        """All of them, as the answers so far shape them."""
        spoken = self._place.languages if self._place else ()
        return questions(self.answers, ("en", *(one for one in spoken if one != "en")))

    @property
    def _place(self) -> Place | None:
        """Where the hospital is, once that is known."""
        try:
            return place_of(*country_and_region(self.answers))
        except UnknownRegionError:
            return None

    def problems(self, question: Question) -> Problems:
        """What is wrong with the answer to it."""
        return check(question, self.answers, self._checking)

    def finish(self) -> Written:
        """Write all of it, or nothing."""
        return write(self.answers, self._checking)

    def colleagues(self) -> Sequence[tuple[str, str]]:
        """Address and name of everybody of the workspace; nobody where Slack is not asked."""
        return self._listed

    @property
    def _checking(self) -> Checking:
        platform = self.answers.get("platform", "")
        platforms = frozenset({"slack", "teams"} if platform == "both" else {platform})
        colleagues = Colleagues(list_all=self.colleagues, platforms=platforms)
        today = day_in(self.now, self._place.timezone if self._place else "UTC")
        return Checking(self.present, today, colleagues, ask=self.ask)

    @cached_property
    def _listed(self) -> Sequence[tuple[str, str]]:
        configured = platforms_of(self.answers, self.present, [])
        if not self.ask or configured.slack is None:
            return ()
        from bot.app.slack.workspace_people import list_people  # noqa: PLC0415 - Slack's libraries load only for it

        return asyncio.run(list_people(configured.slack))
