"""Where Slack and Teams are one programme, whoever runs it hears on one that the bot can't write on the other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.app import compose
from bot.clock import MovableClock
from bot.conversation.events.digest import NudgeDue
from bot.domain.people import Enrolment, Member, PersonId, Role
from bot.settings import SlackSettings
from tests.platforms.teams.line import Line, address, settings_in

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.scheduling.rate_limits import Pauses
    from tests.platforms.teams.issuer import Microsoft

NOON = datetime(2030, 1, 2, 17, 0, tzinfo=UTC)
"""A Wednesday, 12:00 in New York."""
NIGHT = datetime(2030, 1, 3, 7, 0, tzinfo=UTC)
SAID = "The bot can't write on Slack any more."


@dataclass
class Both:
    programme: Any
    line: Line
    clock: MovableClock

    async def employs(self, person: str, *roles: Role) -> PersonId:
        """Somebody on the roster; a bare name is in Teams."""
        whom = PersonId(person if ":" in person else str(address(person)))
        member = Member(person=whom, name="A Name", roles=frozenset(roles), timezone="America/New_York")
        await self.programme.service.enrol(lambda _work: Enrolment(members=(member,)))
        return whom

    async def waiting(self) -> set[PersonId]:
        """Who is to be told."""
        found = await self.programme.store.read(lambda work: work.agenda.named("nudge"))
        return {one.event.to for one in found if isinstance(one.event, NudgeDue)}

    @property
    def slack(self) -> Pauses:
        return self.programme.line.workspace.pauses


def told(microsoft: Microsoft) -> int:
    """How many messages say it."""
    return sum(SAID in str(one) for one in microsoft.sent)


@pytest.fixture
async def both(microsoft: Microsoft, tmp_path: Path) -> AsyncIterator[Both]:
    clock = MovableClock()
    clock.hold(NOON)
    slack = SlackSettings("8f742231b10e8888abcd99yyyzzz85a5", "xoxb-1", api_url=f"{microsoft.url}/nobody/")
    programme: Any = compose(replace(settings_in(tmp_path, microsoft), slack=slack), clock=clock)
    await programme.start()
    async with TestClient(TestServer(programme.site)) as client:
        yield Both(programme, Line(programme, client, microsoft), clock)
    await programme.stop()


async def test_the_coordinator_reads_it_on_the_other_platform_once_for_each_stop(both: Both, microsoft: Microsoft):
    await both.employs("ana", Role.COORDINATOR)
    await both.line.says("ana", text="x")
    for _ in range(2):
        await both.slack.stop()
        await type(both.slack)(both.slack._holds).stop()  # another process
        await both.programme.pump.run()
    assert told(microsoft) == 1
    await both.slack.resume()
    await both.slack.stop()
    await both.programme.pump.run()
    assert told(microsoft) == 2


async def test_whom_it_does_not_reach_is_not_written_to(both: Both):
    ana = await both.employs("ana", Role.COORDINATOR)
    dev = await both.employs("dev", Role.DEPUTY)
    await both.employs("dana", Role.DIRECTOR)
    await both.employs("slack:T1/U1", Role.COORDINATOR)
    await both.employs("ben", Role.SUPPORTER)
    await both.slack.stop()
    assert await both.waiting() == {ana, dev}


async def test_without_a_coordinator_there_the_director_is_told_too(both: Both):
    dev = await both.employs("dev", Role.DEPUTY)
    dana = await both.employs("dana", Role.DIRECTOR)
    await both.employs("slack:T1/U1", Role.COORDINATOR)
    await both.slack.stop()
    assert await both.waiting() == {dev, dana}


async def test_it_goes_both_ways(both: Both):
    there = await both.employs("slack:T1/U1", Role.COORDINATOR)
    await both.employs("ana", Role.COORDINATOR)
    await both.programme.teams.pauses.stop()
    assert await both.waiting() == {there}


async def test_nobody_is_woken_and_what_was_mended_by_morning_is_not_told(both: Both, microsoft: Microsoft):
    both.clock.hold(NIGHT)
    ana = await both.employs("ana", Role.COORDINATOR)
    await both.slack.stop()
    await both.programme.pump.run()
    assert await both.waiting() == {ana}
    await both.slack.resume()
    assert await both.waiting() == set()


async def test_a_programme_on_one_platform_writes_to_nobody(line: Line):
    await line.employs("ana", Role.COORDINATOR)
    await line.programme.surfaces[0].pauses.stop()  # pyright: ignore[reportAttributeAccessIssue]
    assert await line.programme.store.read(lambda work: work.agenda.named("nudge")) == []
