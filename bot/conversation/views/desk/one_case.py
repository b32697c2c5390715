"""One open case as those who run the programme see it: by its code, with what they can do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.lasting import roughly
from bot.conversation.views.desk.queue import absence_choices, next_step, reason
from bot.conversation.views.supporting import standing
from bot.domain.case import Case, Move, OfferState, waits_since
from bot.domain.moves import MOVES
from bot.ui import (
    Action,
    Block,
    Button,
    Buttons,
    Facts,
    Form,
    Mention,
    Notice,
    Paragraph,
    Plain,
    Span,
    Words,
    say,
    say_count,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.conversation.facts import Sight


def desk_case(sight: Sight, case: Case, flash: Words | None = None) -> Form:
    """Where it stands, who has it, who is asked, and what can be done; never whose it is."""
    note: tuple[Block, ...] = (Notice((Plain(flash),), "info"),) if flash else ()
    choices = _choices(case)
    return Form(
        title=say("Case {code}", code=case.code),
        blocks=(
            *note,
            Facts(tuple(_facts(sight, case))),
            *reason(sight, case),
            *_not_reassigned(case),
            *((Buttons(choices),) if choices else ()),
            Buttons(
                (
                    Button(say("Show who it is"), Action("reveal", case.code, case.turn), opens=True),
                    Button(say("Close the case"), Action("close", case.code, case.turn), opens=True),
                    Button(say("Open the desk"), Action("desk"), opens=True),
                )
            ),
        ),
    )


def _facts(sight: Sight, case: Case) -> Iterator[tuple[Words, tuple[Span, ...]]]:
    yield say("Where it stands"), (Plain(standing(case)),)
    if since := waits_since(case, sight.now):
        yield say("Waits for"), (Plain(roughly(sight.now - since)),)
    if case.supporter is not None:
        yield say("Supporter"), (Mention(case.supporter),)
    if awaited := tuple(Mention(one.supporter) for one in case.offers if one.awaits_answer):
        yield say("Is being asked"), awaited
    if lapsed := tuple(Mention(one.supporter) for one in case.offers if one.state is OfferState.TIMED_OUT):
        yield say("Can still take it"), lapsed
    if passed := sum(1 for one in case.offers if one.state is OfferState.PASSED):
        yield say("Passed"), (Plain(say_count("{count} supporter", "{count} supporters", passed)),)
    yield say("Next step"), (Plain(next_step(case)),)


def _choices(case: Case) -> tuple[Button, ...]:
    """What the case's step allows; while somebody is asked, nobody has to be asked again."""
    asked = any(one.awaits_answer for one in case.offers)
    choose = Button(say("Choose a supporter"), Action("assign", case.code, case.turn), style="primary", opens=True)
    again = Button(say("Ask again"), Action("search_again", case.code, case.turn), opens=True)
    return (
        *((choose,) if Move.ASSIGN in MOVES[case.step] else ()),
        *((again,) if Move.SEARCH in MOVES[case.step] and not asked else ()),
        *(absence_choices(case) if case.waits_for_a_word else ()),
    )


def _not_reassigned(case: Case) -> tuple[Paragraph, ...]:
    """Why there is no button for another supporter."""
    if not case.had_contact or case.waits_for_a_word:
        return ()
    words = say("They are in touch. Only the recipient or the supporter can ask for another peer.")
    return (Paragraph((Plain(words),), quiet=True),)
