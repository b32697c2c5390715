"""The coordinator's desk: every open case by code, what needs somebody first, and whom to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.events import DisclosureReason
from bot.conversation.flows.matching import ranked
from bot.conversation.views.card import standing
from bot.conversation.views.crisis import who
from bot.domain.case import Case, HoldReason, Reveal, RevealReason, Step
from bot.domain.eligibility import Setting
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

    from bot.conversation.events import DisclosureLapsed
    from bot.conversation.facts import Sight

_MOST_CHOICES = 100
_MOST = 8  # cases with buttons of their own; the table shows all


def needing(queue: tuple[Case, ...]) -> tuple[Case, ...]:
    """Cases that wait for the coordinator, the longest first; then first attempts that are overdue."""
    waiting = [case for case in queue if case.step is Step.NEEDS_COORDINATOR]
    stalled = [case for case in queue if is_stalled(case)]
    return tuple(sorted(waiting, key=_age) + sorted(stalled, key=_age))


def others(sight: Sight) -> tuple[Case, ...]:
    """The queue without the reader's own case: whoever runs the programme is a recipient like any other."""
    return tuple(case for case in sight.queue if case.recipient != sight.person)


def is_stalled(case: Case) -> bool:
    """An attempt is due, the supporter was asked, and a day later the coordinator was told."""
    outreach = case.step in {Step.ACCEPTED, Step.OUTREACH}
    return outreach and case.next_step is not None and case.next_step.times > 1


def _age(case: Case) -> datetime | int:
    return case.opened_at or 0


def desk(sight: Sight, flash: Words | None = None) -> Form:
    """What needs you now, then every open case."""
    queue = others(sight)
    first = needing(queue)
    note: tuple[Block, ...] = (Notice((Plain(flash),), "info"),) if flash else ()
    rest: tuple[Block, ...] = (_table(queue),) if queue else (Paragraph((Plain(say("No open cases.")),)),)
    return Form(
        title=say("The desk"),
        blocks=(
            *note,
            Heading(say("What needs you now")),
            *_first(first),
            Heading(say("All open cases")),
            *rest,
            *_kept(sight),
            Buttons((Button(say("Group sessions"), Action("sessions_desk"), opens=True),)),
        ),
    )


def _kept(sight: Sight) -> tuple[Block, ...]:
    """Cases with a legal hold, open or closed, by code."""
    codes = ", ".join(one.code for one in sight.held if one.is_held)
    return (Paragraph((Plain(say("Under a legal hold: {codes}", codes=codes)),)),) if codes else ()


def _first(cases: tuple[Case, ...]) -> tuple[Block, ...]:
    if not cases:
        return (Paragraph((Plain(say("Nothing right now.")),)),)
    return tuple(
        block
        for at, case in enumerate(cases[:_MOST])
        for block in (
            Paragraph(apart(Strong(literal(case.code)), Plain(standing(case)))),
            *_who_to_call(case),
            _buttons(case, first=at == 0),
        )
    )


def _who_to_call(case: Case) -> tuple[Paragraph, ...]:
    if case.ask_first:
        return (Paragraph((Plain(say("Their supporter has left. Please ask whether they want another peer.")),)),)
    if case.supporter and is_stalled(case):
        return (Paragraph((Plain(say("Please call:")), Mention(case.supporter))),)
    return ()


def _buttons(case: Case, *, first: bool) -> Buttons:
    """``first``: whoever has waited longest has the one button that stands out."""
    close = Button(say("Close the case"), Action("close", case.code, case.turn), opens=True)
    who = Button(say("Show who it is"), Action("reveal", case.code, case.turn), opens=True)
    style = "primary" if first else "plain"
    choose = Button(say("Choose a supporter"), Action("assign", case.code, case.turn), style=style, opens=True)
    return Buttons((choose, who, close))


def _table(queue: tuple[Case, ...]) -> Table:
    head = (say("Case"), say("Where it stands"), say("Next, at the latest"))
    rows = tuple(
        (literal(case.code), standing(case), say("{when}", when=case.next_step.due) if case.next_step else literal(""))
        for case in sorted(queue, key=_due)[:100]
    )
    return Table(head, rows)


def _due(case: Case) -> datetime:
    """When something happens next; every open case has such a moment."""
    assert case.next_step is not None  # noqa: S101 - the law of domain/case.py
    return case.next_step.due


