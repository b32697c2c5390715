"""Forms of a supporter's availability: hours, settings, people avoided; and paging the clinical back-up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.views.crisis import crisis_notice, danger_button
from bot.conversation.views.lines import line_rows, number
from bot.domain.hours import day_in
from bot.domain.people import elsewhere
from bot.domain.roster_load import State, standing, training_ends
from bot.domain.typed.hours import write_hours
from bot.language_shipped import code_words, language_words
from bot.ui import (
    CHOICES,
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
    apart,
    literal,
    say,
    say_count,
)

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.conversation.facts import Sight
    from bot.domain.hours import Leave
    from bot.domain.people import PersonId, Supporter
    from bot.domain.policy import Policy

SOON = 60
"""Days before their training ends from which a supporter reads of it."""

PRESETS: dict[str, tuple[str, Words]] = {
    "weekdays": ("Mon-Fri 08:00-18:00", say("Weekdays, 8 to 18")),
    "evenings": ("Mon-Fri 17:00-21:00", say("Evenings, 17 to 21")),
    "weekends": ("Sat-Sun 09:00-18:00", say("Weekends, 9 to 18")),
    "nights": ("Mon-Sun 21:00-07:00", say("Nights, 21 to 7")),
}
"""Hours that one tap chooses."""


_NOT_ASKED: dict[State, Words] = {
    State.NEVER: say("You are never asked: your hours lie in your quiet hours. Please change one of them."),
    State.AT_CAP: say("You are not asked now: you have reached your limit of cases."),
    State.TRAINING_LAPSED: say("You are not asked: your training has lapsed."),
    State.REVIEWS_EVENTS: say("You review events, so you are not asked."),
}


def asked_line(sight: Sight, supporter: Supporter) -> Words:
    """Whether they can be asked now, by the rule that asks; else why not, and from when."""
    state, until = _standing(sight)
    if state in _NOT_ASKED:
        return _NOT_ASKED[state]
    hours = literal(write_hours(supporter.hours, sight.member.locale if sight.member else "en"))
    if state is State.ACTIVE:
        return say("You can be asked: {hours}", hours=hours) if supporter.hours else say("You can be asked every day.")
    if state is State.ON_LEAVE:
        away = next(one for one in supporter.leave if one.last == until)
        return say("Away from {first} to {last}.", first=away.first, last=away.last)
    if state is State.RESTING:
        return say("You rest until {when}, and are not asked until then.", when=until or hours)
    if supporter.hours:
        return say("You can be asked again from {when}. Your hours: {hours}", when=until or hours, hours=hours)
    return say("You can be asked again from {when}.", when=until or hours)


def _standing(sight: Sight) -> tuple[State, date | datetime | None]:
    if sight.member is None:
        return State.ACTIVE, None
    return standing(sight.member, len(sight.supported), sight.policy, now=sight.now)


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
    left = (ends - day_in(sight.now, sight.zone)).days if ends else 0
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
    here = sight.address or sight.person
    others = sorted(elsewhere(supporter.avoid, here))
    shown = tuple(one for one in sorted(supporter.avoid) if one not in others)
    also = Paragraph((Plain(say("Also on it, and not in the field below:")), *apart(*map(Mention, others))))
    off = ManyOf(name="others", label=say("The others"), choices=(Choice("off", say("Take them off the list")),))
    return Form(
        title=say("People I can't support"),
        blocks=(
            _line(say("You are never asked for them. Nobody asks why, and nobody else sees the list.")),
            *((also,) if others else ()),
        ),
        fields=(
            PeopleField(name="avoid", label=say("Who?"), values=shown),
            *((off,) if others else ()),
        ),
        submit=Button(say("Save"), Action("avoid_send"), style="primary", opens=True),
    )


def cap_field(supporter: Supporter, policy: Policy) -> OneOf:
    """How many cases at a time."""
    most = policy.limits.open_cases
    caps = tuple(
        Choice(str(count), say_count("{count} case at a time", "{count} cases at a time", count))
        for count in range(1, most + 1)
    )
    return OneOf(name="cap", label=say("At most"), choices=caps, value=str(min(supporter.cap_open, most)))


def leave_field(leave: tuple[Leave, ...], label: Words) -> tuple[ManyOf, ...]:
    """Every entry; all of it stays that is not unticked."""
    if not leave:
        return ()
    choices = tuple(
        Choice(leave_code(one), say("{first} to {last}", first=one.first, last=one.last)) for one in leave[:CHOICES]
    )
    values = tuple(one.value for one in choices)
    return (ManyOf(name="leave", label=label, choices=choices, values=values),)


def leave_code(leave: Leave) -> str:
    """One entry of leave, as the form names it."""
    return f"{leave.first}/{leave.last}"


def settings_form(sight: Sight) -> Form:
    """How many cases, in which languages, from which specialty."""
    supporter = sight.supporting
    if supporter is None:
        return no_supporter(sight.policy)
    known = {*sight.codes.languages, *supporter.traits.languages}
    specialties = sorted({*sight.codes.specialties, supporter.traits.specialty} - {""})
    return Form(
        title=say("How much I take on"),
        fields=(
            cap_field(supporter, sight.policy),
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
    own = number(policy.phone, policy.numbers_of) if policy.phone else ()
    return (
        Notice((Strong(say("If somebody is in danger, call now. Don't wait.")),), "crisis"),
        *line_rows(policy.lines),
        *((Paragraph(apart(Strong(say("The programme")), *own)),) if own else ()),
    )


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
