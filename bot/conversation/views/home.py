"""Everybody's home: the door and the crisis line first, then what one's own roles bring. Never a recipient's name."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from bot.conversation.views.card import standing
from bot.conversation.views.crisis import confidence, crisis_notice, with_danger
from bot.conversation.views.desk import summary
from bot.conversation.views.entry import ask_button, suggest_button
from bot.domain.case import Case, Move, Origin, Step
from bot.domain.hours import DAYS
from bot.domain.people import Role
from bot.ui import (
    Action,
    Block,
    Button,
    Buttons,
    DayField,
    Form,
    Heading,
    Home,
    Notice,
    Paragraph,
    Plain,
    ShortText,
    Strong,
    Table,
    Words,
    literal,
    say,
)

if TYPE_CHECKING:
    from bot.conversation.facts import Sight
    from bot.domain.hours import Window
    from bot.domain.people import Supporter
    from bot.domain.policy import Policy


def home(sight: Sight) -> Home:
    """What this person finds when they look."""
    return Home(
        (
            crisis_notice(sight.policy),
            *confidence(sight.policy),
            *_own(sight),
            *_coordinating(sight),
            *_supporting(sight),
            Heading(say("For you and your colleagues")),
            with_danger(ask_button(), suggest_button()),
        )
    )


def unavailable(policy: Policy) -> Home:
    """When the store can't be read: the crisis line and the door, which need nothing."""
    return Home(
        (
            crisis_notice(policy),
            Notice((Plain(say("Your page can't be shown right now. Please try again in a few minutes.")),), "warning"),
            with_danger(ask_button(), suggest_button()),
        )
    )


def _own(sight: Sight) -> tuple[Block, ...]:
    """Only somebody who asked for themselves finds their case here; a referred recipient hears from a human first."""
    case = sight.own_case
    if case is None or case.origin is not Origin.SELF:
        return ()
    return (
        Heading(say("Your request")),
        Paragraph((Plain(own_standing(case)),)),
        Buttons((Button(say("Open"), Action("own", case.code), style="primary", opens=True),)),
    )


def own_standing(case: Case) -> Words:
    """Where the recipient's own case stands, with what happens next; no more than is true."""
    following, due = case.next_step, case.match_by
    if following and following.move is Move.DEADLINE_MISSED:
        due = following.due
    if case.step is Step.WAITING and following and following.move is Move.MATCH:
        return say("Peers can be asked again from {opening}.", opening=following.due)
    if case.step in {Step.MATCHING, Step.WAITING, Step.OFFERED} and due:
        return say(
            "A peer is being asked. If nobody has taken it by {deadline}, the coordinator steps in.", deadline=due
        )
    if case.step is Step.NEEDS_COORDINATOR:
        return say("The coordinator is looking for a peer for you.")
    if case.step is Step.ACCEPTED:
        return say("A peer has taken your request and will reach out to you.")
    if case.step is Step.OUTREACH:
        return say("A peer has tried to reach you.")
    return say("You are in touch with a peer.")


def own_card(sight: Sight, case: Case, flash: Words | None = None) -> Form:
    """My request: where it stands, and ending it."""
    note: tuple[Block, ...] = (Notice((Plain(flash),), "info"),) if flash else ()
    end: tuple[Block, ...] = (
        Buttons((Button(say("End my request"), Action("withdraw", case.code), style="danger", opens=True),)),
    )
    return Form(
        title=say("Your request"),
        blocks=(
            *note,
            Paragraph((Plain(own_standing(case) if case.is_open else say("Your request has ended.")),)),
            *(end if case.is_open else ()),
            crisis_notice(sight.policy),
        ),
    )


def _coordinating(sight: Sight) -> tuple[Block, ...]:
    if not sight.holds(Role.COORDINATOR, Role.DEPUTY):
        return ()
    return (
        Heading(say("Coordination")),
        Paragraph((Strong(summary(sight.queue)),)),
        Buttons((Button(say("Open the desk"), Action("desk"), style="primary", opens=True),)),
    )


def _supporting(sight: Sight) -> tuple[Block, ...]:
    if sight.member is None or sight.member.supporter is None:
        return ()
    return (
        Heading(say("Supporting")),
        *_offers(sight.offered),
        *_cases(sight.supported),
        Paragraph((Plain(_availability(sight.member.supporter)),), quiet=True),
        Buttons((Button(say("Hours and leave"), Action("hours"), opens=True),)),
    )


def _offers(cases: tuple[Case, ...]) -> tuple[Block, ...]:
    return (Notice((Plain(say("You have been asked. Please see your messages.")),), "info"),) if cases else ()


def _cases(cases: tuple[Case, ...]) -> tuple[Block, ...]:
    if not cases:
        return (Paragraph((Plain(say("You have no open case.")),)),)
    head = (say("Case"), say("Where it stands"), say("Next, at the latest"))
    rows = tuple(
        (literal(case.code), standing(case), say("{when}", when=case.next_step.due) if case.next_step else literal(""))
        for case in cases
    )
    buttons = tuple(
        Button(say("Open {code}", code=case.code), Action("open", case.code), style="primary", opens=True)
        for case in cases
    )
    return (Table(head, rows), Buttons(buttons[:5]))


def _availability(supporter: Supporter) -> Words:
    if supporter.leave:
        return say("Away from {first} to {last}.", first=supporter.leave[0].first, last=supporter.leave[0].last)
    if not supporter.hours:
        return say("You can be asked every day.")
    return say("You can be asked: {hours}", hours=hours_text(supporter.hours))


def hours_text(hours: tuple[Window, ...]) -> str:
    """Hours as they are typed: ``Mon-Fri 08:00-18:00; Sat 09:00-12:00``."""
    days: dict[str, list[int]] = {}
    for one in hours:
        ends = "24:00" if one.ends == time.max else f"{one.ends:%H:%M}"
        days.setdefault(f"{one.starts:%H:%M}-{ends}", []).append(one.weekday)
    return "; ".join(f"{_days(run)} {span}" for span, weekdays in days.items() for run in _runs(sorted(weekdays)))


def _runs(weekdays: list[int]) -> list[list[int]]:
    """Neighbouring days together: [0, 1, 2, 5] is [[0, 1, 2], [5]]."""
    runs: list[list[int]] = []
    for day in weekdays:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _days(run: list[int]) -> str:
    return DAYS[run[0]] if len(run) == 1 else f"{DAYS[run[0]]}-{DAYS[run[-1]]}"


def hours_form(sight: Sight) -> Form:
    """When I can be asked, and when I am away: under a minute."""
    supporter = sight.member.supporter if sight.member else None
    leave = supporter.leave[0] if supporter and supporter.leave else None
    return Form(
        title=say("Hours and leave"),
        blocks=(Paragraph((Plain(say("You are never asked at night. Outside these hours others are asked.")),)),),
        fields=(
            ShortText(
                name="hours",
                label=say("Hours, such as Mon-Fri 08:00-18:00"),
                value=hours_text(supporter.hours) if supporter else "",
                hint=say("Several are joined by a semicolon. Empty means every day."),
                longest=200,
            ),
            DayField(name="away_from", label=say("Away from"), value=leave.first if leave else None),
            DayField(name="away_to", label=say("Away to"), value=leave.last if leave else None),
        ),
        submit=Button(say("Save"), Action("hours_send"), style="primary", opens=True),
    )
