"""The reader of the playground's page: language, zone, and which buttons are theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.lines import NOWHERE, HelpLines

if TYPE_CHECKING:
    from adapters.web import phrases
    from adapters.web.invented_hospital import Clinician, Hospital
    from bot.ports import Tokens
    from bot.ui import (
        Action,
        Words,
    )


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Whoever looks: decides the language, the zone, and who can use the buttons."""

    clinician: Clinician
    hospital: Hospital
    speak: phrases.Translate
    tokens: Tokens
    lines: HelpLines = NOWHERE

    def say(self, words: Words) -> str:
        """The sentence in the reader's language; not yet escaped."""
        return self.speak(words, self.clinician.locale, self.clinician.timezone)

    def seal(self, action: Action) -> str:
        """The token that brings this action back, for this reader only."""
        return self.tokens.seal(action, self.clinician.address)
