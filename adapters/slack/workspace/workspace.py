"""One workspace as the rest of the adapter needs it: its calls, its people, its pauses, and readers of its screens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.slack.render import Reader

if TYPE_CHECKING:
    from adapters.slack.phrases import Speak
    from adapters.slack.workspace.calls import Calls
    from adapters.slack.workspace.installation import Whereabouts
    from adapters.slack.workspace.pauses import SlackPauses
    from adapters.slack.workspace.people import Directory, Profiles
    from bot.domain.people import Address
    from bot.ports import Contacts, Tokens


@dataclass(frozen=True, kw_only=True)
class Workspace:
    """What belongs to one token."""

    calls: Calls
    whereabouts: Whereabouts
    pauses: SlackPauses
    directory: Directory
    profiles: Profiles
    contacts: Contacts
    tokens: Tokens
    speak: Speak

    async def user(self, address: Address) -> str:
        """Slack's own id of somebody here; empty for anybody else, and while Slack has not said where it is."""
        installation = await self.whereabouts.learn()
        if installation is None or address.platform != "slack":
            return ""
        return installation.user(address.account)

    async def has_left(self, address: Address) -> bool:
        """Whether Slack says definitely that the account of somebody here is gone."""
        user = await self.user(address)
        return bool(user) and await self.profiles.has_left(user)

    async def is_bot(self, person: str, *, seconds: float) -> bool:
        """Whether this is an app's account and nobody's; somebody of whom that is not known in time is a person."""
        known = self.whereabouts.known
        user = known.user(person.removeprefix("slack:")) if known and person.startswith("slack:") else ""
        return bool(user) and (await self.profiles.learn(user, seconds=seconds)).is_bot

    async def reader(self, address: Address, *, seconds: float) -> Reader:
        """Somebody's own eyes; their language is waited for so long at most."""
        profile = await self.profiles.learn(address.account.partition("/")[2], seconds=seconds)
        return Reader(
            address=address,
            locale=profile.locale or "en",
            zone=profile.zone or self.directory.zone,
            tokens=self.tokens,
            speak=self.speak,
        )
