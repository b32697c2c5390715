"""The weekly overview as a message: what needs you now, the service, the supporters, the system; codes, never names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.conversation.lasting import roughly
from bot.conversation.views.desk.queue import calendars
from bot.domain.case import Why
from bot.domain.hours import day_in
from bot.domain.policy import RotaState
from bot.language_shipped import code_words
from bot.ui import (
    Action,
    Button,
    Buttons,
    Chart,
    Heading,
    Message,
    Notice,
    Paragraph,
    Plain,
    Strong,
    Table,
    Words,
    literal,
    say,
    say_count,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from bot.domain.coverage import Coverage
    from bot.insight.attention import Care, Need
    from bot.insight.weekly_figures import Share, WeekFigures
    from bot.ui import Block

NOTIFICATION = say("The weekly overview is here.")
"""What the lock screen shows, every week the same."""

_MOST_NEEDS = 10
_NOT_SAID = say("too few to say")
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Oversight:
    """What was looked up, held and handed out; ``head`` is where the audit ends, to compare with later."""

    reveals: int
    holds: int
    disclosures: int
    head: str


@dataclass(frozen=True, kw_only=True)
class Reading:
    """All that one overview is written from. ``missed``: earlier weeks whose overview never came."""

    figures: WeekFigures
    before: WeekFigures
    needs: tuple[Need, ...]
    care: Care
    zone: str
    undelivered: int = 0
    unreadable: int = 0
    oldest_queued: timedelta | None = None
    missed: int = 0
    coverage: Coverage | None = None
    oversight: Oversight | None = None
    informal: int = 0  # talks outside the programme that supporters logged this quarter
    last_backup: date | None = None  # None where the bot makes none
    backup_is_old: bool = False
    rotas: RotaState = RotaState()


def write(reading: Reading) -> Message:
    """The overview of one week."""
    return Message(
        NOTIFICATION,
        (*_opening(reading), *_needs(reading), *_service(reading), *_supporters(reading), *_system(reading)),
    )


def _opening(reading: Reading) -> Iterator[Block]:
    week = reading.figures.week
    first = day_in(week.starts, reading.zone)
    last = day_in(week.ends, reading.zone) - _DAY
    yield Heading(say("Your programme from {first} to {last}", first=first, last=last))
    if reading.missed:
        yield Notice((Plain(_missed_words(reading.missed)),), tone="warning")


def _missed_words(weeks: int) -> Words:
    return say_count(
        "The overview of {count} earlier week did not come. Its cases are looked after as always.",
        "The overviews of {count} earlier weeks did not come. Their cases are looked after as always.",
        weeks,
    )


def _needs(reading: Reading) -> Iterator[Block]:
    yield Heading(say("What needs you now"))
    if not (reading.needs or reading.undelivered or reading.unreadable):
        yield _line(say("Nothing needs you now."))
    for need in reading.needs[:_MOST_NEEDS]:
        yield Paragraph((Strong(literal(need.code)), Plain(_need_words(need))))
    if (more := len(reading.needs) - _MOST_NEEDS) > 0:
        yield _line(say_count("And {count} more case.", "And {count} more cases.", more))
    if reading.undelivered:
        yield _line(_undelivered_words(reading.undelivered))
    if reading.unreadable:
        yield Notice((Plain(_unreadable(reading.unreadable)),), tone="warning")
    yield Buttons((Button(say("Open the desk"), Action("desk"), style="primary", opens=True),))


def _need_words(need: Need) -> Words:
    lasting = roughly(need.lasting)
    match need.why:
        case Why.NEEDS_COORDINATOR:
            return say("needs a supporter. It has been open for {lasting}.", lasting=lasting)
        case Why.NO_ATTEMPT:
            return say("was accepted {lasting} ago. Please call the supporter: no first try yet.", lasting=lasting)
        case Why.NEXT_ATTEMPT:
            return say("was last tried {lasting} ago. Please call the supporter: the next try waits.", lasting=lasting)
        case Why.AWAY:
            return say("has a supporter who is away for long. Please say on the desk how it goes on.")
        case Why.CHECK_IN_OVERDUE:
            return say("has a check-in that waits for {lasting}. Please call the supporter.", lasting=lasting)


def _undelivered_words(count: int) -> Words:
    return say_count(
        "{count} message could not be delivered. Please ask your administrator.",
        "{count} messages could not be delivered. Please ask your administrator.",
        count,
    )


def _unreadable(count: int) -> Words:
    return say_count(
        "{count} stored row can't be read. Please ask your administrator.",
        "{count} stored rows can't be read. Please ask your administrator.",
        count,
    )


def _service(reading: Reading) -> Iterator[Block]:
    now, then = reading.figures, reading.before
    yield Heading(say("The service"))
    if not (now.new or now.closed):
        yield _line(say("No case began or ended in this week."))
    labels = (say("Week before"), say("This week"))
    counts = (
        (say("New"), (then.new, now.new)),
        (say("Closed"), (then.closed, now.closed)),
        (say("Open at the end"), (then.open_at_end, now.open_at_end)),
    )
    yield Chart(say("Cases"), labels, counts)
    yield Table(
        (say("Cases"), *labels),
        tuple((name, *(_number(count) for count in pair)) for name, pair in counts),
    )
    rows = zip(_measures(then), _measures(now), strict=True)
    yield Table((say("How it went"), *labels), tuple((name, old, new) for (name, old), (_, new) in rows))
    if not now.balances:
        yield Notice((Plain(say("These counts don't add up. Please tell your administrator.")),), tone="warning")


def _measures(week: WeekFigures) -> list[tuple[Words, Words]]:
    check_ins = week.check_ins
    return [
        (say("Waiting for a supporter"), _number(week.waiting)),
        (say("The longest wait"), roughly(week.oldest_waiting) if week.oldest_waiting is not None else literal("–")),
        (say("Accepted on time"), _share(week.matched)),
        (say("Past the time to accept, still waiting"), _number(week.matched_waiting)),
        (say("Half were accepted within"), roughly(week.match_median) if week.match_median is not None else _NOT_SAID),
        (say("9 of 10 were accepted within"), roughly(week.match_p90) if week.match_p90 is not None else _NOT_SAID),
        (say("First try on time"), _share(week.reached)),
        (say("Past the time for a first try, still waiting"), _number(week.reached_waiting)),
        (say("Questions passed on or not answered"), _share(week.passes)),
        (say("Check-ins on time"), _number(check_ins.on_time)),
        (say("Check-ins late"), _number(check_ins.late)),
        (say("Check-ins skipped"), _number(check_ins.skipped)),
        (say("Check-ins not done yet"), _number(check_ins.pending)),
    ]


def _silent(care: Care) -> Iterator[Block]:
    if care.silent:
        told = say_count(
            "{count} supporter can't be written to, and is passed over.",
            "{count} supporters can't be written to, and are passed over.",
            care.silent,
        )
        yield _line(told)


def _supporters(reading: Reading) -> Iterator[Block]:
    care = reading.care
    yield Heading(say("Care for the supporters"))
    yield _line(
        say(
            "Supporters: {active}. At their limit of cases: {at_cap}. Resting: {resting}. Away: {away}.",
            active=care.active,
            at_cap=care.at_cap,
            resting=care.resting,
            away=care.on_leave,
        )
    )
    yield from _silent(care)
    if care.training_soon:
        yield _line(
            say_count(
                "The training of {count} supporter ends within 30 days.",
                "The training of {count} supporters ends within 30 days.",
                care.training_soon,
            )
        )
    if care.idle:
        yield _line(
            say_count(
                "{count} supporter was not asked in 90 days.",
                "{count} supporters were not asked in 90 days.",
                care.idle,
            )
        )
    if care.most:
        yield _line(
            say(
                "In 90 days, the supporter with the most cases took {most}, and the one in the middle {median}.",
                most=care.most,
                median=care.median,
            )
        )
    if reading.informal:
        yield _line(
            say_count(
                "{count} talk outside the programme was logged this quarter.",
                "{count} talks outside the programme were logged this quarter.",
                reading.informal,
            )
        )
    if reading.coverage is not None:
        yield from _coverage(reading.coverage)


def _coverage(coverage: Coverage) -> Iterator[Block]:
    """The share of the coming week's waking hours, and of which clusters nobody could be asked at some hour."""
    yield _line(
        say(
            "In the next 7 days somebody can be asked in {share} percent of the waking hours.",
            share=sum(coverage.anybody) // len(coverage.anybody),
        )
    )
    if coverage.gaps:
        yield _line(
            say_count(
                "On {count} day there are hours without anybody to ask.",
                "On {count} days there are hours without anybody to ask.",
                coverage.gaps,
            )
        )
    rows = tuple((code_words(name), _percent(shares)) for name, shares in coverage.clusters)
    if rows:
        yield Table((say("Specialties"), say("Waking hours covered")), rows)


