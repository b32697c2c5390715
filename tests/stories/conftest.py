"""One clinic a story: on every platform that has a driver and on both databases; then all that was said is searched."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.service.sight import SightLoader
from tests import proof
from tests.cast import START, Clinic, settings_for
from tests.outbound import check_outbound
from tests.platforms.both import BothDriver
from tests.platforms.slack.driver import SlackDriver
from tests.platforms.teams.driver import TeamsDriver
from tests.playground import PlaygroundDriver
from tests.windows import check_windows

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from bot.conversation.facts import Sight
    from bot.ports import UnitOfWork
    from bot.service.sight_after import Done
    from tests.screen import Driver

PLATFORMS = ("playground", "slack", "teams")
"""Every story runs on each, unless it says ``only_in`` and why."""
MAIN = frozenset({"test_the_story", "test_taking", "test_asking", "test_second_thoughts", "test_digest"})
"""What the quick run tells on Slack, in Teams and on PostgreSQL: a story takes a second or two, and these go through
all that differs.
"""
BOTH = "slack_and_teams"
"""For stories of one programme on two platforms."""
REVERSED = "teams_and_slack"
"""The same with supporters in Teams and everybody else on Slack."""
GRANTED = "slack_and_teams_with_graph"
"""The same as the first, and Microsoft Graph may be asked for names."""
SOCKET = "slack_socket"
"""Stories marked ``by_socket`` also travel over Socket Mode; in CI all the main ones do."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave to the ci profile what the quick run does without.

    A platform differs from another only at its door, and a database from the other only in the store: the quick run
    tells every story in the playground on SQLite, and the main ones on every platform and on PostgreSQL. CI tells all
    of them everywhere.
    """
    left = [one for one in items if proof.PROOF == "quick" and _can_wait(one)]
    items[:] = [one for one in items if one not in left]
    config.hook.pytest_deselected(items=left)


def _can_wait(item: pytest.Item) -> bool:
    told = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
    platform = told.get("platform")
    if told.get("database_url") == "postgres":
        return platform not in {None, "playground"} or (platform is not None and item.path.stem not in MAIN)
    return platform in {"slack", "teams"} and item.path.stem not in MAIN


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a story its platforms."""
    if "platform" not in metafunc.fixturenames:
        return
    only = metafunc.definition.get_closest_marker("only_in")
    names = list(only.args if only else PLATFORMS)
    main = proof.PROOF != "quick" and "slack" in names and metafunc.definition.path.stem in MAIN
    names += [SOCKET] if main or metafunc.definition.get_closest_marker("by_socket") else []
    metafunc.parametrize("platform", names, scope="function")


@pytest.fixture(autouse=True)
def _seen_as_read(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever somebody sees of their own decision without reading it again is what they would have read."""
    after, wrong = SightLoader.after, list[object]()

    def compared(gathering: SightLoader, work: UnitOfWork, before: Sight, done: Done) -> Sight:
        seen = after(gathering, work, before, done)
        read = gathering.sight(work, done.address, done.press, person=seen.person)
        if seen.member is not None and read.member is not None:
            read = read.also(member=replace(read.member, version=seen.member.version))
        if seen.also(now=read.now, fresh=read.fresh) != read:
            wrong.append((seen, read))
        return seen

    monkeypatch.setattr(SightLoader, "after", compared)
    yield
    assert not wrong


@pytest.fixture
def driver(platform: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Driver:
    """How this platform's people see and touch the programme."""
    if platform == "playground":
        return PlaygroundDriver()
    # A story's days pass in an instant, and so would the second between two messages to one person.
    monkeypatch.setattr("adapters.slack.send.SPACING", 0.0)
    monkeypatch.setattr("adapters.teams.connector.calls.SPACING", 0.0)
    if platform == "teams":
        return TeamsDriver(request.getfixturevalue("teams_address"))
    if platform in {BOTH, REVERSED, GRANTED}:
        places = request.getfixturevalue("slack_address"), request.getfixturevalue("teams_address")
        return BothDriver(*places, reverse=platform == REVERSED, graph=platform == GRANTED)
    return SlackDriver(request.getfixturevalue("slack_address"), socket=platform == SOCKET)


@pytest.fixture
async def clinic(driver: Driver, tmp_path: Path, database_url: str, no_power_cut: None) -> AsyncIterator[Clinic]:
    """A programme that has just started, on a Monday at 10:00."""
    clinic = Clinic(settings_for(tmp_path, database_url), driver)
    await clinic.starts(at=START)
    try:
        yield clinic
        await clinic.names_nobody()
        check_outbound(await clinic.driver.outbound())
        check_windows(await clinic.driver.windows())
    finally:
        await clinic.stops()
