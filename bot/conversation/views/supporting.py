"""Forms of a supporter: an offer's details, the case with the recipient's name, the plan. Nothing is kept in chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.flows.supporting.follow_up import suggested_plan
from bot.conversation.lasting import lasting
from bot.conversation.views.crisis import confidence, danger_button, sheet_button, who
from bot.conversation.views.lines import number
from bot.domain.case import Case, CheckInState, Closing, Origin, Reach, Step, Urgency
from bot.domain.policy import Plan
from bot.ui import (
    Action,
    Block,
    Button,
    Buttons,
    Choice,
    Facts,
    Form,
    Heading,
    Mention,
    Notice,
    OneOf,
    Paragraph,
    Plain,
    Span,
    Strong,
    Words,
    apart,
    say,
    say_count,
)

if TYPE_CHECKING:
    from bot.conversation.facts import Sight
    from bot.domain.policy import Clocks


def details(sight: Sight, case: Case, number: int) -> Form:
    """What taking it would mean; who it is shows only after *Take it*."""
    hours = int(sight.policy.clocks.attempt_asked.total_seconds() // 3600)
    urgent = case.urgency is Urgency.URGENT
    return Form(
        title=say("Can you take this?"),
        blocks=(
            Paragraph(
                (
                    Strong(
                        say("Please reach out right away.")
                        if urgent
                        else say("Please reach out within {hours} hours.", hours=hours)
                    ),
                )
            ),
            Paragraph(
                (
                    Plain(say("You see who it is after you take it.")),
                    Plain(say("If you know them too well, hand it back.")),
                )
            ),
            Paragraph((Plain(say("Most people want one to three talks.")),), quiet=True),
            Buttons(
                (
                    Button(say("Take it"), Action("take", case.code, number), style="primary", opens=True),
                    Button(say("Pass"), Action("pass", case.code, number)),
                )
            ),
        ),
    )


def moved_on(flash: Words | None = None) -> Form:
    """For a late or foreign press: nothing changed, and nothing is shown."""
    note: tuple[Block, ...] = (Notice((Plain(flash),), "info"),) if flash else ()
    return Form(
        title=say("Taken care of"),
        blocks=(
            *note,
            Paragraph(
                (Strong(say("This is already settled.")), Plain(say("There is nothing left to do here. Thank you.")))
            ),
        ),
    )


def case_card(sight: Sight, case: Case, flash: Words | None = None) -> Form:
    """The one place where the recipient's name appears, for the one who took the case."""
    note: tuple[Block, ...] = (Notice((Plain(flash),), "info"),) if flash else ()
    return Form(
        title=say("Your case {code}", code=case.code),
        blocks=(
            *note,
            Paragraph((Strong(say("Who:")), who(case.recipient))),
            Facts(_facts(case, sight.policy.numbers_of)),
            *_guidance(sight, case),
            Buttons((sheet_button(),)),
            *_moves(case),
            Paragraph((Plain(say("Please take no notes, and don't ask for clinical details.")),), quiet=True),
        ),
    )


def _facts(case: Case, region: str) -> tuple[tuple[Words, tuple[Span, ...]], ...]:
    rows: list[tuple[Words, tuple[Span, ...]]] = [
        (say("How to reach them"), _reach(case, region)),
        (say("Where it stands"), (Plain(standing(case)),)),
    ]
    if case.named and case.referrer:
        rows.append((say("Suggested by"), apart(Mention(case.referrer), Plain(say("They may be named.")))))
    if case.next_step is not None and case.is_open:
        rows.append((say("Next step by"), (Plain(say("{when}", when=case.next_step.due)),)))
    return tuple(rows)


def _reach(case: Case, region: str) -> tuple[Span, ...]:
    if case.origin is not Origin.SELF:
        return (Plain(say("As you usually would: chat, phone or in person.")),)
    match case.wishes.reach:
        case Reach.CHAT:
            return (Plain(say("By chat")),)
        case Reach.PHONE:
            given = number(case.wishes.phone, region) if case.wishes.phone else ()
            return apart(Plain(say("By phone")), *given)
        case Reach.IN_PERSON:
            return (Plain(say("In person")),)