def _percent(shares: tuple[int, ...]) -> Words:
    return Words("{count}%", (("count", sum(shares) // len(shares)),))


def _system(reading: Reading) -> Iterator[Block]:
    yield Heading(say("The system"))
    yield _line(_undelivered_words(reading.undelivered) if reading.undelivered else say("Every message was delivered."))
    if reading.figures.overdue_now:
        yield _line(
            say_count(
                "{count} check-in is overdue now.", "{count} check-ins are overdue now.", reading.figures.overdue_now
            )
        )
    if reading.oversight is not None:
        yield from _oversight(reading.oversight)
    yield from calendars(reading.rotas)
    if reading.last_backup is not None:
        old = (Plain(say("Please ask your administrator.")),) if reading.backup_is_old else ()
        yield Paragraph((Plain(say("The last backup is of {day}.", day=reading.last_backup)), *old))
    if reading.oldest_queued is not None:
        yield _line(say("The oldest message in the queue waits for {length}.", length=roughly(reading.oldest_queued)))


def _oversight(seen: Oversight) -> Iterator[Block]:
    yield _line(
        say(
            "Names looked up: {reveals}. Cases under a legal hold: {holds}. Disclosures: {disclosures}.",
            reveals=seen.reveals,
            holds=seen.holds,
            disclosures=seen.disclosures,
        )
    )
    yield _line(say("The audit ends with {head}. Please keep this overview.", head=seen.head))


def _line(words: Words) -> Paragraph:
    return Paragraph((Plain(words),))


def _number(count: int) -> Words:
    return Words("{count}", (("count", count),))


def _share(share: Share) -> Words:
    """A percentage hides how few there were, so the counts stand beside it."""
    if share.percent is None:
        return say("{part} of {of}", part=share.part, of=share.of) if share.of else literal("–")
    return say("{percent}% ({part} of {of})", percent=share.percent, part=share.part, of=share.of)
