"""Forms that pause, resume or hand back a case, or move a check-in; two taps each."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.hours import day_in
from bot.ui import Action, Button, Choice, DayField, Form, OneOf, Paragraph, Plain, Strong, say

if TYPE_CHECKING:
    from bot.conversation.facts import Sight
    from bot.domain.case import Case


def pause_form(sight: Sight, case: Case) -> Form:
    """The recipient said "later", and until when."""
    theirs = sight.person != case.recipient
    told = say("They won't hear from the bot.") if theirs else say("Your supporter sees the date.")
    return Form(
        title=say("Later"),
        blocks=(Paragraph((Plain(say("Nobody gets in touch before that day.")), Plain(told))),),
        fields=(_day(sight, "until", ahead=14),),
        submit=Button(say("Pause"), Action("pause_send", case.code, case.turn), style="primary", opens=True),
    )


def move_form(sight: Sight, case: Case) -> Form:
    """The next check-in on another day."""
    return Form(
        title=say("Move the check-in"),
        blocks=(Paragraph((Plain(say("You'll be reminded on that day.")),)),),
        fields=(_day(sight, "day", ahead=7),),
        submit=Button(say("Move"), Action("move_send", case.code, case.turn), style="primary", opens=True),
    )


def _day(sight: Sight, name: str, *, ahead: int) -> DayField:
    day = day_in(sight.now, sight.zone) + timedelta(days=ahead)
    return DayField(name=name, label=say("Which day, in the next 90?"), value=day, required=True)


def another_form(case: Case) -> Form:
    """The recipient wants somebody else."""
    return Form(
        title=say("Another peer"),
        blocks=(
            Paragraph((Strong(say("Somebody else will be asked.")), Plain(say("Nobody asks why.")))),
            Paragraph((Plain(say("Your supporter reads only that the case has ended for them.")),)),
        ),
        submit=Button(say("Yes, ask another peer"), Action("another_send", case.code, case.turn), opens=True),
    )


def hand_back_form(case: Case) -> Form:
    """Before contact one more tap; after it, whether the recipient wants another peer is for them to say."""
    action = Action("hand_back_send", case.code, case.turn)
    if not case.had_contact:
        sentences = (Plain(say("A colleague will be asked.")), Plain(say("Nobody asks why.")))
        sure = Button(say("Yes, hand it back"), action, style="primary", opens=True)
        return Form(title=say("Hand it back"), blocks=(Paragraph(sentences),), submit=sure)
    answers = (Choice("yes", say("Yes, please")), Choice("no", say("No, they are fine as it is")))
    return Form(
        title=say("Hand it back"),
        blocks=(Paragraph((Plain(say("Please ask them first. Nobody asks you why.")),)),),
        fields=(OneOf(name="another", label=say("Would they like another peer?"), choices=answers, required=True),),
        submit=Button(say("Hand it back"), action, style="primary", opens=True),
    )
