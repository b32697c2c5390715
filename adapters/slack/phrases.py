"""Every sentence of the adapter's own, in one place, spoken through the same catalogue as the bot's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from adapters.slack.manifest import COMMAND
from bot.ui import say

if TYPE_CHECKING:
    from bot.ui import Words


class Translate(Protocol):
    """Turns Words into the reader's language, with times on the reader's own clock."""

    def __call__(self, words: Words, locale: str, zone: str) -> str:
        """The sentence as it is read."""
        ...


CLOSE = say("Close")
CANCEL = say("Cancel")
NO_ANSWER = say("No answer")
TITLE = say("Peer support")
ONE_MOMENT = say("One moment, please …")
STALE_BUTTON = say("That button is no longer valid here.")
FAILED = say("Something went wrong on our side")
FAILED_WHY = say("Your last step may not have been saved. Please try again in a moment.")
SOMEBODY = say("a colleague")
PICK_SOMEBODY_HERE = say("This account can't be reached here. Please pick somebody of your own organisation.")
PICK_A_PERSON = say("Please pick a person.")
NOT_OPENED = say("Slack could not open this just now. Please type {command} again.", command=COMMAND)
OPENS_SOON = say("This takes a moment. If nothing opens, please type {command} again.", command=COMMAND)
NOT_SHOWN = say("Slack could not show the answer. What you pressed was received, and nothing happens twice.")
PRESS_AGAIN = say("Please press it again, or type {command}.", command=COMMAND)
NOT_YOURS = say("This peer support is for the people of another organisation. Please ask for help in your own.")
NOTE = say("A short note for you. When you have time.")
OPEN_AGAIN = say("Please open it again and mend this:")


def somebody_in(place: str) -> Words:
    """Somebody on another platform whose name is not known."""
    return say("a colleague in {place}", place=place)
