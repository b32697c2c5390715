"""Help that does not depend on this software: the crisis lines, and what is said when nothing could be saved.

Made from the policy alone, so it shows when the database, the keys or the platform's storage are down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.views.lines import help_notice, line_rows, name_of, number, person_link, place_words
from bot.domain.lines import Purpose
from bot.domain.people import phone_of
from bot.language_shipped import site_text
from bot.ui import (
    Action,
    Block,
    Button,
    Buttons,
    Form,
    Heading,
    Link,
    Mention,
    Notice,
    Paragraph,
    Plain,
    Strong,
    Words,
    apart,
    literal,
    say,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.case import Case
    from bot.domain.lines import Line
    from bot.domain.people import PersonId
    from bot.domain.policy import ConfidenceText, Policy, Resource


def crisis_notice(policy: Policy) -> Notice:
    """The lines that open every surface: the crisis line, then the emergency number."""
    return help_notice(policy.lines)


def who(person: PersonId) -> Mention | Link:
    """A person's name; somebody who is known only by a number is shown as one to call."""
    return person_link(phone_of(person)) if phone_of(person) else Mention(person)


def danger_button() -> Button:
    """Opens the crisis card; it never enters the queue."""
    return Button(say("Someone may be in danger"), Action("crisis"), style="danger", opens=True)


def crisis_card(policy: Policy) -> Form:
    """The danger card: for whom it is, every line of this place, and what may differ elsewhere. Nobody reads along."""
    return Form(
        title=say("Get help now"),
        blocks=(
            Notice((Strong(say("If it is you: you deserve help now, too.")), *_unnamed(policy)), "crisis"),
            Paragraph((Plain(say("If it is somebody else: stay, ask them plainly, and call together.")),)),
            Paragraph((Plain(say("Use your own phone if you can. Busy? Try the next one.")),)),
            *line_rows(policy.lines),
            *_elsewhere(policy),
            Paragraph((Plain(say("Nobody reads along here, and this page keeps no record.")),), quiet=True),
        ),
    )


def _unnamed(policy: Policy) -> tuple[Plain, ...]:
    """Said only where the first line asks for no name."""
    first = policy.lines.of(Purpose.CRISIS)[:1]
    return (Plain(say("You need not give your name.")),) if first and first[0].anonymous else ()


def _elsewhere(policy: Policy) -> Iterator[Block]:
    """The crisis and emergency lines of the programme's other countries: whoever reads may be away from their site."""
    seen = {(policy.lines.country, policy.lines.region)}
    for lines in (policy.home_lines, *policy.site_lines.values()):
        if (lines.country, lines.region) not in seen and lines.lines:
            seen.add((lines.country, lines.region))
            yield Heading(place_words(lines))
            yield from line_rows(lines.urgent)


def not_saved(policy: Policy) -> Form:
    """When the store could not keep it: said openly, with the lines and the programme's own number."""
    own = number(policy.phone, policy.numbers_of) if policy.phone else ()
    return Form(
        title=say("Not saved"),
        blocks=(
            Notice((Strong(say("Sorry, this could not be saved. Please try again in a few minutes.")),), "warning"),
            *((Paragraph((Plain(say("You can also call us:")), *own)),) if own else ()),
            crisis_notice(policy),
            Heading(say("To talk to someone now")),
            *line_rows(policy.lines),
        ),
    )


def confidence(policy: Policy, case: Case | None = None) -> tuple[Notice | Paragraph, ...]:
    """The limits of confidence in the reader's language, or the trial banner where nobody has signed them.

    A case keeps the text that it began with; a newer one is not what its people were told.
    """
    kept = case.confidence if case else None
    text = kept or policy.confidence
    if not text.is_signed:
        return (Notice((Strong(say("Trial installation: not for real requests.")),), "warning"),)
    longest = max(len(one.splitlines()) for _, one in text.texts)
    rows = [_limit(text, number) for number in range(longest)]
    return tuple(Paragraph((Plain(row),), quiet=True) for row in rows if row is not None)


def _limit(text: ConfidenceText, number: int) -> Words | None:
    """One line of the text in each language; readers of another language get the first."""
    lines = {code: one.splitlines()[number : number + 1] for code, one in text.texts}
    first = next(iter(lines.values()))
    values = [
        ("text", first[0] if first else ""),
        *((f"text_{code}", one[0] if one else "") for code, one in lines.items()),
    ]
    return Words("{text}", tuple(values)) if any(value for _, value in values) else None


def with_danger(*buttons: Button) -> Buttons:
    """These buttons, with the way to the crisis lines at the end."""
    return Buttons((*buttons, danger_button()))


TOPICS: dict[str, Words] = {
    "peer": say("Peer support"),
    "relations": say("Relationships"),
    "lead": say("Leadership and professional development"),
    "burnout": say("Burnout"),
    "making": say("Building a case for support"),
    "grief": say("Grief and loss"),
    "case": say("When a case is reviewed"),
    "work": say("People at work and at home"),
}
"""In the order in which they are shown."""

_MOST = 5  # of one topic


def resources_button() -> Button:
    """Everybody may look, and nobody hears of it."""
    return Button(say("Resources"), Action("resources"), opens=True)


def resources(policy: Policy) -> Form:
    """Made from the policy alone: it opens with the database down."""
    blocks = [block for topic, label in TOPICS.items() for block in _topic(topic, label, policy)]
    return Form(
        title=say("Resources"),
        blocks=(
            crisis_notice(policy),
            *blocks,
            Paragraph((Plain(say("Nobody sees what you read here.")),), quiet=True),
            Buttons((Button(say("Group sessions"), Action("sessions"), opens=True), sheet_button(), danger_button())),
        ),
    )


def sheet(policy: Policy) -> Form:
    """The sheet that a supporter can pass on, also after a no: lines and resources as text, nothing of anybody."""
    lines = (*policy.lines.of(Purpose.CRISIS), *policy.lines.of(Purpose.SUPPORT))
    rows = [words for line in lines for words in _plain(line)]
    rows += [words for one in policy.resources if one.url and not one.off for words in (_named(one), literal(one.url))]
    spans = tuple(span for words in rows for span in (Plain(words), Plain(literal("\n"))))[:-1]
    return Form(
        title=say("Sheet to pass on"),
        blocks=(
            crisis_notice(policy),
            Paragraph((Plain(say("Copy it, or print it. It says nothing about anybody.")),)),
            Paragraph(spans, code=True),
        ),
    )


def _plain(line: Line) -> tuple[Words, ...]:
    return (name_of(line), *(literal(f"  {one.text}") for one in line.ways))


def _named(one: Resource) -> Words:
    return site_text(one.name, one.name_fr)


def sheet_button() -> Button:
    """Opens the sheet that can be copied and printed."""
    return Button(say("Sheet to pass on"), Action("sheet"), opens=True)


def _topic(topic: str, label: Words, policy: Policy) -> tuple[Heading | Paragraph, ...]:
    found = [one for one in policy.resources if one.topic == topic and not one.off][:_MOST]
    return (Heading(label), *(_entry(one) for one in found)) if found else ()


def _entry(one: Resource) -> Paragraph:
    page = (Link(say("Open the page"), one.url),) if one.url else ()
    return Paragraph(apart(Strong(site_text(one.name, one.name_fr)), Plain(site_text(one.about, one.about_fr)), *page))
