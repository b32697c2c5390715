"""People on a fake Slack or Teams whose bot dies under their hands: what they read no answer to, they try again."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

from bot.domain.people import Address
from store.sealing import SealedTokens, open_keys
from tests.cast import SURE
from tests.platforms.slack.driver import EASY, SlackDriver
from tests.platforms.slack.driver import USERS as ON_SLACK
from tests.platforms.slack.fake.workspace import User as SlackUser
from tests.platforms.slack.reading import Eyes as SlackEyes
from tests.platforms.teams.driver import RULES, SOMEBODY, TeamsDriver, object_id
from tests.platforms.teams.driver import USERS as IN_TEAMS
from tests.platforms.teams.fake.tenant import User as TeamsUser
from tests.platforms.teams.reading import Eyes as TeamsEyes
from tests.screen import Answer, Driver

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from pathlib import Path

    from tests.platforms.beside import Orders
    from tests.screen import Page

    Json = dict[str, Any]

T = TypeVar("T")
NOBODY: Mapping[str, str] = MappingProxyType({})
PATIENCE = 90.0
"""Seconds after which somebody whom nobody answers gives up, and the test with them."""
SCOPES = ("commands", "chat:write", "im:write", "users:read")
_MOMENT = "One moment, please …"
_SLOWEST = 10.0  # seconds for what was begun to be shown


class UnansweredError(Exception):
    """The platform itself says that the bot did not respond."""


class NotThereError(Exception):
    """What somebody wants to press is not, or not yet, on their screen."""


class Repeated(NamedTuple):
    """A message that somebody has ``times`` over; of so many, whoever sent it could not know: it was not ``told``."""

    times: int
    untold: int

    @property
    def unexplained(self) -> int:
        """How often more than the answers that were lost make it come."""
        return max(0, self.times - 1 - self.untold)


class Patient(Driver, Protocol):
    """A driver whose people bear with a bot that does not answer.

    ``sends``: what the platform calls the bringing of a message. ``comes``: how often one gesture may reach the bot.
    """

    sends: str
    comes: int

    @property
    def fake(self) -> Orders:
        """The fake's control room."""
        ...

    async def begin(self, *, reconciling: bool = False, **rules: Any) -> None:
        """A new workspace, before the bot lives."""
        ...

    async def greet(self) -> None:
        """What has to reach the bot before anything else, once it lives."""
        ...

    async def everything(self) -> list[tuple[str, str]]:
        """Every message that anybody ever got, also those that were deleted since: who, and its first line."""
        ...

    async def twice(self) -> list[Repeated]:
        """Every message that came to the same person more than once, also deleted ones."""
        ...

    async def pauses_asked_for(self) -> int:
        """How many calls the platform answered with a wish for a pause."""
        ...


class OnSlack(SlackDriver):
    """Fills Patient. ``more``: people of the workspace besides the hospital's, by name."""

    sends, comes = "chat.postMessage", 1

    def __init__(self, address: str, more: Mapping[str, str] = NOBODY) -> None:
        super().__init__(address)
        self.users = {**ON_SLACK, **{slug: SlackUser(f"U0{slug.upper()}", name) for slug, name in more.items()}}
        self._eyes = SlackEyes({one.id: one.name for one in self.users.values()})
        self._places = {slug: {} for slug in self.users}

    @property
    def fake(self) -> Orders:
        return self.slack

    async def begin(self, *, reconciling: bool = False, **rules: Any) -> None:
        scopes = (*SCOPES, "im:history") if reconciling else SCOPES
        await self.slack.reset(self.users.values(), **{**EASY, "scopes": scopes, **rules})

    async def greet(self) -> None:
        """Nothing."""

    async def twice(self) -> list[Repeated]:
        """By the token that each carries. Whoever may look learns of each, so no lost answer explains any."""
        return [Repeated(one["times"], 0) for one in (await self.slack.order("said"))["twice"]]

    async def pauses_asked_for(self) -> int:
        return sum(one["error"] == "ratelimited" for one in (await self.slack.order("said"))["calls"])

    async def everything(self) -> list[tuple[str, str]]:
        said = await self.slack.order("said")
        return [(one["channel"], self._eyes.page(one["first"]).text.splitlines()[0]) for one in said["posts"]]

    async def _does(self, who: str, does: str, **given: Any) -> Json:
        did = await self.slack.person(self.users[who].id, does, **given)
        _answered(did)
        async with asyncio.timeout(_SLOWEST):
            while _waits(seen := await self._seen(who)):  # noqa: ASYNC110 - the screen tells nobody
                await asyncio.sleep(0.02)
        return {**seen, "errors": did["errors"]}

    async def _seen(self, who: str) -> Json:
        return self._untroubled(who, await self.slack.order("look", who=self.users[who].id))

    def _untroubled(self, who: str, seen: Json) -> Json:
        """An error on the screen is what these people bear."""
        assert seen["refused"] == [], f"{who}: Slack refused what it was asked to show: {seen['refused']}"
        return seen


def _waits(seen: Json) -> bool:
    """Whether the modal on top only says that it takes a moment."""
    return bool(seen["modals"]) and _MOMENT in str(seen["modals"][-1]["blocks"])


