"""Roster form: supporters with their load, coverage of the coming week, and one's own entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.views.desk.paging import FIRST, find_field, page_of, turning
from bot.domain.coverage import BLOCK, BLOCKS, coverage, fortnight
from bot.domain.hours import day_in
from bot.domain.people import Role
from bot.domain.roster_load import Load, State, loads
from bot.domain.typed.hours import write_hours
from bot.language_shipped import code_words, gender_words, language_words
from bot.ui import (
    FACTS,
    Action,
    Button,
    Buttons,
    Chart,
    Choice,
    Facts,
    Form,
    Heading,
    Mention,
    Notice,
    OneOf,
    Paragraph,
    Plain,
    ShortText,
    Table,
    Words,
    apart,
    literal,
    say,
    say_count,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, datetime

    from bot.conversation.facts import Sight
    from bot.conversation.views.desk.paging import Page, Wanted
    from bot.domain.coverage import Coverage, Fortnight
    from bot.domain.people import Member, PersonId, Supporter, Traits
    from bot.ui import Block

    Row = tuple[Words, Words]

PAGE = 50  # supporters on a page
_MOST_NAMES = 20
_MOST_CLUSTERS = 6  # in the picture; the table has them all


def roster(sight: Sight, wanted: Wanted = FIRST, flash: Words | None = None) -> Form:
    """Everybody who supports: how they stand, and what they carry. For their protection, in the order of names."""
    found = _loads(sight)
    page = page_of(found, wanted, size=PAGE, texts=lambda one: (one.member.name,))
    head = (say("Supporter"), say("How they stand"), say("Open cases"), say("Taken, 90 days"), say("Informal"))
    rows = tuple(
        (
            literal(one.member.name),
            _stands(sight, one),
            number(one.open_cases),
            number(one.accepted),
            number(one.informal),
        )
        for one in page.items
    )
    few: tuple[Paragraph | Table, ...] = (
        (Table(head, rows),)
        if rows
        else (_line(say("Nobody is called so.") if found else say("No supporter is on the roster.")),)
    )
    return Form(
        title=say("The roster"),
        blocks=(
            *((Notice((Plain(flash),), "info"),) if flash else ()),
            _line(
                say_count(
                    "{count} supporter can be asked now.", "{count} supporters can be asked now.", _able(sight, found)
                )
            ),
            *few,
            *turning(page, "roster"),
            Buttons((Button(say("The next 7 days"), Action("coverage"), opens=True),)),
        ),
        fields=_openings(page) if found else (),
        submit=Button(say("Continue"), Action("entry_open", draft=_kept(page)), opens=True) if found else None,
    )


def _kept(page: Page[Load]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (("page", (str(page.wanted.page),)), ("find", (page.wanted.find,)))


def _openings(page: Page[Load]) -> tuple[OneOf | ShortText, ...]:
    """Somebody of this page to be opened, or a name to look for."""
    choices = tuple(Choice(one.member.person, literal(one.member.name)) for one in page.items)
    chosen = (OneOf(name="supporter", label=say("Change an entry"), choices=choices),) if choices else ()
    return (*chosen, find_field(say("Or find somebody by name"), page))


def stands_now(sight: Sight, member: Member) -> Words:
    """How one supporter stands, as the roster says it."""
    return next((_stands(sight, one) for one in _loads(sight) if one.member.person == member.person), literal("–"))


def _loads(sight: Sight) -> tuple[Load, ...]:
    open_cases = {one.member.person: one.open_cases for one in sight.candidates}
    return loads((one.member for one in sight.candidates), open_cases, sight.policy, now=sight.now)


def _able(sight: Sight, found: tuple[Load, ...]) -> int:
    return sum(one.state is State.ACTIVE and one.member.person not in sight.unreachable for one in found)


def _stands(sight: Sight, load: Load) -> Words:
    """Whoever can't be written to can't be asked, however they stand else: the next one is, at once."""
    if load.member.person in sight.unreachable:
        since = sight.unreachable[load.member.person]
        day = day_in(since, sight.policy.timezone) if since else None
        return say("can't be written to since {day}: is the app there for them?", day=day) if day else NOT_WRITTEN_TO
    return _state(load)


NOT_WRITTEN_TO = say("can't be written to: their platform refuses the bot")
_STATES: dict[State, Words] = {
    State.AT_CAP: say("has reached their limit of cases"),
    State.TRAINING_LAPSED: say("training has lapsed"),
    State.REVIEWS_EVENTS: say("reviews events, so is not asked"),
    State.NEVER: say("is never asked: their hours lie in their quiet hours"),
}


def _state(load: Load) -> Words:
    when = load.until or literal("")
    match load.state:
        case State.ACTIVE if load.training_soon and load.training_ends:
            return say("can be asked; training ends {when}", when=load.training_ends)
        case State.ACTIVE:
            return say("can be asked; idle for 90 days") if load.idle else say("can be asked")
        case State.ON_LEAVE:
            return say("away until {when}", when=when)
        case State.RESTING:
            return say("rests until {when}", when=when)
        case State.CLOSED:
            return say("can be asked from {when}", when=when)
        case _:
            return _STATES[load.state]


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


def fortnight_form(sight: Sight) -> Form:
    """By the rule that asks, on the programme's clock."""
    open_cases = {one.member.person: one.open_cases for one in sight.candidates}
    found = fortnight((one.member for one in sight.candidates), open_cases, sight.policy, now=sight.now)
    return Form(
        title=say("Who can be asked when"),
        blocks=(
            _line(
                say_count("{count} supporter can be asked now.", "{count} supporters can be asked now.", len(found.now))
            ),
            *_names(found.now),
            *_on_call(found.on_call),
            _next_gap(found),
            Heading(say("The next 14 days")),
            _line(say("How many supporters can be asked at some time in each four hours, on the programme's clock.")),
            Chart(
                say("Supporters in each four hours"),
                tuple(say("{when}", when=day) for day in found.days),
                tuple((_block(hour), tuple(row[at] for row in found.counts)) for at, hour in enumerate(BLOCKS)),
            ),
            Table(
                (say("Day"), *map(_block, BLOCKS)),
                tuple(
                    (say("{when}", when=day), *map(number, row))
                    for day, row in zip(found.days, found.counts, strict=True)
                ),
            ),
            Buttons((Button(say("The roster"), Action("roster"), opens=True),)),
        ),
    )


