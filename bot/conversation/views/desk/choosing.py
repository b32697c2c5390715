"""Whom to ask: everybody who may be asked for a case, soonest first, each with why; found by name if they are many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.flows.matching.offering import rank_candidates
from bot.conversation.views.desk.paging import page_of
from bot.domain.eligibility import MatchContext
from bot.ui import (
    CHOICES,
    Action,
    Button,
    Buttons,
    Choice,
    Form,
    OneOf,
    Paragraph,
    Plain,
    ShortText,
    Words,
    say,
    say_count,
)

if TYPE_CHECKING:
    from datetime import datetime

    from bot.conversation.facts import Sight
    from bot.conversation.views.desk.paging import Wanted
    from bot.domain.case import Case
    from bot.ui import Block

_REASONS: dict[str, Words] = {
    "profession": say("same profession"),
    "specialty": say("same specialty"),
    "cluster": say("related specialty"),
    "language": say("language asked for"),
    "gender": say("gender asked for"),
    "site": say("same site"),
    "other_unit": say("another unit"),
}


def assign_form(sight: Sight, case: Case, wanted: Wanted) -> Form:
    """Everybody who may be asked, soonest first, each with one line that says when, and why."""
    setting = MatchContext(now=sight.now, policy=sight.policy, recipient=sight.case_traits)
    reached = tuple(one for one in sight.candidates if one.member.person not in sight.unreachable)
    every = rank_candidates(case, reached, setting)
    page = page_of(every, wanted, size=CHOICES, texts=lambda one: (one[0].name,))
    if not every:
        return Form(
            title=say("Nobody can be asked"),
            blocks=(Paragraph((Plain(say("No supporter fits. You can call one yourself, or close the case.")),)),),
        )
    choices = tuple(Choice(one.person, _option(one.name, reasons, opens)) for one, reasons, opens in page.items)
    hours = Paragraph((Plain(say("Somebody outside their hours is asked when those begin.")),))
    if not choices:
        return Form(title=say("Choose a supporter"), blocks=(_nobody_of(wanted), _search(case)))
    return Form(
        title=say("Choose a supporter"),
        blocks=(hours, *_others(case, page.total - len(choices), searched=bool(wanted.find))),
        fields=(
            OneOf(
                name="supporter",
                label=say("Soonest first, then best match"),
                choices=choices,
                value=choices[0].value,
                required=True,
            ),
        ),
        submit=Button(say("Ask them"), Action("assign_send", case.code, case.turn), style="primary", opens=True),
    )


def _others(case: Case, more: int, *, searched: bool) -> tuple[Block, ...]:
    """How many are not in the choice, and how they are found."""
    told = say_count(
        "And {count} more may be asked. Find them by name.", "And {count} more may be asked. Find them by name.", more
    )
    said = (Paragraph((Plain(told),)),) if more > 0 else ()
    return (*said, _search(case)) if said or searched else ()


def _nobody_of(wanted: Wanted) -> Paragraph:
    return Paragraph((Plain(say("Nobody who may be asked is called so: {what}", what=wanted.find)),))


def _search(case: Case) -> Buttons:
    return Buttons((Button(say("Find by name"), Action("assign_find", case.code, case.turn), opens=True),))


def find_form(case: Case) -> Form:
    """A part of the name, of somebody who may be asked."""
    return Form(
        title=say("Find a supporter"),
        fields=(ShortText(name="find", label=say("A part of their name"), required=True),),
        submit=Button(say("Find"), Action("assign", case.code, case.turn), style="primary", opens=True),
    )


def _option(name: str, reasons: tuple[str, ...], opens: datetime | None) -> Words:
    """When they can be asked, then why they."""
    line = say("now") if opens is None else say("from {when}", when=opens)
    known = [_REASONS[reason] for reason in reasons if reason in _REASONS]
    for reason in known[: 2 if opens is None else 1]:
        line = Words("{line}, {reason}", (("line", line), ("reason", reason)))
    return say("{name}: {what}", name=name, what=line)
