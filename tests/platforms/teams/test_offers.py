"""A supporter to whom Teams brings no question is passed over, and the next one reads it within seconds."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from adapters.teams.connector import send_outcomes
from adapters.teams.connector.http import Got
from bot.domain.case import OfferState
from bot.domain.people import Address
from tests.platforms.answers.page import check_section
from tests.platforms.answers.searching import Search, Seen
from tests.platforms.teams.fake.faults import CASES
from tests.platforms.teams.fake.tenant import User
from tests.platforms.teams.process import ControlRoom
from tests.platforms.teams.tenant import ANA, BEN, NOOR, InTenant, person, settings_in, supporter
from tests.proof import count

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

NOON = datetime(2030, 1, 2, 17, 0, tzinfo=UTC)
SUE = User("00000000-0000-4000-8000-000000000009", "Sue")
ALWAYS = 10**6
SENDING = [one for one in CASES.values() if one["op"] in {"send", "create"} and one["status"] >= 400]
PLAYED = SENDING[:: count(6, 1, 1)]
"""`make test` plays some of them, CI each one."""
WAITS = {"T27", "T28", "T30", "T31", "T32", "T33", "T34", "T35", "T36"}
"""Answers that are about the moment: the question waits, and goes to the next one when its time is over."""
MENDED = {"T11": "NotEnoughPermissions", "T12": "InvalidBotApiHost", "T21": "BotNotRegistered", "T22": "other"}
"""Answers that somebody has to mend, and the word that readiness says."""
MARKED = {"T01", "T02", "T03", "T04", "T05", "T07", "T08", "T15", "T16", "T26", "T39", "T40", "T42"}
"""Answers that are about one person, in so many words."""


@pytest.fixture
async def control(teams_address: str) -> AsyncIterator[ControlRoom]:
    room = ControlRoom(teams_address)
    yield room
    await room.close()


@pytest.fixture
async def tenant(control: ControlRoom, tmp_path: Path) -> AsyncIterator[InTenant]:
    await control.reset([ANA, BEN, NOOR, SUE], limits=False)
    running = await InTenant(control, settings_in(tmp_path, control), NOON).start(supporter(ANA), supporter(SUE))
    for one in (ANA, SUE):
        await running.does(one, "install")
    yield running
    await running.stop()


@pytest.fixture
def search(tenant: InTenant) -> Search:
    return Search(tenant.programme, tenant.clock, person(BEN), person(ANA), tenant.tries_again_at_once)


async def plays(tenant: InTenant, search: Search, case: str) -> Seen:
    """One case whose first supporter gets this answer every time."""
    line, operation = tenant.programme.line, CASES[case]["op"]
    line.pauses._until.clear()
    line.pauses.words = frozenset()
    line.platform._waits._waited.clear()
    line.credentials._asked_at = -3600.0
    await tenant.control.order("clear")
    if operation == "create":
        await line.readers.conversations.forget(Address.parse(search.first))
    await tenant.control.order("fault", operation=operation, kind="answer", case=case, who=ANA.id, count=ALWAYS)
    began = time.monotonic()
    code = await search.begins()
    seen = await search.measured(code, began)
    ready = await tenant.ready()
    await search.ends(code)
    return replace(seen, ready=ready)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.proof("T29", tried=len(PLAYED), unit="answers of Microsoft")
async def test_whatever_microsoft_answers_the_next_supporter_is_asked(tenant: InTenant, search: Search):
    """At once, or when the time that Teams has is over; and whoever has to mend something is told the word."""
    drawn = [("call", "answer", "outcome", "the next supporter is asked", "`/readyz`"), ("---",) * 5]
    for case in PLAYED:
        number = case["id"]
        seen = await plays(tenant, search, number)
        assert seen.seconds is not None, case
        assert seen.clock == (number in WAITS), (case, seen)
        assert seen.marked == (number in MARKED), (case, seen)
        assert (MENDED.get(number, "refuses") in seen.ready) == (number in MENDED | {"T37": ""}), (case, seen)
        drawn.append((f"`{case['op']}`", said(case), meaning(case), seen.asked_next, seen.told))
    if PLAYED == SENDING:
        check_section("teams", drawn)


def said(case: dict[str, Any]) -> str:
    """The status and the body as they come."""
    body = case.get("raw") or (json.dumps(case["body"]) if case.get("body") is not None else "no body")
    return f"{case['status']}: `{body}`"


def meaning(case: dict[str, Any]) -> str:
    """What the table says of it."""
    body: dict[str, Any] = case.get("body") or {}
    found = send_outcomes.meaning(case["op"], Got(case["status"], body, case.get("headers", {})))
    return str(found).replace("_", " ")


async def test_whoever_blocked_the_bot_is_asked_again_when_they_come_back(tenant: InTenant, search: Search):
    await tenant.control.order("user", who=ANA.id, blocks=True)
    code = await search.begins()
    assert [one.state for one in (await search.case(code)).offers] == [OfferState.UNDELIVERED, OfferState.DELIVERED]
    assert await marked(tenant) == {str(person(ANA))}
    await tenant.control.order("user", who=ANA.id, blocks=False)
    await tenant.does(ANA, "write", text="hello")
    assert await marked(tenant) == set()


async def test_a_message_of_ours_that_is_refused_marks_nobody(tenant: InTenant, search: Search):
    """C12: a mistake of ours is not everybody's fault, one after the other."""
    await tenant.control.order("fault", operation="send", kind="answer", case="T18", count=ALWAYS)
    code = await search.begins()
    assert {one.state for one in (await search.case(code)).offers} == {OfferState.UNDELIVERED}
    assert await marked(tenant) == set()
    await tenant.control.order("clear")
    await search.ends(code)
    again = await search.begins()
    assert (await search.case(again)).offers[0].state is OfferState.DELIVERED


async def marked(tenant: InTenant) -> set[str]:
    return set(await tenant.programme.store.read(lambda work: work.unreachable.all()))
