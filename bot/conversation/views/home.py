"""Everybody's home: the door and the crisis line first, then what one's own roles bring. Never a recipient's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.views.asking import ask_button, suggest_button
from bot.conversation.views.availability import (
    asked_line,
    backup_button,
    leave_code,
    leave_field,
    preset_field,
    training,
)
from bot.conversation.views.crisis import confidence, crisis_notice, resources_button, with_danger
from bot.conversation.views.desk.queue import absence_choices, others, summary
from bot.conversation.views.ending import invitation
from bot.conversation.views.oversight import REASONS, oversight
from bot.conversation.views.ready import ready_button
from bot.conversation.views.reports import report_title
from bot.conversation.views.sessions import leading
from bot.conversation.views.supporting import standing
from bot.domain.case import Case, Move, Origin, Step
from bot.domain.hours import day_in
from bot.domain.people import Role
from bot.domain.policy import Policy
from bot.domain.typed.hours import write_hours
from bot.ui import (
    Action,
    Block,
    Button,
    Buttons,
    DayField,
    Form,
    Heading,
    Home,
    Mention,
    Notice,
    Paragraph,
    Plain,
    ShortText,
    Strong,
    Table,
    TimeField,
    Words,
    literal,
    say,
)

if TYPE_CHECKING:
    from bot.conversation.facts import Sight
    from bot.domain.people import Supporter

_LOOKS = 8  # the latest that are shown
_REPORTS = 3


def home(sight: Sight) -> Home:
    """What this person finds when they look."""
    return Home(
        (
            crisis_notice(sight.policy),
            *confidence(sight.policy),
            *named(sight.policy),
            *_own(sight),
            *_coordinating(sight),
            *_supporting(sight),
            *leading(sight),
            *_offices(sight),
            *(oversight(sight) if sight.holds(Role.COORDINATOR, Role.DEPUTY, Role.DIRECTOR) else ()),
            Heading(say("For you and your colleagues")),
            *(() if _own(sight) else (_NOTHING_OF_ONES_OWN,)),
            with_danger(
                ask_button(),
                suggest_button(),
                resources_button(),
                Button(say("What is kept about me"), Action("about"), opens=True),
            ),
        )
    )


def named(policy: Policy) -> tuple[Heading, ...]:
    """What the site calls its programme; nothing where it never gave it a name."""
    return (Heading(literal(policy.name)),) if policy.name != Policy().name else ()


_NOTHING_OF_ONES_OWN = Paragraph(
    (Plain(say("If you ask for support, it stands here. What comes of a suggestion is told to nobody.")),), quiet=True
)
"""Why there is nothing: the same for everybody, suggested or not, so that it tells nothing."""


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
    """Who asked for themselves finds their case here; a referred recipient only after a human has been in touch."""
    case = sight.own_case
    if case is None or (case.origin is not Origin.SELF and case.contacted_at is None):
        return ()
    return (
        Heading(_title(case)),
        Paragraph((Plain(own_standing(case)),)),
        Buttons((Button(say("Open"), Action("own", case.code), style="primary", opens=True),)),
    )


def _title(case: Case) -> Words:
    """Only who asked has made a request."""
    return say("Your request") if case.origin is Origin.SELF else say("Peer support for you")


def own_standing(case: Case) -> Words:
    """Where the recipient's own case stands, with what happens next; no more than is true."""
    if case.is_supported and case.had_contact and case.away is not None:
        return say("Your peer is away from {first} to {last}.", first=case.away.first, last=case.away.last)
    return _stands(case)


def _stands(case: Case) -> Words:
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
    if case.step is Step.PAUSED and following:
        return say("Paused until {when}. Nobody gets in touch before.", when=following.due)
    return say("You are in touch with a peer.")


