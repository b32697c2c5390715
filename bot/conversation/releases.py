"""A report that was released: what it says, to whom, and the form that shows it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.conversation.shipped import code_words
from bot.conversation.views.entry import category_label
from bot.conversation.views.feedback import QUESTIONS
from bot.domain.case import Category
from bot.domain.errors import PeerSupportError
from bot.domain.people import Role
from bot.ui import Chart, Form, Heading, Paragraph, Plain, Table, Words, literal, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.domain.people import Member
    from bot.ui import Block


class BadPeriodError(PeerSupportError):
    """A period must look like 2026, or 2026-Q3."""

    def __str__(self) -> str:
        return "A period is a year such as 2026, or a quarter such as 2026-Q3."


class Audience(StrEnum):
    """Who reads a release."""

    COORDINATOR = "coordinator"
    OUTSIDE = "outside"  # the leadership reader, and whoever they pass it on to


@dataclass(frozen=True)
class Period:
    """A calendar year of the programme's zone, or a quarter of one (``quarter`` is 0 for the whole)."""

    year: int
    quarter: int = 0

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read ``2026`` or ``2026-Q3``; raises BadPeriodError."""
        found = re.fullmatch(r"(2[0-9]{3})(?:-Q([1-4]))?", text)
        if found is None:
            raise BadPeriodError
        return cls(int(found[1]), int(found[2] or 0))

    def __str__(self) -> str:
        return f"{self.year}-Q{self.quarter}" if self.quarter else f"{self.year}"

    @property
    def quarters(self) -> tuple[str, ...]:
        """As their counters are named."""
        numbers = (self.quarter,) if self.quarter else (1, 2, 3, 4)
        return tuple(f"{self.year}-Q{number}" for number in numbers)

    @property
    def ended(self) -> date:
        """The first day after it."""
        month = 3 * (self.quarter or 4) + 1
        return date(self.year + month // 12, month % 12, 1)

    def overlaps(self, other: Period) -> bool:
        """Whether some days are in both, though they are not the same."""
        return self != other and not set(self.quarters).isdisjoint(other.quarters)


@dataclass(frozen=True)
class Row:
    """One count; None where it is not shown."""

    code: str
    count: int | None


@dataclass(frozen=True)
class Breakdown:
    """One column of counts: ``category``, ``origin``, ``closing``, ``specialty``, or an answer about how it was."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Rate:
    """A figure of the service: so many of so many."""

    name: str
    part: int
    of: int

    @property
    def percent(self) -> int | None:
        """Whole per cent, rounded down."""
        return self.part * 100 // self.of if self.of else None


@dataclass(frozen=True, kw_only=True)
class Release:
    """What one audience reads of one period, for ever; ``least`` is the smallest count that is shown."""

    period: str
    audience: Audience
    on: date
    least: int
    cases: int
    breakdowns: tuple[Breakdown, ...]
    service: tuple[Rate, ...] = ()

    @property
    def title(self) -> Words:
        """What its button and its form are called."""
        return say("Report {period}", period=self.period)


def readable(releases: Iterable[Release], member: Member | None) -> tuple[Release, ...]:
    """What a coordinator or a leadership reader may read, the latest first; who is both reads what coordinators do."""
    if member is None or not member.has(Role.COORDINATOR, Role.DEPUTY, Role.LEADERSHIP):
        return ()
    inside = member.has(Role.COORDINATOR, Role.DEPUTY)
    found = [one for one in releases if (one.audience is Audience.COORDINATOR) is inside]
    return tuple(sorted(found, key=lambda one: one.period, reverse=True))


_TITLES: dict[str, Words] = {
    "category": say("What it was about"),
    "origin": say("Who asked"),
    "closing": say("How it ended"),
    "specialty": say("Specialties"),
    **{f"feedback_{name}": question for name, question in QUESTIONS.items()},
}
_CODES: dict[str, Words] = {
    "origin.colleague": say("A colleague"),
    "origin.self": say("The person themselves"),
    "origin.incident_list": say("An incident list"),
    "closing.completed": say("Talks took place and ended"),
    "closing.declined": say("The person said no"),
    "closing.no_response": say("Nobody could be reached"),
    "closing.referred_on": say("Somebody else helps further"),
    "specialty.rest": say("All other specialties"),
    "yes": say("Yes"),
    "no": say("No"),
}
_RATES: dict[str, Words] = {
    "matched": say("Accepted on time"),
    "tried": say("First try on time"),
    "taken": say("Questions to supporters answered with yes"),
    "kept": say("Check-ins that took place"),
}
_HIDDEN = say("not shown")
NOTHING = say("No count of this table is large enough to be shown.")
"""In the place of a table without a single count."""


def breakdown_title(breakdown: Breakdown) -> Words:
    """What a table is about."""
    return _TITLES[breakdown.name]


def row_label(breakdown: Breakdown, row: Row) -> Words:
    """What is counted in a row."""
    if breakdown.name == "category":
        return category_label(Category(row.code))
    return _CODES.get(f"{breakdown.name}.{row.code}") or _CODES.get(row.code) or code_words(row.code)


def shown(row: Row) -> Words:
    """The count, or that it is not shown."""
    return _HIDDEN if row.count is None else literal(str(row.count))


def rate_label(rate: Rate) -> Words:
    """What a figure of the service is about."""
    return _RATES[rate.name]


def rate_words(rate: Rate) -> Words:
    """A percentage; with few of something the counts say less than they seem to, so none is given."""
    return literal("–") if rate.percent is None else say("{percent}%", percent=rate.percent)


def explained(release: Release) -> tuple[Words, ...]:
    """What a reader has to know, above the tables."""
    return (
        say("{cases} cases ended and were forgotten in this period.", cases=release.cases),
        say("Numbers under {least} are not shown, nor what would betray them.", least=release.least),
        say("Each table stands alone. What is not shown may be zero, small or large."),
    )


def released_form(release: Release) -> Form:
    """The report of one period, for one who may read it."""
    return Form(title=release.title, blocks=tuple(_blocks(release)))


def _blocks(release: Release) -> Iterator[Block]:
    for words in explained(release):
        yield Paragraph((Plain(words),))
    for one in release.breakdowns:
        yield Heading(breakdown_title(one))
        if all(row.count is None for row in one.rows):
            yield Paragraph((Plain(NOTHING),))
            continue
        seen = [(row_label(one, row), row.count) for row in one.rows if row.count is not None]
        if len(seen) > 1:
            yield Chart(
                breakdown_title(one), tuple(label for label, _ in seen), ((say("Cases"), tuple(n for _, n in seen)),)
            )
        yield Table((breakdown_title(one), say("Cases")), tuple((row_label(one, row), shown(row)) for row in one.rows))
    if release.service:
        yield Heading(say("The service"))
        yield Table(
            (say("How it went"), say("Share")), tuple((rate_label(one), rate_words(one)) for one in release.service)
        )
