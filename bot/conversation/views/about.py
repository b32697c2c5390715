"""What is kept about somebody: every stored field in plain words, to take along, and to have erased."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from typing import TYPE_CHECKING, Any, cast

from bot.conversation.events import ComplaintDue, SuggestionMatured
from bot.conversation.views.card import standing
from bot.conversation.views.crisis import crisis_notice, danger_button
from bot.conversation.views.entry import category_label
from bot.domain.case import Case, Origin, Reach
from bot.domain.people import Member, Person
from bot.ui import (
    TEXT,
    Action,
    Block,
    Button,
    Buttons,
    Form,
    Heading,
    Mention,
    Notice,
    Paragraph,
    Plain,
    Span,
    Strong,
    Words,
    literal,
    say,
    say_count,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.conversation.effects import Remind
    from bot.conversation.facts import Sight
    from bot.domain.people import Supporter

WITHHELD: dict[type, frozenset[str]] = {
    Case: frozenset({"recipient", "referrer", "not_these", "offers", "supporter", "chosen"}),
    Member: frozenset({"person", "name"}),
    Person: frozenset({"person"}),
}
"""What an export leaves out: it is about somebody else, or it is the reader's own name."""

_BOOKKEEPING = frozenset({"version", "turn"})


def about(sight: Sight, flash: Words | None = None) -> Form:
    """The whole list, and what can be done about it."""
    note: tuple[Block, ...] = (Notice((Plain(flash),), "info"),) if flash else ()
    out = sight.opted_out
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
                    Button(say("Erase it"), Action("erase"), style="danger", opens=True),
                    Button(say("Talk to the director"), Action("complain"), opens=True),
                    danger_button(),
                )
            ),
        ),
    )


def known_cases(sight: Sight) -> tuple[Case, ...]:
    """One's own cases; one that others began only once a human has tried to reach them, or after three days."""
    told_after = sight.policy.clocks.told_about
    return tuple(
        one
        for one in sight.kept
        if one.origin is Origin.SELF
        or one.first_attempt_at is not None
        or (one.opened_at is not None and sight.now - one.opened_at >= told_after)
    )


def _lines(sight: Sight) -> Iterator[Block]:
    yield Heading(say("About you"))
    cases = known_cases(sight)
    for case in cases:
        yield from _case(case)
    if not cases:
        yield _line(say("No request for you that you would know of."))
    if sight.opted_out:
        yield _line(say("Your wish that nobody suggests you. It stays until you lift it."))
    rest = sight.person_record.rests_until if sight.person_record else None
    if rest is not None and rest > sight.now:
        yield _line(say("You said no. Colleagues can't suggest you again before {when}.", when=rest))
    for entry in sight.sealed:
        yield from _waiting(entry)
    if sight.member is not None:
        yield from _entry(sight.member)
    yield Heading(say("What is not shown here"))
    yield from _unseen()


def _unseen() -> Iterator[Block]:
    """The same for everybody, so that it tells nothing."""
    yield _line(say("If you suggested somebody, your name is sealed with it until the first outreach, 7 days at most."))
    yield _line(say("Others may have said that you should not be asked to support them. That list is theirs."))
    yield _line(say("If you get messages from the bot, the bot keeps where it sent them. They say nothing."))
    yield _line(say("Answers to our three questions are counted. Nobody can tell whose they were."))


def _case(case: Case) -> Iterator[Block]:
    yield Paragraph((Strong(_how_it_began(case)), Plain(literal(case.code)), Plain(standing(case))))
    said = [*_wishes(case), *_what_happened(case)]
    if said:
        yield Paragraph(tuple(Plain(words) for words in said))
    if case.reveals:
        yield Paragraph((Plain(say("Who looked up your name:")), *_reveals(case)))


def _how_it_began(case: Case) -> Words:
    when = case.opened_at.date() if case.opened_at else literal("")
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
    Reach.CHAT: say("Reach you by chat."),
    Reach.PHONE: say("Reach you by phone."),
    Reach.IN_PERSON: say("Reach you in person."),
}


def _wishes(case: Case) -> Iterator[Words]:
    wishes = case.wishes
    if case.origin is Origin.SELF:
        yield _REACH[wishes.reach]
    if wishes.phone:
        yield say("Your number: {phone}.", phone=wishes.phone)
    if wishes.language:
        yield say("Your language: {language}.", language=wishes.language)
    if wishes.gender:
        yield say("Your wish for a peer's gender: {gender}.", gender=wishes.gender)
    if wishes.nudge:
        yield say("The bot may write to you.")
    if case.own_category:
        yield say("What you said it was: {category}.", category=category_label(case.category))


def _what_happened(case: Case) -> Iterator[Words]:
    if case.accepted_at is not None:
        yield say("A supporter took it on {when}.", when=case.accepted_at.date())
    if case.attempts:
        yield say_count("{count} attempt to reach you.", "{count} attempts to reach you.", len(case.attempts))
    if case.contacted_at is not None:
        yield say("You were in touch on {when}.", when=case.contacted_at.date())
    for one in case.check_ins:
        yield say("A check-in on {when}.", when=one.due.date())
    if case.closed_at is not None and case.next_step is not None:
        yield say(
            "It ended on {when}. All of it is erased on {gone}.",
            when=case.closed_at.date(),
            gone=case.next_step.due.date(),
        )