def standing(case: Case) -> Words:
    """Where a case stands, in words that name nobody."""
    tried = say_count("{count} attempt made", "{count} attempts made", len(case.attempts))
    done = sum(1 for one in case.check_ins if one.state is CheckInState.DONE)
    labels: dict[Step, Words] = {
        Step.SUGGESTED: say("Being prepared"),
        Step.MATCHING: say("Looking for a peer"),
        Step.WAITING: say("Waiting for opening hours"),
        Step.OFFERED: say("A peer is being asked"),
        Step.NEEDS_COORDINATOR: say("Needs the coordinator"),
        Step.ACCEPTED: say("Accepted, not yet reached out"),
        Step.OUTREACH: tried,
        Step.CONNECTED: say("In touch"),
        Step.FOLLOW_UP: say_count("{count} check-in done", "{count} check-ins done", done)
        if done
        else say("In touch, the first check-in is to come"),
        Step.PAUSED: say("Paused, as the recipient wished"),
        Step.CLOSED: say("Closed"),
        Step.PURGED: say("Forgotten"),
    }
    return labels[case.step]


_OPENERS: dict[Origin, Words] = {
    Origin.SELF: say("“You asked for a peer, and I'm glad you did. When would a short talk suit you?”"),
    Origin.COLLEAGUE: say("“I'm with peer support. A colleague thought you might like to talk. No is fine, too.”"),
    Origin.INCIDENT_LIST: say(
        "“I'm with peer support. After some events we contact everyone who was there. Would a talk help? No is fine.”"
    ),
    Origin.COORDINATOR: say("“I'm with peer support. We thought of you. Would a short talk help? No is fine, too.”"),
}
"""Each says only what is true for who asked."""


def _guidance(sight: Sight, case: Case) -> tuple[Block, ...]:
    """An opener that says only what is true for this origin, and the limits of confidence before anything is told."""
    if case.step not in {Step.ACCEPTED, Step.OUTREACH}:
        return ()
    return (
        Heading(say("A first message, in your words")),
        Paragraph((Plain(_OPENERS[case.origin]),)),
        Heading(say("Say this first")),
        *confidence(sight.policy, case),
    )


def _moves(case: Case) -> tuple[Block, ...]:
    """The one next step and what is ordinary; then what ends it; last and apart, where help comes from at once."""
    if case.step not in _NEXT:
        return ()
    rows = (_NEXT[case.step], _ENDS[case.step], ("backup", "crisis"))
    return tuple(Buttons(tuple(_move(name, case, first=name == rows[0][0]) for name in row)) for row in rows)


_NEXT: dict[Step, tuple[str, ...]] = {
    Step.ACCEPTED: ("contact", "attempt", "pause", "guide"),
    Step.OUTREACH: ("contact", "attempt", "pause", "guide"),
    Step.CONNECTED: ("plan", "pause", "guide"),
    Step.FOLLOW_UP: ("check_in", "move", "plan", "pause", "guide"),
    Step.PAUSED: ("resume", "pause", "guide"),
}
"""What can be done at each step; the first is what the case waits for."""
_ENDS: dict[Step, tuple[str, ...]] = {
    Step.ACCEPTED: ("decline", "hand_back"),
    Step.OUTREACH: ("decline", "hand_back"),
    Step.CONNECTED: ("close", "hand_back"),
    Step.FOLLOW_UP: ("close", "hand_back"),
    Step.PAUSED: ("close", "hand_back"),
}
_LABELS: dict[str, Words] = {
    "contact": say("We were in touch"),
    "check_in": say("We were in touch"),
    "attempt": say("I tried to reach them"),
    "plan": say("Plan check-ins"),
    "move": say("Move the check-in"),
    "resume": say("They want to go on"),
    "pause": say("Later"),
    "decline": say("They'd rather not"),
    "close": say("Close the case"),
    "hand_back": say("Hand it back"),
    "backup": say("Page clinical back-up"),
}


def _move(name: str, case: Case, *, first: bool) -> Button:
    if name == "crisis":
        return danger_button()
    if name == "guide":
        return Button(say("How to: the guide"), Action("guide"), opens=True)
    style = "primary" if first else "plain"
    return Button(_LABELS[name], Action(name, case.code, case.turn), style=style, opens=True)