def own_card(sight: Sight, case: Case, flash: Words | None = None) -> Form:
    """My request: where it stands, who suggested it if they may be known, who looked up my name, and what I can do."""
    note: tuple[Block, ...] = (Notice((Plain(flash),), "info"),) if flash else ()
    named = case.referrer if case.named and case.is_open else None
    suggested = (Paragraph((Plain(say("You were suggested by")), Mention(named))),) if named else ()
    return Form(
        title=_title(case),
        blocks=(
            *note,
            Paragraph((Plain(own_standing(case) if case.is_open else say("Your request has ended.")),)),
            *suggested,
            *_looked_up(case),
            *((*confidence(sight.policy, case), _own_buttons(case)) if case.is_open else ()),
            *invitation(case),
            crisis_notice(sight.policy),
        ),
    )


def _own_buttons(case: Case) -> Buttons:
    later = Button(say("Later"), Action("pause", case.code, case.turn), opens=True)
    on = Button(say("Go on now"), Action("resume", case.code, case.turn), style="primary", opens=True)
    another = Button(say("Ask for another peer"), Action("another", case.code, case.turn), opens=True)
    end = Button(say("End my request"), Action("withdraw", case.code), style="danger", opens=True)
    first = (on, later) if case.step is Step.PAUSED else (later,)
    if case.waits_for_a_word and case.had_contact:
        return Buttons((*absence_choices(case), *first, end))
    return Buttons((*first, *((another,) if case.supporter else ()), end))


def end_form(case: Case) -> Form:
    """What ending means, before it ends."""
    yes = Action("withdraw", case.code, draft=(("sure", ("yes",)),))
    return Form(
        title=say("End my request?"),
        blocks=(
            Paragraph((Strong(say("Nobody gets in touch with you for this request any more.")),)),
            Paragraph((Plain(say("It can't be opened again. You can ask anew at any time.")),)),
        ),
        submit=Button(say("Yes, end it"), yes, style="danger", opens=True),
    )


def _looked_up(case: Case) -> tuple[Block, ...]:
    """Who opened the case and when; by role, because that is what they did it as."""
    roles = {Role.COORDINATOR: say("The coordinator"), Role.DEPUTY: say("The deputy")}
    lines = (
        say("{who} looked up your name on {when}: {why}", who=roles[one.role], when=one.at, why=REASONS[one.reason])
        for one in case.reveals[-_LOOKS:]
        if one.role in roles
    )
    return tuple(Paragraph((Plain(line),)) for line in lines)


def _coordinating(sight: Sight) -> tuple[Block, ...]:
    """Who runs the programme; and the director, for cases that came to them."""
    looks = Button(say("Open the desk"), Action("desk"), style="primary", opens=True)
    title, count = Heading(say("Coordination")), Paragraph((Strong(summary(sight)),))
    if not sight.runs:
        return (title, count, Buttons((looks,))) if others(sight) else ()
    return (
        title,
        count,
        Buttons(
            (
                looks,
                Button(say("Someone who called"), Action("phoned"), opens=True),
                Button(say("The roster"), Action("roster"), opens=True),
                Button(say("The next 7 days"), Action("coverage"), opens=True),
                ready_button(),
            )
        ),
    )


def _supporting(sight: Sight) -> tuple[Block, ...]:
    if sight.supporting is None:
        return ()
    return (
        Heading(say("Supporting")),
        *_offers(sight.offered),
        *_cases(sight.supported),
        Paragraph((Plain(asked_line(sight, sight.supporting)),), quiet=True),
        *training(sight, sight.supporting),
        Buttons(
            (
                Button(say("I supported someone"), Action("supported")),
                _away_button(sight, sight.supporting),
                Button(say("Hours and leave"), Action("hours"), opens=True),
                Button(say("More"), Action("care"), opens=True),
                backup_button(),
            )
        ),
    )


def _away_button(sight: Sight, supporter: Supporter) -> Button:
    today = day_in(sight.now, sight.member.timezone if sight.member else sight.policy.timezone)
    away = any(one.first <= today <= one.last for one in supporter.leave)
    return Button(say("I'm back"), Action("back")) if away else Button(say("Away for a week"), Action("away"))


