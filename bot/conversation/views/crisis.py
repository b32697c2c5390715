"""Help that does not depend on this software: the crisis lines, and what is said when nothing could be saved.

Made from the policy alone, so it shows when the database, the keys or the platform's storage are down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.shipped import site_text
from bot.domain.people import phone_of
from bot.ui import (
    Action,
    Button,
    Buttons,
    Form,
    Heading,
    Link,
    Mention,
    Notice,
    Paragraph,
    Plain,
    Span,
    Strong,
    Words,
    apart,
    literal,
    say,
)

if TYPE_CHECKING:
    from bot.domain.people import PersonId
    from bot.domain.policy import CrisisLine, Policy, Resource


def crisis_notice(policy: Policy) -> Notice:
    """The one line that opens every surface."""
    asked = Plain(say("In danger, or worried about someone's safety?"))
    return Notice((asked, *apart(*(call(line.number) for line in policy.crisis_lines[:2]))), "crisis")


def call(number: str) -> Link:
    """A number as it is read, with a link that dials it."""
    digits = "".join(sign for sign in number if sign.isdigit() or sign == "+")
    return Link(say("Call {number}", number=number), f"tel:{digits}")


def who(person: PersonId) -> Mention | Link:
    """A person's name; somebody who is known only by a number is shown as one to call."""
    return call(phone_of(person)) if phone_of(person) else Mention(person)


def danger_button() -> Button:
    """Opens the crisis card; it never enters the queue."""
    return Button(say("Someone may be in danger"), Action("crisis"), style="danger", opens=True)


def crisis_card(policy: Policy) -> Form:
    """All lines with their numbers. Says that nobody reads along."""
    lines = tuple(_line(line) for line in policy.crisis_lines)
    return Form(
        title=say("Get help now"),
        blocks=(
            Notice((Strong(say("Nobody reads along here. Please call.")),), "crisis"),
            *lines,
            Paragraph((Plain(say("Stay with the person if you can, and call together.")),)),
            Paragraph((Plain(say("This page keeps no record.")),), quiet=True),
        ),
    )


def _line(line: CrisisLine) -> Paragraph:
    hours = site_text(line.hours, line.hours_fr)
    when = (Plain(Words("({hours})", (("hours", hours),))),) if line.hours else ()
    return Paragraph((*numbered(site_text(line.name, line.name_fr), line.number), *when))


def numbered(name: Words, number: str) -> tuple[Span, ...]:
    """Whom one calls, and the number."""
    return apart(Strong(name), call(number))


def not_saved(policy: Policy) -> Form:
    """When the store could not keep it: said openly, with the lines and the programme's own number."""
    own = (Paragraph((Plain(say("You can also call us: {phone}", phone=policy.phone)),)),) if policy.phone else ()
    return Form(
        title=say("Not saved"),
        blocks=(
            Notice((Strong(say("Sorry, this could not be saved. Please try again in a few minutes.")),), "warning"),
            *own,
            Heading(say("To talk to someone now")),
            *(_line(line) for line in policy.crisis_lines),
        ),
    )


def confidence(policy: Policy) -> tuple[Notice | Paragraph, ...]:
    """The site's own text on the limits of confidence, or the trial banner where nobody has signed one."""
    if not (policy.limits_of_confidence and policy.limits_signed_by and policy.limits_signed_on):
        return (Notice((Strong(say("Trial installation: not for real requests.")),), "warning"),)
    return (Paragraph((Plain(literal(policy.limits_of_confidence)),), quiet=True),)


def with_danger(*buttons: Button) -> Buttons:
    """These buttons, with the way to the crisis lines at the end."""
    return Buttons((*buttons, danger_button()))


TOPICS: dict[str, Words] = {
    "peer": say("Peer support"),
    "burnout": say("Burnout and long stress"),
    "grief": say("Grief and loss"),
    "case": say("When a case is reviewed"),
    "work": say("People at work and at home"),
    "lead": say("Leading a team"),
}
"""In the order in which they are shown."""

_MOST = 5  # of one topic


def resources_button() -> Button:
    """Everybody may look, and nobody hears of it."""
    return Button(say("Resources"), Action("resources"), opens=True)


def resources(policy: Policy) -> Form:
    """Made from the policy alone: it opens with the database down."""
    blocks = [block for topic, label in TOPICS.items() for block in _topic(topic, label, policy)]
    return Form(
        title=say("Resources"),
        blocks=(
            crisis_notice(policy),
            *blocks,
            Paragraph((Plain(say("Nobody sees what you read here.")),), quiet=True),
            Buttons((Button(say("Group sessions"), Action("sessions"), opens=True), danger_button())),
        ),
    )


def _topic(topic: str, label: Words, policy: Policy) -> tuple[Heading | Paragraph, ...]:
    found = [one for one in policy.resources if one.topic == topic][:_MOST]
    return (Heading(label), *(_entry(one) for one in found)) if found else ()


def _entry(one: Resource) -> Paragraph:
    page = (Link(say("Open the page"), one.url),) if one.url else ()
    return Paragraph(apart(Strong(site_text(one.name, one.name_fr)), Plain(site_text(one.about, one.about_fr)), *page))
