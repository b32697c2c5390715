"""Every sentence of the page itself, in one place, spoken through the same catalogue as the bot's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from babel.dates import format_datetime

from bot.domain.hours import zone as zone_named
from bot.domain.people import Role
from bot.ui import say, say_count

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.ui import Words


class Translate(Protocol):
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
CODE = say("Text to copy")
BEGIN_ANEW = say("Start over")
BEGIN_ANEW_ELSEWHERE = say("To start over, stop the playground and empty its database and its folders.")
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
    "hour_short": say("+1 h"),
    "day_short": say("+1 d"),
    "next_short": say("Next"),
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
    "offline": say("That did not get through. Please try again in a moment."),
    "away": say("The playground does not answer just now"),
    "away_why": say("It may have been stopped. This page goes on by itself as soon as it is back."),
    "help": say("If something can’t wait, these lines are answered by people:"),
    "close": say("Close"),
    "cancel": say("Cancel"),
    "kept_in": say("What you do here is kept in"),
    "anew": say("Start over?"),
    "anew_why": say(
        "Every message and case that was played here is deleted, and the clock shows today again. "
        "A fresh hospital opens in its place."
    ),
    "anew_begins": say("A fresh hospital opens …"),
    "anew_yes": say("Delete and start over"),
    "tour_button": say("Tour"),
    "tour_label": say("Guided tour"),
    "tour_step": say("Step"),
    "tour_of": say("of"),
    "tour_back": say("Back"),
    "tour_next": say("Next"),
    "tour_skip": say("Skip"),
    "tour_show": say("Show me where"),
    "tour_leave": say("Leave the tour"),
    "tour_reason": say("Why?"),
    "tour_begin": say("Show me around"),
    "tour_later": say("I’ll look around myself"),
    "tour_done": say("Finish"),
    "gallery": say("Gallery"),
    "stored": say("What is stored"),
    "stored_why": say(
        "The rows of the database, as somebody who stole it would see them. "
        "Sealed values show their size and first bytes."
    ),
}


REFERRER, COLLEAGUE = "{referrer}", "{colleague}"
"""Stand in the tour's sentences for the first name of who suggests, and for whom: the page knows who plays."""
UNDO, PURGE = "{undo}", "{purge}"
"""Stand there for lengths of time that the policy sets."""

TOUR: Mapping[str, tuple[Words, ...]] = {
    "welcome": (
        say("Three people, one hospital, nothing real"),
        say(
            "This is how clinicians meet the bot in Slack or Teams. Everybody here is invented, and nothing leaves "
            "this computer. Play one case from the first word to the last row; it takes about five minutes."
        ),
    ),
    "suggest": (
        say(
            "As {referrer}, press /peersupport, choose “Suggest a colleague”, and pick {colleague}.",
            referrer=REFERRER,
            colleague=COLLEAGUE,
        ),
        say("Hardly anybody asks for help. So whoever notices can say so, and their own name stays sealed."),
    ),
    "asked": (
        say("Press “To the next thing due” until a supporter is asked."),
        say(
            "{referrer} has {undo} to undo it. Then one trained peer is asked, within their own hours.",
            referrer=REFERRER,
            undo=UNDO,
        ),
    ),
    "meet": (
        say("Look at the telephone of the supporter who was asked."),
        say("Their message names nobody and says nothing about anyone. A glance over the shoulder tells nothing."),
        say("Show the supporter’s messages"),
    ),
    "take": (
        say("Press “Take it”."),
        say("Only now will they see who it is. “Pass” would be just as fine: nobody asks why, and another is asked."),
    ),
    "card": (
        say("Read the card."),
        say(
            "This is the only place where the name appears, and nobody keeps the card. "
            "The supporter calls or writes in their own words; the bot never writes to {colleague}.",
            colleague=COLLEAGUE,
        ),
    ),
    "contact": (
        say("Press “I tried to reach them”, then “We were in touch”."),
        say("One tap each, and no notes. That they spoke is all the programme wants to know."),
    ),
    "plan": (
        say("Press “Plan check-ins”, choose how often, and save."),
        say("Most people want one to three talks. The reminders go to the supporter, never to the recipient."),
    ),
    "due": (
        say("Press “To the next thing due” until the check-in comes."),
        say("On the way a week ends: the coordinator gets the weekly overview."),
    ),
    "close": (
        say("Open the reminder, press “We were in touch”, then close the case."),
        say("The supporter says when it is enough. How it ended is a choice from a list; nothing is written down."),
    ),
    "desk": (
        say("As Marion, the coordinator, open the desk."),
        say("She sees what needs her, by code, never a recipient’s name. This case is done, so it is gone from here."),
    ),
    "monday": (
        say("Read the weekly overview among Marion’s messages."),
        say("It comes every week, also when nothing happened. It tells of the service, not of people."),
        say("Show Marion’s messages"),
    ),
    "stored": (
        say("Open “What is stored”."),
        say("This is all that a thief would get: codes, dates and sealed bytes. No name is in it."),
    ),
    "end": (
        say(
            "That was the whole story. Now move the clock on by {purge}, and watch the rows of the case go.",
            purge=PURGE,
        ),
        say(
            "{purge} after its end a case is forgotten: row, key, messages. The gallery shows every form.",
            purge=PURGE,
        ),
    ),
    "over": (
        say("Nobody can take it: every supporter who fits is busy with what was played before."),
        say("Start over, and play on a fresh hospital. Or help it along as Marion: choose somebody at her desk."),
    ),
}
"""The guided tour, in its order: what to do, why it is so, and what the tour’s own button is called.

``over`` is no step: it stands in the place of one that can't be done on the data as they are.
"""

GALLERY: Mapping[str, Words] = {
    "title": say("Gallery of the peer support playground"),
    "brand": say("Gallery"),
    "tagline": say("Everything that people can come to see"),
    "skip": say("Skip to the exhibits"),
    "back": say("Back to the playground"),
    "theme": say("Light or dark"),
    "contents": say("Contents"),
    "intro": say("Every message, form and home, with invented people, in every language. These buttons do nothing."),
    "messages": say("Messages"),
    "forms": say("Forms"),
    "homes": say("Homes"),
    "painted": say("This is a picture of a button. In the playground you can press it."),
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


def names_found(count: int) -> Words:
    """What is said when the search for names in the database found some: it never should."""
    return say_count(
        "{count} of this hospital’s people can be told from these rows.",
        "{count} of this hospital’s people can be told from these rows.",
        count,
    )


def no_names(people: int) -> Words:
    """What is said when the search found none."""
    return say("Every byte was just searched for the names and accounts of all {people} people: none.", people=people)


def rows(count: int) -> Words:
    """How many rows a table has."""
    return say_count("{count} row", "{count} rows", count)


def more_rows(count: int) -> Words:
    """How many rows are not shown."""
    return say_count("and {count} more row like these", "and {count} more rows like these", count)


def empty_tables(names: str) -> Words:
    """Which tables have no rows."""
    return say("Empty: {names}", names=names)


def sealed(size: int, start: str) -> Words:
    """A sealed value: its size and its first bytes."""
    return say("{size} bytes: {start} …", size=size, start=start)
