"""The coordinator's desk: every open case by code, what needs somebody first, and who can't be written to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.lasting import roughly
from bot.conversation.views.desk.paging import FIRST, Page, Wanted, find_field, page_of, turning
from bot.conversation.views.supporting import standing
from bot.domain.case import Case, Move, OfferState, Step, Why, waits_since, why
from bot.ui import (
    Action,
    Block,
    Button,
    Buttons,
    Choice,
    Form,
    Heading,
    Mention,
    Notice,
    OneOf,
    Paragraph,
    Plain,
    Strong,
    Table,
    Words,
    apart,
    literal,
    say,
    say_count,
)

if TYPE_CHECKING:
    from datetime import datetime

    from bot.conversation.facts import Sight
    from bot.domain.policy import RotaState
    from bot.ui import Field

PAGE = 20  # cases on a page
_MOST = 6  # cases with buttons of their own; the list has all, these first
_MOST_NAMES = 20


def needing(sight: Sight) -> tuple[Case, ...]:
    """Others' cases that need somebody now, the most pressing reason first and the longest waiting first."""
    found = [(case, why(case, sight.policy, sight.now)) for case in others(sight)]
    order = list(Why)
    first = sorted((order.index(reason), _age(case), case.code, case) for case, reason in found if reason)
    return tuple(case for _, _, _, case in first)


def others(sight: Sight) -> tuple[Case, ...]:
    """The queue without the reader's own case: whoever runs the programme is a recipient like any other."""
    return tuple(case for case in sight.queue if case.recipient != sight.person)


def _age(case: Case) -> float:
    return case.opened_at.timestamp() if case.opened_at else 0.0


def desk(sight: Sight, flash: Words | None = None, wanted: Wanted = FIRST) -> Form:
    """What needs you now, then every open case, page by page; each can be opened."""
    first = needing(sight)
    rest = sorted((one for one in others(sight) if one not in first), key=_due)
    page = page_of((*first, *rest), wanted, size=PAGE, texts=lambda case: (case.code, supporter_name(sight, case)))
    note: tuple[Block, ...] = (Notice((Plain(flash),), "info"),) if flash else ()
    return Form(
        title=say("The desk"),
        blocks=(
            *note,
            *calendars(sight.rotas),
            Heading(say("What needs you now")),
            *_first(sight, first),
            Heading(say("All open cases")),
            *_listed(sight, page),
            *turning(page, "desk"),
            *_silent(sight),
            *_held_cases(sight),
            Buttons(
                (
                    Button(say("Who can be asked when"), Action("fortnight"), opens=True),
                    Button(say("Group sessions"), Action("sessions_desk"), opens=True),
                )
            ),
        ),
        fields=_fields(page) if first or rest else (),
        submit=Button(say("Continue"), Action("desk_case", draft=_kept(page)), opens=True) if first or rest else None,
    )


