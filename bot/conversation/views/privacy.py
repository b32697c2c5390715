"""Privacy form: every stored field about a person in plain words, with export and erasure."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.conversation.events.asking import SuggestionMatured
from bot.conversation.events.backup import ComplaintDue
from bot.conversation.events.sessions import PlaceHeld
from bot.conversation.lasting import lasting
from bot.conversation.privacy_export import export_data, known_cases
from bot.conversation.views import linking
from bot.conversation.views.asking import category_label
from bot.conversation.views.crisis import crisis_notice, danger_button
from bot.conversation.views.desk.roster import avoid_blocks, number, own_entry, rows
from bot.conversation.views.oversight import HOLD_REASONS
from bot.conversation.views.supporting import standing
from bot.domain.case import Category, Closing, Origin, Reach, Urgency
from bot.domain.hours import day_in
from bot.domain.policy import Plan
from bot.language_shipped import gender_words, language_words
from bot.ui import (
    FACTS,
    TEXT,
    Action,
    Block,
    Button,
    Buttons,
    Facts,
    Form,
    Heading,
    Mention,
    Notice,
    Paragraph,
    Plain,
    Strong,
    Words,
    apart,
    literal,
    say,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.conversation.effects import Remind
    from bot.conversation.facts import Sight
    from bot.conversation.views.desk.roster import Row
    from bot.domain.case import Case, Hold
    from bot.domain.policy import Policy


_MOST = 4  # cases on one page


def about(sight: Sight, flash: Words | None = None) -> Form:
    """The whole list, and what can be done about it."""
    note: tuple[Block, ...] = (Notice((Plain(flash),), "info"),) if flash else ()
    out = sight.person_record.opted_out
    choice = Button(say("Let others suggest me"), Action("lift"), opens=True)
    opt_out = Button(say("Please don't suggest me"), Action("opt_out"), opens=True)
    return Form(
        title=say("What is kept about you"),
        blocks=(
            *note,
            *_lines(sight),
            Heading(say("What you can do")),
            Buttons(
                (
                    Button(say("Take it along"), Action("export"), opens=True),
                    choice if out else opt_out,
                    Button(say("Talk to the director"), Action("complain"), opens=True),
                    Button(say("Erase it"), Action("erase"), style="danger", opens=True),
                )
            ),
            *linking.section(sight),
            Buttons((danger_button(),)),
        ),
    )


def _lines(sight: Sight) -> Iterator[Block]:
    yield Heading(say("About you"))
    cases = known_cases(sight)
    for case in cases[:_MOST]:
        yield from _case(case, sight.zone)
    if len(cases) > _MOST:
        yield _line(say("There is more than fits here. “Take it along” has all of it."))
    if not cases:
        yield _line(say("No request for you that you would know of."))
    if sight.person_record.opted_out:
        yield _line(say("Your wish that nobody suggests you. It stays until you lift it."))
    rest = sight.person_record.rests_until
    if rest is not None and rest > sight.now:
        yield _line(say("You said no. Colleagues can't suggest you again before {when}.", when=rest))
    yield from avoid_blocks(sight.person_record.avoid)
    for entry in sight.sealed:
        yield from _waiting(entry)
    yield from _role(sight)
    yield from _directory_blocks(sight)
    yield Heading(say("What is not shown here"))
    yield from _unseen(sight.policy)


def _directory_blocks(sight: Sight) -> Iterator[Block]:
    if sight.listed is not None:
        yield _line(say("Your name and department, from the hospital's directory. That says nothing about support."))


def _role(sight: Sight) -> Iterator[Block]:
    """What is kept of somebody because they have a role."""
    if sight.member is not None:
        yield from own_entry(sight.member)
    if sight.chat:
        kept = say("Where your chat with the bot is, your language and your time zone, so that it can write to you.")
        yield _line(kept)


def _unseen(policy: Policy) -> Iterator[Block]:
    """The same for everybody, so that it tells nothing."""
    yield _line(
        say(
            "If you suggested somebody, your name is sealed with it until the first outreach, {kept} at most.",
            kept=lasting(policy.clocks.referrer),
        )
    )
    yield _line(
        say("Others may have said that you should not be asked to support them. Only they can see and change that.")
    )
    yield _line(
        say(
            "The people who should not be asked for you are kept in one list until your request ends. "
            "Others may have added names."
        )
    )
    yield _line(
        say(
            "So that nobody is pestered: how often somebody suggests, for a day, and is suggested, for {counted}.",
            counted=lasting(timedelta(days=policy.suggestions.of_one_days)),
        )
    )
    yield _line(say("If you have a role: what you looked up, without names, for a year, so that it can be checked."))
    yield _line(say("If you get messages from the bot, the bot keeps where it sent them. They say nothing."))
    yield _line(say("Answers to our three questions are counted. Nobody can tell whose they were."))


def _case(case: Case, zone: str) -> Iterator[Block]:
    yield Heading(_how_it_began(case, zone))
    yield from rows((say("Case"), literal(case.code)), (say("Where it stands"), standing(case)), *_wishes(case))
    if happened := [*_what_happened(case, zone)]:
        yield Heading(say("What happened"))
        yield from rows(*happened)
    if case.ask_first:
        yield _line(say("Your supporter has left. You are to be asked whether you want another."))
    if ended := [*_how_it_ended(case, zone)]:
        yield Paragraph(tuple(Plain(words) for words in ended))
    if case.hold is not None:
        yield Paragraph(tuple(Plain(words) for words in _hold(case, case.hold, zone)))
    if case.named and case.referrer:
        yield Paragraph((Plain(say("You were suggested by")), Mention(case.referrer)))
    if case.reveals:
        yield Heading(say("Who looked up your name"))
        yield Facts(tuple((_day(one.at, zone), (Mention(one.by),)) for one in case.reveals[-FACTS:]))


def _how_it_began(case: Case, zone: str) -> Words:
    when = day_in(case.opened_at, zone) if case.opened_at else literal("")
    match case.origin:
        case Origin.SELF:
            return say("You asked for support on {when}.", when=when)
        case Origin.COLLEAGUE:
            return say("A colleague suggested you on {when}.", when=when)
        case Origin.INCIDENT_LIST:
            return say("You were on the list of an incident on {when}.", when=when)
        case Origin.COORDINATOR:
            return say("Somebody called the programme for you on {when}.", when=when)


_REACH: dict[Reach, Words] = {
    Reach.CHAT: say("By chat"),
    Reach.PHONE: say("By phone"),
    Reach.IN_PERSON: say("In person"),
}


def _wishes(case: Case) -> Iterator[Row]:
    wishes = case.wishes
    if case.origin is Origin.SELF:
        yield say("How to reach you"), _REACH[wishes.reach]
    if wishes.phone:
        yield say("Your number"), literal(wishes.phone)
    if wishes.language:
        yield say("Your language"), language_words(wishes.language)
    if wishes.gender:
        yield say("Your wish for a peer's gender"), gender_words(wishes.gender)
    if wishes.nudge:
        yield say("Messages from the bot"), say("Yes")
    yield from _reason_rows(case)


def _reason_rows(case: Case) -> Iterator[Row]:
    """What was said about the reason, by whomever."""
    if case.own_category:
        yield say("What you said it was"), category_label(case.category)
    elif case.category is not Category.UNSAID:
        yield say("What others said it was"), category_label(case.category)
    if case.urgency is Urgency.URGENT:
        yield say("Marked as urgent"), say("Yes")


_DATES: tuple[tuple[str, Words], ...] = (
    ("match_by", say("By when a peer was to be found")),
    ("first_accepted_at", say("First taken by a supporter")),
    ("accepted_at", say("Taken by the present supporter")),
    ("first_attempt_at", say("First try to reach you")),
    ("contacted_at", say("In touch since")),
)


def _what_happened(case: Case, zone: str) -> Iterator[Row]:
    if case.offers:
        yield say("Peers who were asked"), number(len(case.offers))
    for name, words in _DATES:
        moment: datetime | None = getattr(case, name)
        if moment is not None:
            yield words, _day(moment, zone)
    if case.attempts:
        yield say("Attempts to reach you"), number(len(case.attempts))
    for one in case.check_ins:
        yield say("Check-in"), _day(one.due, zone)
    yield from _still_to_come(case, zone)


def _still_to_come(case: Case, zone: str) -> Iterator[Row]:
    if case.plan is not None:
        yield say("How often your peer checks in"), _PLANS[case.plan]
    if case.in_touch is not None:
        yield say("Your peer is asked whether you are still in touch"), _day(case.in_touch.due, zone)
    if case.next_step is not None and case.is_open:
        yield say("The next reminder is due"), _day(case.next_step.due, zone)


def _day(moment: datetime, zone: str) -> Words:
    return say("{when}", when=day_in(moment, zone))


_PLANS: dict[Plan, Words] = {
    Plan.LIGHT: say("seldom"),
    Plan.STANDARD: say("for a season"),
    Plan.LONG: say("for half a year or longer"),
    Plan.NONE: say("not at all"),
}
_CLOSINGS: dict[Closing, Words] = {
    Closing.COMPLETED: say("You and your peer had finished."),
    Closing.DECLINED: say("You would rather not."),
    Closing.NO_RESPONSE: say("You could not be reached."),
    Closing.REFERRED_ON: say("You had other help."),
    Closing.WITHDRAWN: say("It was withdrawn."),
    Closing.REDIRECTED: say("It was not what you needed."),
    Closing.GROUP_SESSION: say("There was a group session."),
    Closing.UNMATCHED: say("Nobody could be found."),
    Closing.MERGED: say("It goes on together with your other request."),
}


def _how_it_ended(case: Case, zone: str) -> Iterator[Words]:
    if case.closing is not None:
        yield _CLOSINGS[case.closing]
    if case.closed_at is not None:
        yield say("It ended on {when}.", when=day_in(case.closed_at, zone))
    if case.hold is None and case.closed_at is not None and case.next_step is not None:
        yield say("All of it is erased on {gone}.", gone=day_in(case.next_step.due, zone))
    if case.feedback_given:
        yield say("Your three answers were counted.")


def _hold(case: Case, hold: Hold, zone: str) -> Iterator[Words]:
    """Honestly: by law it is kept, why, since when, and what that means for an erasure."""
    if not case.is_held:
        when = day_in(hold.asked_at, zone)
        yield say("Somebody asked on {when} to keep it by law: {why}.", when=when, why=HOLD_REASONS[hold.reason])
        return
    since = day_in(hold.confirmed_at or hold.asked_at, zone)
    yield say("A legal hold keeps it since {when}: {why}.", when=since, why=HOLD_REASONS[hold.reason])
    yield say("While it is held, it can't be erased. Two people have to lift the hold; then it is erased when due.")
    if hold.overdue:
        yield say("It is due, so it is erased as soon as the hold is lifted.")
    if hold.lift_by is not None:
        yield say("Somebody asked to lift the hold.")


def _waiting(entry: Remind) -> Iterator[Block]:
    """What somebody asked for and is still sealed."""
    if isinstance(entry.event, SuggestionMatured):
        yield from _pending(entry.event, entry.subject, entry.at)
    elif isinstance(entry.event, ComplaintDue):
        yield _line(say("You asked the director to call you."))
    elif isinstance(entry.event, PlaceHeld):
        yield _line(say("Your place in a group session on {when}, until it begins.", when=entry.event.begins))


def _pending(event: SuggestionMatured, key: str, until: datetime) -> Iterator[Block]:
    yield Paragraph(
        (
            Plain(say("You suggested")),
            *apart(Mention(event.suggestion.recipient), Plain(say("You can undo it until {when}.", when=until))),
        )
    )
    yield Buttons((Button(say("Undo"), Action("undo", draft=(("key", (key,)),)), opens=True),))


def _line(words: Words) -> Paragraph:
    return Paragraph((Plain(words),))


def export(sight: Sight) -> Form:
    """The same as text that other programmes read, in pieces that every platform shows."""
    lines = json.dumps(export_data(sight), ensure_ascii=False, indent=1).splitlines()
    return Form(
        title=say("Take it along"),
        blocks=(
            Paragraph((Plain(say("Copy it from here. Nothing is sent.")),)),
            *(Paragraph((Plain(literal(piece)),), code=True) for piece in [*_pieces(lines)][:30]),
            Buttons((Button(say("Back"), Action("about"), opens=True),)),
        ),
    )


def _pieces(lines: list[str]) -> Iterator[str]:
    """Whole lines, as many together as every platform takes in one block."""
    piece = ""
    for line in lines:
        if piece and len(piece) + 1 + len(line) > TEXT:
            yield piece
            piece = ""
        piece = f"{piece}\n{line}" if piece else line
    yield piece


def erase_form(key: str) -> Form:
    """What goes and what stays, before it is done."""
    return Form(
        title=say("Erase it"),
        blocks=(
            Notice((Strong(say("This can't be taken back.")),), "warning"),
            Paragraph(
                (
                    Plain(say("Any request for you ends now, and all that is kept of it is erased.")),
                    Plain(say("So are suggestions you made that could still be undone.")),
                    Plain(say("Your places in group sessions are given up.")),
                )
            ),
            Paragraph((Plain(say("If you asked that nobody suggests you, that stays: it protects you.")),)),
            Paragraph(
                (Plain(say("If you said no, that stays, too: until its time is over, colleagues can't suggest you.")),)
            ),
            Paragraph((Plain(say("If you use it in Slack and in Teams, the two are disconnected.")),)),
            Paragraph((Plain(_LAW),)),
            Paragraph((Plain(say("If you are on the roster, please ask the coordinator to take you off.")),)),
            Buttons(
                (
                    Button(
                        say("Yes, erase it"), Action("erase_send", draft=(("key", (key,)),)), style="danger", opens=True
                    ),
                    Button(say("No, keep it"), Action("about"), opens=True),
                )
            ),
        ),
    )


_LAW = say("What a legal hold keeps is erased when it is lifted. You find it under “What is kept about me”.")


def _refused(case: Case) -> Iterator[Words]:
    if case.is_held:
        yield say("A legal hold keeps {code}. It can't be erased before the hold is lifted.", code=case.code)


def erased(sight: Sight) -> Form:
    """The same for everybody, whatever there was."""
    return Form(
        title=say("Erased"),
        blocks=(
            Paragraph((Strong(say("Whatever was kept about you is being erased.")),)),
            *(Notice((Plain(words),), "warning") for one in known_cases(sight) for words in _refused(one)),
            Paragraph((Plain(_LAW),)),
            Paragraph((Plain(say("You can ask for support again at any time.")),)),
            crisis_notice(sight.policy),
        ),
    )
