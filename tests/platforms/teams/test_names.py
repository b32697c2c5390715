"""Where a name in Teams comes from, whatever Microsoft answers: never an error, never late, never in a log."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from adapters.teams.connector import names as asking
from adapters.teams.connector.conversations import Conversation
from bot.app.directory.name_lookup import SECONDS, Chain
from bot.app.teams import examine_teams
from bot.app.teams.wiring import open_line
from bot.domain.people import Address, Listed, Member, PersonId, Role
from bot.ports import Contact
from bot.settings import Settings, throw_away
from store.opening import open_store
from store.sealing import create_keys, open_keys
from tests.platforms.teams.fake.tenant import Rules, User
from tests.platforms.teams.process import ControlRoom

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from adapters.teams.connector.conversations import Conversations

ANA = User("00000000-0000-4000-8000-000000000001", "Ana Duarte")
RULES = Rules(limits=False)
PERSON = PersonId(f"teams:{RULES.tenant}/{ANA.id}")


class Room:
    """A chain that can ask the fake, and what the fake was asked."""

    def __init__(self, control: ControlRoom, settings: Settings) -> None:
        assert settings.teams is not None
        self.control, self.settings, self.chain = control, settings, Chain()
        self.line = open_line(settings, settings.teams, self.chain)

    @property
    def conversations(self) -> Conversations:
        return self.line.readers.conversations

    async def name(self, person: PersonId = PERSON) -> str:
        return (await self.chain.of([person]))[person].name

    async def asked(self, operation: str = "graph") -> int:
        calls = (await self.control.order("said"))["calls"]
        return sum(one["operation"] == operation for one in calls)

    async def fails(self, operation: str = "graph", **fault: Any) -> None:
        await self.control.order("fault", operation=operation, **{"kind": "answer", "count": 9, **fault})


@pytest.fixture
async def room(teams_address: str, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Room]:
    control = ControlRoom(teams_address)
    granted = getattr(request, "param", True)
    await control.reset([ANA], limits=False, graph_granted=granted)
    create_keys(tmp_path / "keys")
    settings = replace(throw_away(tmp_path, port=0), playground=False, teams=control.settings(RULES, graph=True))
    assert settings.teams is not None
    hosts = (control.address.removeprefix("http://"),)
    settings = replace(settings, teams=replace(settings.teams, allowed_service_hosts=hosts))
    room = Room(control, settings)
    store = open_store(settings.database_url, open_keys(settings.key_dir, create=False))
    room.chain.store = room.line.stored.store = store
    yield room
    await room.chain.stop()
    await room.line.close()
    store.close()
    await control.close()


async def test_graph_tells_a_name_once_and_it_is_remembered(room: Room):
    assert [await room.name(), await room.name()] == ["Ana Duarte"] * 2
    assert await room.asked() == 1


async def test_the_roster_then_the_directory_are_asked_before_anybody_outside(room: Room):
    store = room.chain.store
    assert store is not None
    await store.run(lambda work: work.directory.stage(1, [Listed(person=PERSON, name="Ana of the list")]))
    await store.run(lambda work: work.directory.swap(1, 1))
    assert await room.name() == "Ana of the list"
    member = Member(person=PERSON, name="Ana of the roster", roles=frozenset({Role.SUPPORTER}), timezone="UTC")
    await store.run(lambda work: work.roster.save(member))
    assert await room.name() == "Ana of the roster"
    assert await room.asked() == 0


async def test_what_an_activity_said_needs_no_question(room: Room):
    room.chain.heard(PERSON, "Ana\u202e D.")
    assert await room.name() == "Ana D."
    assert await room.asked() == 0


async def test_a_chat_that_is_known_tells_who_is_in_it(room: Room):
    await room.control.order("rules", graph_granted=False)
    await room.conversations.learn(Address.parse(PERSON), _chat(room))
    assert await room.name() == "Ana Duarte"
    assert (await room.asked("member"), await room.asked()) == (1, 0)


def _chat(room: Room) -> Conversation:
    return Conversation(f"{room.control.address}/amer/", ANA.chat, user=ANA.teams_id)


@pytest.mark.parametrize("room", [False], indirect=True)
async def test_what_was_not_granted_is_not_asked_again_for_an_hour(room: Room, monkeypatch: pytest.MonkeyPatch):
    noor = PersonId(f"teams:{RULES.tenant}/00000000-0000-4000-8000-000000000002")
    assert [await room.name(), await room.name(noor)] == ["", ""]
    assert await room.asked() == 1
    later = time.monotonic() + asking.NOT_GRANTED + 61
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert await room.name(noor) == ""
    assert await room.asked() == 2


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 500},
        {"status": 429, "seconds": 7},
        {"status": 404},
        {"status": 302},
        {"kind": "drop"},
        {"status": 200, "code": "odd"},
    ],
    ids=str,
)
async def test_no_answer_of_graphs_is_an_error_to_the_reader(room: Room, fault: dict[str, Any]):
    await room.fails(**fault)
    contact = (await room.chain.of([PERSON]))[PERSON]
    assert contact == Contact("", "Teams", _link())


def _link() -> str:
    return f"https://teams.microsoft.com/l/chat/0/0?tenantId={RULES.tenant}&users=8:orgid:{ANA.id}"


async def test_nobody_waits_for_a_slow_answer_which_is_there_the_next_time(room: Room):
    await room.fails(kind="late", seconds=1.5, count=1)
    begun = time.monotonic()
    assert await room.name() == ""
    assert time.monotonic() - begun < SECONDS + 0.5
    await asyncio.sleep(1.5)
    assert await room.name() == "Ana Duarte"


async def test_a_token_for_the_connector_is_none_for_graph(room: Room):
    """The fake refuses it, as Microsoft does: each service has its own."""
    token = await room.line.credentials.token()
    got = await room.line.web.send(
        "GET", f"{room.control.address}/graph/v1.0/users/{ANA.id}", None, token=str(token), seconds=5
    )
    assert got is not None
    assert got.status == 401


@pytest.mark.parametrize(
    "person", ["teams:x", "teams:a/../b", "teams:/", "slack:T1/U1", "phone:+16175550100", "web:ana"]
)
async def test_only_people_of_this_tenant_are_asked_for(room: Room, person: str):
    await room.chain.of([PersonId(person)])
    assert await room.asked() == 0


@pytest.mark.parametrize(
    ("room", "told"), [(True, "Graph tells names"), (False, "User.ReadBasic.All")], indirect=["room"]
)
async def test_check_says_whether_it_was_granted(room: Room, told: str):
    lines, _ = await asyncio.to_thread(examine_teams, room.settings, ())
    assert [fine for fine, what in lines if told in what] == [told.startswith("Graph")]
