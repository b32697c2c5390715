"""The roster with its load, how much of the coming week is covered, and one's own entry; recipients nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.shipped import code_words, gender_words, language_words
from bot.domain.coverage import coverage
from bot.domain.hours import write_hours
from bot.domain.people import Role
from bot.domain.roster import Load, State, loads
from bot.ui import (
    FACTS,
    ROWS,
    Action,
    Button,
    Buttons,
    Chart,
    Facts,
    Form,
    Heading,
    Mention,
    Notice,
    Paragraph,
    Plain,
    Table,
    Words,
    apart,
    literal,
    say,
    say_count,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from bot.conversation.facts import Sight
    from bot.domain.coverage import Coverage
    from bot.domain.people import Member, Supporter, Traits
    from bot.ui import Block

    Row = tuple[Words, Words]

_MOST_CLUSTERS = 6  # in the picture; the table has them all


def roster(sight: Sight) -> Form:
    """Everybody who supports: how they stand, and what they carry. For their protection, in the order of names."""
    found = _loads(sight)
    head = (say("Supporter"), say("How they stand"), say("Open cases"), say("Taken, 90 days"), say("Informal"))
    rows = tuple(
        (
            literal(one.member.name),
            _stands(sight, one),
            number(one.open_cases),
            number(one.accepted),
            number(one.informal),
        )
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


def _stands(sight: Sight, load: Load) -> Words:
    """Whoever can't be written to can't be asked, however they stand else: the next one is, at once."""
    if load.member.person in sight.unreachable:
        return say("the bot can't write to them: is its app installed for them?")
    return _state(load)


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
    return code_words(name) if name else say("Anybody")


def _day(day: date) -> Words:
    return say("{when}", when=day)


def _percent(share: int) -> Words:
    return Words("{count}%", (("count", share),))


def number(count: int) -> Words:
    """A count as it is written in the reader's language."""
    return Words("{count}", (("count", count),))


def _line(words: Words) -> Paragraph:
    return Paragraph((Plain(words),))


def rows(*rows: Row) -> Iterator[Facts]:
    """Pairs of what it is and what is kept of it, in as many blocks as they need."""
    shown = tuple((label, (Plain(value),)) for label, value in rows)
    for at in range(0, len(shown), FACTS):
        yield Facts(shown[at : at + FACTS])


ROLES: dict[Role, Words] = {
    Role.SUPPORTER: say("supporter"),
    Role.COORDINATOR: say("coordinator"),
    Role.DEPUTY: say("deputy coordinator"),
    Role.DIRECTOR: say("director"),
    Role.BACKUP: say("clinical back-up"),
    Role.NOTIFIER: say("sends incident lists"),
    Role.LEADERSHIP: say("leadership reader"),
}


def own_entry(member: Member) -> Iterator[Block]:
    """All that the roster keeps of its reader, by subject; nobody else reads it here."""
    yield Heading(say("Your entry on the programme's roster"))
    yield from rows(
        (say("Name"), literal(member.name)),
        (say("Roles"), _listed(ROLES[role] for role in Role if role in member.roles)),
        (say("Time zone"), literal(member.timezone)),
        (say("Language"), language_words(member.locale)),
    )
    if not member.active:
        yield _line(say("You have left the roster."))
    if member.supporter is not None:
        yield from _as_supporter(member.supporter, member.locale)


def _as_supporter(supporter: Supporter, locale: str) -> Iterator[Block]:
    if traits := [*_traits(supporter.traits)]:
        yield Heading(say("For matching"))
        yield from rows(*traits)
    yield Heading(say("When you can be asked"))
    yield from rows(*_availability(supporter, locale))
    if supporter.reviews_events:
        yield _line(say("You review events, so you are not asked."))
    yield Heading(say("What you have done"))
    yield from rows(*_done(supporter))
    if supporter.avoid:
        people = apart(*(Mention(one) for one in sorted(supporter.avoid)))
        yield Paragraph((Plain(say("People you can't support:")), *people))


def _traits(traits: Traits) -> Iterator[Row]:
    codes = (
        (say("Profession"), code_words(traits.profession)),
        (say("Level"), code_words(traits.level)),
        (say("Specialty"), code_words(traits.specialty)),
        (say("Related specialties"), code_words(traits.cluster)),
        (say("Department"), code_words(traits.department)),
        (say("Site"), code_words(traits.site)),
        (say("Gender"), gender_words(traits.gender)),
    )
    yield from ((label, words) for label, words in codes if words != literal(""))
    if traits.languages:
        yield say("Languages"), _listed(language_words(code) for code in sorted(traits.languages))


def _availability(supporter: Supporter, locale: str) -> Iterator[Row]:
    yield say("Cases at a time, at most"), number(supporter.cap_open)
    if supporter.hours:
        yield say("Hours"), literal(write_hours(supporter.hours, locale))
    for away in supporter.leave:
        yield say("Away"), say("{first} to {last}", first=away.first, last=away.last)
    if supporter.rest_until is not None:
        yield say("You rest until"), _date(supporter.rest_until)


def _done(supporter: Supporter) -> Iterator[Row]:
    if supporter.trained_on:
        yield say("Trained"), say("{when}", when=supporter.trained_on)
    yield say("Dates on which you took a case"), number(len(supporter.accepted_on))
    if supporter.last_offer_at is not None:
        yield say("Last asked"), _date(supporter.last_offer_at)
    yield say("Times you supported someone"), number(supporter.informal_support)


def _listed(many: Iterable[Words]) -> Words:
    """All of them in one line."""
    line, *rest = [*many] or [literal("–")]
    for one in rest:
        line = Words("{line}, {one}", (("line", line), ("one", one)))
    return line


def _date(moment: datetime) -> Words:
    return _day(moment.date())
