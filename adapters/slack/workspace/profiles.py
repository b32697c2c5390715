"""Slack profiles: names, languages, zones, and whether an account is a person and still active.

It is remembered for a day, but names, which are passed on.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from adapters.slack.workspace.send_outcomes import text
from adapters.slack.workspace.web_api import SECONDS, Refused, Said
from bot.domain.people import Traits

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

    from adapters.slack.workspace.installation import InstallationLookup
    from adapters.slack.workspace.web_api import Answer, Calls
    from bot.domain.people import PersonId
    from bot.scheduling.background_tasks import Tasks

_DAY = 86_400.0
_MOST = 20_000  # people remembered in one process
_NAME_SECONDS = 5.0
_SLACKBOT = "USLACKBOT"  # of which Slack says that it is no bot
_NOBODY = "user_not_found"
_ID = re.compile(r"slack:([TE][A-Z0-9]{1,30})/([UW][A-Z0-9]{1,30})")
_LOCALE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{2,4})?")
_ZONE = re.compile(r"[A-Za-z_+\-0-9]{1,32}(/[A-Za-z_+\-0-9]{1,32}){0,2}")


@dataclass(frozen=True)
class Profile:
    """How to speak to somebody, and whether there is anybody; no name is kept.

    ``deleted``: the account was deactivated. ``stranger``: it is another company's. ``guest``: it is let in for some
    channels only.
    """

    locale: str = ""
    zone: str = ""
    deleted: bool = False
    is_bot: bool = False
    stranger: bool = False
    guest: bool = False

    @property
    def can_be_suggested(self) -> bool:
        """Whether this is somebody of the workspace's own, who can be written to."""
        return not (self.deleted or self.stranger or self.guest)

    @classmethod
    def of(cls, user: Mapping[str, object]) -> Profile:
        """From Slack's user object; what is odd is left out."""
        locale, zone = text(user, "locale"), text(user, "tz")
        return cls(
            locale if _LOCALE.fullmatch(locale) else "",
            zone if _ZONE.fullmatch(zone) else "",
            deleted=user.get("deleted") is True,
            is_bot=user.get("is_bot") is True or user.get("id") == _SLACKBOT,
            stranger=user.get("is_stranger") is True,
            guest=user.get("is_restricted") is True or user.get("is_ultra_restricted") is True,
        )


@dataclass
class Directory:
    """Fills ports.Directory: what is remembered at this moment, without asking anybody.

    ``zone`` is the programme's own, for people of whom nothing is known yet.
    """

    zone: str
    _known: OrderedDict[str, tuple[float, Profile]] = field(
        default_factory=OrderedDict[str, tuple[float, Profile]], repr=False
    )

    def traits(self, person: PersonId) -> Traits:  # noqa: ARG002 - Slack's profile names no specialty
        return Traits()

    def timezone(self, person: PersonId) -> str | None:
        return self.profile(_user(person)).zone or None

    def locale(self, person: PersonId) -> str:
        return self.profile(_user(person)).locale or "en"

    def profile(self, user: str) -> Profile:
        """What is remembered, however old; empty for somebody unknown."""
        return self._known.get(user, (0.0, Profile()))[1]

    def is_fresh(self, user: str) -> bool:
        """Whether it need not be asked again."""
        return user in self._known and time.monotonic() - self._known[user][0] < _DAY

    def remember(self, user: str, profile: Profile) -> None:
        """Keep it for a day; the ones unused for longest make room."""
        self._known[user] = (time.monotonic(), profile)
        self._known.move_to_end(user)
        if len(self._known) > _MOST:
            self._known.popitem(last=False)


