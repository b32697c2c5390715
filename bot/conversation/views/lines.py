"""Crisis lines in words: the sentence on every surface, the rows of the danger card, and a number to call.

Text and link come from one ``Way``; this module makes neither digits nor addresses of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.lines import Audience, Cost, Kind, Purpose, Way, WrongLineError
from bot.domain.lines.reading import Beside, read_ways
from bot.domain.typed.phone import PhoneProblem, example_phone
from bot.language_shipped import SHIPPED, language_words
from bot.ui import Heading, Link, Notice, Paragraph, Plain, Strong, Words, apart, literal, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.domain.lines import HelpLines, Line, OpeningHours, Period
    from bot.ui import Block, Span, Value

_DAYS = (say("Mon"), say("Tue"), say("Wed"), say("Thu"), say("Fri"), say("Sat"), say("Sun"))
_AUDIENCES = {
    Audience.EVERYBODY: say("for everybody"),
    Audience.HEALTH_WORKERS: say("for everybody who works in health care"),
    Audience.PHYSICIANS: say("for physicians and medical students"),
    Audience.NURSES: say("for nurses, midwives and students"),
    Audience.LEARNERS: say("for students and trainees"),
    Audience.MEMBERS: say("for members"),
}
_COSTS = {Cost.FREE: say("free"), Cost.NORMAL: say("costs as much as any call")}


def help_notice(lines: HelpLines) -> Notice:
    """The sentence that every surface carries: somebody to talk to first, emergency second, for oneself and for others.

    The numbers stand in its text, where they can be copied; links that dial the same digits follow.
    """
    distress, emergency = _nearest(lines), lines.of(Purpose.EMERGENCY)[:1]
    spans: list[Span] = []
    if distress:
        spans.append(Plain(say("Need somebody right now, for yourself or someone else?")))
        spans.append(Plain(_reached(distress)))
    if emergency:
        spans.append(Plain(_in_danger(_calls(emergency[0]))))
    links = [link(way) for _, ways in distress for way in ways] + [
        link(one) for one in emergency for one in _calls(one)
    ]
    if not links:
        return Notice((Plain(say("No crisis lines are set here. In danger, call the emergency number.")),), "crisis")
    return Notice((*spans, Plain(say("One tap:")), *apart(*links)), "crisis")


def carrying(blocks: tuple[Block, ...], lines: HelpLines) -> tuple[Block, ...]:
    """The blocks of anything that can stand for a while: with the lines at its end, unless they are in it already."""
    there = any(isinstance(block, Notice) and block.tone == "crisis" for block in blocks)
    return blocks if there or not lines.lines else (*blocks, help_notice(lines))


def _nearest(lines: HelpLines) -> list[tuple[Line, tuple[Way, ...]]]:
    """The first crisis line with one way of each kind; with the next line, if the first has but one way."""
    found = lines.of(Purpose.CRISIS)
    if not found:
        return []
    first = _one_of_each(found[0])
    more = [(one, _one_of_each(one)[:1]) for one in found[1:2]] if len(first) == 1 else []
    return [(found[0], first), *more]


def _one_of_each(line: Line) -> tuple[Way, ...]:
    """The first way of each kind; those whose hours are not always only where nothing else is there."""
    always = [one for one in line.ways if one.hours.always] or list(line.ways)
    kinds = {kind: next((one for one in always if one.kind is kind), None) for kind in Kind}
    return tuple(one for one in kinds.values() if one is not None)


def _calls(line: Line) -> tuple[Way, ...]:
    return tuple(one for one in line.ways if one.kind is Kind.CALL)[:2]


def _reached(distress: Sequence[tuple[Line, tuple[Way, ...]]]) -> Words:
    (_, ways), *more = distress
    words = _with_languages(_joined(_phrases(ways)), ways)
    for other, others in more:
        beside = _named(other, others[0])
        words = say("{one}, or {two}", one=words, two=_with_languages(beside, others))
    always = all(way.hours.always for _, found in distress for way in found)
    return say("{ways}, day and night.", ways=words) if always else say("{ways}.", ways=words)


def _phrases(ways: Sequence[Way]) -> list[Words]:
    """What one does, the first with a capital letter; a number that takes calls and texts is named once."""
    both = len({way.number for way in ways[:2] if way.kind is not Kind.CHAT}) == 1 and len(ways) > 1
    joined = both and ways[1].kind is Kind.TEXT and not (ways[0].option or ways[0].extension or ways[1].keyword)
    rest = ways[2:] if joined else ways[1:]
    first = say("Call or text {number}", number=ways[0].text) if joined else _begun(ways[0])
    return [first, *map(_continued, rest)]


def _begun(way: Way) -> Words:
    if way.kind is Kind.CHAT:
        return say("Write at {page}", page=way.text)
    if way.kind is Kind.TEXT:
        keyword = say("Text {keyword} to {number}", keyword=way.keyword, number=way.text)
        return keyword if way.keyword else say("Text {number}", number=way.text)
    if way.option:
        return say("Call {number} and choose {option}", number=way.text, option=way.option)
    if way.extension:
        return say("Call {number}, extension {extension}", number=way.text, extension=way.extension)
    return say("Call {number}", number=way.text)


def _continued(way: Way) -> Words:
    if way.kind is Kind.CHAT:
        return say("chat at {page}", page=way.text)
    if way.kind is Kind.TEXT:
        keyword = say("text {keyword} to {number}", keyword=way.keyword, number=way.text)
        return keyword if way.keyword else say("text {number}", number=way.text)
    if way.option:
        return say("call {number} and choose {option}", number=way.text, option=way.option)
    if way.extension:
        return say("call {number}, extension {extension}", number=way.text, extension=way.extension)
    return say("call {number}", number=way.text)


def _named(line: Line, way: Way) -> Words:
    """A second line by its name; whoever dials a number wants to know who answers."""
    if way.kind is Kind.CALL and not way.option and not way.extension:
        return say("call {name} on {number}", name=name_of(line), number=way.text)
    return say("{way} ({name})", way=_continued(way), name=name_of(line))


def _joined(phrases: Sequence[Words]) -> Words:
    match phrases:
        case [one]:
            return one
        case [one, two]:
            return say("{one}, or {two}", one=one, two=two)
        case _:
            return say("{one}, {two}, or {three}", one=phrases[0], two=phrases[1], three=phrases[2])


def _with_languages(words: Words, ways: Sequence[Way]) -> Words:
    """Says in which languages a line is answered; not to readers who read in the only one."""
    languages = ways[0].languages
    if not languages:
        return words
    spoken = say("{ways} ({languages})", ways=words, languages=in_languages(languages))
    values: list[tuple[str, Value]] = [("text", spoken)]
    if len(languages) == 1:
        values.append((f"text_{languages[0]}", words))
    return Words("{text}", tuple(values))


def in_languages(codes: Sequence[str]) -> Words:
    """Languages by their names, three at most."""
    names = [language_words(code) for code in codes[:3]]
    match names:
        case [one]:
            return say("in {one}", one=one)
        case [one, two]:
            return say("in {one} or {two}", one=one, two=two)
        case _:
            return say("in {one}, {two} or {three}", one=names[0], two=names[1], three=names[2])


def _in_danger(ways: Sequence[Way]) -> Words:
    if len(ways) == 1:
        return say("In danger now? Call {number}.", number=ways[0].text)
    return say("In danger now? Call {number} or {other}.", number=ways[0].text, other=ways[1].text)


def link(way: Way) -> Link:
    """What opens a way; its words have the number that it dials, and nothing else that looks like one."""
    match way.kind:
        case Kind.CALL:
            return Link(say("Call {number}", number=way.text), way.link)
        case Kind.TEXT:
            return Link(say("Text {number}", number=way.text), way.link)
        case Kind.CHAT:
            return Link(literal(way.text), way.link)


def line_rows(lines: HelpLines) -> tuple[Block, ...]:
    """Every line of a place: crisis lines, the emergency number, then the clinicians' own."""
    support = lines.of(Purpose.SUPPORT)
    own = (Heading(say("For people who work in health care")), *map(line_row, support)) if support else ()
    return (*map(line_row, lines.of(Purpose.CRISIS)), *map(line_row, lines.of(Purpose.EMERGENCY)), *own)


