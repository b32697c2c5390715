"""One example of everything that a message, form or home can contain, written as a site might see it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from bot.domain.case import CaseCode
from bot.domain.people import PersonId
from bot.ui import (
    Action,
    Button,
    Buttons,
    Chart,
    Choice,
    DayField,
    Facts,
    Form,
    Heading,
    Home,
    Link,
    ManyOf,
    Mention,
    Message,
    Notice,
    OneOf,
    Paragraph,
    PeopleField,
    PersonField,
    Plain,
    ShortText,
    Strong,
    Table,
    TimeField,
    literal,
    say,
    say_count,
)

ANA, NOOR = PersonId("web:ana-duarte"), PersonId("web:noor-haddad")
NIGHT = datetime(2026, 3, 3, 7, 5, tzinfo=UTC)  # 02:05 in New York

CRISIS = Notice(
    (
        Plain(say("In danger, or thinking of suicide? Talk to somebody now:")),
        Link(literal("988"), "tel:988"),
        Plain(say("call or text, or")),
        Link(literal("911"), "tel:911"),
        Plain(say(".")),
    ),
    tone="crisis",
)
TRIAL = Notice((Plain(say("Trial installation: not for real requests.")),), tone="warning")
INFO = Notice((Plain(say("Nobody reads this before 07:00.")), Strong(say("A colleague will contact you by 11:00."))))

START = Buttons(
    (
        Button(say("I’d like support"), Action("ask"), style="primary", opens=True),
        Button(say("Suggest a colleague"), Action("suggest"), opens=True),
    )
)
WEEK = ("5 Jan", "12 Jan", "19 Jan", "26 Jan")
NEW, CLOSED = (3, 5, 2, 6), (1, 4, 4, 3)
CHART = Chart(
    say("Cases a week"),
    tuple(literal(week) for week in WEEK),
    ((say("New"), NEW), (say("Closed"), CLOSED)),
)
LONG_CHART = Chart(
    say("Coverage next week"), (say("Surgical and perioperative"), say("Acute")), ((say("Hours"), (61, 0)),)
)
TABLE = Table(
    (say("Week"), say("New"), say("Closed")),
    tuple(
        (literal(week), literal(str(new)), literal(str(closed)))
        for week, new, closed in zip(WEEK, NEW, CLOSED, strict=True)
    ),
)
FACTS = Facts(
    (
        (say("Code"), (Strong(literal("K7F3")),)),
        (say("Who"), (Mention(NOOR),)),
        (say("Reach them"), (Plain(say("by phone")), Link(literal("555 0142"), "tel:5550142"))),
        (say("First contact by"), (Plain(say("{at}", at=NIGHT)),)),
    )
)
ODD_LINKS = Paragraph(
    (
        Link(say("A safe link"), "https://example.org/?a=1&b=2"),
        Link(say("a plain one"), "http://example.org"),
        Link(say("a script"), "javascript:alert(1)"),
        Mention(PersonId("slack:T1/U1")),
    )
)
QUIET = Paragraph((Plain(say("Supporters never see who suggested it.")),), quiet=True)

QUESTION = Message(
    say("Can you take something today?"),
    (
        Paragraph((Strong(say("Could you support a colleague?")), Plain(say("Nobody is named until you open it.")))),
        Buttons(
            (
                Button(say("Details"), Action("details", CaseCode("K7F3"), 2), style="primary", opens=True),
                Button(say("Not this time"), Action("pass", CaseCode("K7F3"), 2)),
            )
        ),
    ),
)
REMINDER = Message(
    say("When you have time: a check-in"),
    (Paragraph((Plain(say_count("{count} check-in is due.", "{count} check-ins are due.", 2)),)), TABLE),
)

CLINICIAN_HOME = Home(
    (
        CRISIS,
        Heading(say("You don’t have to carry it alone")),
        Paragraph((Plain(say("Talk with a trained colleague, in confidence. One tap is enough.")),)),
        START,
        QUIET,
        Heading(say("About you")),
        Paragraph((Plain(say("Nothing is kept about you.")),)),
        Buttons((Button(say("What is kept about me"), Action("kept"), opens=True),)),
    )
)
SUPPORTER_HOME = Home(
    (
        TRIAL,
        Heading(say("You support")),
        FACTS,
        Buttons((Button(say("Open K7F3"), Action("open"), opens=True),)),
        Heading(say("Your settings")),
        Facts(
            (
                (say("Hours"), (Plain(literal("Mon–Fri 07:00–19:00")),)),
                (say("At most"), (Plain(say_count("{count} person", "{count} people", 2)), Plain(say("at a time")))),
            )
        ),
        Buttons((Button(say("Change"), Action("settings"), opens=True), Button(say("Rest a while"), Action("rest")))),
        CRISIS,
    )
)
COORDINATOR_HOME = Home(
    (INFO, Heading(say("This week")), CHART, TABLE, Heading(say("Coverage")), LONG_CHART, ODD_LINKS)
)

CATEGORIES = (
    *(("adverse", "An adverse event"), ("error", "A medical error"), ("death", "The death of a patient")),
    *(("claim", "A lawsuit or complaint"), ("violence", "Aggression"), ("loss", "The loss of a colleague")),
    *(("moral", "Moral distress"), ("burnout", "Burnout"), ("unsaid", "Prefer not to say")),
)
TOPICS = tuple(Choice(f"topic_{number}", literal(f"Topic {number}")) for number in range(1, 15))

FULL_FORM = Form(
    title=say("Suggest a colleague"),
    blocks=(
        CRISIS,
        Paragraph((Plain(say("A trained peer will try to offer support.")), Strong(say("You won’t hear more.")))),
    ),
    fields=(
        PersonField(name="recipient", label=say("Who could use support?")),
        OneOf(
            name="urgency",
            label=say("How soon?"),
            choices=(Choice("routine", say("In the next days")), Choice("urgent", say("Today"))),
            value="routine",
            required=True,
        ),
        OneOf(
            name="reach",
            label=say("How to reach you"),
            choices=(Choice("chat", say("Chat")), Choice("phone", say("Phone"))),
        ),
        OneOf(
            name="category",
            label=say("What happened?"),
            choices=tuple(Choice(code, literal(label)) for code, label in CATEGORIES),
            value="unsaid",
        ),
        ManyOf(
            name="times",
            label=say("When is good?"),
            choices=(Choice("am", say("Mornings")), Choice("pm", say("Afternoons")), Choice("ev", say("Evenings"))),
            values=("ev",),
        ),
        ManyOf(name="topics", label=say("Topics"), choices=TOPICS),
        PeopleField(name="not_these", label=say("Whom should we not ask?"), values=(ANA,)),
        DayField(name="from_day", label=say("Not before"), value=date(2026, 3, 9)),
        TimeField(name="from_time", label=say("From"), value="08:30", required=True),
        ShortText(
            name="phone",
            label=say("Phone"),
            value="555 0142",
            hint=say("Only your supporter sees it."),
            longest=20,
        ),
    ),
    submit=Button(say("Send"), Action("submit_suggestion"), style="primary"),
)
CARD = Form(
    title=say("Case {code}", code="K7F3"),
    blocks=(
        Heading(say("Who")),
        Paragraph((Mention(NOOR), Plain(say("asked for a talk.")))),
        FACTS,
        INFO,
        Buttons((Button(say("Hand back"), Action("hand_back"), style="danger"),)),
    ),
)
FORM_AGAIN = replace(
    FULL_FORM, fields=(*FULL_FORM.fields[:-1], ShortText(name="phone", label=say("Phone"), value="555 0199"))
)
"""The same form, with another number in it."""
