"""Oversight: looks at a name, legal holds and disclosures, each with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.events.oversight import DisclosureReason
from bot.conversation.views.crisis import who
from bot.conversation.views.desk.paging import FIRST, Wanted, page_of, turning
from bot.domain.case import Case, HoldReason, Reveal, RevealReason
from bot.domain.hours import day_in
from bot.ui import (
    Action,
    Block,
    Button,
    Buttons,
    Choice,
    Form,
    Notice,
    OneOf,
    Paragraph,
    Plain,
    ShortText,
    Strong,
    Words,
    apart,
    literal,
    say,
)

if TYPE_CHECKING:
    from bot.conversation.events.oversight import DisclosureRequested
    from bot.conversation.facts import Sight

PAGE = 8  # holds, or requests, on a page; each has buttons
_MOST_CHOICES = 100

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


HOLD_REASONS: dict[HoldReason, Words] = {
    HoldReason.COURT: say("A lawsuit, or one to be expected"),
    HoldReason.AUTHORITY: say("An authority asks for it"),
    HoldReason.INQUIRY: say("An inquiry that counsel ordered"),
}
"""Why a case is kept; the recipient reads the same words."""


def holds(sight: Sight, flash: Words | None = None, wanted: Wanted = FIRST) -> Form:
    """Every case with a legal hold, by code; what a second person has to say; and one to choose for a new one."""
    note: tuple[Block, ...] = (Notice((Plain(flash),), "info"),) if flash else ()
    page = page_of(sight.held, wanted, size=PAGE, texts=lambda case: (case.code,))
    rows = tuple(block for case in page.items for block in _hold(case, sight.zone))
    nothing: tuple[Block, ...] = (Paragraph((Plain(say("No case is held.")),)),)
    free = tuple(one for one in sight.holdable if one.hold is None)
    choices = tuple(Choice(one.code, literal(one.code)) for one in free[:_MOST_CHOICES])
    more = len(free) - _MOST_CHOICES
    written = ShortText(name="code", label=say("Or its code: not all are in the list"))
    return Form(
        title=say("Legal holds"),
        blocks=(
            *note,
            Paragraph((Plain(say("A held case is not erased, until two people lift the hold. Two people set it.")),)),
            *(rows or nothing),
            *turning(page, "holds"),
        ),
        fields=(
            OneOf(name="case", label=say("Hold another case"), choices=choices, required=more <= 0),
            *((written,) if more > 0 else ()),
        )
        if choices
        else (),
        submit=Button(say("Continue"), Action("hold"), opens=True) if choices else None,
    )


def _hold(case: Case, zone: str) -> tuple[Block, ...]:
    if case.hold is None:
        return ()
    lift = Button(say("Lift the hold"), Action("hold_lift", case.code), opens=True)
    confirm = Button(say("Confirm the hold"), Action("hold_confirm", case.code), opens=True)
    agree = Button(say("Yes, lift it"), Action("hold_lift", case.code), opens=True)
    drop = Button(say("Drop it"), Action("hold_lift", case.code), opens=True)
    if case.hold.confirmed_by is None:
        stands, buttons = say("somebody else has to confirm it"), (confirm, drop)
    elif case.hold.lift_by is None:
        stands, buttons = say("held since {when}", when=day_in(case.hold.asked_at, zone)), (lift,)
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


def disclosures(sight: Sight, flash: Words | None = None, wanted: Wanted = FIRST) -> Form:
    """Requests of the administrator to print what is kept about somebody: a code and a reason, no name."""
    note: tuple[Block, ...] = (Notice((Plain(flash),), "info"),) if flash else ()
    page = page_of(sight.disclosures, wanted, size=PAGE, texts=lambda one: (one.key,))
    rows = tuple(block for one in page.items for block in _disclosure(one))
    nothing: tuple[Block, ...] = (Paragraph((Plain(say("No request waits for you.")),)),)
    return Form(
        title=say("Disclosures"),
        blocks=(
            *note,
            Paragraph((Plain(say("Your administrator asks to print all that is kept about one person, once.")),)),
            Paragraph((Plain(say("Say yes only if you know of the request by another way, by its code.")),)),
            *(rows or nothing),
            *turning(page, "disclosures"),
        ),
    )


def _disclosure(one: DisclosureRequested) -> tuple[Block, ...]:
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
