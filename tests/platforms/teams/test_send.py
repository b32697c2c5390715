"""How messages reach people's chats, what each answer means, and what is kept of whose chat."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adapters.teams.connector import credentials
from adapters.teams.connector.conversations import Conversation
from adapters.teams.connector.credentials import Credentials, cloud_of, scope_of
from adapters.teams.connector.http import Web
from adapters.teams.connector.token_sources import ClientSecret
from bot.conversation import nudges
from bot.domain.people import Address, PersonId, Role
from bot.ports import Delivered, Gone, Mendable, TryLater, Unreachable
from bot.ui import Message, Paragraph, Plain, literal
from tests.platforms.teams.issuer import APP, TENANT, Microsoft, object_id
from tests.platforms.teams.line import Line, address

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from adapters.teams.send import TeamsPlatform
    from store.unit_of_work import SqlUnitOfWork

NUDGE = nudges.offer_gone()


def platform_of(line: Line) -> TeamsPlatform:
    return line.programme.surfaces[0].platform  # pyright: ignore[reportAttributeAccessIssue]


async def known(line: Line, name: str = "ana") -> TeamsPlatform:
    """Somebody was heard, so their chat is known."""
    await line.says(name, type="installationUpdate", action="add")
    await line.quiet()
    return platform_of(line)


async def test_a_message_goes_to_the_chat_that_is_known(line: Line):
    outcome = await (await known(line)).send(address("ana"), NUDGE, token="t")
    ((method, path, body),) = line.microsoft.sent
    assert (method, path) == ("POST", "conversations/a:chat-ana/activities")
    assert body["summary"] == "A short note for you. When you have time."
    assert outcome == Delivered(json.dumps([line.microsoft.service_url, "a:chat-ana", "a:1"]))


async def test_without_a_known_chat_one_is_opened_where_the_tenant_is(line: Line):
    platform = await known(line, "noor")
    line.microsoft.answers = [(201, {"id": "a:new"}, {})]
    assert isinstance(await platform.send(address("ana"), NUDGE, token="t"), Delivered)
    (_, path, opened), (_, sent, _) = line.microsoft.sent
    assert path == "conversations"
    assert opened["members"] == [{"id": object_id("ana")}]
    assert opened["channelData"] == {"tenant": {"id": TENANT}}
    assert opened["bot"] == {"id": f"28:{APP}"}
    assert sent == "conversations/a:new/activities"


async def test_a_chat_that_is_gone_is_opened_anew(line: Line):
    platform = await known(line)
    line.microsoft.answers = [(404, {"error": {"code": "ConversationNotFound"}}, {}), (201, {"id": "a:new"}, {})]
    assert isinstance(await platform.send(address("ana"), NUDGE, token="t"), Delivered)
    assert [path for _, path, _ in line.microsoft.sent][1:] == ["conversations", "conversations/a:new/activities"]


async def test_whoever_removed_the_app_is_forgotten(line: Line):
    platform = await known(line)
    await line.says("ana", type="installationUpdate", action="remove")
    await line.quiet()
    line.microsoft.answers = [(403, {"error": {"code": "BotNotInConversationRoster"}}, {})]
    assert await platform.send(address("ana"), NUDGE, token="t") == Unreachable("BotNotInConversationRoster")


@pytest.mark.parametrize("to", [Address("teams", "other/x"), Address("slack", "T/U"), Address("teams", f"{TENANT}/")])
async def test_nobody_outside_the_allowed_tenants_is_written_to(line: Line, to: Address):
    assert await platform_of(line).send(to, NUDGE, token="t") == Unreachable("UserNotFound")
    assert line.microsoft.sent == []


async def test_a_message_is_replaced_and_withdrawn_by_its_reference(line: Line):
    platform = await known(line)
    sent = await platform.send(address("ana"), NUDGE, token="t")
    assert isinstance(sent, Delivered)
    assert await platform.replace(address("ana"), sent.reference, nudges.offer_passed()) == sent
    assert await platform.withdraw(address("ana"), sent.reference) == sent
    assert [one[:2] for one in line.microsoft.sent[1:]] == [
        ("PUT", "conversations/a:chat-ana/activities/a:1"),
        ("DELETE", "conversations/a:chat-ana/activities/a:1"),
    ]


async def test_what_is_gone_already_counts_as_withdrawn(line: Line):
    platform = await known(line)
    reference = json.dumps([line.microsoft.service_url, "a:chat-ana", "a:9"])
    line.microsoft.answers = [(404, {"error": {"code": "ActivityNotFoundInConversation"}}, {})]
    assert await platform.withdraw(address("ana"), reference) == Gone()


@pytest.mark.parametrize("reference", ["", "x", "[]", '["a","b",3]', '["https://evil.example","b","c"]'])
async def test_an_odd_reference_leads_nowhere(line: Line, reference: str):
    platform = platform_of(line)
    assert await platform.replace(address("ana"), reference, NUDGE) == Gone()
    assert line.microsoft.sent == []


async def test_a_message_follows_its_chat_to_another_service_address(line: Line):
    """The tenant moved: what was sent before is replaced where the chat is now."""
    platform = await known(line)
    reference = json.dumps(["https://smba.trafficmanager.net/old/", "a:chat-ana", "a:1"])
    assert await platform.replace(address("ana"), reference, NUDGE) == Delivered(reference)
    assert len(line.microsoft.sent) == 1


async def test_nothing_is_looked_for_and_no_home_is_published(line: Line):
    platform = platform_of(line)
    assert await platform.find(address("ana"), token="t") is None


async def test_a_message_too_large_is_given_up_and_not_sent(line: Line):
    large = Message(literal("n"), (Paragraph((Plain(literal("x" * 30_000)),)),))
    assert await (await known(line)).send(address("ana"), large, token="t") == Mendable("other", ours=True)
    assert line.microsoft.sent == []


async def test_a_redirect_is_not_followed(line: Line):
    platform = await known(line)
    line.microsoft.answers = [(307, {}, {"Location": f"{line.microsoft.url}/elsewhere"})]
    assert isinstance(await platform.send(address("ana"), NUDGE, token="t"), TryLater)
    assert "elsewhere" not in line.microsoft.asked


async def test_a_message_says_from_whom_to_whom_and_in_which_language(line: Line):
    """As the SDK addresses what it sends, whether it answers or comes of itself; the reader's name is left out."""
    platform = await known(line)
    await platform.send(address("ana"), NUDGE, token="t")
    await line.says("ana", text="x", locale="fr-CA")
    await line.quiet()
    (_, _, nudge), (_, _, card) = line.microsoft.sent
    for one, locale in ((nudge, "en-US"), (card, "fr-CA")):
        assert one["from"] == {"id": f"28:{APP}", "name": "Peer support"}
        assert one["recipient"] == {"id": "29:ana"}
        assert one["conversation"] == {"id": "a:chat-ana"}
        assert one["locale"] == locale
        assert "Ana" not in json.dumps(one)


