"""Forms of group sessions: dates for everybody; places taken, as a number, for those who plan them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.flows.sessions import FEWEST, MOST, PLANNED
from bot.conversation.views.crisis import TOPICS, crisis_notice, danger_button
from bot.ui import (
    Action,
    Block,
    Button,
    Buttons,
    Choice,
    DayField,
    Form,
    Heading,
    Link,
    Mention,
    Notice,
    OneOf,
    Paragraph,
    PersonField,
    Plain,
    ShortText,
    Span,
    Strong,
    TimeField,
    Words,
    apart,
    literal,
    say,
    say_count,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.conversation.events.sessions import SessionScheduled
    from bot.conversation.facts import Sight, Upcoming

LONGEST_PLACE = 100
"""Characters of a room, or of a link to where people meet."""


def sessions(sight: Sight, flash: Words | None = None) -> Form:
    """What anybody may come to; whether there is room, and never who else comes."""
    nothing = Paragraph((Plain(say("No group session is planned at the moment.")),))
    planned = tuple(block for one in sight.sessions[:PLANNED] for block in _offered(one))
    return Form(
        title=say("Group sessions"),
        blocks=(
            *_note(flash),
            crisis_notice(sight.policy),
            *(planned or (nothing,)),
            Paragraph(
                (
                    Plain(say("Nobody else sees that you signed up: no coordinator, nor whoever leads it.")),
                    Plain(say("It is forgotten when the session begins.")),
                    Plain(say("A short message may remind you the day before. It does not say of what.")),
                ),
                quiet=True,
            ),
            Buttons((danger_button(),)),
        ),
    )


def _note(flash: Words | None) -> tuple[Block, ...]:
    return (Notice((Plain(flash),), "info"),) if flash else ()


def _offered(one: Upcoming) -> Iterator[Block]:
    yield Heading(TOPICS[one.session.topic])
    yield Paragraph(apart(*_when_and_where(one.session)))
    draft = (("session", (one.session.key,)),)
    if one.mine:
        yield Paragraph((Strong(say("You have a place.")),))
        yield Buttons((Button(say("Give up my place"), Action("session_leave", draft=draft), opens=True),))
    elif one.is_full:
        yield Paragraph((Plain(say("There is no place left. One may become free again.")),))
    else:
        yield Paragraph((Plain(say("There are places left.")),))
        yield Buttons((Button(say("Sign up"), Action("session_join", draft=draft), style="primary", opens=True),))


def _when_and_where(session: SessionScheduled) -> tuple[Span, ...]:
    """In the reader's own zone; a link is one that can be pressed."""
    online = session.place.startswith("https://") and " " not in session.place
    where = Link(say("Join online"), session.place) if online else Plain(literal(session.place))
    return (Strong(say("{when}", when=session.begins)), where)


def sessions_desk(sight: Sight, flash: Words | None = None) -> Form:
    """For those who run the programme: how many come, not who."""
    planned = tuple(block for one in sight.sessions[:PLANNED] for block in _planned(one))
    nothing = Paragraph((Plain(say("No group session is planned at the moment.")),))
    plan = Button(say("Plan a session"), Action("session_plan"), style="primary", opens=True)
    return Form(
        title=say("Group sessions"),
        blocks=(
            *_note(flash),
            Paragraph((Plain(say("People sign up under “Resources”. Who comes is not shown to anybody.")),)),
            *(planned or (nothing,)),
            Buttons((plan, Button(say("Back"), Action("desk"), opens=True))),
        ),
    )


def _planned(one: Upcoming) -> Iterator[Block]:
    session = one.session
    yield Heading(TOPICS[session.topic])
    yield Paragraph(apart(*_when_and_where(session), Plain(_places_taken(one))))
    if session.facilitator:
        yield Paragraph((Plain(say("Led by")), Mention(session.facilitator)))
    draft = (("session", (session.key,)),)
    yield Buttons((Button(say("Call it off"), Action("session_off", draft=draft), opens=True),))


def _places_taken(one: Upcoming) -> Words:
    return say_count(
        "{count} place of {capacity} is taken",
        "{count} places of {capacity} are taken",
        one.taken,
        capacity=one.session.capacity,
    )


def plan_session(sight: Sight) -> Form:
    """A day, a time, a topic from the list, a place, how many; and who leads it, if somebody does."""
    zone = sight.policy.timezone
    topics = tuple(Choice(topic, label) for topic, label in TOPICS.items())
    return Form(
        title=say("Plan a session"),
        blocks=(
            Paragraph((Plain(say("Everybody can see topic, time and place under “Resources”. Name nobody there.")),)),
        ),
        fields=(
            OneOf(name="topic", label=say("What is it about?"), choices=topics, required=True),
            DayField(name="day", label=say("Which day, in the next 180?"), required=True),
            TimeField(name="time", label=say("At what time, by the clock in {zone}?", zone=zone), required=True),
            ShortText(
                name="place",
                label=say("Where?"),
                hint=say("A room, or a link that begins with https."),
                longest=LONGEST_PLACE,
                required=True,
            ),
            ShortText(
                name="capacity",
                label=say("How many places? {fewest} to {most}", fewest=FEWEST, most=MOST),
                value="12",
                longest=2,
                required=True,
            ),
            PersonField(name="facilitator", label=say("Who leads it? Somebody of the roster"), required=False),
        ),
        submit=Button(
            say("Plan it"),
            Action("session_plan_send", draft=(("key", (sight.fresh,)),)),
            style="primary",
            opens=True,
        ),
    )


def call_off(one: Upcoming) -> Form:
    """What it means for those who signed up, before it is done."""
    return Form(
        title=say("Call it off?"),
        blocks=(
            Paragraph(apart(Strong(TOPICS[one.session.topic]), *_when_and_where(one.session))),
            Paragraph((Plain(say("Everybody who signed up gets a short message that it will not take place.")),)),
            Buttons((Button(say("No, keep it"), Action("sessions_desk"), opens=True),)),
        ),
        submit=Button(
            say("Yes, call it off"),
            Action("session_off_send", draft=(("session", (one.session.key,)),)),
            style="danger",
            opens=True,
        ),
    )


def leading(sight: Sight) -> tuple[Block, ...]:
    """On the home of whoever leads a session: when, where, and how many will come."""
    led = [one for one in sight.sessions if one.session.facilitator == sight.person]
    if not led or sight.member is None or not sight.member.active:
        return ()
    rows = tuple(Paragraph(apart(*_when_and_where(one.session), Plain(_coming(one.taken)))) for one in led[:PLANNED])
    return (Heading(say("Group sessions that you lead")), *rows)


def _coming(count: int) -> Words:
    return say_count("{count} person will come", "{count} people will come", count)
