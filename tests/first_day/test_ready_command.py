"""`peersupport check --ready`: seven lights, asked of the real installation, until all of them are green."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot import settings
from bot.app.administration.database import open_offline
from bot.clock import RealClock
from bot.domain.hours import day_in
from bot.domain.lines.calls import to_call
from bot.domain.readiness import PRACTICE
from tests.first_day.answering import USERS, Site, site_in
from tests.platforms.slack.process import ControlRoom

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture
async def site(slack_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Site]:
    control = ControlRoom(slack_address)
    await control.reset(USERS, tiers=False)
    found = site_in(tmp_path, control.api_url, monkeypatch)
    await found.asks(found.answers())
    yield found
    await control.close()


def states(said: str) -> dict[str, str]:
    """Each light by its name."""
    return {line[4:].strip(): line[:4].strip() for line in said.splitlines() if line[:4] in {"ok  ", "MEND"}}


async def test_from_the_twelve_answers_to_seven_green_lights(site: Site):
    said = await site.runs("check", "--ready")
    assert states(said) == {
        "Slack or Teams": "ok",
        "People": "ok",
        "Lines called": "MEND",
        "Limits signed": "ok",
        "Keys and backup": "MEND",
        "Hours or rotas": "ok",
        "Practice": "MEND",
    }
    assert "Print `peersupport lines` and call." in said

    for line in to_call(settings.load().policy.lines):
        if line.checked_on is None:
            await site.runs("lines", "record", line.key)
    today = day_in(RealClock().now(), "UTC")
    await site.runs("backup", str(site.folder / "backups" / f"peersupport-{today}.backup"))
    store = open_offline(settings.load())
    store.run_now(lambda work: work.slots.claim(PRACTICE, today))
    store.close()
    assert set(states(await site.runs("check", "--ready")).values()) == {"ok"}


async def test_keys_that_are_away_turn_their_light_red(site: Site):
    (site.folder / "keys").rename(site.folder / "elsewhere")
    said = await site.runs("check", "--ready")
    assert states(said)["Keys and backup"] == "MEND"


async def test_what_slack_refuses_turns_its_light_red(site: Site, slack_address: str):
    control = ControlRoom(slack_address)
    await control.order("fault", method="auth.test", kind="refuse", error="invalid_auth", count=99)
    said = await site.runs("check", "--ready")
    await control.close()
    assert states(said)["Slack or Teams"] == "MEND"
    assert "invalid_auth" in said
