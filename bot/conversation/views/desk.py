"""The coordinator's desk: every open case by code, what needs somebody first, and whom to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.flows.matching import ranked
from bot.conversation.views.card import standing
from bot.conversation.views.crisis import who
from bot.domain.case import Case, Reveal, RevealReason, Step
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
    literal,
    say,
    say_count,
)

if TYPE_CHECKING:
    from datetime import datetime

    from bot.conversation.facts import Sight

_MOST = 8  # cases with buttons of their own; the table shows all


def needing(queue: tuple[Case, ...]) -> tuple[Case, ...]:
    """Cases that wait for the coordinator, the longest first; then first attempts that are overdue."""
    waiting = [case for case in queue if case.step is Step.NEEDS_COORDINATOR]
    stalled = [case for case in queue if is_stalled(case)]
    return tuple(sorted(waiting, key=_age) + sorted(stalled, key=_age))


def is_stalled(case: Case) -> bool:
    """An attempt is due, the supporter was asked, and a day later the coordinator was told."""
    outreach = case.step in {Step.ACCEPTED, Step.OUTREACH}
    return outreach and case.next_step is not None and case.next_step.times > 1


def _age(case: Case) -> datetime | int:
    return case.opened_at or 0


def desk(sight: Sight, flash: Words | None = None) -> Form:
    """What needs you now, then every open case."""
    first = needing(sight.queue)
    note: tuple[Block, ...] = (Notice((Plain(flash),), "info"),) if flash else ()
    rest: tuple[Block, ...] = (_table(sight.queue),) if sight.queue else (Paragraph((Plain(say("No open cases.")),)),)
    return Form(
        title=say("The desk"),
        blocks=(*note, Heading(say("What needs you now")), *_first(first), Heading(say("All open cases")), *rest),
    )


def _first(cases: tuple[Case, ...]) -> tuple[Block, ...]:
    if not cases:
        return (Paragraph((Plain(say("Nothing right now.")),)),)
    blocks: list[Block] = []
    for case in cases[:_MOST]:
        blocks += [Paragraph((Strong(literal(case.code)), Plain(standing(case)), *_who_to_call(case))), _buttons(case)]
    return tuple(blocks)


def _who_to_call(case: Case) -> tuple[Plain | Mention, ...]:
    if case.ask_first:
        return (Plain(say("Their supporter has left. Please ask whether they want another peer.")),)
    return (Plain(say("Please call:")), Mention(case.supporter)) if case.supporter and is_stalled(case) else ()


def _buttons(case: Case) -> Buttons:
    close = Button(say("Close"), Action("close", case.code, case.turn), opens=True)
    who = Button(say("Show who it is"), Action("reveal", case.code, case.turn), opens=True)
    if case.step is not Step.NEEDS_COORDINATOR:
        return Buttons((close, who))
    choose = Button(say("Choose a supporter"), Action("assign", case.code, case.turn), style="primary", opens=True)
    return Buttons((choose, close, who))


def _table(queue: tuple[Case, ...]) -> Table:
    head = (say("Case"), say("Where it stands"), say("Next, at the latest"))
    rows = tuple(
        (literal(case.code), standing(case), say("{when}", when=case.next_step.due) if case.next_step else literal(""))
        for case in sorted(queue, key=lambda case: case.next_step.due if case.next_step else sight_end(case))[:100]
    )
    return Table(head, rows)


def sight_end(case: Case) -> datetime:
    """A case without a next step can't be; it would be shown first."""
    assert case.opened_at is not None  # noqa: S101 - only stored cases are in the queue
    return case.opened_at


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
    """Everybody who may be asked, best first, each with one line that says why."""
    setting = Setting(now=sight.now, policy=sight.policy, recipient=sight.case_traits)
    options = ranked(case, sight.candidates, setting)[:_MOST]
    if not options:
        return Form(
            title=say("Nobody can be asked"),
            blocks=(Paragraph((Plain(say("No supporter fits. You can call one yourself, or close the case.")),)),),
        )
    choices = tuple(Choice(member.person, _option(member.name, reasons, free)) for member, reasons, free in options)
    return Form(
        title=say("Choose a supporter"),
        blocks=(Paragraph((Plain(say("Somebody outside their hours is asked when those begin.")),)),),
        fields=(
            OneOf(
                name="supporter", label=say("Best match first"), choices=choices, value=choices[0].value, required=True
            ),
        ),
        submit=Button(say("Ask them"), Action("assign_send", case.code, case.turn), style="primary", opens=True),
    )


def _option(name: str, reasons: tuple[str, ...], free: bool) -> Words:  # noqa: FBT001 - a plain fact of the row
    known = [_REASONS[reason] for reason in reasons if reason in _REASONS][:2]
    values = (*known, literal(""), literal(""))
    if not free:
        return say("{name}: outside hours", name=name)
    if not known:
        return say("{name}", name=name)
    if len(known) == 1:
        return say("{name}: {first}", name=name, first=values[0])
    return say("{name}: {first}, {second}", name=name, first=values[0], second=values[1])


def summary(queue: tuple[Case, ...]) -> Words:
    """One line for the coordinator's home."""
    return say_count("{count} case needs you.", "{count} cases need you.", len(needing(queue)))