# Our own token


@pytest.fixture
async def ours(microsoft: Microsoft) -> AsyncIterator[Credentials]:
    web = Web()
    source = ClientSecret(web=web, app_id=APP, secret="s", login_url=microsoft.url, tenant=TENANT)
    yield Credentials(source, scope_of(microsoft.url))
    await web.close()


async def test_one_token_serves_however_many_ask_at_once(ours: Credentials, microsoft: Microsoft):
    assert await asyncio.gather(*(ours.token() for _ in range(20))) == ["token-1"] * 20
    assert microsoft.asked == [f"token {APP} https://api.botframework.com/.default"]


async def test_a_refused_token_is_asked_for_anew(line: Line):
    platform = await known(line)
    line.microsoft.answers = [(200, {"id": "a"}, {}), (401, {}, {}), (401, {}, {})]
    await platform.send(address("ana"), NUDGE, token="t")
    credentials_of(line)._asked_at -= credentials.PATIENCE
    assert await platform.send(address("ana"), NUDGE, token="t") == Mendable("other")
    assert line.microsoft.tokens == 2


def credentials_of(line: Line) -> Credentials:
    return line.programme.surfaces[0].credentials  # pyright: ignore[reportAttributeAccessIssue]


async def test_a_token_is_renewed_before_it_ends_and_used_while_microsoft_refuses(
    ours: Credentials, microsoft: Microsoft
):
    assert await ours.token() == "token-1"
    ours._ends_at -= 3600 - credentials.EARLY + 1
    ours._asked_at -= credentials.PATIENCE
    microsoft.refuses = "invalid_client"
    assert await ours.token() == "token-1"
    assert ours.refusal == "invalid_client"


async def test_without_a_token_nothing_is_sent(line: Line):
    line.microsoft.refuses = "temporarily_unavailable"
    platform = await known(line)
    given = line.programme.surfaces[0].credentials  # pyright: ignore[reportAttributeAccessIssue]
    given._ends_at = given._asked_at = -credentials.RESIGNED  # the one from the start is over
    assert await platform.send(address("ana"), NUDGE, token="t") == TryLater()
    assert line.microsoft.sent == []
    assert line.programme.surfaces[0].trouble() == "Microsoft gives the bot no token (temporarily_unavailable)"  # pyright: ignore[reportAttributeAccessIssue]


def test_a_national_cloud_has_its_own_name():
    assert cloud_of("https://login.microsoftonline.us") == "https://api.botframework.us"
    assert cloud_of("https://login.microsoftonline.com") == "https://api.botframework.com"


# What is kept


async def test_the_chat_of_somebody_with_a_role_is_kept_sealed_and_refreshed(line: Line):
    await line.employs("ana", Role.SUPPORTER)
    await known(line)
    kept = Conversation.decode(await line.kept("ana") or "")
    assert kept
    assert (kept.id, kept.locale, kept.zone) == ("a:chat-ana", "en-US", "America/New_York")
    await line.says("ana", locale="fr-CA", text="x")
    await line.quiet()
    assert '"fr-CA"' in (await line.kept("ana") or "")
    rows = await line.programme.store.read(lambda work: work.inspection.tables())
    assert object_id("ana") not in repr(rows)


async def test_of_anybody_else_nothing_is_kept(line: Line):
    """A row would say that somebody without a role uses the programme: promise 5."""
    await known(line, "noor")
    assert await line.kept("noor") is None


def dismiss(work: SqlUnitOfWork) -> None:
    member = work.roster.get(PersonId(str(address("ana"))))
    assert member
    work.roster.save(replace(member, active=False))


async def test_whoever_left_the_roster_is_no_longer_kept(line: Line):
    await line.employs("ana", Role.SUPPORTER)
    await known(line)
    shelf = line.programme.surfaces[0].stored  # pyright: ignore[reportAttributeAccessIssue]
    await line.programme.store.run(dismiss)
    assert not await shelf.keep(address("ana"), "x")
    assert await line.kept("ana") is None


def test_what_an_older_release_wrote_is_passed_over():
    assert Conversation.decode('{"other": 1}') is None
    assert Conversation.decode("[]") is None
    assert Conversation.decode("{") is None
