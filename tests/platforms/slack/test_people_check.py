"""`check --people`: Slack is asked about each address, at its pace, and whoever can't be written to is named."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from bot.app.slack import people_check
from bot.app.slack.people_check import examine_addresses
from bot.domain.people import PersonId
from tests.platforms.slack.fake.workspace import User
from tests.platforms.slack.running import person, settings_in

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.platforms.slack.process import ControlRoom

USERS = [
    User("U0ANA", "Ana"),
    User("U0GONE", "Gone", deleted=True),
    User("U0OTHER", "Other", is_stranger=True),
    User("U0GUEST", "Guest", is_restricted=True),
    User("U0APP", "App", is_bot=True),
]


async def found(control: ControlRoom, folder: Path, people: list[PersonId]) -> tuple[dict[PersonId, str], int]:
    slack: Any = settings_in(folder, control.api_url).slack
    asked: list[int] = []
    wrong = await examine_addresses(slack, people, lambda: asked.append(1))
    return dict(wrong), len(asked)


async def test_each_address_that_needs_mending_is_named(
    control: ControlRoom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """C5."""
    monkeypatch.setattr(people_check, "SPACING", 0.0)
    await control.reset(USERS, tiers=False)
    people = [person(one.id) for one in USERS] + [person("U0TYPO"), PersonId("slack:T9OTHER/U0ANA")]
    wrong, asked = await found(control, tmp_path, people)
    assert wrong == {
        person("U0GONE"): "is deactivated",
        person("U0OTHER"): "is of another company",
        person("U0GUEST"): "is a guest, who may not see the app",
        person("U0APP"): "is an app, and nobody",
        person("U0TYPO"): "is unknown to Slack",
        PersonId("slack:T9OTHER/U0ANA"): "is of another workspace",
    }
    assert asked == len(people)


async def test_it_takes_as_long_as_slack_s_limit_and_no_longer(
    control: ControlRoom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A hundred a minute: twenty at a tenth of the spacing, within ten per cent."""
    monkeypatch.setattr(people_check, "SPACING", 0.06)
    await control.reset([User(f"U0{n:03}", "X") for n in range(40)], tiers=False)
    began = time.monotonic()
    wrong, _ = await found(control, tmp_path, [person(f"U0{n:03}") for n in range(40)])
    assert wrong == {}
    assert 39 * 0.06 <= time.monotonic() - began < 40 * 0.06 * 1.1 + 0.5


async def test_a_pause_that_slack_asks_for_is_heeded(
    control: ControlRoom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(people_check, "SPACING", 0.0)
    await control.reset(USERS, tiers=False)
    await control.order("fault", method="users.info", kind="ratelimited", seconds=1)
    assert (await found(control, tmp_path, [person("U0ANA")]))[0] == {}


async def test_without_an_answer_nobody_counts_as_fine(tmp_path: Path):
    slack: Any = settings_in(tmp_path, "http://127.0.0.1:9/api/").slack
    assert await asyncio.wait_for(examine_addresses(slack, [person("U0ANA")], lambda: None), 10) == [
        (person("U0ANA"), people_check.NOT_ASKED)
    ]
