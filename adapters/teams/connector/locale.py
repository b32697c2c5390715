"""Language and time zone of a person, as Teams sends them with each activity."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adapters.help_lines import LinesOf
from adapters.teams.reader import Reader
from bot.domain.people import Traits

if TYPE_CHECKING:
    from adapters.teams.connector.conversations import Conversations
    from adapters.teams.phrases import Translate
    from bot.domain.people import Address, PersonId
    from bot.ports import Contacts, Tokens

_MOST = 20_000  # people remembered in one process


@dataclass(frozen=True)
class Profile:
    """How to speak to somebody; empty where Teams did not say. The name is passed on, and never kept here."""

    locale: str = ""
    zone: str = ""
    name: str = field(default="", repr=False)


class Directory:
    """Fills ports.Directory: what this process remembers, without asking anybody.

    ``zone`` is the programme's own, for people of whom nothing is known yet.
    """

    def __init__(self, zone: str) -> None:
        self.zone = zone
        self._known: OrderedDict[str, Profile] = OrderedDict()

    def traits(self, person: PersonId) -> Traits:  # noqa: ARG002 - Teams names no specialty
        return Traits()

    def timezone(self, person: PersonId) -> str | None:
        return self.profile(person).zone or None

    def locale(self, person: PersonId) -> str:
        return self.profile(person).locale or "en"

    def profile(self, person: str) -> Profile:
        """What is remembered; empty for somebody unknown."""
        return self._known.get(person, Profile())

    def remember(self, person: str, profile: Profile) -> None:
        """From now on this; the ones unused for longest make room."""
        before = self.profile(person)
        self._known[person] = Profile(profile.locale or before.locale, profile.zone or before.zone)
        self._known.move_to_end(person)
        if len(self._known) > _MOST:
            self._known.popitem(last=False)


@dataclass(frozen=True, kw_only=True)
class Readers:
    """Somebody's own eyes, for whatever is shown to them."""

    directory: Directory
    conversations: Conversations
    contacts: Contacts
    tokens: Tokens
    speak: Translate
    lines_of: LinesOf = field(default_factory=LinesOf)

    def at_once(self, address: Address) -> Reader:
        """As far as this process remembers."""
        profile = self.directory.profile(str(address))
        known = self.conversations.here(address)
        return Reader(
            address=address,
            locale=profile.locale or (known.locale if known else "") or "en",
            zone=profile.zone or (known.zone if known else "") or self.directory.zone,
            tokens=self.tokens,
            speak=self.speak,
            lines=self.lines_of(address),
        )

    def met(self, person: PersonId, profile: Profile) -> None:
        """Somebody did something: how to speak to them is remembered, and what they are called."""
        self.directory.remember(person, profile)
        self.contacts.heard(person, profile.name)
