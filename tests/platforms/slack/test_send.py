"""Sending: what each answer means, one message a second, pauses for everybody, looking before a resend."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from structlog.testing import capture_logs

from adapters.slack import send
from adapters.slack.workspace import send_outcomes
from adapters.slack.workspace.web_api import Calls, NoClearAnswer, Refused, Said
from bot.domain.people import Address
from bot.ports import Delivered, Gone, Mendable, TryLater, Unknown, Unreachable
from bot.scheduling.rate_limits import MENDED
from bot.ui import Action, Button, Buttons, Chart, Home, Message, Paragraph, Plain, Table, literal, say
from tests.platforms.slack.running import TEAM, Running, settings_in

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.platforms.slack.process import ControlRoom

ANA, NOOR = Address("slack", f"{TEAM}/U0ANA"), Address("slack", f"{TEAM}/U0NOOR")
HELLO = Message(say("A short note for you."), (Paragraph((Plain(say("Thank you.")),)),))
TAKEN = Message(say("Done."), (Paragraph((Plain(literal("Taken")),)),))


@pytest.fixture
async def running(control: ControlRoom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Running]:
    monkeypatch.setattr(send, "SPACING", 0.0)
    await control.order("rules", a_message_a_second=False, tiers=False)
    app = await Running(control, settings_in(tmp_path, control.api_url)).start()
    yield app
    await app.stop()


@pytest.fixture
def platform(running: Running) -> send.SlackPlatform:
    door = running.programme.line.workspace
    return send.SlackPlatform(door)


async def letters(running: Running, who: str = "U0ANA") -> list[str]:
    return [one["text"] for one in (await running.looks(who))["messages"]]


async def called(running: Running, method: str) -> int:
    return sum(one["method"] == method for one in (await running.control.order("said"))["calls"])


UNPROVEN = {"sure": False, "personal": False}
REFUSALS = {
    ("conversations.open", "channel_not_found"): Unreachable("channel_not_found"),
    ("conversations.open", "user_disabled"): Unreachable("user_disabled"),
    ("conversations.open", "cannot_dm_bot"): Unreachable("cannot_dm_bot"),
    ("conversations.open", "users_not_found"): Unreachable("users_not_found"),
    ("conversations.open", "invalid_user_combination"): Unreachable("invalid_user_combination"),
    ("conversations.open", "team_access_not_granted"): Unreachable("team_access_not_granted", personal=False),
    ("chat.postMessage", "app_access_restricted"): Unreachable("app_access_restricted"),
    ("chat.postMessage", "invalid_blocks"): Mendable("invalid_blocks", ours=True),
    ("chat.postMessage", "invalid_auth"): Mendable("invalid_auth"),
    ("chat.postMessage", "missing_scope"): Mendable("missing_scope"),
    ("chat.postMessage", "fatal_error"): Unknown(),
    ("chat.postMessage", "internal_error"): Unknown(),
    ("chat.postMessage", "service_unavailable"): TryLater(None),
    ("chat.postMessage", "rate_limited"): TryLater(None),
    ("chat.postMessage", "a_word_of_tomorrow"): Unreachable("other", **UNPROVEN),
    ("chat.update", "message_not_found"): Gone(),
    ("chat.update", "a_word_of_tomorrow"): TryLater(3600.0),
    ("chat.delete", "message_not_found"): Gone(),
    ("views.publish", "not_enabled"): Mendable("not_enabled"),
}


@pytest.mark.parametrize(("method", "error"), REFUSALS)
def test_every_refusal_has_one_meaning(method: str, error: str):
    assert send_outcomes.of(method, Refused(error)) == REFUSALS[method, error]


def test_the_other_answers():
    assert send_outcomes.of("chat.postMessage", Refused("ratelimited", 7.0)) == TryLater(7.0)
    assert send_outcomes.of("chat.postMessage", NoClearAnswer()) == Unknown()
    assert isinstance(send_outcomes.of("chat.postMessage", Said({})), Delivered)


async def test_a_message_arrives_and_can_be_replaced_and_withdrawn(running: Running, platform: send.SlackPlatform):
    sent = await platform.send(ANA, HELLO, token="t1")
    assert isinstance(sent, Delivered)
    assert await letters(running) == ["A short note for you."]
    assert await platform.replace(ANA, sent.reference, TAKEN) == sent
    assert await letters(running) == ["Done."]
    assert await platform.withdraw(ANA, sent.reference) == sent
    assert await letters(running) == []


async def test_what_is_gone_counts_as_withdrawn(running: Running, platform: send.SlackPlatform):
    sent = await platform.send(ANA, HELLO, token="t1")
    assert isinstance(sent, Delivered)
    assert await platform.withdraw(ANA, sent.reference) == sent
    assert await platform.withdraw(ANA, sent.reference) == Gone()
    assert await platform.replace(ANA, sent.reference, TAKEN) == Gone()


async def test_buttons_come_back_to_their_reader(running: Running, platform: send.SlackPlatform):
    message = Message(say("x"), (Buttons((Button(literal("Crisis"), Action("crisis")),)),))
    await platform.send(ANA, message, token="t1")
    seen = await running.presses("U0ANA", "Crisis", (await running.looks("U0ANA"))["messages"][-1])
    assert seen["modals"]


@pytest.mark.parametrize(
    "to",
    [
        Address("slack", f"{TEAM}/U0NOBODY"),
        Address("slack", "T9OTHER/U0ANA"),
        Address("web", "ana"),
        Address("slack", ""),
    ],
)
async def test_somebody_who_is_not_here_is_undeliverable(platform: send.SlackPlatform, to: Address):
    assert await platform.send(to, HELLO, token="t1") == Unreachable("user_not_found")


async def test_somebody_who_left_is_undeliverable(running: Running, platform: send.SlackPlatform):
    await running.control.person("U0ANA", "leave")
    assert await platform.send(ANA, HELLO, token="t1") == Unreachable("user_disabled")


@pytest.mark.parametrize("reference", ["", "nonsense", "D0ANA/1; drop", "D0ANA/"])
async def test_a_reference_that_is_none_of_ours_reaches_nobody(platform: send.SlackPlatform, reference: str):
    assert await platform.replace(ANA, reference, HELLO) == Gone()
    assert await platform.withdraw(ANA, reference) == Gone()


async def test_a_message_too_large_is_given_up_and_not_sent(running: Running, platform: send.SlackPlatform):
    """Else it would be tried for 14 days, and everything after it would wait."""
    sent = await platform.send(ANA, HELLO, token="t1")
    assert isinstance(sent, Delivered)
    large = Message(say("x"), tuple(Paragraph((Plain(literal("x" * 9000)),)) for _ in range(40)))
    with capture_logs() as told:
        too_large = Mendable("msg_blocks_too_long", ours=True)
        assert await platform.send(ANA, large, token="t2") == too_large
        assert await platform.replace(ANA, sent.reference, large) == too_large
    assert [one["event"] for one in told] == ["slack_message_too_large"] * 2
    assert await letters(running) == ["A short note for you."]


@pytest.mark.parametrize("kind", ["error", "drop", "lose_reply"])
async def test_no_clear_answer_is_a_doubt(running: Running, platform: send.SlackPlatform, kind: str):
    await running.control.order("fault", method="chat.postMessage", kind=kind)
    assert await platform.send(ANA, HELLO, token="t1") == Unknown()
    assert await called(running, "chat.postMessage") <= 1, "the SDK must not try again"


async def test_what_is_in_doubt_is_found_where_slack_lets_us_look(running: Running, platform: send.SlackPlatform):
    """By the random token in its metadata; the message is not sent twice."""
    scopes = ("commands", "chat:write", "im:write", "users:read", "im:history")
    await running.control.order("rules", scopes=scopes)
    await running.programme.line.learn()
    await running.control.order("fault", method="chat.postMessage", kind="lose_reply")
    assert await platform.send(ANA, HELLO, token="t1") == Unknown()
    found = await platform.find(ANA, token="t1")
    assert isinstance(found, Delivered)
    assert await platform.replace(ANA, found.reference, TAKEN) == found
    assert await letters(running) == ["Done."]
    assert await platform.find(ANA, token="another") is None


async def test_without_that_permission_it_is_sent_again(running: Running, platform: send.SlackPlatform):
    assert await platform.find(ANA, token="t1") is None
    assert await called(running, "conversations.history") == 0


async def test_a_permission_that_was_taken_away_is_no_permission(running: Running, platform: send.SlackPlatform):
    scopes = ("commands", "chat:write", "im:write", "users:read", "im:history")
    await running.control.order("rules", scopes=scopes)
    await running.programme.line.learn()
    await running.control.order("rules", scopes=scopes[:-1])
    assert await platform.find(ANA, token="t1") is None


async def test_a_wish_for_a_pause_is_heeded_without_asking_again(running: Running, platform: send.SlackPlatform):
    await running.control.order("fault", method="chat.postMessage", kind="ratelimited", seconds=30)
    assert await platform.send(ANA, HELLO, token="t1") == TryLater(30.0)
    await running.until(lambda: running.programme.line.workspace.pauses._until)
    later = await platform.send(NOOR, HELLO, token="t2")
    assert isinstance(later, TryLater)
    assert later.after is not None
    assert 25 < later.after <= 30
    assert await letters(running, "U0NOOR") == []


async def test_another_process_heeds_it_too(running: Running, control: ControlRoom, platform: send.SlackPlatform):
    """The pause is stored; a second process that shares the database reads it."""
    await control.order("fault", method="chat.postMessage", kind="ratelimited", seconds=30)
    await platform.send(ANA, HELLO, token="t1")
    store = running.programme.store
    await running.until(lambda: "chat.postMessage" in store.read_now(lambda work: work.holds.of("slack")))
    fresh = type(running.programme.line.workspace.pauses)(running.programme.line.workspace.pauses._holds)
    assert await fresh.seconds("chat.postMessage") > 25
    assert await fresh.seconds("chat.update") == 0


async def test_one_person_gets_one_message_a_second(
    running: Running, platform: send.SlackPlatform, monkeypatch: pytest.MonkeyPatch
):
    """And nobody waits for somebody else."""
    monkeypatch.setattr(send, "SPACING", 0.3)
    began = time.monotonic()
    await platform.send(ANA, HELLO, token="t1")
    await platform.send(NOOR, HELLO, token="t2")
    alone = time.monotonic() - began
    await platform.send(ANA, HELLO, token="t3")
    assert time.monotonic() - began >= 0.3 > alone


async def test_a_token_that_was_taken_away_stops_the_sending(running: Running, platform: send.SlackPlatform):
    """In every process, over a restart, until it opens again."""
    pauses = running.programme.line.workspace.pauses
    await running.control.order("rules", installed=False)
    running.programme.line.workspace.whereabouts._asked_at -= 60
    assert await platform.send(ANA, HELLO, token="t1") == Mendable("token_revoked")
    assert running.programme.line.trouble() == "Slack has taken the app's token away (token_revoked)"
    fresh = type(pauses)(pauses._holds)
    assert await fresh.seconds("chat.postMessage") == MENDED
    await running.control.order("rules", installed=True)
    await running.programme.line.learn()
    assert running.programme.line.trouble() == ""
    assert await type(pauses)(pauses._holds).seconds("chat.postMessage") == 0


async def test_one_method_alone_is_not_believed_about_the_token(running: Running, platform: send.SlackPlatform):
    """Slack is asked who we are, and says so: nothing stops (bolt-js#1016)."""
    await running.control.order("fault", method="views.publish", kind="refuse", error="invalid_auth")
    running.programme.line.workspace.whereabouts._asked_at -= 60
    await platform.publish_home(ANA, Home(()))
    assert running.programme.line.trouble() == ""
    assert isinstance(await platform.send(ANA, HELLO, token="t1"), Delivered)


async def test_a_block_that_is_too_new_is_left_out(running: Running, platform: send.SlackPlatform, monkeypatch: Any):
    """A definite refusal: the same message goes out at once, with its figures as text."""
    tried: list[list[str]] = []
    calls = running.programme.line.workspace.calls
    genuine = calls.call

    async def old_slack(method: str, arguments: Any = None, **more: Any) -> Any:
        if method == "chat.postMessage":
            tried.append([one["type"] for one in arguments["blocks"]])
            if "data_visualization" in tried[-1]:
                return Refused("invalid_blocks")
        return await genuine(method, arguments, **more)

    monkeypatch.setattr(calls, "call", old_slack)
    chart = Chart(literal("A week"), (literal("New"),), ((literal("This"), (3,)),))
    table = Table((literal("Week"), literal("New")), ((literal("This"), literal("3")),))
    assert isinstance(await platform.send(ANA, Message(say("x"), (chart, table)), token="t1"), Delivered)
    assert tried == [["data_visualization", "table"], ["section"]]


async def test_a_home_is_published(running: Running, platform: send.SlackPlatform):
    home = Home((Paragraph((Plain(literal("Nobody is named here.")),)),))
    assert isinstance(await platform.publish_home(ANA, home), Delivered)
    assert "Nobody is named here." in str((await running.looks("U0ANA"))["home"])
    assert await platform.publish_home(Address("slack", "T9OTHER/U0ANA"), home) == Unreachable("user_not_found")
    large = Home(tuple(Paragraph((Plain(literal("x" * 9000)),)) for _ in range(40)))
    assert await platform.publish_home(ANA, large) == Mendable("view_too_large", ours=True)
    assert "Nobody is named here." in str((await running.looks("U0ANA"))["home"])


async def test_a_method_that_is_not_in_the_list_is_never_called():
    """T21: the scopes are held against that list."""
    with pytest.raises(ValueError, match=r"conversations\.list"):
        await Calls("xoxb-1", "http://127.0.0.1:9/api/").call("conversations.list")


async def test_nobody_there_is_no_clear_answer():
    calls = Calls("xoxb-1", "http://127.0.0.1:9/api/")
    assert await calls.call("auth.test") == NoClearAnswer()
    await calls.close()


async def test_before_slack_has_answered_once_nothing_is_given_up(running: Running, monkeypatch: pytest.MonkeyPatch):
    """Whose workspace it is nobody can say then: a message would be lost, or never be withdrawn."""
    workspace = running.programme.line.workspace
    platform = send.SlackPlatform(workspace)
    sent = await platform.send(ANA, HELLO, token="t1")
    assert isinstance(sent, Delivered)
    monkeypatch.setattr(workspace.whereabouts, "known", None)
    monkeypatch.setattr(workspace.whereabouts, "_failed_at", time.monotonic())
    assert isinstance(await platform.withdraw(ANA, sent.reference), TryLater)
    assert isinstance(await platform.publish_home(ANA, Home(())), TryLater)
    assert isinstance(await send.SlackPlatform(workspace).send(ANA, HELLO, token="t2"), TryLater)