def line_row(line: Line) -> Paragraph:
    """One line: its name, its numbers as text, links, and what there is to know before one calls."""
    return Paragraph(apart(Strong(name_of(line)), *_ways(line), *map(Plain, _about(line))))


def name_of(line: Line) -> Words:
    """The name in the reader's language: the catalogue's, or the French one that stands beside it."""
    name = SHIPPED.get(line.name) or literal(line.name)
    return Words("{text}", (("text", name), ("text_fr", line.name_fr))) if line.name_fr else name


def _ways(line: Line) -> Iterator[Span]:
    """Each number once as plain text that can be copied, then what opens it."""
    shown = ""
    for way in line.ways:
        words = _shown(way)
        if words is not None and way.text != shown:
            yield Plain(words)
        shown = way.text
        yield link(way)
        if way.hours != line.ways[0].hours and way.hours.is_known:
            yield Plain(hours_words(way.hours))


def _shown(way: Way) -> Words | None:
    match way.kind:
        case Kind.CHAT:
            return None
        case Kind.TEXT:
            keyword = say("text {keyword} to {number}", keyword=way.keyword, number=way.text)
            return keyword if way.keyword else literal(way.text)
        case Kind.CALL if way.option:
            return say("{number}, then choose {option}", number=way.text, option=way.option)
        case Kind.CALL if way.extension:
            return say("{number}, extension {extension}", number=way.text, extension=way.extension)
        case Kind.CALL:
            return literal(way.text)


