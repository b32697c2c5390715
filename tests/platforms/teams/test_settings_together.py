"""Slack and Teams in one programme: both addresses answer, and everybody is written to where they are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from aiohttp.test_utils import TestClient, TestServer

from bot.app import compose
from bot.app.teams.wiring_both import Directories
from bot.domain.people import PersonId
from bot.settings import SlackSettings
from tests.platforms.teams.line import Line, address, settings_in

if TYPE_CHECKING:
    from pathlib import Path

    from tests.platforms.teams.issuer import Microsoft


async def test_both_platforms_enter_one_programme(microsoft: Microsoft, tmp_path: Path):
    slack = SlackSettings("8f742231b10e8888abcd99yyyzzz85a5", "xoxb-1", api_url=f"{microsoft.url}/nobody/")
    programme: Any = compose(replace(settings_in(tmp_path, microsoft), slack=slack))
    await programme.start()
    async with TestClient(TestServer(programme.site)) as client:
        answer = await Line(programme, client, microsoft).fetches("ana", {"do": "home"})
        assert answer.status == 200
        async with client.post("/slack/events", data=b"") as unsigned:
            assert unsigned.status == 401
    await programme.stop()


def test_each_person_is_looked_up_where_they_are():
    class Place:
        def traits(self, person: PersonId) -> Any:
            return person

        timezone = locale = traits

    found = Directories({"teams": Place()})
    here, elsewhere = PersonId(str(address("ana"))), PersonId("slack:T1/U1")
    assert (found.locale(here), found.timezone(here)) == (here, here)
    assert (found.locale(elsewhere), found.timezone(elsewhere)) == ("en", None)
