"""Forms after a case: feedback in three taps, a call with the director; and who looked up a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.flows.ending import may_tell
from bot.conversation.lasting import lasting
from bot.conversation.views.crisis import crisis_notice, who
from bot.conversation.views.desk.paging import FIRST, Wanted, page_of, turning
from bot.domain.case import RevealReason
from bot.domain.hours import day_in
from bot.ui import (
    Action,
    Button,
    Buttons,
    Choice,
    Form,
    Mention,
    OneOf,
    Paragraph,
    Plain,
    Strong,
    Words,
    apart,
    literal,
    say,
)

if TYPE_CHECKING:
    from bot.conversation.facts import Sight
    from bot.domain.case import Case, Reveal
    from bot.domain.people import PersonId
    from bot.domain.policy import Clocks, Policy
    from bot.ui import Block

PAGE = 20  # reveals on one card
QUESTIONS: dict[str, Words] = {
    "recommend": say("Would you tell a colleague to ask for a peer?"),
    "confidential": say("Did it feel confidential?"),
    "in_time": say("Did it come in time?"),
}
"""Three taps, each of them optional."""


def invitation(case: Case) -> tuple[Buttons, ...]:
    """A button on one's own request that has ended, until it was used."""
    if not may_tell(case):
        return ()
    return (Buttons((Button(say("Three short questions"), Action("feedback", case.code), opens=True),)),)


def feedback_form(case: Case) -> Form:
    """Yes or no, three times; nothing to write."""
    choices = (Choice("yes", say("Yes")), Choice("no", say("No")))
    return Form(
        title=say("Three short questions"),
        blocks=(
            Paragraph(
                (
                    Plain(say("Your answers are added to three counters, and that is all.")),
                    Plain(say("Nobody can tell whose they were.")),
                )
            ),
        ),
        fields=tuple(OneOf(name=name, label=label, choices=choices) for name, label in QUESTIONS.items()),
        submit=Button(say("Send"), Action("feedback_send", case.code), style="primary", opens=True),
    )


def feedback_thanks(policy: Policy) -> Form:
    """Also for somebody who comes twice, or too late."""
    return Form(
        title=say("Thank you"),
        blocks=(Paragraph((Strong(say("Thank you. There is nothing more to answer.")),)), crisis_notice(policy)),
    )


def complaint_form(sight: Sight) -> Form:
    """What the director will know, and what not."""
    draft = (("key", (sight.fresh,)),)
    return Form(
        title=say("Talk to the director"),
        blocks=(
            Paragraph(
                (
                    Plain(say("The director reads your name and calls you.")),
                    Plain(say("What it is about you say there; nothing is written down here.")),
                )
            ),
        ),
        submit=Button(say("Yes, call me"), Action("complain_send", draft=draft), style="primary", opens=True),
    )


def complaint_sent(policy: Policy, flash: Words | None = None) -> Form:
    """What will follow, as it is true now; without news a second press changed nothing."""
    own = (Paragraph((Plain(say("You can also call us: {phone}", phone=policy.phone)),)),) if policy.phone else ()
    old = (
        Strong(say("Nothing new was sent.")),
        Plain(say("If you have asked for a call before, the director still knows. “What is kept about me” shows it.")),
    )
    return Form(
        title=say("Talk to the director"),
        blocks=(Paragraph((Strong(flash),) if flash else old), *own, crisis_notice(policy)),
    )


def complaint_card(person: PersonId, clocks: Clocks) -> Form:
    """For the director: whom to call."""
    return Form(
        title=say("Please call them"),
        blocks=(
            Paragraph((Strong(say("This person would like a call from you:")), Mention(person))),
            Paragraph(
                (
                    Plain(
                        say(
                            "The bot knows no more than that. It forgets this after {kept}.", kept=lasting(clocks.purge)
                        )
                    ),
                )
            ),
        ),
    )


_REASONS: dict[RevealReason, Words] = {
    RevealReason.SAFETY: say("somebody's safety"),
    RevealReason.UNREACHABLE: say("the supporter can't be reached"),
    RevealReason.CALLED: say("the person called"),
    RevealReason.CONFLICT: say("who may support whom"),
    RevealReason.LEGAL: say("a duty by law"),
}


def reveals(sight: Sight, wanted: Wanted = FIRST) -> Form:
    """Who looked up whose case, when and why; by code, so that the director learns no recipient's name."""
    page = page_of(sight.reveals, wanted, size=PAGE, texts=lambda one: (one[0],))
    rows = tuple(_reveal(code, one, sight.zone) for code, one in page.items)
    nothing = Paragraph((Plain(say("Nobody looked up a name in the cases that are kept.")),))
    return Form(title=say("Who looked up a name"), blocks=(*(rows or (nothing,)), *turning(page, "reveals")))


def _reveal(code: str, one: Reveal, zone: str) -> Block:
    what = say("on {when}: {reason}", when=day_in(one.at, zone), reason=_REASONS[one.reason])
    return Paragraph((*apart(Strong(literal(code)), who(one.by)), Plain(what)))
