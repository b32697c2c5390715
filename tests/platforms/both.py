"""Slack and Teams in one programme: whoever supports is on one of them, everybody else on the other."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from aiohttp.test_utils import TestServer

from bot.app import compose
from bot.clock import MovableClock
from tests.platforms.slack.driver import USERS as SLACK_USERS
from tests.platforms.slack.driver import SlackDriver, on_slack
from tests.platforms.staff import HOSPITAL, employ
from tests.platforms.teams.driver import USERS as TEAMS_USERS
from tests.platforms.teams.driver import TeamsDriver, in_teams

if TYPE_CHECKING:
    from bot.app import Programme
    from bot.domain.people import Address, PersonId
    from bot.settings import Settings
    from tests.screen import Answer, Page, Pane, Values

SUPPORTERS = frozenset(one.slug for one in HOSPITAL.people.values() if "supporter" in one.roles)

ELSEWHERE = "elsewhere/"
"""Before a name: the same human's account on the other platform, which the programme does not know yet."""


class BothDriver:
    """Fills screen.Driver. Supporters are on Slack, or ``reverse``: in Teams. ``graph``: as TeamsDriver has it."""

    missing = TeamsDriver.missing

    def __init__(self, slack_address: str, teams_address: str, *, reverse: bool = False, graph: bool = False) -> None:
        self._slack, self._teams = SlackDriver(slack_address), TeamsDriver(teams_address, graph=graph)
        self._on_slack = frozenset(HOSPITAL.people) - SUPPORTERS if reverse else SUPPORTERS
        self._server: TestServer | None = None

    def compose(self, settings: Settings) -> Programme:
        """A programme that is configured for both, with everybody on its roster where they are."""
        both = self._teams.configured(self._slack.configured(settings))
        programme = compose(both, clock=MovableClock(settings.folder / "clock"))
        employ(programme, self.moved)
        return programme

    def moved(self, person: PersonId) -> PersonId:
        """Somebody of the pretend hospital where they are."""
        return on_slack(person) if person.removeprefix("web:") in self._on_slack else in_teams(person)

    async def dialogs(self, slug: str) -> str:
        """What is open before somebody, as it left, with every link in it."""
        if slug in self._on_slack:
            return json.dumps((await self._slack.slack.order("look", who=SLACK_USERS[slug].id))["modals"])
        return json.dumps((await self._teams.teams.order("look", who=TEAMS_USERS[slug].id))["dialogs"])

    async def asked(self) -> list[str]:
        """Whom Microsoft and Slack were asked about."""
        calls = (await self._teams.teams.order("said"))["calls"]
        microsoft = [f"{one['operation']} {one['path'].get('user', '')}" for one in calls]
        slack = (await self._slack.slack.order("said"))["calls"]
        return [*microsoft, *(f"{one['method']} {one['given'].get('user', '')}" for one in slack)]

    def address(self, slug: str) -> Address:
        driver, who = self._of(slug)
        return driver.address(who)

    async def start(self, programme: Programme) -> None:
        """One programme at two addresses of one server."""
        self._server = TestServer(programme.site, host="127.0.0.1")
        await self._server.start_server()
        await self._slack.answers_at(str(self._server.make_url("/slack/events")))
        await self._teams.answers_at(str(self._server.make_url("/api/messages")))

    async def stop(self) -> None:
        if self._server is not None:
            await self._server.close()
        await self._slack.stop()
        await self._teams.stop()

    async def looks(self, who: str) -> Pane:
        driver, slug = self._of(who)
        return await driver.looks(slug)

    async def letters(self, who: str) -> tuple[Page, ...]:
        driver, slug = self._of(who)
        return await driver.letters(slug)

    async def opens(self, who: str) -> Answer:
        driver, slug = self._of(who)
        return await driver.opens(slug)

    async def presses(self, who: str, handle: str) -> Answer:
        driver, slug = self._of(who)
        return await driver.presses(slug, handle)

    async def submits(self, who: str, form: Page, values: Values) -> Answer:
        driver, slug = self._of(who)
        return await driver.submits(slug, form, values)

    async def outbound(self) -> list[str]:
        return [*(await self._slack.outbound()), *(await self._teams.outbound())]

    async def windows(self) -> list[str]:
        return [*(await self._slack.windows()), *(await self._teams.windows())]

    def _of(self, who: str) -> tuple[SlackDriver | TeamsDriver, str]:
        """Where somebody is; with ``ELSEWHERE`` before their name, their account on the other platform."""
        slug = who.removeprefix(ELSEWHERE)
        return (self._slack if (slug in self._on_slack) is (slug == who) else self._teams), slug
