"""People on a fake Slack or Teams whose bot dies under their hands: what they read no answer to, they try again."""

from __future__ import annotations

import asyncio
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from tests.platforms.slack.driver import EASY, SlackDriver
from tests.platforms.slack.driver import USERS as ON_SLACK
from tests.platforms.slack.reading import Eyes as SlackEyes
from tests.platforms.teams.driver import RULES, SOMEBODY, TeamsDriver
from tests.platforms.teams.driver import USERS as IN_TEAMS
from tests.screen import Answer, Driver

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from tests.platforms.beside import Orders
    from tests.platforms.slack.fake.workspace import User
    from tests.screen import Page

    Json = dict[str, Any]

T = TypeVar("T")
PATIENCE = 90.0
"""Seconds after which somebody whom nobody answers gives up, and the test with them."""
SCOPES = ("commands", "chat:write", "im:write", "users:read")
_MOMENT = "One moment, please …"
_SLOWEST = 10.0  # seconds for what was begun to be shown


class UnansweredError(Exception):
    """The platform itself says that the bot did not respond."""


class NotThereError(Exception):
    """What somebody wants to press is not, or not yet, on their screen."""


class Patient(Driver, Protocol):
    """A driver whose people bear with a bot that does not answer."""

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


class OnSlack(SlackDriver):
    """Fills Patient. ``more``: people of the workspace besides the hospital's."""

    def __init__(self, address: str, more: Mapping[str, User] = MappingProxyType({})) -> None:
        super().__init__(address)
        self.users = {**ON_SLACK, **more}
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

    async def twice(self) -> int:
        """How many messages came to the same person once more, by the token that each carries; also deleted ones."""
        return sum(one["times"] - 1 for one in (await self.slack.order("said"))["twice"])

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
    """Fills Patient."""

    @property
    def fake(self) -> Orders:
        return self.teams

    async def begin(self, *, reconciling: bool = False, **rules: Any) -> None:
        assert not reconciling, "Teams lets a bot read nothing back"
        await self.teams.reset(IN_TEAMS.values(), **{"limits": RULES.limits, "patience": RULES.patience, **rules})

    async def greet(self) -> None:
        """The first to have the app lets the bot know where this tenant takes messages."""
        await self._does(SOMEBODY, "install")

    async def everything(self) -> list[tuple[str, str]]:
        said = await self.teams.order("said")
        return [(one["chat"], self._eyes.page(_card(one["first"])).text.splitlines()[0]) for one in said["posts"]]

    async def _does(self, who: str, does: str, **given: Any) -> Json:
        did = await self.teams.person(IN_TEAMS[who].id, does, **given)
        _answered(did)
        return {**await self._seen(who), **{name: did[name] for name in ("errors", "toast", "card")}}

    async def _seen(self, who: str) -> Json:
        return await self.teams.order("look", who=IN_TEAMS[who].id)


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
        return self._reads(await self.driver.presses(self.slug, found.handle))

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
