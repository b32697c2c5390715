"""Reports: the form that shows a published report, and the labels of its tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.views.asking import category_label
from bot.conversation.views.ending import QUESTIONS
from bot.domain.case import Category
from bot.language_shipped import code_words
from bot.ui import Chart, Form, Heading, Paragraph, Plain, Table, Words, literal, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.release import Breakdown, Rate, Release, Row
    from bot.ui import Block

_TITLES: dict[str, Words] = {
    "category": say("What it was about"),
    "origin": say("Who asked"),
    "closing": say("How it ended"),
    "specialty": say("Specialties"),
    "role": say("Who was reached"),
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


_CLASSES: dict[str, Words] = {
    "about": say("All cases"),
    "care": say("An event in patient care"),
    "else": say("Something else, or not said"),
    "care_other": say("Another event in patient care"),
    "error": say("An error or a near miss"),
    "adverse": say("An adverse event or a mass event"),
    "said_else": say("Something else"),
    "strain": say("Strain of the work"),
    "distress": say("Moral distress, or training and career"),
    "reviewed": say("A review, aggression or a loss"),
    "law": say("A lawsuit or a complaint"),
    "harmed": say("Aggression, a loss or something personal"),
    "lost": say("A loss or something personal"),
    "asked": say("All cases"),
    "self": say("The person themselves"),
    "others": say("Somebody else"),
    "colleague": say("A colleague"),
    "incident_list": say("An incident list, or the coordinator for somebody who phoned"),
    "ended": say("All cases"),
    "talked": say("Talks took place and came to their end"),
    "completed": say("With the talks themselves"),
    "referred_on": say("Somebody else helps further"),
    "otherwise": say("Ended in another way"),
    "declined": say("The person said no"),
    "no_response": say("Not reached, withdrawn, or without a peer"),
    "specialties": say("All cases"),
    "rest": say("All other specialties"),
    "roles": say("All cases"),
    "physician": say("Physicians"),
    "not_physician": say("Others than physicians"),
    "nurse": say("Nurses"),
    "neither": say("Neither physicians nor nurses"),
    "trainee": say("Trainees"),
    "other": say("Other professions"),
}
"""Classes of cases, as they are read beside each other."""
_AFTER = "after_"  # the specialties that come after one


_HIDDEN = say("not shown")
NOTHING = say("No count of this table is large enough to be shown.")
"""In the place of a table without a single count."""


def table_title(table: str) -> Words:
    """What a table of splits is about."""
    return _TITLES["category" if table == "about" else table]


def class_label(code: str) -> Words:
    """Which cases are counted: a category, or a class of them."""
    if code in _CLASSES:
        return _CLASSES[code]
    if code.startswith(_AFTER):
        return say("Other specialties than those above")
    return category_label(Category(code)) if code in set(Category) else code_words(code)


def silent(release: Release) -> Words:
    """What stands in the place of two counts that are not shown."""
    return say("not shown: one of the two is under {least}", least=release.least)


def split_rows(release: Release, table: str) -> Iterator[tuple[Words, Words, Words]]:
    """The rows of a table: the class that is divided, one side of it, and its count or why there is none."""
    for one in release.splits:
        if one.table == table:
            for side, code in enumerate((one.first, one.second)):
                count = literal(str(one.counts[side])) if one.counts else silent(release)
                yield class_label(one.of), class_label(code), count


def tables_of(release: Release) -> tuple[str, ...]:
    """The tables of splits in a release, in their order."""
    return tuple(dict.fromkeys(one.table for one in release.splits))


def breakdown_title(breakdown: Breakdown) -> Words:
    """What a table is about."""
    return _TITLES[breakdown.name]


def row_label(breakdown: Breakdown, row: Row) -> Words:
    """What is counted in a row."""
    if breakdown.name == "category":
        return category_label(Category(row.code))
    return _CODES.get(f"{breakdown.name}.{row.code}") or _CODES.get(row.code) or code_words(row.code)


def count_text(row: Row) -> Words:
    """The count, or that it is not shown."""
    return _HIDDEN if row.count is None else literal(str(row.count))


def rate_label(rate: Rate) -> Words:
    """What a figure of the service is about."""
    return _RATES[rate.name]


def rate_words(rate: Rate) -> Words:
    """A percentage; with few of something the counts say less than they seem to, so none is given."""
    return literal("–") if rate.percent is None else say("{percent}%", percent=rate.percent)


def explanations(release: Release) -> tuple[Words, ...]:
    """What a reader has to know, above the tables."""
    cases = say("{cases} cases ended and were forgotten in this period.", cases=release.cases)
    people = say("These are cases, not people: somebody may be in it twice.")
    if not release.splits:
        return (
            cases,
            say("Numbers under {least} are not shown, nor what would betray them.", least=release.least),
            say("Each table stands alone. What is not shown may be zero, small or large."),
        )
    return (
        cases,
        people,
        say("Each question has two answers. Both counts are shown if neither is under {least}.", least=release.least),
        say("Whoever knows some of the cases can subtract those; no rule hides that."),
    )


def report_title(release: Release) -> Words:
    """What the button and the form of a report are called."""
    return say("Report {period}", period=release.period)


def released_form(release: Release) -> Form:
    """The report of one period, for one who may read it."""
    return Form(title=report_title(release), blocks=tuple(_blocks(release)))


def _blocks(release: Release) -> Iterator[Block]:
    for words in explanations(release):
        yield Paragraph((Plain(words),))
    for table in tables_of(release):
        yield Heading(table_title(table))
        yield Table((say("Of these"), table_title(table), say("Cases")), tuple(split_rows(release, table)))
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
        yield Table(
            (breakdown_title(one), say("Cases")), tuple((row_label(one, row), count_text(row)) for row in one.rows)
        )
    if release.service:
        yield Heading(say("The service"))
        yield Table(
            (say("How it went"), say("Share")), tuple((rate_label(one), rate_words(one)) for one in release.service)
        )
