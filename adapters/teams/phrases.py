"""Every sentence of the adapter's own, in one place, spoken through the same catalogue as the bot's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bot.ui import Message, Paragraph, Plain, Strong, say

if TYPE_CHECKING:
    from bot.ui import Buttons, Notice, Words


class Translate(Protocol):
    """Turns Words into the reader's language, with times on the reader's own clock."""

    def __call__(self, words: Words, locale: str, zone: str) -> str:
        """The sentence as it is read."""
        ...


TITLE = say("Peer support")
HOME = say("Home")
OPEN = say("Open")
OPEN_PEER_SUPPORT = say("Open peer support")
OPEN_HOME = say("Open my home")
NO_ANSWER = say("No answer")
CHOOSE = say("Choose …")
CHOOSE_PERSON = say("Choose a person")
MISSING = say("Please fill this in.")
STALE_BUTTON = say("That button is no longer valid here.")
FAILED = say("Something went wrong on our side")
FAILED_WHY = say("Your last step may not have been saved. Please try again in a moment.")
SOMEBODY = say("a colleague")
SHOWN_BELOW = say("the person shown below")
WHO = say("Who")
TEXT = say("Text to copy")
OPEN_AGAIN = say("Please open it again and mend this:")
NOTED = say("Noted. Thank you.")
SLOW = say("This takes longer than usual. Please press again in a moment; nothing happens twice.")
CHOOSE_ONE = say("Please choose one of the answers.")
UNREADABLE = say("This answer could not be read. Please give it once more.")
NOTE = say("A short note for you. When you have time.")
WELCOME = say("Nothing that is written here is read.")
WELCOME_HOW = say("Open peer support to ask for yourself, or to suggest a colleague.")


def somebody_in(place: str) -> Words:
    """Somebody on another platform whose name is not known."""
    return say("a colleague in {place}", place=place)


def welcome(help_now: Notice, buttons: Buttons) -> Message:
    """What answers every word that somebody writes to the bot, whatever it is."""
    return Message(NOTE, (Paragraph((Strong(WELCOME), Plain(WELCOME_HOW))), buttons, help_now))


def noted(buttons: Buttons) -> Message:
    """What a message becomes after a press whose answer only a dialog may show."""
    return Message(NOTE, (Paragraph((Strong(NOTED),)), buttons))