def _reveals(case: Case) -> Iterator[Span]:
    for one in case.reveals:
        yield Mention(one.by)
        yield Plain(say("on {when}", when=one.at.date()))


def _waiting(entry: Remind) -> Iterator[Block]:
    """What somebody asked for and is still sealed."""
    if isinstance(entry.event, SuggestionMatured):
        yield from _pending(entry.event, entry.subject, entry.at)
    elif isinstance(entry.event, ComplaintDue):
        yield _line(say("You asked the director to call you."))


def _pending(event: SuggestionMatured, key: str, until: datetime) -> Iterator[Block]:
    yield Paragraph(
        (
            Plain(say("Your suggestion for")),
            Mention(event.suggestion.recipient),
            Plain(say("which you can undo until {when}.", when=until)),
        )
    )
    yield Buttons((Button(say("Undo"), Action("undo", draft=(("key", (key,)),)), opens=True),))


def _entry(member: Member) -> Iterator[Block]:
    yield Heading(say("Your entry on the programme's roster"))
    roles = ", ".join(sorted(role.value for role in member.roles))
    yield _line(say("Your name, your roles ({roles}), time zone and language.", roles=roles))
    if member.supporter is not None:
        yield from _as_supporter(member.supporter)


def _as_supporter(supporter: Supporter) -> Iterator[Block]:
    traits = supporter.traits
    codes = [traits.profession, traits.level, traits.specialty, traits.cluster, traits.department, traits.site]
    codes += [traits.gender, *sorted(traits.languages)]
    yield _line(say("For matching: {codes}.", codes=", ".join(code for code in codes if code)))
    yield _line(
        say_count(
            "Your hours and leave, and at most {count} case.",
            "Your hours and leave, and at most {count} cases.",
            supporter.cap_open,
        )
    )
    if supporter.trained_on:
        yield _line(say("You were trained on {when}.", when=supporter.trained_on))
    if supporter.reviews_events:
        yield _line(say("You review events, so you are not asked."))
    taken = len(supporter.accepted_on)
    yield _line(say_count("{count} date on which you took a case.", "{count} dates on which you took a case.", taken))
    for words, moment in (
        (say("When you were last asked."), supporter.last_offer_at),
        (say("Until when you rest."), supporter.rest_until),
    ):
        if moment is not None:
            yield _line(words)
    logged = supporter.informal_support
    yield _line(say_count("{count} time you supported someone.", "{count} times you supported someone.", logged))
    if supporter.avoid:
        yield Paragraph((Plain(say("People you can't support:")), *(Mention(one) for one in sorted(supporter.avoid))))


def _line(words: Words) -> Paragraph:
    return Paragraph((Plain(words),))


def export(sight: Sight) -> Form:
    """The same as text that other programmes read, in pieces that every platform shows."""
    text = json.dumps(_exported(sight), ensure_ascii=False, indent=1)
    pieces = [text[at : at + TEXT] for at in range(0, len(text), TEXT)]
    return Form(
        title=say("Take it along"),
        blocks=(
            Paragraph((Plain(say("Copy it from here. Nothing is sent.")),)),
            *(Paragraph((Plain(literal(piece)),)) for piece in pieces[:30]),
            Buttons((Button(say("Back"), Action("about"), opens=True),)),
        ),
    )


def _exported(sight: Sight) -> dict[str, Any]:
    pending = [one.event.suggestion for one in sight.sealed if isinstance(one.event, SuggestionMatured)]
    return {
        "cases": [_plain(one) for one in known_cases(sight)],
        "opted_out": sight.opted_out,
        "about_me": _plain(sight.person_record) if sight.person_record else {},
        "suggestions_i_can_undo": [one.recipient for one in pending],
        "asked_the_director_to_call": any(isinstance(one.event, ComplaintDue) for one in sight.sealed),
        "roster": _plain(sight.member) if sight.member else None,
    }


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a record holds
    """As JSON takes it, without what is about others."""
    if is_dataclass(value) and not isinstance(value, type):
        hidden = WITHHELD.get(cast("type", type(value)), frozenset()) | _BOOKKEEPING
        names = (one.name for one in fields(value) if one.name not in hidden)
        return {name: _plain(getattr(value, name)) for name in names}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, frozenset | set):
        return sorted(_plain(one) for one in cast("frozenset[Any]", value))
    if isinstance(value, tuple | list):
        return [_plain(one) for one in cast("tuple[Any, ...]", value)]
    return value


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
                )
            ),
            Paragraph((Plain(say("If you asked that nobody suggests you, or said no, that stays: it protects you.")),)),
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


def erased(sight: Sight) -> Form:
    """The same for everybody, whatever there was."""
    return Form(
        title=say("Erased"),
        blocks=(
            Paragraph((Strong(say("Whatever was kept about you is being erased.")),)),
            Paragraph((Plain(say("You can ask for support again at any time.")),)),
            crisis_notice(sight.policy),
        ),
    )
