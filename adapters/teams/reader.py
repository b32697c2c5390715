"""The reader of a card or dialog in Teams: language, zone, and which buttons are theirs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.domain.lines import NOWHERE, HelpLines
from bot.domain.people import Address, PersonId
from bot.ports import Contact

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.teams import phrases
    from bot.ports import Tokens
    from bot.ui import Words

_OBJECT_ID = re.compile(r"[0-9a-z][0-9a-z-]{0,63}")


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Whoever looks: decides the language, the zone, and who can use the buttons.

    ``in_dialog``: buttons stand in a dialog, not in a message. ``sees_names``: only inside a form, which nobody keeps;
    ``contacts`` are what is known of the people in it. ``lines``: the crisis lines of their site, on every dialog.
    """

    address: Address
    locale: str
    zone: str
    tokens: Tokens
    speak: phrases.Translate
    in_dialog: bool = False
    sees_names: bool = False
    lines: HelpLines = NOWHERE
    contacts: Mapping[PersonId, Contact] = field(default_factory=dict[PersonId, Contact], repr=False)

    def say(self, words: Words) -> str:
        """The sentence in the reader's language; not yet escaped."""
        return self.speak(words, self.locale, self.zone)

    def object_id(self, person: PersonId | None) -> str:
        """Microsoft's id of somebody in the reader's own tenant; empty for anybody else."""
        place = f"teams:{self.address.account.partition('/')[0]}/"
        found = person.removeprefix(place) if person and person.startswith(place) else ""
        return found if _OBJECT_ID.fullmatch(found) else ""
