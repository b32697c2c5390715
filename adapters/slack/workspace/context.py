"""One Slack workspace's context: Web API, profiles, pauses, and readers of its screens."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adapters.help_lines import LinesOf
from adapters.slack.reader import Reader
from adapters.slack.workspace import send_outcomes
from adapters.slack.workspace.profiles import Profile
from adapters.slack.workspace.web_api import Refused
from bot.domain.people import Address

if TYPE_CHECKING:
    from adapters.slack.phrases import Translate
    from adapters.slack.workspace.installation import InstallationLookup
    from adapters.slack.workspace.profiles import Directory, Profiles
    from adapters.slack.workspace.retry_after import SlackPauses
    from adapters.slack.workspace.web_api import Calls
    from bot.ports import Contacts, Tokens


@dataclass(frozen=True, kw_only=True)
class Workspace:
    """What belongs to one token."""

    calls: Calls
    whereabouts: InstallationLookup
    pauses: SlackPauses
    directory: Directory
    profiles: Profiles
    contacts: Contacts
    tokens: Tokens
    speak: Translate
    lines_of: LinesOf = field(default_factory=LinesOf)

    async def user(self, address: Address) -> str:
        """Slack's own id of somebody here; empty for anybody else, and while Slack has not said where it is."""
        installation = await self.whereabouts.learn()
        if installation is None or address.platform != "slack":
            return ""
        return installation.user(address.account)

    async def token_is_taken(self) -> bool:
        """Ask Slack who we are, because one method refused the token; if that is refused, too, nothing more is sent."""
        word = await self.whereabouts.confirm()
        taken = bool(word) and send_outcomes.takes_the_token(Refused(word))
        if taken:
            await self.pauses.stop()
        return taken

    async def has_left(self, address: Address) -> bool:
        """Whether Slack says definitely that the account of somebody here is gone."""
        user = await self.user(address)
        return bool(user) and await self.profiles.has_left(user)

    async def picked(self, person: str, *, seconds: float) -> Profile:
        """What is known in time of an account that was picked; of somebody elsewhere, nothing."""
        known = self.whereabouts.known
        user = known.user(person.removeprefix("slack:")) if known and person.startswith("slack:") else ""
        return await self.profiles.learn(user, seconds=seconds) if user else Profile()

    def anybody(self) -> Reader:
        """The eyes of somebody of whom nothing may be asked: a stranger's."""
        address = Address("slack", "-/-")
        lines = self.lines_of(address)
        return Reader(
            address=address, locale="en", zone=self.directory.zone, tokens=self.tokens, speak=self.speak, lines=lines
        )

    async def reader(self, address: Address, *, seconds: float) -> Reader:
        """Somebody's own eyes; their language is waited for so long at most."""
        profile = await self.profiles.learn(address.account.partition("/")[2], seconds=seconds)
        return Reader(
            address=address,
            locale=profile.locale or "en",
            zone=profile.zone or self.directory.zone,
            tokens=self.tokens,
            speak=self.speak,
            lines=self.lines_of(address),
        )