def _about(line: Line) -> Iterator[Words]:
    first = line.ways[0]
    if line.purpose is Purpose.EMERGENCY:
        return
    if first.hours.is_known:
        yield hours_words(first.hours)
    if first.languages:
        yield in_languages(first.languages)
    if line.audience is not Audience.EVERYBODY or line.purpose is Purpose.SUPPORT:
        yield _AUDIENCES[line.audience]
    if line.cost in _COSTS:
        yield _COSTS[line.cost]
    if line.anonymous:
        yield say("without your name")


def hours_words(hours: OpeningHours) -> Words:
    """When a line is answered; times are on the line's own clock, which is named."""
    if hours.always:
        return say("day and night")
    if hours.note:
        note = SHIPPED.get(hours.note) or literal(hours.note)
        return Words("{text}", (("text", note), ("text_fr", hours.note_fr))) if hours.note_fr else note
    words = _period(hours.periods[0])
    for one in hours.periods[1:]:
        words = say("{one}, {two}", one=words, two=_period(one))
    closed = say("{hours}, not on public holidays", hours=words) if hours.closed_on_holidays else words
    return say("{hours} ({zone} time)", hours=closed, zone=hours.zone)


def _period(one: Period) -> Words:
    starts, ends = f"{one.starts:%H:%M}", f"{one.ends:%H:%M}"
    if (one.first, one.last) == (0, 6):
        return say("daily {starts}–{ends}", starts=starts, ends=ends)
    if one.first == one.last:
        return say("{day} {starts}–{ends}", day=_DAYS[one.first], starts=starts, ends=ends)
    return say("{first}–{last} {starts}–{ends}", first=_DAYS[one.first], last=_DAYS[one.last], starts=starts, ends=ends)


def number(text: str, region: str) -> tuple[Span, ...]:
    """A number that somebody wrote, to be called: text and link, or the text alone where it dials nothing for sure."""
    try:
        ways = read_ways(text, Beside(region=region))
    except WrongLineError:
        return (Plain(literal(text)),)
    behind = [Plain(say("extension {extension}", extension=one.extension)) for one in ways if one.extension]
    return apart(*map(link, ways), *behind)


def person_link(e164: str) -> Link:
    """The number of a person, to be called: as it is kept, since it may be of another country than its reader."""
    return link(Way(kind=Kind.CALL, number=e164))


def place_words(lines: HelpLines) -> Words:
    """A country by its name, with its region as it is written there."""
    country = Words("{territory}", (("territory", lines.country),))
    return say("{country}, {region}", country=country, region=lines.region) if lines.region else country


def not_a_phone(problem: PhoneProblem | None, region: str) -> Words:
    """What is wrong with a phone number that somebody typed, and what would be right."""
    example = example_phone(region)
    match problem:
        case PhoneProblem.EXTENSION:
            return say(
                "An extension can't be kept here. Please give a direct number, such as {example}.", example=example
            )
        case PhoneProblem.LETTERS:
            return say("Please write the number in digits only, such as {example}.", example=example)
        case PhoneProblem.SEVERAL:
            return say("Please give one number, such as {example}.", example=example)
        case PhoneProblem.UNKNOWN | None:
            return say(
                "This is no number that can be called from here. Please check it, or add the country code: {example}.",
                example=example,
            )
