"""The programme in a tenant of the fake Teams: people who have no app, days on which Teams is bad, and repetitions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.platforms.teams.process import ControlRoom
from tests.platforms.teams.tenant import ANA, BEN, NOOR, InTenant, settings_in, supporter

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

START = datetime(2030, 1, 2, 15, 0, tzinfo=UTC)
"""A Wednesday, 10:00 in New York: nobody sleeps."""
OFFER = "Someone could use a peer. Can you take this? Pass if not; nobody asks why."


@pytest.fixture
async def tenant(teams_address: str, tmp_path: Path) -> AsyncIterator[InTenant]:
    """Ana and Ben support; the app is installed for everybody; the bot has not heard of anybody's chat yet."""
    control = ControlRoom(teams_address)
    await control.reset([ANA, BEN, NOOR])
    running = await InTenant(control, settings_in(tmp_path, control), START).start(supporter(ANA), supporter(BEN))
    yield running
    await running.stop()
    await control.close()


async def readers(tenant: InTenant) -> list[str]:
    return [one.name for one in (ANA, BEN) if OFFER in await tenant.reads(one)]


async def calls(tenant: InTenant, operation: str) -> list[Any]:
    said = await tenant.control.order("said")
    return [one for one in said["calls"] if one["operation"] == operation]


async def test_a_supporter_whose_chat_was_never_seen_is_asked(tenant: InTenant):
    await tenant.asks_for_support(NOOR)
    assert len(await readers(tenant)) == 1
    assert [one["status"] for one in await calls(tenant, "create")] == [201]
    assert [one["status"] for one in await calls(tenant, "send")] == [201]


async def test_a_chat_in_which_somebody_composed_is_never_written_to(tenant: InTenant):
    """Teams may call it personal, but it is theirs with a colleague: both supporters have been there."""
    for one in (ANA, BEN):
        await tenant.does(one, "command")
    await tenant.asks_for_support(NOOR)
    assert len(await readers(tenant)) == 1
    assert [one["status"] for one in await calls(tenant, "send")] == [201]


@pytest.mark.parametrize("changed", [{"installed": False}, {"deleted": True}, {"blocks": True}])
async def test_whoever_can_not_be_reached_is_passed_over_for_the_next(tenant: InTenant, changed: dict[str, bool]):
    await tenant.control.order("user", who=ANA.id, **changed)
    await tenant.asks_for_support(NOOR)
    assert await readers(tenant) == ["Ben"]
    assert {one["status"] for one in (await tenant.control.order("said"))["calls"]} <= {201, 403}


@pytest.mark.parametrize("code", ["BadArgument", "ForbiddenOperationException"])
async def test_both_words_that_teams_has_for_no_app_are_understood(tenant: InTenant, code: str):
    await tenant.control.order("fault", operation="create", kind="answer", status=403, code=code)
    await tenant.asks_for_support(NOOR)
    assert len(await readers(tenant)) == 1
    assert [one["operation"] for one in (await tenant.control.order("said"))["calls"]] == ["create", "create", "send"]


@pytest.mark.parametrize("status", [412, 429, 502, 504])
async def test_a_refusal_for_now_is_tried_again(tenant: InTenant, status: int):
    await tenant.control.order("fault", operation="send", kind="answer", status=status, seconds=2.0)
    await tenant.asks_for_support(NOOR)
    assert await readers(tenant) == []
    tenant.tries_again_at_once()
    await tenant.passes(seconds=1)
    assert len(await readers(tenant)) == 1


async def test_a_lost_answer_costs_one_nudge_more_at_most(tenant: InTenant):
    await tenant.control.order("fault", operation="send", kind="drop", applied=True)
    await tenant.asks_for_support(NOOR)
    tenant.tries_again_at_once()
    await tenant.passes(seconds=1)
    seen = [*(await tenant.reads(ANA)), *(await tenant.reads(BEN))]
    assert seen.count(OFFER) == 2