class Profiles:
    """Asks Slack for what is not remembered, once for however many wait.

    ``gone`` hears of those whose account turns out to be deactivated: the event that said so may have been missed.
    """

    def __init__(self, calls: Calls, directory: Directory, tasks: Tasks) -> None:
        self._calls, self._directory, self._tasks = calls, directory, tasks
        self._asking: dict[str, asyncio.Task[None]] = {}
        self.gone: Callable[[str], Coroutine[object, object, None]] | None = None

    async def learn(self, user: str, *, seconds: float) -> Profile:
        """What is known after so many seconds at most; asking goes on if it takes longer."""
        if not self._directory.is_fresh(user):
            known = self._directory.profile(user) != Profile()
            asking = self._ask(user)
            if not known:
                await asyncio.wait([asking], timeout=seconds)
        return self._directory.profile(user)

    def _ask(self, user: str) -> asyncio.Task[None]:
        if user not in self._asking:
            task = self._tasks.start(self._fetch(user))
            self._asking[user] = task
            task.add_done_callback(lambda _: self._asking.pop(user, None))
        return self._asking[user]

    async def has_left(self, user: str) -> bool:
        """Whether Slack says definitely that this account is gone, asked now; any other answer says nothing."""
        answer = await self._info(user)
        if isinstance(answer, Refused) and answer.after is not None:
            await asyncio.sleep(answer.after)
        profile = self._profile_in(user, answer)
        return profile.deleted if profile else isinstance(answer, Refused) and answer.error == _NOBODY

    async def full_name(self, user: str) -> str:
        """As it stands in their profile, asked for now; empty if Slack does not say."""
        answer = await self._info(user, seconds=_NAME_SECONDS)
        self._notice(user, self._profile_in(user, answer))
        return _full_name(_inside(answer.data, "user")) if isinstance(answer, Said) else ""

    async def _fetch(self, user: str) -> None:
        self._notice(user, self._profile_in(user, await self._info(user)))

    async def _info(self, user: str, *, seconds: float = SECONDS) -> Answer:
        return await self._calls.call("users.info", {"user": user, "include_locale": True}, seconds=seconds)

    def _profile_in(self, user: str, answer: Answer) -> Profile | None:
        """What the answer says of them, if anything; it is remembered."""
        if not isinstance(answer, Said) or not _inside(answer.data, "user"):
            return None
        profile = Profile.of(_inside(answer.data, "user"))
        self._directory.remember(user, profile)
        return profile

    def _notice(self, user: str, profile: Profile | None) -> None:
        if profile and profile.deleted and self.gone is not None:
            self._tasks.start(self.gone(user))


class SlackNames:
    """Fills the chain's Source: the name in somebody's profile, and a link to them."""

    def __init__(self, profiles: Profiles, whereabouts: InstallationLookup, api_url: str) -> None:
        self.place = "Slack"
        self._profiles, self._whereabouts = profiles, whereabouts
        host = urlsplit(api_url).hostname or ""
        self._site = "slack-gov.com" if host.endswith("slack-gov.com") else "slack.com"

    async def name(self, person: PersonId) -> str:
        """In full where Slack has it: people who call each other by a short one know the long one, too."""
        installation = await self._whereabouts.learn()
        user = installation.user(person.removeprefix("slack:")) if installation and _ID.fullmatch(person) else ""
        return await self._profiles.full_name(user) if user else ""

    def chat(self, person: PersonId) -> str:
        """By https: other platforms open no link that begins with ``slack:``."""
        found = _ID.fullmatch(person)
        return f"https://{self._site}/app_redirect?team={found[1]}&channel={found[2]}" if found else ""


def _inside(data: Mapping[str, object], name: str) -> Mapping[str, object]:
    found = data.get(name)
    return cast("Mapping[str, object]", found) if isinstance(found, dict) else {}


def _full_name(user: Mapping[str, object]) -> str:
    profile = _inside(user, "profile")
    names = (text(profile, "real_name"), text(user, "real_name"), text(profile, "display_name"))
    return next(filter(None, names), "")


def _user(person: PersonId) -> str:
    platform, _, account = person.partition(":")
    return account.partition("/")[2] if platform == "slack" else ""
