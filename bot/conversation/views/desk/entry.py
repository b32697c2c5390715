"""A supporter's entry, edited by those who run the programme: training, load, hours, leave, a pause, taken off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.views.availability import cap_field, leave_code, leave_field
from bot.conversation.views.desk.roster import stands_now
from bot.domain.hours import day_in
from bot.domain.people import Supporter
from bot.domain.typed.hours import write_hours
from bot.ui import (
    Action,
    Button,
    Buttons,
    DayField,
    Form,
    Notice,
    Paragraph,
    Plain,
    ShortText,
    Strong,
    TimeField,
    Words,
    apart,
    literal,
    say,
)

if TYPE_CHECKING:
    from bot.conversation.facts import Sight
    from bot.domain.people import Member
    from bot.ui import Block


def entry_form(sight: Sight, member: Member, flash: Words | None = None) -> Form:
    """All that whoever runs the programme may change."""
    supporter = member.supporter or Supporter()
    quiet = supporter.quiet or sight.policy.quiet
    rests = supporter.rest_until if supporter.rest_until and supporter.rest_until > sight.now else None
    note: tuple[Block, ...] = (Notice((Plain(flash),), "info"),) if flash else ()
    shown = (("who", (member.person,)), ("leave", tuple(leave_code(one) for one in supporter.leave)))
    return Form(
        title=say("A supporter's entry"),
        blocks=(
            *note,
            Paragraph(apart(Strong(literal(member.name)), Plain(stands_now(sight, member)))),
            Paragraph((Plain(say("All times are on their own clock: {zone}", zone=member.timezone)),)),
            Buttons(
                (
                    Button(
                        say("Take off the roster"),
                        Action("entry_off", draft=(("who", (member.person,)),)),
                        style="danger",
                        opens=True,
                    ),
                    Button(say("The roster"), Action("roster"), opens=True),
                )
            ),
        ),
        fields=(
            DayField(name="trained", label=say("Trained on"), value=supporter.trained_on),
            cap_field(supporter, sight.policy),
            ShortText(
                name="hours",
                label=say("Hours, such as Mon-Fri 08:00-18:00"),
                value=write_hours(supporter.hours, sight.member.locale if sight.member else "en"),
                hint=say("Several are joined by a semicolon. Empty means every day."),
                longest=200,
            ),
            TimeField(name="quiet_from", label=say("Quiet hours begin"), value=f"{quiet.starts:%H:%M}"),
            TimeField(name="quiet_to", label=say("Quiet hours end"), value=f"{quiet.ends:%H:%M}"),
            *leave_field(supporter.leave, say("Away. Untick what is off.")),
            DayField(name="away_from", label=say("Away from")),
            DayField(name="away_to", label=say("Away to")),
            DayField(
                name="pause",
                label=say("Not asked before (a pause, or their rest)"),
                value=day_in(rests, member.timezone) if rests else None,
            ),
        ),
        submit=Button(say("Save"), Action("entry_send", draft=shown), style="primary", opens=True),
    )


def take_off_form(member: Member) -> Form:
    """What it means, before it happens."""
    return Form(
        title=say("Take off the roster?"),
        blocks=(
            Paragraph((Strong(literal(member.name)),)),
            Paragraph((Plain(say("They are not asked any more. Cases before contact go to somebody else.")),)),
            Paragraph((Plain(say("Cases in touch come to the desk: ask whether another peer is wanted.")),)),
        ),
        submit=Button(
            say("Yes, take them off"),
            Action("entry_off_send", draft=(("who", (member.person,)), ("sure", ("yes",)))),
            style="danger",
            opens=True,
        ),
    )


def gone() -> Form:
    """The entry that was to be opened is not on the roster any more."""
    return Form(
        title=say("A supporter's entry"),
        blocks=(
            Paragraph((Plain(say("They are not on the roster as a supporter.")),)),
            Buttons((Button(say("The roster"), Action("roster"), opens=True),)),
        ),
    )