class InTeams(TeamsDriver):
    """Fills Patient. ``more``: people of the tenant besides the hospital's, by name; ``keys``: the installation's."""

    sends, comes = "send", 2

    def __init__(self, address: str, more: Mapping[str, str] = NOBODY, keys: Path | None = None) -> None:
        super().__init__(address)
        self.users = {**IN_TEAMS, **{slug: TeamsUser(object_id(slug), name) for slug, name in more.items()}}
        self._eyes = TeamsEyes({one.id: one.name for one in self.users.values()})
        self._places = {slug: {} for slug in self.users}
        self._keys = keys

    @property
    def fake(self) -> Orders:
        return self.teams

    async def begin(self, *, reconciling: bool = False, **rules: Any) -> None:
        assert not reconciling, "Teams lets a bot read nothing back"
        easy = {"limits": RULES.limits, "patience": RULES.patience}
        await self.teams.reset(self.users.values(), **{**easy, **rules})

    async def greet(self) -> None:
        """The first to have the app lets the bot know where this tenant takes messages."""
        await self._does(SOMEBODY, "install")

    async def everything(self) -> list[tuple[str, str]]:
        said = await self.teams.order("said")
        return [(one["chat"], self._eyes.page(_card(one["first"])).text.splitlines()[0]) for one in said["posts"]]

    async def twice(self) -> list[Repeated]:
        """By what each button does when it is unsealed: the tokens themselves are never the same."""
        posts = (await self.teams.order("said"))["posts"]
        owners = {one.chat: Address("teams", f"{RULES.tenant}/{one.id}") for one in self.users.values()}
        assert self._keys is not None
        tokens = SealedTokens(open_keys(self._keys, create=False))
        seen: dict[object, list[bool]] = defaultdict(list)
        for one in posts:
            page = self._eyes.page(_card(one["first"]))
            does = (tokens.open(button.handle, owners[one["chat"]]) for button in page.buttons)
            seen[one["chat"], page.text, tuple(does)].append(one["told"])
        return [Repeated(len(told), told.count(False)) for told in seen.values() if len(told) > 1]

    async def pauses_asked_for(self) -> int:
        return sum(one["refused"] == 429 for one in (await self.teams.order("said"))["calls"])

    async def _does(self, who: str, does: str, **given: Any) -> Json:
        did = await self.teams.person(self.users[who].id, does, **given)
        _answered(did)
        return {**await self._seen(who), **{name: did[name] for name in ("errors", "toast", "card")}}

    async def _seen(self, who: str) -> Json:
        return await self.teams.order("look", who=self.users[who].id)


def _card(activity: Json) -> Json:
    return activity["attachments"][0]["content"]


def _answered(did: Json) -> None:
    if did["reply"] is not None and not 200 <= did["reply"]["status"] < 300:
        raise UnansweredError


class Person:
    """Somebody who does one thing after another, and each until it worked."""

    def __init__(self, driver: Patient, slug: str) -> None:
        self.driver, self.slug = driver, slug
        self.page: Page | None = None

    async def opens(self) -> str:
        """The command, and what is read then."""
        return self._reads(await self.driver.opens(self.slug))

    async def presses(self, *labels: str) -> str:
        """The first of these that is there: in the form that is open, else in the newest message that has it."""
        pages = [self.page] if self.page else reversed(await self.driver.letters(self.slug))
        buttons = [one for page in pages for one in page.buttons]
        found = next((one for label in labels for one in buttons if one.label == label), None)
        if found is None:
            raise NotThereError
        read = self._reads(await self.driver.presses(self.slug, found.handle))
        asks_once_more = self.page is not None and self.page.send is not None and self.page.send.label in SURE
        return await self.sends() if asks_once_more else read

    async def presses_handle(self, handle: str) -> str:
        """One certain button."""
        return self._reads(await self.driver.presses(self.slug, handle))

    async def sends(self, **answers: str) -> str:
        """The form that is open, filled so."""
        assert self.page is not None
        asked = {one.name: one for one in self.page.questions}
        values = {name: tuple(asked[name].given) for name in asked if asked[name].given}
        values |= {name: (asked[name].value(answer),) for name, answer in answers.items()}
        return self._reads(await self.driver.submits(self.slug, self.page, values))

    def closes(self) -> None:
        """From here on the messages are looked at."""
        self.page = None

    async def has(self, text: str) -> bool:
        """Whether a message reads so."""
        return any(text in page.text for page in await self.driver.letters(self.slug))

    def _reads(self, answer: Answer) -> str:
        self.page = answer.form
        return answer.form.text if answer.form else answer.toast


async def until(deed: Callable[[], Awaitable[T | None]]) -> T:
    """Try until it comes to something: a bot that is not there, or a screen that is not yet so, is borne with."""
    async with asyncio.timeout(PATIENCE):
        while (found := await _tried(deed)) is None:  # noqa: ASYNC110 - no screen tells when it has changed
            await asyncio.sleep(0.02)
        return found


async def _tried(deed: Callable[[], Awaitable[T | None]]) -> T | None:
    try:
        return await deed()
    except (UnansweredError, NotThereError, TimeoutError):
        return None