def _offices(sight: Sight) -> tuple[Block, ...]:
    """One line of buttons for the smaller roles."""
    buttons = (
        (Role.NOTIFIER, Button(say("People of an incident"), Action("incident"), style="primary", opens=True)),
        (Role.DIRECTOR, Button(say("Who looked up a name"), Action("reveals"), opens=True)),
    )
    own = (*(button for role, button in buttons if sight.holds(role)), *_reports(sight))
    why = tuple(Paragraph((Plain(words),), quiet=True) for words in _why_nothing(sight))
    shown = (*((Buttons(own),) if own else ()), *why)
    return (Heading(say("For your role")), *shown) if shown else ()


def _why_nothing(sight: Sight) -> tuple[Words, ...]:
    """For roles whose work comes by message, or once a year: why nothing stands here."""
    backup = say("Nothing waits here: if a supporter needs a clinician, you get a message.")
    report = say("No report is released yet. It stands here once it is.")
    return (
        *((backup,) if sight.holds(Role.BACKUP) else ()),
        *((report,) if sight.holds(Role.LEADERSHIP) and not sight.releases else ()),
    )


def _reports(sight: Sight) -> tuple[Button, ...]:
    """The latest reports, one button each; their contents are read in a form."""
    return tuple(
        Button(report_title(one), Action("report", draft=(("period", (one.period,)),)), opens=True)
        for one in sight.releases[:_REPORTS]
    )


def _offers(cases: tuple[Case, ...]) -> tuple[Block, ...]:
    return (Notice((Plain(say("You have been asked. Please see your messages.")),), "info"),) if cases else ()


def _cases(cases: tuple[Case, ...]) -> tuple[Block, ...]:
    if not cases:
        return (Paragraph((Plain(say("You have no open case.")),)),)
    head = (say("Case"), say("Where it stands"), say("Next step by"))
    rows = tuple(
        (literal(case.code), standing(case), say("{when}", when=case.next_step.due) if case.next_step else literal(""))
        for case in cases
    )
    buttons = tuple(
        Button(
            say("Open {code}", code=case.code),
            Action("open", case.code),
            style="plain" if at else "primary",
            opens=True,
        )
        for at, case in enumerate(cases)
    )
    return (Table(head, rows), Buttons(buttons[:5]))


def _locale(sight: Sight) -> str:
    return sight.member.locale if sight.member else "en"


def hours_form(sight: Sight) -> Form:
    """When I can be asked, and when I am away: under a minute."""
    supporter = sight.supporting
    leave = supporter.leave if supporter else ()
    shown = Action("hours_send", draft=(("leave", tuple(leave_code(one) for one in leave)),))
    quiet = (supporter.quiet if supporter else None) or sight.policy.quiet
    return Form(
        title=say("Hours and leave"),
        blocks=(
            Paragraph((Plain(say("You are never asked in your quiet hours. Outside these hours others are asked.")),)),
        ),
        fields=(
            preset_field(),
            ShortText(
                name="hours",
                label=say("Hours, such as Mon-Fri 08:00-18:00"),
                value=write_hours(supporter.hours, _locale(sight)) if supporter else "",
                hint=say("Several are joined by a semicolon. Empty means every day."),
                longest=200,
            ),
            TimeField(name="quiet_from", label=say("My quiet hours begin"), value=f"{quiet.starts:%H:%M}"),
            TimeField(name="quiet_to", label=say("My quiet hours end"), value=f"{quiet.ends:%H:%M}"),
            *leave_field(leave, say("You are away. Untick what is off.")),
            DayField(name="away_from", label=say("Away from")),
            DayField(name="away_to", label=say("Away to")),
        ),
        submit=Button(say("Save"), shown, style="primary", opens=True),
    )
