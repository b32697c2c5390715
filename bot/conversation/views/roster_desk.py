"""The roster with its load, and how much of the coming week is covered; supporters by name, recipients nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.coverage import coverage
from bot.domain.roster import Load, State, loads
from bot.ui import (
    ROWS,
    Action,
    Button,
    Buttons,
    Chart,
    Form,
    Notice,
    Paragraph,
    Plain,
    Table,
    Words,
    literal,
    say,
    say_count,
)

if TYPE_CHECKING:
    from datetime import date

    from bot.conversation.facts import Sight
    from bot.domain.coverage import Coverage

_MOST_CLUSTERS = 6  # in the picture; the table has them all


def roster(sight: Sight) -> Form:
    """Everybody who supports: how they stand, and what they carry. For their protection, in the order of names."""
    found = _loads(sight)
    head = (say("Supporter"), say("How they stand"), say("Open cases"), say("Taken, 90 days"), say("Informal"))
    rows = tuple(
        (literal(one.member.name), _state(one), _count(one.open_cases), _count(one.accepted), _count(one.informal))
        for one in found[:ROWS]
    )
    few: tuple[Paragraph | Table, ...] = (
        (Table(head, rows),) if rows else (_line(say("No supporter is on the roster.")),)
    )
    return Form(
        title=say("The roster"),
        blocks=(
            _line(say_count("{count} supporter can be asked.", "{count} supporters can be asked.", _able(found))),
            *few,
            Buttons((Button(say("The next 7 days"), Action("coverage"), opens=True),)),
        ),
    )


def _loads(sight: Sight) -> tuple[Load, ...]:
    open_cases = {one.member.person: one.open_cases for one in sight.candidates}
    return loads((one.member for one in sight.candidates), open_cases, sight.policy, now=sight.now)


def _able(found: tuple[Load, ...]) -> int:
    return sum(one.state is State.ACTIVE for one in found)


def _state(load: Load) -> Words:
    match load.state:
        case State.ACTIVE if load.training_soon and load.training_ends:
            return say("can be asked; training ends {when}", when=load.training_ends)
        case State.ACTIVE:
            return say("can be asked; idle for 90 days") if load.idle else say("can be asked")
        case State.ON_LEAVE:
            return say("away until {when}", when=load.until or literal(""))
        case State.AT_CAP:
            return say("has as many cases as they may")
        case State.RESTING:
            return say("rests until {when}", when=load.until or literal(""))
        case State.TRAINING_LAPSED:
            return say("training has lapsed")
        case State.REVIEWS_EVENTS:
            return say("reviews events, so is not asked")


def coverage_form(sight: Sight) -> Form:
    """Share of the waking hours in which somebody could be asked, as a picture and as a table with the same figures."""
    open_cases = {one.member.person: one.open_cases for one in sight.candidates}
    found = coverage((one.member for one in sight.candidates), open_cases, sight.policy, now=sight.now)
    rows = (("", found.anybody), *found.clusters)
    return Form(
        title=say("The next 7 days"),
        blocks=(
            gaps(found),
            _line(say("Percent of the waking hours in which at least one supporter could be asked.")),
            Chart(
                say("Coverage in percent"),
                tuple(_day(day) for day in found.days),
                tuple((_cluster(name), shares) for name, shares in rows[: _MOST_CLUSTERS + 1]),
            ),
            Table(
                (say("Day"), *(_cluster(name) for name, _ in rows)),
                tuple((_day(day), *(_percent(shares[at]) for _, shares in rows)) for at, day in enumerate(found.days)),
            ),
            Buttons((Button(say("The roster"), Action("roster"), opens=True),)),
        ),
    )


def gaps(found: Coverage) -> Paragraph | Notice:
    """The one sentence that matters."""
    if not found.gaps:
        return _line(say("At every waking hour somebody could be asked."))
    words = say_count(
        "On {count} day there are hours without anybody to ask.",
        "On {count} days there are hours without anybody to ask.",
        found.gaps,
    )
    return Notice((Plain(words),), "warning")


def _cluster(name: str) -> Words:
    return literal(name.replace("_", " ")) if name else say("Anybody")


def _day(day: date) -> Words:
    return say("{when}", when=day)


def _percent(share: int) -> Words:
    return Words("{count}%", (("count", share),))


def _count(count: int) -> Words:
    return Words("{count}", (("count", count),))


def _line(words: Words) -> Paragraph:
    return Paragraph((Plain(words),))
