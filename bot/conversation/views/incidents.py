"""Forms for others' requests: the people of one incident, and somebody who phoned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.lasting import lasting
from bot.conversation.views.asking import category_choices, time_to_undo
from bot.conversation.views.crisis import confidence, crisis_notice, who
from bot.ui import (
    Action,
    Button,
    Buttons,
    Choice,
    Form,
    OneOf,
    Paragraph,
    PeopleField,
    PersonField,
    Plain,
    ShortText,
    Strong,
    say,
    say_count,
)

if TYPE_CHECKING:
    from bot.domain.people import PersonId
    from bot.domain.policy import Clocks, Policy

    Draft = tuple[tuple[str, tuple[str, ...]], ...]

FEWEST, MOST = 2, 20
"""How many people one list may name."""


def incident_form(policy: Policy) -> Form:
    """Everybody who took part, picked; nothing about the incident but its kind."""
    return Form(
        title=say("People of an incident"),
        blocks=(
            crisis_notice(policy),
            *confidence(policy),
            Paragraph(
                (
                    Plain(say("To each of them to whom a peer can be offered, one will try.")),
                    Plain(say("You won't hear what follows.")),
                )
            ),
        ),
        fields=(
            PeopleField(name="people", label=say("Who was part of it? 2 to 20 people"), required=True),
            OneOf(name="category", label=say("What kind of event was it?"), choices=category_choices()),
        ),
        submit=Button(say("Continue"), Action("incident_check"), style="primary", opens=True),
    )


def incident_confirm(people: tuple[PersonId, ...], draft: Draft, clocks: Clocks) -> Form:
    """All names once more: a mis-pick is the worst mistake here."""
    return Form(
        title=say("Are these the people?"),
        blocks=(
            Paragraph(
                (
                    Plain(
                        say_count(
                            "You are about to name {count} person:",
                            "You are about to name {count} people:",
                            len(people),
                        )
                    ),
                )
            ),
            *(Paragraph((who(one),)) for one in people),
            Paragraph((Plain(say("You have {undo} to undo all of it.", undo=lasting(clocks.undo))),), quiet=True),
            Buttons((Button(say("No, choose again"), Action("incident"), opens=True),)),
        ),
        submit=Button(say("Yes, send"), Action("incident_send", draft=draft), style="primary", opens=True),
    )


def thanks_notifier(key: str, policy: Policy) -> Form:
    """The one answer a notifier gets, whatever is known about anybody."""
    return Form(
        title=say("Thank you"),
        blocks=(
            Paragraph((Strong(say("Thank you. To each of them to whom a peer can be offered, one will try.")),)),
            Paragraph((Plain(say("You won't hear more, whatever happens; that stays with your colleagues.")),)),
            crisis_notice(policy),
            Buttons((Button(say("Undo all"), Action("undo", draft=(("key", (key,)),)), opens=True),)),
        ),
    )


def phoned_form(policy: Policy) -> Form:
    """Somebody called, or said it in the corridor: on the platform, or known only by a number."""
    asked = (Choice("other", say("Somebody else asked for them")), Choice("self", say("They asked themselves")))
    return Form(
        title=say("Someone who called"),
        blocks=(
            Paragraph((Plain(say("Pick the person, or write their number if they are not here.")),)),
            Paragraph((Plain(say("You will not be asked to support them.")),), quiet=True),
        ),
        fields=(
            PersonField(name="colleague", label=say("Who could use a peer?"), required=False),
            ShortText(name="phone", label=say("Or only a phone number"), hint=say("Only their supporter sees it.")),
            OneOf(name="asked", label=say("Who asked?"), choices=asked, value="other", required=True),
            OneOf(name="category", label=say("What kind of event was it?"), choices=category_choices()),
        ),
        submit=Button(say("Continue"), Action("phoned_check"), style="primary", opens=True),
    )


def phoned_confirm(person: PersonId, draft: Draft, clocks: Clocks) -> Form:
    """Who it is, once more."""
    return Form(
        title=say("Is this the person?"),
        blocks=(
            Paragraph((Plain(say("You are about to enter a request for")), who(person))),
            Paragraph((Plain(time_to_undo(clocks)),), quiet=True),
            Buttons((Button(say("No, choose again"), Action("phoned"), opens=True),)),
        ),
        submit=Button(say("Yes, enter it"), Action("phoned_send", draft=draft), style="primary", opens=True),
    )


def thanks_phoned(key: str, policy: Policy) -> Form:
    """What the coordinator may tell the caller."""
    return Form(
        title=say("Entered"),
        blocks=(
            Paragraph(
                (
                    Strong(
                        say("It is saved. In {undo} the programme looks for a peer.", undo=lasting(policy.clocks.undo))
                    ),
                )
            ),
            Paragraph((Plain(say("You can tell the caller: if a peer can be offered, one will try to reach them.")),)),
            crisis_notice(policy),
            Buttons((Button(say("Undo"), Action("undo", draft=(("key", (key,)),)), opens=True),)),
        ),
    )
