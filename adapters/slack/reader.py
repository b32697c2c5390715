"""The reader of a message, modal or App Home in Slack: language, zone, and which buttons are theirs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.domain.lines import NOWHERE, HelpLines
from bot.domain.people import Address, PersonId
from bot.ports import Contact
from bot.ui import (
    TooMuchError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.slack import phrases
    from bot.ports import Tokens
    from bot.ui import Action, Words


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Whoever looks: decides the language, the zone, and who can use the buttons.

    ``sees_names``: only inside a modal, which nobody keeps; ``contacts`` are what is known of those who are elsewhere.
    ``lines``: the crisis lines of their site, which stand on every modal and home.
    """

    address: Address
    locale: str
    zone: str
    tokens: Tokens
    speak: phrases.Translate
    sees_names: bool = False
    lines: HelpLines = NOWHERE
    contacts: Mapping[PersonId, Contact] = field(default_factory=dict[PersonId, Contact], repr=False)

    def say(self, words: Words) -> str:
        """The sentence in the reader's language; not yet escaped."""
        return self.speak(words, self.locale, self.zone)

    def seal(self, action: Action, *, longest: int) -> str:
        """The token that brings this action back, for this reader only; TooMuchError if it would not fit."""
        token = self.tokens.seal(action, self.address)
        if len(token) > longest:
            raise TooMuchError
        return token