def plan_form(sight: Sight, case: Case) -> Form:
    """How to stay in touch after contact."""
    plans = sight.policy.plans
    choices = (
        Choice(Plan.LIGHT.value, say("Light: on days {days}", days=_days(plans[Plan.LIGHT]))),
        Choice(Plan.STANDARD.value, say("Standard: on days {days}", days=_days(plans[Plan.STANDARD]))),
        Choice(Plan.LONG.value, say("Long: on days {days}, then as often again", days=_days(plans[Plan.LONG]))),
        Choice(Plan.NONE.value, say("None: we are done, close the case")),
    )
    return Form(
        title=say("Plan check-ins"),
        blocks=(Paragraph((Plain(say("You'll be reminded. They won't hear from the bot.")),)),),
        fields=(
            OneOf(
                name="plan", label=say("How often?"), choices=choices, value=suggested_plan(case).value, required=True
            ),
        ),
        submit=Button(say("Save"), Action("plan_send", case.code, case.turn), style="primary", opens=True),
    )


def _days(days: tuple[int, ...]) -> str:
    """Counted from contact, as the site has set them."""
    return ", ".join(str(day) for day in days)


CLOSINGS: dict[Closing, Words] = {
    Closing.COMPLETED: say("We are done"),
    Closing.DECLINED: say("They would rather not"),
    Closing.REFERRED_ON: say("They have other help now"),
    Closing.REDIRECTED: say("Peer support was not what they needed"),
}


def closings(case: Case | None) -> dict[Closing, Words]:
    """How a case can be said to have ended; without a supporter nothing was completed."""
    if case is None or case.supporter is not None:
        return CLOSINGS
    nobody = {Closing.UNMATCHED: say("Nobody could be found")}
    return nobody | {closing: label for closing, label in CLOSINGS.items() if closing is not Closing.COMPLETED}


def decline_form(case: Case, clocks: Clocks) -> Form:
    """What a no means, before it is noted."""
    rest = say("The case closes, and colleagues can't suggest them for {rest}.", rest=lasting(clocks.decline_rest))
    return Form(
        title=say("They'd rather not?"),
        blocks=(
            Paragraph((Strong(rest), Plain(say("They can still ask for themselves at any time.")))),
            Paragraph((Plain(say("A no is never counted against anyone. It can't be taken back here.")),)),
        ),
        submit=Button(
            say("Yes, close it"), Action("decline", case.code, case.turn, _SURE), style="primary", opens=True
        ),
    )


def last_check_in_form(case: Case, clocks: Clocks) -> Form:
    """That the case closes with it, before it does; and the way to go on."""
    return Form(
        title=say("The last check-in"),
        blocks=(
            Paragraph(
                (
                    Strong(say("This is the last one that is planned: the case closes with it.")),
                    Plain(_forgotten(clocks)),
                )
            ),
            Buttons((Button(say("Plan check-ins"), Action("plan", case.code, case.turn), opens=True),)),
        ),
        submit=Button(
            say("Yes, close it"), Action("check_in", case.code, case.turn, _SURE), style="primary", opens=True
        ),
    )


_SURE = (("sure", ("yes",)),)


def _forgotten(clocks: Clocks) -> Words:
    return say("It can't be opened again, and is forgotten after {purge}.", purge=lasting(clocks.purge))


def close_form(case: Case, clocks: Clocks) -> Form:
    """Why it ends, as a choice; nothing is written down."""
    choices = tuple(Choice(closing.value, label) for closing, label in closings(case).items())
    return Form(
        title=say("Close the case"),
        blocks=(Paragraph((Plain(_forgotten(clocks)),)),),
        fields=(
            OneOf(
                name="closing",
                label=say("How did it end?"),
                choices=choices,
                value=choices[0].value,
                required=True,
            ),
        ),
        submit=Button(say("Close the case"), Action("close_send", case.code, case.turn), style="primary", opens=True),
    )


BEFORE_IT_ENDS = (close_form, decline_form, last_check_in_form)
"""What is read before a case ends; each is made of the case and the policy's clocks."""
