"""Every sentence of the page itself, in one place, spoken through the same catalogue as the bot's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from babel.dates import format_datetime

from bot.domain.hours import zone as zone_named
from bot.domain.people import Role
from bot.ui import say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.ui import Words


class Speak(Protocol):
    """Turns Words into the reader's language, with times on the reader's own clock."""

    def __call__(self, words: Words, locale: str, zone: str) -> str:
        """The sentence as it is read."""
        ...


CLOSE = say("Close")
CANCEL = say("Cancel")
CHOOSE = say("Choose …")
CHOOSE_PERSON = say("Choose a person")
FILTER = say("Type a name to shorten the list")
NO_ANSWER = say("No answer")
OPTIONAL = say("optional")
MISSING = say("Please fill this in.")
UNKNOWN_PERSON = say("somebody outside this hospital")
UPDATED = say("updated")
NO_MESSAGES = say("No messages yet")
NO_MESSAGES_WHY = say("The bot writes first only to people with a role. Everybody else can still write to it.")
STALE_BUTTON = say("That button is no longer valid here.")
FAILED = say("Something went wrong on our side")
FAILED_WHY = say("Your last step may not have been saved. Please try again in a moment.")
FAILED_CRISIS = say("If this can’t wait, these lines are answered by people:")

ROLES: Mapping[Role, Words] = {
    Role.SUPPORTER: say("supporter"),
    Role.COORDINATOR: say("coordinator"),
    Role.DEPUTY: say("deputy coordinator"),
    Role.DIRECTOR: say("director"),
    Role.BACKUP: say("clinical back-up"),
    Role.NOTIFIER: say("sends incident lists"),
    Role.LEADERSHIP: say("leadership reader"),
}

PAGE: Mapping[str, Words] = {
    "title": say("Peer support playground"),
    "brand": say("Peer support"),
    "tagline": say("A playground in a pretend hospital"),
    "skip": say("Skip to the people"),
    "clock": say("Hospital time"),
    "hour": say("+1 hour"),
    "day": say("+1 day"),
    "next": say("To the next thing due"),
    "moving": say("The clock is moving …"),
    "theme": say("Light or dark"),
    "timeline": say("What happened"),
    "timeline_empty": say("Move the clock, and what happens in between is told here."),
    "people": say("People"),
    "switch": say("Show another person here"),
    "home": say("Home"),
    "messages": say("Messages"),
    "unread": say("new"),
    "compose": say("Message to the bot"),
    "compose_hint": say("Type /peersupport"),
    "command": say("Open peer support"),
    "only_command": say("The bot doesn’t read what you write. Type /peersupport, or use the button."),
    "offline": say("The playground doesn’t answer. Is it still running?"),
    "welcome": say("Three people, one hospital, nothing real"),
    "welcome_what": say(
        "This is how clinicians meet the bot in Slack or Teams. Everybody here is invented, "
        "and nothing leaves this computer."
    ),
    "step_one": say("As one clinician, open peer support and suggest a colleague."),
    "step_two": say("Move the clock on until a supporter is asked."),
    "step_three": say("Press their name under “What happened”, and answer for them."),
    "got_it": say("Got it"),
}


def moved(clock: str) -> Words:
    """What is said when the clock has moved."""
    return say("The clock moved on. Now it is {now}.", now=clock)


def nothing_due() -> Words:
    """What is said when the clock moved and nobody has anything to hear of it."""
    return say("Nothing happened in between.")


def moment(at: datetime, *, locale: str, zone: str) -> str:
    """A message's time, short: ``Tue 14:05``."""
    return format_datetime(at, "EEE HH:mm", tzinfo=zone_named(zone), locale=locale)


def full_moment(at: datetime, *, locale: str, zone: str) -> str:
    """The clock bar's time: ``Tuesday 3 March, 14:05``."""
    return format_datetime(at, "EEEE d MMMM, HH:mm", tzinfo=zone_named(zone), locale=locale)