async def test_a_second_nudge_pressed_after_the_case_was_closed_leads_to_its_card(tenant: InTenant):
    """It says nothing of the card itself: with the name left out, its sentences make no sense over a message."""
    await tenant.control.order("fault", operation="send", kind="drop", applied=True)
    await tenant.asks_for_support(NOOR)
    tenant.tries_again_at_once()
    await tenant.passes(seconds=1)
    [asked] = [one for one in (ANA, BEN) if (await tenant.reads(one)).count(OFFER) == 2]
    await tenant.presses(asked, "Take it")
    await tenant.presses(asked, "Open")
    await tenant.presses(asked, "They'd rather not", device="desk")
    await tenant.presses(asked, "Yes, close it", device="desk")
    seen = await tenant.presses(asked, "Take it")
    assert (seen["toast"], await tenant.reads(asked)) == (None, ["You took this one. Thank you."])


async def test_a_gesture_that_comes_again_with_other_ids_has_one_effect(tenant: InTenant):
    await tenant.control.order("rules", echoes=2)
    await tenant.asks_for_support(NOOR)
    [asked] = [one for one in (ANA, BEN) if OFFER in await tenant.reads(one)]
    seen = await tenant.presses(asked, "Take it")
    assert seen["alerts"] == []
    await tenant.passes(seconds=1)
    assert (await tenant.reads(asked))[-1] == "You took this one. Thank you."
    assert len(await tenant.programme.store.read(lambda work: work.cases.all())) == 1


async def test_a_replayed_request_has_one_effect(tenant: InTenant):
    """The very same bytes with the very same token: Teams' tokens hold for an hour."""
    await tenant.does(NOOR, "command")
    card = (await tenant.looks(NOOR))["dialogs"]["desk"]["card"]
    [asks] = [one for one in card["body"] if one["type"] == "ActionSet" and "I'd like support" in str(one)]
    data = next(one for one in asks["actions"] if one["title"] == "I'd like support")["data"]
    activity = {"type": "invoke", "name": "task/submit", "value": {"data": data}, "id": "f:1"}
    found = await tenant.control.order("send", who=NOOR.id, activity=activity, times=3)
    assert [one["status"] for one in found["replies"]] == [200, 200, 200]
    assert len(await tenant.programme.store.read(lambda work: work.cases.all())) == 1


async def test_new_signing_keys_are_found_after_one_refresh(tenant: InTenant):
    await tenant.does(NOOR, "write", text="hello")
    await tenant.control.order("rotate")
    tenant.programme.line.gate._keys._asked_at -= 60.0  # pyright: ignore[reportAttributeAccessIssue]
    said = await tenant.control.order("said")
    assert (await tenant.does(NOOR, "write", text="hello"))["reply"]["status"] == 200
    assert (await tenant.control.order("said"))["asked"] == [*said["asked"], "document", "keys"]


async def test_a_token_that_teams_takes_no_more_is_renewed(tenant: InTenant):
    await tenant.does(NOOR, "write", text="hello")
    await tenant.control.order("revoke")
    tenant.programme.line.credentials._asked_at -= 60.0
    await tenant.does(NOOR, "write", text="home")
    assert [one["status"] for one in await calls(tenant, "send")] == [201, 401, 201]


async def test_the_chat_of_whoever_removes_the_app_is_forgotten(tenant: InTenant):
    await tenant.does(ANA, "write", text="home")
    address = str(supporter(ANA).person)
    assert await tenant.programme.store.read(lambda work: work.conversations.of(address))
    await tenant.does(ANA, "remove")
    assert await tenant.programme.store.read(lambda work: work.conversations.of(address)) == ""


async def test_what_is_written_is_answered_by_a_card_with_every_way_in(tenant: InTenant):
    await tenant.does(NOOR, "write", text="peersupport")
    seen = await tenant.presses(NOOR, "Open peer support")
    assert seen["dialogs"]["desk"]["way"] == "task"
    assert seen["alerts"] == []
    assert (await tenant.control.order("said"))["complaints"] == []
