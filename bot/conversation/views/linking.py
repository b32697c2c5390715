"""Linking form: where the bot writes, a code to link Slack and Teams, and a field to type it in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.events.linking import CodeIssued
from bot.ui import (
    Action,
    Block,
    Button,
    Buttons,
    Form,
    Heading,
    Notice,
    Paragraph,
    Plain,
    ShortText,
    Strong,
    literal,
    say,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.conversation.facts import Sight
    from bot.domain.people import PersonId
    from bot.ui import Words

_NAMES = {"slack": "Slack", "teams": "Teams", "web": "Web"}
_CODE = 9  # with the hyphen


def place_of(address: PersonId) -> Words:
    """The platform alone: never the account."""
    platform = address.partition(":")[0]
    return literal(_NAMES.get(platform, platform))


def platforms_linked(sight: Sight) -> Words | None:
    """On which platforms this person is one; None if on one only."""
    if not sight.linked:
        return None
    places = sorted({place_of(one).values[0][1] for one in (sight.person, *sight.linked)}, key=str)
    return say("Connected: {places}.", places=", ".join(map(str, places)))


def section(sight: Sight) -> Iterator[Block]:
    """What a person who is, or could be, in more than one place reads and can do about it; else nothing."""
    if sight.linked:
        yield Heading(say("Slack and Teams"))
        yield from _linked_blocks(sight)
    elif len(sight.platforms) > 1:
        yield Heading(say("Slack and Teams"))
        yield Paragraph((Plain(say("Here you are known in {place} only.", place=place_of(sight.person))),))
        yield Buttons(
            (
                Button(say("Use it in Slack and Teams"), Action("link_code"), opens=True),
                Button(say("I have a code"), Action("link"), opens=True),
            )
        )


def _linked_blocks(sight: Sight) -> Iterator[Block]:
    yield Paragraph(
        tuple(
            Plain(one)
            for one in (platforms_linked(sight), say("The bot writes to you in {place}.", place=place_of(sight.person)))
            if one
        )
    )
    here = Button(say("Write to me here instead"), Action("link_here"), opens=True)
    parted = Button(say("Disconnect"), Action("link_part"), opens=True)
    yield Buttons((here, parted) if sight.address in sight.linked else (parted,))


def code_form(sight: Sight) -> Form:
    """The code that is valid now, for their eyes only."""
    entry = sight.link_code
    code = entry.event.code if entry and isinstance(entry.event, CodeIssued) and sight.now < entry.at else ""
    if not entry or not code:
        return Form(
            title=say("Your code"),
            blocks=(
                Paragraph((Plain(say("This code is no longer valid.")),)),
                Buttons((Button(say("Get a new code"), Action("link_code"), opens=True), _back())),
            ),
        )
    return Form(
        title=say("Your code"),
        blocks=(
            Paragraph((Strong(literal(f"{code[:4]}-{code[4:]}")),), code=True),
            Paragraph((Plain(say("It is valid once, until {when}.", when=entry.at)),)),
            Paragraph(
                (
                    Plain(
                        say("On the other platform open “What is kept about me”, press “I have a code” and type it.")
                    ),
                    Plain(say("The bot will go on writing to you in {place}.", place=place_of(sight.person))),
                )
            ),
            Notice((Strong(say("Tell it to nobody. Whoever types it sees all that you see here.")),), "warning"),
            Buttons((_back(),)),
        ),
    )


def type_form() -> Form:
    """A field for the code."""
    return Form(
        title=say("I have a code"),
        blocks=(
            Paragraph(
                (
                    Plain(say("This account and the one that showed you the code become one.")),
                    Plain(say("The bot will then write to you there.")),
                )
            ),
            Notice(
                (Strong(say("Only type a code from your own other account. Never one that somebody gave you.")),),
                "warning",
            ),
        ),
        fields=(
            ShortText(name="code", label=say("Code"), hint=say("Such as K7F3-9QXM"), longest=_CODE + 3, required=True),
        ),
        submit=Button(say("Connect"), Action("link_send"), style="primary"),
    )


def part_form(sight: Sight) -> Form:
    """What disconnecting means, before it is done."""
    return Form(
        title=say("Disconnect"),
        blocks=(
            Paragraph(
                (
                    Plain(say("All that is kept about you stays in {place}.", place=place_of(sight.person))),
                    Plain(say("Your other account is then like that of somebody whom the programme does not know.")),
                    Plain(say("Your wish that nobody suggests you, and a no, go on for both.")),
                )
            ),
            Buttons((Button(say("Yes, disconnect"), Action("link_part_send"), style="danger", opens=True), _back())),
        ),
    )


def _back() -> Button:
    return Button(say("Back"), Action("about"), opens=True)
