"""People who removed the app, blocked it or left the tenant: what each of them means, and what it must not mean."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from adapters.teams.connector.http import Got
from adapters.teams.connector.send_outcomes import has_left
from bot.app import departed_check
from bot.domain.people import Address, Member, Role
from tests.platforms.teams.process import ControlRoom
from tests.platforms.teams.reading import plain
from tests.platforms.teams.tenant import ANA, BEN, NOOR, InTenant, person, settings_in, supporter

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.platforms.teams.fake.tenant import User

START = datetime(2030, 1, 2, 15, 0, tzinfo=UTC)
OFFER = "Someone could use a peer. Can you take this? Pass if not; nobody asks why."
UNREACHABLE = "can't be written to since"


@pytest.fixture
async def tenant(teams_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[InTenant]:
    """Ana and Ben support, Noor coordinates; each has written to the bot."""
    monkeypatch.setattr(departed_check, "SPACING", 0.0)
    control = ControlRoom(teams_address)
    await control.reset([ANA, BEN, NOOR])
    noor = Member(person=person(NOOR), name="Noor", roles=frozenset({Role.COORDINATOR}), timezone="UTC")
    running = await InTenant(control, settings_in(tmp_path, control), START).start(supporter(ANA), supporter(BEN), noor)
    for one in (ANA, BEN, NOOR):
        await running.does(one, "write", text="home")
    yield running
    await running.stop()
    await control.close()


async def kept(tenant: InTenant, who: User) -> str | None:
    return await tenant.programme.store.read(lambda work: work.conversations.of(person(who)))


async def is_active(tenant: InTenant, who: User) -> bool:
    member = await tenant.programme.store.read(lambda work: work.roster.get(person(who)))
    return bool(member and member.active)


async def a_day_passes(tenant: InTenant) -> None:
    await tenant.passes(days=1)
    await tenant.programme.line.looking.look()
    await tenant.passes(seconds=1)


async def roster_as_noor_reads_it(tenant: InTenant) -> str:
    await tenant.presses(NOOR, "Open my home")
    return str(await tenant.presses(NOOR, "The roster", device="desk"))


async def test_whoever_removes_the_app_has_not_left_and_the_coordinator_sees_it(tenant: InTenant):
    before = [len(await tenant.reads(one)) for one in (ANA, BEN, NOOR)]
    await tenant.does(ANA, "remove")
    assert await kept(tenant, ANA) == ""
    await a_day_passes(tenant)
    assert await is_active(tenant, ANA)
    assert [len(await tenant.reads(one)) for one in (ANA, BEN, NOOR)] == before
    assert UNREACHABLE in await roster_as_noor_reads_it(tenant)


async def test_whoever_comes_back_can_be_reached_again(tenant: InTenant):
    await tenant.does(ANA, "remove")
    await tenant.does(ANA, "install")
    assert await kept(tenant, ANA)
    assert UNREACHABLE not in await roster_as_noor_reads_it(tenant)


async def test_whoever_blocks_the_bot_is_passed_over_and_the_coordinator_sees_it(tenant: InTenant):
    await tenant.control.order("user", who=ANA.id, blocks=True)
    await tenant.control.order("user", who=BEN.id, blocks=True)
    await tenant.asks_for_support(NOOR)
    marked = await tenant.programme.store.read(lambda work: work.unreachable.all())
    assert set(marked) == {str(person(ANA)), str(person(BEN))}
    assert await is_active(tenant, ANA)


async def test_whoever_was_deleted_from_the_tenant_has_left_and_their_offer_goes_on(tenant: InTenant):
    await tenant.asks_for_support(NOOR)
    [asked] = [one for one in (ANA, BEN) if OFFER in await tenant.reads(one)]
    [other] = [one for one in (ANA, BEN) if one is not asked]
    await tenant.control.order("user", who=asked.id, deleted=True)
    await tenant.programme.line.looking.look()
    await tenant.passes(seconds=1)
    assert not await is_active(tenant, asked)
    assert await kept(tenant, asked) is None
    assert OFFER in await tenant.reads(other)


@pytest.mark.parametrize(("status", "code"), [(404, "ConversationNotFound"), (403, "x"), (429, "x"), (500, "x")])
async def test_any_other_answer_says_nothing(tenant: InTenant, status: int, code: str):
    await tenant.control.order("fault", operation="member", kind="answer", count=9, status=status, code=code)
    await a_day_passes(tenant)
    assert all([await is_active(tenant, one) for one in (ANA, BEN, NOOR)])
    assert await kept(tenant, ANA)


async def test_everybody_is_asked_for_once_a_day(tenant: InTenant):
    looking = tenant.programme.line.looking
    for _ in range(3):
        await looking.look()
    said = await tenant.control.order("said")
    assert len([one for one in said["calls"] if one["operation"] == "member"]) == 3


def test_only_a_definite_word_is_leaving():
    assert has_left(Got(404, {"error": {"code": "MemberNotFoundInConversation"}}))
    for one in (None, Got(404, {}), Got(404, {"error": {"code": "ConversationNotFound"}}), Got(410, {}), Got(200, {})):
        assert not has_left(one)


async def test_what_is_kept_about_me_says_that_the_chat_is(tenant: InTenant):
    """Promise 5 has two sides: of whoever has no role nothing is kept, and whoever has one reads what is."""
    address = Address.parse(person(ANA))
    await tenant.presses(ANA, "Open my home")
    about = str(await tenant.presses(ANA, "What is kept about me", device="desk"))
    assert "Where your chat with the bot is" in about
    taken = await tenant.presses(ANA, "Take it along", device="desk")
    read = plain(str(taken["dialogs"]["desk"]["card"])).replace("\\", "")
    assert "chat_with_the_bot" in read
    assert ANA.chat in read
    assert await tenant.programme.store.read(lambda work: work.conversations.of(str(address)))