def _block(hour: int) -> Words:
    return literal(f"{hour:02}-{hour + BLOCK:02}")


def _names(members: Sequence[Member]) -> tuple[Block, ...]:
    if not members:
        return ()
    shown = ", ".join(one.name for one in members[:_MOST_NAMES])
    more = len(members) - _MOST_NAMES
    rest = (_line(say_count("and {count} more", "and {count} more", more)),) if more > 0 else ()
    return (_line(literal(shown)), *rest)


def _on_call(members: Sequence[Member]) -> tuple[Block, ...]:
    """Nothing where nobody ever is."""
    if not members:
        return ()
    shown = _line(say("On call now: {names}", names=", ".join(one.name for one in members[:_MOST_NAMES])))
    more = len(members) - _MOST_NAMES
    return (shown, *((_line(say_count("and {count} more", "and {count} more", more)),) if more > 0 else ()))


def _next_gap(found: Fortnight) -> Block:
    if found.gap is None:
        return _line(say("In the next 14 days somebody can be asked at every waking hour."))
    starts, ends = found.gap
    return Notice((Plain(say("The next gap: nobody from {start} to {end}.", start=starts, end=ends)),), "warning")


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
        yield from _as_supporter(member.supporter, member)


def _as_supporter(supporter: Supporter, member: Member) -> Iterator[Block]:
    if traits := [*_traits(supporter.traits)]:
        yield Heading(say("For matching"))
        yield from rows(*traits)
    yield Heading(say("When you can be asked"))
    yield from rows(*_availability(supporter, member))
    if supporter.reviews_events:
        yield _line(say("You review events, so you are not asked."))
    yield Heading(say("What you have done"))
    yield from rows(*_done(supporter, member.timezone))
    yield from avoid_blocks(supporter.avoid)


def avoid_blocks(people: frozenset[PersonId]) -> Iterator[Block]:
    """Whom the reader said that they can't support; kept in case they return when they have left."""
    if people:
        yield Paragraph((Plain(say("People you can't support:")), *apart(*(Mention(one) for one in sorted(people)))))


def _traits(traits: Traits) -> Iterator[Row]:
    codes = (
        (say("Profession"), code_words(traits.written("profession"))),
        (say("Level"), code_words(traits.written("level"))),
        (say("Specialty"), code_words(traits.written("specialty"))),
        (say("Related specialties"), code_words(traits.written("cluster"))),
        (say("Department"), code_words(traits.written("department"))),
        (say("Site"), code_words(traits.written("site"))),
        (say("Gender"), gender_words(traits.gender)),
    )
    yield from ((label, words) for label, words in codes if words != literal(""))
    if traits.languages:
        yield say("Languages"), _listed(language_words(code) for code in sorted(traits.languages))


def _availability(supporter: Supporter, member: Member) -> Iterator[Row]:
    yield say("Cases at a time, at most"), number(supporter.cap_open)
    if supporter.hours:
        yield say("Hours"), literal(write_hours(supporter.hours, member.locale))
    if supporter.quiet:
        yield say("Quiet hours"), literal(f"{supporter.quiet.starts:%H:%M}-{supporter.quiet.ends:%H:%M}")
    if supporter.shifts:
        last = max(one.ends for one in supporter.shifts)
        entries = say_count(
            "{count} entry, until {when}", "{count} entries, until {when}", len(supporter.shifts), when=last
        )
        yield say("From calendars"), entries
    for away in supporter.leave:
        yield say("Away"), say("{first} to {last}", first=away.first, last=away.last)
    if supporter.rest_until is not None:
        yield say("You rest until"), _date(supporter.rest_until, member.timezone)


def _done(supporter: Supporter, zone: str) -> Iterator[Row]:
    if supporter.trained_on:
        yield say("Trained"), say("{when}", when=supporter.trained_on)
    yield say("Dates on which you took a case"), number(len(supporter.accepted_on))
    if supporter.last_offer_at is not None:
        yield say("Last asked"), _date(supporter.last_offer_at, zone)
    yield say("Times you supported someone"), number(supporter.informal_support)


def _listed(many: Iterable[Words]) -> Words:
    """All of them in one line."""
    line, *rest = [*many] or [literal("–")]
    for one in rest:
        line = Words("{line}, {one}", (("line", line), ("one", one)))
    return line


def _date(moment: datetime, zone: str) -> Words:
    return _day(day_in(moment, zone))
