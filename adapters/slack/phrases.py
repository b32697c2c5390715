"""Every sentence of the adapter's own, in one place, spoken through the same catalogue as the bot's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bot.ui import say

if TYPE_CHECKING:
    from bot.ui import Words


class Speak(Protocol):
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
PICK_A_PERSON = say("Please pick a person.")
OPEN_AGAIN = say("Please open it again and mend this:")


def somebody_in(place: str) -> Words:
    """Somebody on another platform whose name is not known."""
    return say("a colleague in {place}", place=place)
