"""What a supporter sets about themselves, and the clinical back-up behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.shipped import code_words, language_words, site_text
from bot.conversation.views.crisis import crisis_notice, danger_button, numbered
from bot.domain.roster import training_ends
from bot.ui import (
    Action,
    Block,
    Button,
    Buttons,
    Choice,
    Form,
    ManyOf,
    Mention,
    Notice,
    OneOf,
    Paragraph,
    PeopleField,
    Plain,
    Strong,
    Words,
    say,
    say_count,
)

if TYPE_CHECKING:
    from bot.conversation.facts import Sight
    from bot.domain.people import PersonId, Supporter
    from bot.domain.policy import Policy

SOON = 60
"""Days before their training ends from which a supporter reads of it."""

PRESETS: dict[str, tuple[str, Words]] = {
    "weekdays": ("Mon-Fri 08:00-18:00", say("Weekdays, 8 to 18")),
    "evenings": ("Mon-Fri 17:00-21:00", say("Evenings, 17 to 21")),
    "weekends": ("Sat-Sun 09:00-18:00", say("Weekends, 9 to 18")),
}
"""Hours that one tap chooses."""


def preset_field() -> ManyOf:
    """The usual hours; whatever is tapped takes the place of what is written below it."""
    choices = tuple(Choice(code, label) for code, (_, label) in PRESETS.items())
    return ManyOf(name="preset", label=say("Usual hours, in one tap"), choices=choices)


def care(sight: Sight, flash: Words | None = None) -> Form:
    """Everything a supporter sets about themselves, one tap away."""
    supporter = sight.supporting
    if supporter is None:
        return no_supporter(sight.policy)
    note: tuple[Block, ...] = (Notice((Plain(flash),), "info"),) if flash else ()
    return Form(
        title=say("For supporters"),
        blocks=(
            *note,
            *training(sight, supporter),
            Buttons(
                (
                    Button(say("People I can't support"), Action("avoid"), opens=True),
                    Button(say("How much I take on"), Action("settings"), opens=True),
                    Button(say("Hours and leave"), Action("hours"), opens=True),
                )
            ),
            Paragraph((Plain(say("Supporters need a peer at times, too.")),)),
            Buttons((Button(say("I need support too"), Action("ask_too"), style="primary", opens=True),)),
        ),
    )


def no_supporter(policy: Policy) -> Form:
    """For somebody who is not, or no longer, a supporter."""
    return Form(
        title=say("For supporters"),
        blocks=(Paragraph((Plain(say("This is for supporters on the roster.")),)), crisis_notice(policy)),
    )


def training(sight: Sight, supporter: Supporter) -> tuple[Block, ...]:
    """How long the training still counts, once that is soon."""
    ends = training_ends(supporter, sight.policy)
    left = (ends - sight.now.date()).days if ends else 0
    if ends is None or left > SOON:
        return ()
    if left < 0:
        return (_line(say("Your training ended on {when}. Please ask the coordinator for a date.", when=ends)),)
    return (_line(say("Your training ends on {when}. Please ask the coordinator for a date.", when=ends)),)


def _line(words: Words) -> Paragraph:
    return Paragraph((Plain(words),))


def avoid_form(sight: Sight) -> Form:
    """The people one can't support; nobody else ever sees them."""
    supporter = sight.supporting
    if supporter is None:
        return no_supporter(sight.policy)
    return Form(
        title=say("People I can't support"),
        blocks=(_line(say("You are never asked for them. Nobody asks why, and nobody else sees the list.")),),
        fields=(PeopleField(name="avoid", label=say("Who?"), values=tuple(sorted(supporter.avoid))),),
        submit=Button(say("Save"), Action("avoid_send"), style="primary", opens=True),
    )


def settings_form(sight: Sight) -> Form:
    """How many cases, in which languages, from which specialty."""
    supporter = sight.supporting
    if supporter is None:
        return no_supporter(sight.policy)
    most = sight.policy.limits.open_cases
    caps = tuple(
        Choice(str(count), say_count("{count} case at a time", "{count} cases at a time", count))
        for count in range(1, most + 1)
    )
    known = {*sight.codes.languages, *supporter.traits.languages}
    specialties = sorted({*sight.codes.specialties, supporter.traits.specialty} - {""})
    return Form(
        title=say("How much I take on"),
        fields=(
            OneOf(name="cap", label=say("At most"), choices=caps, value=str(min(supporter.cap_open, most))),
            ManyOf(
                name="languages",
                label=say("Languages you can support in"),
                choices=tuple(Choice(code, language_words(code)) for code in sorted(known)),
                values=tuple(sorted(supporter.traits.languages)),
            ),
            OneOf(
                name="specialty",
                label=say("Your specialty"),
                choices=tuple(Choice(code, code_words(code)) for code in specialties),
                value=supporter.traits.specialty,
            ),
        ),
        submit=Button(say("Save"), Action("settings_send"), style="primary", opens=True),
    )


def backup_button() -> Button:
    """A clinician behind the supporter, one press and one confirmation away."""
    return Button(say("Page clinical back-up"), Action("backup"), style="danger", opens=True)


def backup_form(sight: Sight) -> Form:
    """The numbers stand here before anything is pressed."""
    minutes = int(sight.policy.clocks.backup.total_seconds() // 60)
    return Form(
        title=say("Clinical back-up"),
        blocks=(
            *_numbers(sight.policy),
            _line(say("They are paged one after the other, {minutes} minutes each.", minutes=minutes)),
            _line(say("They read that you need them, and nothing about the person you support.")),
            Buttons(
                (
                    Button(
                        say("Page them now"),
                        Action("backup_send", draft=(("key", (sight.fresh,)),)),
                        style="danger",
                        opens=True,
                    ),
                    danger_button(),
                )
            ),
        ),
    )


def backup_paged(policy: Policy, flash: Words | None = None) -> Form:
    """After the page went out: the numbers stay, because waiting is not safe for everybody."""
    note: tuple[Block, ...] = (Notice((Strong(flash),), "info"),) if flash else ()
    return Form(
        title=say("Clinical back-up"),
        blocks=(*note, *_numbers(policy), Buttons((danger_button(),))),
    )


def _numbers(policy: Policy) -> tuple[Block, ...]:
    own = (Paragraph(numbered(say("The programme"), policy.phone)),) if policy.phone else ()
    lines = (Paragraph(numbered(site_text(line.name, line.name_fr), line.number)) for line in policy.crisis_lines)
    return (Notice((Strong(say("If somebody is in danger, call now. Don't wait.")),), "crisis"), *lines, *own)


def backup_card(policy: Policy, supporter: PersonId) -> Form:
    """For the one who answered: whom to call. Whom that is about is told on the phone, not here."""
    return Form(
        title=say("Please call them now"),
        blocks=(
            Paragraph((Strong(say("This supporter needs you:")), Mention(supporter))),
            _line(say("They read that you have answered. Please call within minutes.")),
            *_numbers(policy),
        ),
    )
