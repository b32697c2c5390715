"""People who left Slack while nobody listened, and accounts that are nobody's: what they mean, and what not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.app import departed_check
from bot.app.departed_check import Looking
from bot.domain.people import Address
from tests.platforms.slack.fake.workspace import User
from tests.platforms.slack.running import Running, person, settings_in, supporter

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.platforms.slack.process import ControlRoom

ANA, NOOR, BEN = User("U0ANA", "Ana Duarte"), User("U0NOOR", "Noor Haddad"), User("U0BEN", "Ben Achterberg")
EVA = User("U0EVA", "Eva Roux")
PAGER, SLACKBOT = User("U0PAGER", "Pager", is_bot=True), User("USLACKBOT", "Slackbot")
OFFER = "Someone could use a peer"


@pytest.fixture
async def running(control: ControlRoom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Running]:
    """Ana and Ben support; an app and Slackbot have accounts, too."""
    monkeypatch.setattr(departed_check, "SPACING", 0.0)
    await control.reset([ANA, NOOR, BEN, EVA, PAGER, SLACKBOT])
    app = await Running(control, settings_in(tmp_path, control.api_url)).start(supporter("U0ANA"), supporter("U0BEN"))
    yield app
    await app.stop()


async def is_active(running: Running, who: str) -> bool:
    member = await running.programme.store.read(lambda work: work.roster.get(person(who)))
    return bool(member and member.active)


async def looks_around(running: Running) -> None:
    [looking] = [one for one in running.programme.surfaces if isinstance(one, Looking)]
    await looking.look()
    await running.passes(seconds=1)


async def suggests(running: Running, colleague: str) -> dict[str, str]:
    """What stands beside the fields."""
    seen = await running.does("U0NOOR", "command")
    await running.presses("U0NOOR", "Suggest a colleague", seen["modals"][-1])
    return (await running.does("U0NOOR", "submit", values={"colleague": {"person": [colleague]}}))["errors"]


async def offered(running: Running, who: str) -> bool:
    return OFFER in str((await running.looks(who))["messages"])


@pytest.mark.parametrize("vanishes", [False, True])
async def test_whoever_was_deactivated_unheard_has_left_a_day_later(running: Running, *, vanishes: bool):
    await running.control.order("unheard", who="U0ANA", vanishes=vanishes)
    await looks_around(running)
    assert not await is_active(running, "U0ANA")
    assert await is_active(running, "U0BEN")


async def test_the_offer_of_whoever_was_deactivated_unheard_goes_on(running: Running):
    await suggests(running, "U0EVA")
    await running.does("U0NOOR", "submit", values={})
    await running.passes(minutes=11)
    [asked] = [one for one in ("U0ANA", "U0BEN") if await offered(running, one)]
    [other] = {"U0ANA", "U0BEN"} - {asked}
    await running.control.order("unheard", who=asked)
    await looks_around(running)
    assert not await is_active(running, asked)
    assert await offered(running, other)


async def test_a_look_at_somebodys_profile_is_enough_to_learn_that_they_left(running: Running):
    """A message to them, or their name for a colleague in Teams: both ask Slack anyway."""
    await running.control.order("unheard", who="U0ANA")
    await running.programme.line.workspace.reader(Address.parse(person("U0ANA")), seconds=5)
    await running.programme.line.tasks.stop()
    await running.passes(seconds=1)
    assert not await is_active(running, "U0ANA")


@pytest.mark.parametrize(
    "fault", [{"kind": "ratelimited", "seconds": 0}, {"kind": "error", "status": 500}, {"kind": "drop"}]
)
async def test_any_other_answer_says_nothing(running: Running, fault: dict[str, object]):
    await running.control.order("unheard", who="U0ANA")
    await running.control.order("fault", method="users.info", count=9, **fault)
    await looks_around(running)
    assert await is_active(running, "U0ANA")


async def test_a_token_that_was_taken_away_says_nothing_of_anybody(running: Running):
    await running.control.order("rules", installed=False)
    await looks_around(running)
    assert await is_active(running, "U0ANA")


async def test_everybody_of_this_workspace_is_asked_for_once_a_day(running: Running):
    for _ in range(3):
        await looks_around(running)
    said = await running.control.order("said")
    asked = [one["given"]["user"] for one in said["calls"] if one["method"] == "users.info"]
    assert sorted(asked) == ["U0ANA", "U0BEN"]


@pytest.mark.parametrize("account", ["U0PAGER", "USLACKBOT"])
async def test_an_app_is_no_colleague(running: Running, account: str):
    assert await suggests(running, account) == {"colleague": "Please pick a person."}


async def test_whoever_slack_tells_nothing_of_in_time_is_a_person(running: Running):
    await running.control.order("fault", method="users.info", kind="error", count=9)
    assert await suggests(running, "U0BEN") == {}