def _kept(page: Page[Case]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The page stays where it is, unless something else is looked for."""
    return (("page", (str(page.wanted.page),)), ("find", (page.wanted.find,)))


def _fields(page: Page[Case]) -> tuple[Field, ...]:
    codes = tuple(Choice(one.code, literal(one.code)) for one in page.items)
    chosen = (OneOf(name="case", label=say("Open a case"), choices=codes),) if codes else ()
    return (*chosen, find_field(say("Or find one by code or supporter"), page))


def supporter_name(sight: Sight, case: Case) -> str:
    """Who has it, as the roster calls them; empty where nobody has."""
    return sight.names.get(case.supporter, "") if case.supporter else ""


def calendars(state: RotaState) -> tuple[Block, ...]:
    """What is wrong with the calendars; nothing where nothing is, or where there are none."""
    stale = say("Not read for a day: {names}. What was known holds.", names=", ".join(state.stale))
    unknown = say_count(
        "{count} name in the calendars matches nobody.", "{count} names in the calendars match nobody.", state.unknown
    )
    said = [*([stale] if state.stale else []), *([unknown] if state.unknown else [])]
    return tuple(Notice((Plain(words),), "warning") for words in said)


def _held_cases(sight: Sight) -> tuple[Block, ...]:
    """Cases with a legal hold, open or closed, by code."""
    codes = ", ".join(one.code for one in sight.held if one.is_held)
    return (Paragraph((Plain(say("Under a legal hold: {codes}", codes=codes)),)),) if codes else ()


def _silent(sight: Sight) -> tuple[Block, ...]:
    """Supporters whom no question reaches, by name."""
    if not sight.unreachable:
        return ()
    told = say_count(
        "{count} supporter can't be written to, and is passed over. The roster says since when.",
        "{count} supporters can't be written to, and are passed over. The roster says since when.",
        len(sight.unreachable),
    )
    names = sorted(filter(None, (sight.names.get(one, "") for one in sight.unreachable)))
    more = len(names) - _MOST_NAMES
    who = (Plain(literal(", ".join(names[:_MOST_NAMES]))),) if names else ()
    rest = (Plain(say_count("and {count} more", "and {count} more", more)),) if more > 0 else ()
    return (Paragraph((Plain(told), *who, *rest)), Buttons((Button(say("The roster"), Action("roster"), opens=True),)))


def _first(sight: Sight, cases: tuple[Case, ...]) -> tuple[Block, ...]:
    if not cases:
        return (Paragraph((Plain(say("Nothing right now.")),)),)
    more = len(cases) - _MOST
    said = say_count(
        "And {count} more case. It stands next in the list below.",
        "And {count} more cases. They stand next in the list below.",
        more,
    )
    shown = [
        block
        for at, case in enumerate(cases[:_MOST])
        for block in (
            Paragraph(apart(Strong(literal(case.code)), Plain(standing(case)), *_waiting(sight, case))),
            *reason(sight, case),
            _buttons(case, first=at == 0),
        )
    ]
    return (*shown, *((Paragraph((Plain(said),)),) if more > 0 else ()))


def _waiting(sight: Sight, case: Case) -> tuple[Plain, ...]:
    since = waits_since(case, sight.now)
    return (Plain(say("waits for {long}", long=roughly(sight.now - since))),) if since else ()


def reason(sight: Sight, case: Case) -> tuple[Paragraph, ...]:
    """Why it needs somebody who runs the programme, and whom to call; nothing if it doesn't."""
    found = why(case, sight.policy, sight.now)
    if found is None:
        return ()
    words = _why(sight, case, found)
    call = case.supporter is not None and case.step is not Step.NEEDS_COORDINATOR
    spans = (Plain(say("Please call:")), Mention(case.supporter)) if call and case.supporter else ()
    return (Paragraph((Plain(words), *spans)),)


def _why(sight: Sight, case: Case, found: Why) -> Words:
    match found:
        case Why.NEEDS_COORDINATOR:
            return _why_nobody(sight, case)
        case Why.NO_ATTEMPT:
            return say("The first word to the recipient waits.")
        case Why.NEXT_ATTEMPT:
            return say("The next try to reach the recipient waits.")
        case Why.AWAY if case.away is not None:
            return say("Their supporter is away from {first} to {last}.", first=case.away.first, last=case.away.last)
        case Why.AWAY:
            return say("Their supporter is away for long.")
        case Why.CHECK_IN_OVERDUE:
            return say("A check-in waits.")


def _why_nobody(sight: Sight, case: Case) -> Words:
    """Only what the case itself shows; the rules may have excluded some, and nobody is told whom."""
    if case.ask_first:
        return say("Their supporter has left. Please ask whether they want another peer.")
    refused = sum(1 for one in case.offers if one.state in {OfferState.PASSED, OfferState.TIMED_OUT})
    if refused and refused % sight.policy.limits.passes == 0:
        return say_count(
            "{count} question was passed, or not answered in time.",
            "{count} questions were passed, or not answered in time.",
            refused,
        )
    if case.match_by is not None and case.match_by <= sight.now:
        return say("Nobody took it by {when}.", when=case.match_by)
    return say("Nobody is being asked. Please choose somebody, or ask again.")


def _buttons(case: Case, *, first: bool) -> Buttons:
    """``first``: whoever has waited longest has the one button that stands out."""
    close = Button(say("Close the case"), Action("close", case.code, case.turn), opens=True)
    who = Button(say("Show who it is"), Action("reveal", case.code, case.turn), opens=True)
    more = Button(say("Open {code}", code=case.code), Action("desk_case", case.code), opens=True)
    style = "primary" if first else "plain"
    choose = Button(say("Choose a supporter"), Action("assign", case.code, case.turn), style=style, opens=True)
    firsts = absence_choices(case) if case.waits_for_a_word else (choose,)
    return Buttons((*firsts, who, close, more))


def absence_choices(case: Case) -> tuple[Button, Button]:
    """How it goes on while the supporter is away for long; for the recipient, too."""
    return (
        Button(say("It waits for them"), Action("absence_wait", case.code, case.turn), opens=True),
        Button(say("Ask another peer"), Action("absence_another", case.code, case.turn), opens=True),
    )


def _listed(sight: Sight, page: Page[Case]) -> tuple[Block, ...]:
    if not page.items:
        return (Paragraph((Plain(say("No case fits.") if page.wanted.find else say("No open cases.")),)),)
    head = (say("Case"), say("Where it stands"), say("Waits for"), say("Supporter"), say("Next step"))
    return (Table(head, tuple(_row(sight, case) for case in page.items)),)


def _row(sight: Sight, case: Case) -> tuple[Words, ...]:
    since = waits_since(case, sight.now)
    return (
        literal(case.code),
        standing(case),
        roughly(sight.now - since) if since else literal("–"),
        literal(supporter_name(sight, case) or "–"),
        next_step(case),
    )


_NEXT: dict[Move, Words] = {
    Move.MATCH: say("the search goes on"),
    Move.DEADLINE_MISSED: say("it comes to the desk"),
    Move.COORDINATOR_OVERDUE: say("those who run the programme are told"),
    Move.ATTEMPT_DUE: say("the supporter's next word"),
    Move.PLAN_DUE: say("a plan for check-ins, or an end"),
    Move.CHECK_IN_DUE: say("a check-in"),
    Move.RESUME: say("the pause is over"),
}
"""What is to happen next, for each move that an open case can have as its next step."""


def next_step(case: Case) -> Words:
    """What is to happen next, and by when."""
    step = case.next_step
    if step is None:
        return literal("–")
    return say("{what}, by {when}", what=_NEXT[step.move], when=step.due)


def _due(case: Case) -> datetime:
    """When something happens next; every open case has such a moment."""
    assert case.next_step is not None  # noqa: S101 - the law of domain/case.py
    return case.next_step.due


def summary(sight: Sight) -> Words:
    """One line for the coordinator's home."""
    return say_count("{count} case needs you.", "{count} cases need you.", len(needing(sight)))