REASONS: dict[RevealReason, Words] = {
    RevealReason.SAFETY: say("Somebody may be in danger"),
    RevealReason.UNREACHABLE: say("The supporter can't be reached"),
    RevealReason.CALLED: say("The recipient called us"),
    RevealReason.CONFLICT: say("Who may support whom"),
    RevealReason.LEGAL: say("A legal duty"),
}
"""Why a name may be looked up; the recipient and the director read the same words."""


def reveal_form(sight: Sight, case: Case) -> Form:
    """A name is shown with a reason only, and the reason is kept."""
    minutes = int(sight.policy.clocks.reveal.total_seconds() // 60)
    choices = tuple(Choice(reason.value, label) for reason, label in REASONS.items())
    return Form(
        title=say("Show who it is"),
        blocks=(
            Paragraph((Strong(say("This is recorded.")), Plain(say("The recipient and the director can see it.")))),
            Paragraph(
                (
                    Plain(say("You can open it again for {minutes} minutes.", minutes=minutes)),
                    Plain(say("You can't become the supporter.")),
                )
            ),
        ),
        fields=(OneOf(name="reason", label=say("Why?"), choices=choices, required=True),),
        submit=Button(say("Show who it is"), Action("reveal_send", case.code, case.turn), style="danger", opens=True),
    )


def revealed(sight: Sight, case: Case) -> Form:
    """Whose case it is, for a short while."""
    opened = latest_reveal(sight, case)
    until = opened.at + sight.policy.clocks.reveal if opened else sight.now
    return Form(
        title=say("Who it is"),
        blocks=(
            Paragraph((Strong(say("Who:")), who(case.recipient))),
            Paragraph((Plain(say("You can open this again until {until}.", until=until)),), quiet=True),
            Buttons((Button(say("Open the desk"), Action("desk"), opens=True),)),
        ),
    )


def latest_reveal(sight: Sight, case: Case) -> Reveal | None:
    """The one by which this person may still open it; None when its time is over."""
    own = [one for one in case.reveals if one.by == sight.person]
    return own[-1] if own and sight.now < own[-1].at + sight.policy.clocks.reveal else None


_REASONS: dict[str, Words] = {
    "profession": say("same profession"),
    "specialty": say("same specialty"),
    "cluster": say("related specialty"),
    "language": say("language asked for"),
    "gender": say("gender asked for"),
    "site": say("same site"),
    "other_unit": say("another unit"),
}


def assign_form(sight: Sight, case: Case) -> Form:
    """Everybody who may be asked, soonest first, each with one line that says when, and why."""
    setting = Setting(now=sight.now, policy=sight.policy, recipient=sight.case_traits)
    options = ranked(case, sight.candidates, setting)[:_MOST]
    if not options:
        return Form(
            title=say("Nobody can be asked"),
            blocks=(Paragraph((Plain(say("No supporter fits. You can call one yourself, or close the case.")),)),),
        )
    choices = tuple(Choice(member.person, _option(member.name, reasons, opens)) for member, reasons, opens in options)
    return Form(
        title=say("Choose a supporter"),
        blocks=(Paragraph((Plain(say("Somebody outside their hours is asked when those begin.")),)),),
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


def _option(name: str, reasons: tuple[str, ...], opens: datetime | None) -> Words:
    """When they can be asked, then why they."""
    line = say("now") if opens is None else say("from {when}", when=opens)
    known = [_REASONS[reason] for reason in reasons if reason in _REASONS]
    for reason in known[: 2 if opens is None else 1]:
        line = Words("{line}, {reason}", (("line", line), ("reason", reason)))
    return say("{name}: {what}", name=name, what=line)


def summary(sight: Sight) -> Words:
    """One line for the coordinator's home."""
    return say_count("{count} case needs you.", "{count} cases need you.", len(needing(others(sight))))


HOLD_REASONS: dict[HoldReason, Words] = {
    HoldReason.COURT: say("A lawsuit, or one to be expected"),
    HoldReason.AUTHORITY: say("An authority asks for it"),
    HoldReason.INQUIRY: say("An inquiry that counsel ordered"),
}
"""Why a case is kept; the recipient reads the same words."""


def holds(sight: Sight, flash: Words | None = None) -> Form:
    """Every case with a legal hold, by code; what a second person has to say; and one to choose for a new one."""
    note: tuple[Block, ...] = (Notice((Plain(flash),), "info"),) if flash else ()
    rows = tuple(block for case in sight.held[:_MOST] for block in _hold(case))
    nothing: tuple[Block, ...] = (Paragraph((Plain(say("No case is held.")),)),)
    free = tuple(one for one in sight.holdable if one.hold is None)[:_MOST_CHOICES]
    choices = tuple(Choice(one.code, literal(one.code)) for one in free)
    return Form(
        title=say("Legal holds"),
        blocks=(
            *note,
            Paragraph((Plain(say("A held case is not erased, until two people lift the hold. Two people set it.")),)),
            *(rows or nothing),
        ),
        fields=(OneOf(name="case", label=say("Hold another case"), choices=choices, required=True),) if choices else (),
        submit=Button(say("Continue"), Action("hold"), opens=True) if choices else None,
    )


def _hold(case: Case) -> tuple[Block, ...]:
    if case.hold is None:
        return ()
    lift = Button(say("Lift the hold"), Action("hold_lift", case.code), opens=True)
    confirm = Button(say("Confirm the hold"), Action("hold_confirm", case.code), opens=True)
    agree = Button(say("Yes, lift it"), Action("hold_lift", case.code), opens=True)
    drop = Button(say("Drop it"), Action("hold_lift", case.code), opens=True)
    if case.hold.confirmed_by is None:
        stands, buttons = say("somebody else has to confirm it"), (confirm, drop)
    elif case.hold.lift_by is None:
        stands, buttons = say("held since {when}", when=case.hold.asked_at.date()), (lift,)
    else:
        stands, buttons = say("somebody else has to agree to lift it"), (agree,)
    return (
        Paragraph(apart(Strong(literal(case.code)), Plain(HOLD_REASONS[case.hold.reason]), Plain(stands))),
        Buttons(buttons),
    )


def hold_form(case: Case) -> Form:
    """Why this case has to be kept."""
    choices = tuple(Choice(reason.value, label) for reason, label in HOLD_REASONS.items())
    return Form(
        title=say("Hold case {code}", code=case.code),
        blocks=(
            Paragraph(
                (Strong(say("This is recorded.")), Plain(say("The recipient can read that it is held, and why.")))
            ),
        ),
        fields=(OneOf(name="reason", label=say("Why?"), choices=choices, required=True),),
        submit=Button(say("Ask for the hold"), Action("hold_send", case.code), style="danger", opens=True),
    )


DISCLOSURE_REASONS: dict[DisclosureReason, Words] = {
    DisclosureReason.COURT: say("A court orders it"),
    DisclosureReason.AUTHORITY: say("An authority asks for it"),
    DisclosureReason.PERSON: say("The person asked for it"),
}


def disclosures(sight: Sight, flash: Words | None = None) -> Form:
    """Requests of the administrator to print what is kept about somebody: a code and a reason, no name."""
    note: tuple[Block, ...] = (Notice((Plain(flash),), "info"),) if flash else ()
    rows = tuple(block for one in sight.disclosures[:_MOST] for block in _disclosure(one))
    nothing: tuple[Block, ...] = (Paragraph((Plain(say("No request waits for you.")),)),)
    return Form(
        title=say("Disclosures"),
        blocks=(
            *note,
            Paragraph((Plain(say("Your administrator asks to print all that is kept about one person, once.")),)),
            Paragraph((Plain(say("Say yes only if you know of the request by another way, by its code.")),)),
            *(rows or nothing),
        ),
    )


def _disclosure(one: DisclosureLapsed) -> tuple[Block, ...]:
    draft = (("key", (one.key,)),)
    yes = Button(say("Yes, it may be printed"), Action("disclosure_yes", draft=draft), style="danger", opens=True)
    no = Button(say("No"), Action("disclosure_no", draft=draft), opens=True)
    return (Paragraph(apart(Strong(literal(one.key)), Plain(DISCLOSURE_REASONS[one.reason]))), Buttons((yes, no)))


def oversight(sight: Sight) -> tuple[Block, ...]:
    """On the home of those who answer for it: the holds, and a request that waits."""
    waiting = (Strong(say("Somebody asks you to agree to a disclosure.")),) if sight.disclosures else ()
    answer = (Button(say("Disclosures"), Action("disclosures"), opens=True),) if sight.disclosures else ()
    pending = [one for one in sight.held if one.hold and (one.hold.confirmed_by is None or one.hold.lift_by)]
    asked = (Strong(say("A legal hold waits for a second person.")),) if pending else ()
    said = tuple(Paragraph((one,)) for one in (*waiting, *asked))
    return (*said, Buttons((*answer, Button(say("Legal holds"), Action("holds"), opens=True))))
