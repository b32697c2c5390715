"""The fake Teams itself: it shows a person only what Teams would, and takes from a bot only what Teams would."""

from __future__ import annotations

import asyncio
import math
from typing import TYPE_CHECKING, Any

import jwt
import pytest
from aiohttp import ClientSession, ServerDisconnectedError, web
from aiohttp.test_utils import TestServer

from tests.platforms.teams.fake.keys import SCOPE
from tests.platforms.teams.issuer import ISSUER
from tests.platforms.teams.process import ControlRoom, RefusedError
from tests.platforms.teams.tenant import ANA, BEN, EASY

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    Json = dict[str, Any]

UNREACHABLE = ["Unable to reach app. Please try again."]
CARD = "application/vnd.microsoft.card.adaptive"
NAME = {
    "type": "Input.Text",
    "id": "text.name",
    "label": "Name",
    "isRequired": True,
    "errorMessage": "Please.",
    "maxLength": 5,
}
SEND = {"type": "Action.Submit", "title": "Send", "data": {"a": 1}}
ALONE = {"type": "Action.Submit", "title": "Help", "data": {"b": 2}, "associatedInputs": "none"}
OPENS = {"type": "Action.Submit", "title": "Open", "data": {"msteams": {"type": "task/fetch"}}}
TAKES = {"type": "Action.Execute", "title": "Take", "verb": "take", "data": {}}


def card(*body: Json, **more: Any) -> Json:
    return {
        "type": "AdaptiveCard",
        "version": "1.5",
        "body": list(body) or [{"type": "TextBlock", "text": "Hello"}],
        **more,
    }


def dialog(shown: Json) -> Json:
    value = {"title": "Form", "height": "medium", "width": "medium", "card": {"contentType": CARD, "content": shown}}
    return {"task": {"type": "continue", "value": value}}


def message(shown: Json, **more: Any) -> Json:
    return {"type": "message", "summary": "A note.", "attachments": [{"contentType": CARD, "content": shown}], **more}


class Bot:
    """It remembers what it hears, and says what it is told to; and it can use the connector."""

    def __init__(self, room: ControlRoom) -> None:
        self.room, self.heard, self.tokens = room, [], []
        self.answer: Any = {}
        self.status, self.slow = 200, 0.0
        self.session = ClientSession()

    async def hear(self, request: web.Request) -> web.Response:
        self.heard.append(await request.json())
        self.tokens.append(request.headers["Authorization"].removeprefix("Bearer "))
        await asyncio.sleep(self.slow)
        return web.json_response(self.answer, status=self.status)

    async def logs_in(self, **changed: str) -> tuple[int, Json]:
        form = {
            "grant_type": "client_credentials",
            "client_id": EASY.app_id,
            "client_secret": EASY.secret,
            "scope": SCOPE,
        }
        url = f"{self.room.address}/{EASY.tenant}/oauth2/v2.0/token"
        async with self.session.post(url, data=form | changed) as response:
            return response.status, await response.json()

    async def calls(self, method: str, path: str, body: Json | None = None, *, token: str = "") -> tuple[int, Json]:
        token = token or (await self.logs_in())[1]["access_token"]
        url, headers = f"{self.room.address}/amer/v3/conversations{path}", {"Authorization": f"Bearer {token}"}
        async with self.session.request(method, url, json=body, headers=headers) as response:
            return response.status, {**(await response.json()), "wait": response.headers.get("Retry-After")}

    async def posts(self, *buttons: Json) -> str:
        status, said = await self.calls("POST", f"/{ANA.chat}/activities", message(card(actions=list(buttons))))
        assert status == 201, said
        return said["id"]


@pytest.fixture
async def bot(teams_address: str) -> AsyncIterator[Bot]:
    room = ControlRoom(teams_address)
    bot = Bot(room)
    site = web.Application()
    site.router.add_post("/", bot.hear)
    async with TestServer(site, host="127.0.0.1") as server:
        await room.reset([ANA, BEN], patience=0.4, request_url=str(server.make_url("/")))
        yield bot
    await bot.session.close()
    await room.close()


async def test_everything_is_signed_as_bot_framework_signs(bot: Bot):
    await bot.room.person(ANA.id, "write", text="hi")
    async with bot.session.get(f"{bot.room.address}/v1/.well-known/keys") as response:
        [key] = (await response.json())["keys"]
    claims = jwt.decode(bot.tokens[0], jwt.PyJWK(key), algorithms=["RS256"], audience=EASY.app_id, issuer=ISSUER)
    assert claims["serviceurl"] == bot.heard[0]["serviceUrl"]
    assert "msteams" in key["endorsements"]


@pytest.mark.parametrize(
    "answer", [{}, [], {"task": {}}, {"task": {"type": "message", "value": ""}}, dialog(card(TAKES))]
)
async def test_a_dialog_that_can_not_be_shown_is_an_app_that_can_not_be_reached(bot: Bot, answer: Any):
    bot.answer = answer
    assert (await bot.room.person(ANA.id, "command"))["alerts"] == UNREACHABLE


@pytest.mark.parametrize(("status", "slow"), [(500, 0.0), (401, 0.0), (200, 0.6)])
async def test_neither_can_one_that_fails_or_dawdles(bot: Bot, status: int, slow: float):
    bot.answer, bot.status, bot.slow = dialog(card()), status, slow
    assert (await bot.room.person(ANA.id, "command"))["alerts"] == UNREACHABLE


async def test_what_was_not_answered_comes_again_with_another_id(bot: Bot):
    bot.slow = 0.5
    await bot.room.order("rules", redelivers_after=0.05)
    await bot.room.person(ANA.id, "command")
    for _ in range(100):
        if len(bot.heard) > 1:
            break
        await asyncio.sleep(0.02)
    first, second = bot.heard
    assert first["id"] != second["id"]
    assert first["value"] == second["value"]


async def test_a_dialog_is_sent_with_its_fields_and_closes_with_a_sentence(bot: Bot):
    bot.answer = dialog(card(NAME, actions=[SEND]))
    assert (await bot.room.person(ANA.id, "command"))["dialogs"]["desk"]["title"] == "Form"
    assert (await bot.room.person(ANA.id, "submit", values={}))["errors"] == {"text.name": "Please."}
    bot.answer = {"task": {"type": "message", "value": "Thanks"}}
    seen = await bot.room.person(ANA.id, "submit", values={"text.name": "Ana"})
    assert (bot.heard[-1]["name"], bot.heard[-1]["value"]["data"]) == (
        "composeExtension/submitAction",
        {"a": 1, "text.name": "Ana"},
    )
    assert (seen["toast"], seen["dialogs"]) == ("Thanks", {})


async def test_nobody_presses_what_is_not_on_their_screen(bot: Bot):
    posted = await bot.posts(OPENS)
    for who, action in ((BEN, OPENS), (ANA, TAKES)):
        with pytest.raises(RefusedError):
            await bot.room.person(who.id, "press", action=action, place={"message": posted})


async def test_a_card_is_replaced_for_whoever_pressed_until_the_bot_edits_the_message(bot: Bot):
    posted = await bot.posts(TAKES)
    bot.answer = {"statusCode": 200, "type": CARD, "value": card(actions=[OPENS])}
    seen = await bot.room.person(ANA.id, "press", action=TAKES, place={"message": posted})
    assert seen["messages"][0]["card"]["actions"] == [OPENS]
    await bot.calls("PUT", f"/{ANA.chat}/activities/{posted}", message(card()))
    assert "actions" not in (await bot.room.order("look", who=ANA.id))["messages"][0]["card"]


WRONG = {
    "an element that is none": ("message", card({"type": "Sparkle"})),
    "a newer version": ("message", card(version="1.6")),
    "a property that is none": ("message", card({"type": "TextBlock", "text": "x", "bold": True})),
    "a verb is missing": ("message", card(actions=[{"type": "Action.Execute", "title": "Go", "data": {}}])),
    "it writes into the chat": ("message", card(actions=[SEND])),
    "a question in the chat": ("message", card(NAME, actions=[TAKES])),
    "no way to execute there": ("dialog", card(actions=[TAKES])),
    "no dialog in a dialog": ("dialog", card(actions=[OPENS])),
    "seven buttons": ("dialog", card(actions=[ALONE] * 7)),
    "an id twice": ("dialog", card(NAME, NAME)),
    "a question without words": ("dialog", card({"type": "Input.Date", "id": "day.x"})),
    "a choice that was not offered": (
        "dialog",
        card(
            {
                "type": "Input.ChoiceSet",
                "id": "one.x",
                "label": "X",
                "choices": [{"title": "a", "value": "a"}],
                "value": "b",
            }
        ),
    ),
    "nothing to choose": ("dialog", card({"type": "Input.ChoiceSet", "id": "one.x", "label": "X", "choices": []})),
}


@pytest.mark.parametrize("why", WRONG)
async def test_a_card_that_is_wrong_is_refused(bot: Bot, why: str):
    surface, shown = WRONG[why]
    assert (await bot.room.order("check", card=shown, surface=surface))["wrong"]
    assert not (await bot.room.order("check", card=card(), surface=surface))["wrong"]


@pytest.mark.parametrize(
    ("activity", "expected"),
    [
        (message(card()) | {"summary": ""}, (400, "BadSyntax")),
        (message(card({"type": "Sparkle"})), (400, "BadSyntax")),
        ({"type": "message", "text": "hello"}, (400, "BadSyntax")),
        (message(card(*[{"type": "TextBlock", "text": "x" * 6000}] * 5)), (413, "MessageSizeTooBig")),
    ],
)
async def test_a_message_that_is_wrong_is_refused(bot: Bot, activity: Json, expected: tuple[int, str]):
    status, said = await bot.calls("POST", f"/{ANA.chat}/activities", activity)
    assert (status, said["error"]["code"]) == expected


@pytest.mark.parametrize("changed", [{"client_secret": "x"}, {"client_id": "x"}, {"scope": "x"}, {"grant_type": "x"}])
async def test_only_this_bot_gets_a_token(bot: Bot, changed: dict[str, str]):
    assert (await bot.logs_in())[0] == 200
    assert (await bot.logs_in(**changed))[0] in {400, 401}
    assert (await bot.calls("POST", f"/{ANA.chat}/activities", message(card()), token="invented"))[0] == 401


async def test_seven_messages_a_second_are_enough(bot: Bot):
    token = (await bot.logs_in())[1]["access_token"]
    sent = [await bot.calls("POST", f"/{ANA.chat}/activities", message(card()), token=token) for _ in range(8)]
    assert [status for status, _ in sent] == [201] * 7 + [429]
    assert int(sent[-1][1]["wait"]) >= 1


async def test_where_the_bot_may_not_write(bot: Bot):
    opening = {
        "bot": {"id": f"28:{EASY.app_id}"},
        "members": [{"id": ANA.id}],
        "channelData": {"tenant": {"id": EASY.tenant}},
    }
    assert (await bot.calls("POST", "", opening))[1]["id"] == ANA.chat
    await bot.room.order("user", who=ANA.id, installed=False)
    status, said = await bot.calls("POST", "", opening)
    assert (status, said["error"]["message"]) == (403, "Bot is not installed in user's personal scope")
    found = [
        await bot.calls("POST", f"/{chat}/activities", message(card()))
        for chat in (ANA.chat, "19:x@unq.gbl.spaces", "a:1x")
    ]
    words = [(status, said["error"]["code"]) for status, said in found]
    assert words == [(403, "MessageWritesBlocked"), (403, "BotNotInConversationRoster"), (404, "ConversationNotFound")]


async def test_what_is_dropped_may_have_been_done(bot: Bot):
    for applied in (False, True):
        await bot.room.order("fault", operation="send", kind="drop", applied=applied)
        with pytest.raises(ServerDisconnectedError):
            await bot.posts(OPENS)
        assert bool((await bot.room.order("look", who=ANA.id))["messages"]) is applied


async def test_a_bad_day_ends(bot: Bot):
    await bot.room.order("fault", operation="send", kind="answer", status=502, count=2)
    found = [await bot.calls("POST", f"/{ANA.chat}/activities", message(card())) for _ in range(3)]
    assert [status for status, _ in found] == [502, 502, 201]


async def test_what_a_storm_has_cut_off_arrives_when_it_is_over_and_is_not_known_to_have_arrived(bot: Bot):
    await bot.room.order("storm", cut=1.0, late=math.inf)
    with pytest.raises(ServerDisconnectedError):
        await bot.posts(OPENS)
    assert (await bot.room.order("look", who=ANA.id))["messages"] == []
    await bot.room.order("storm")
    await bot.posts(OPENS)
    assert [one["told"] for one in (await bot.room.order("said"))["posts"]] == [False, True]


async def test_after_a_rotation_only_the_new_key_is_announced(bot: Bot):
    signing = (await bot.room.order("rotate"))["signing"]
    await bot.room.person(ANA.id, "write", text="hi")
    assert jwt.get_unverified_header(bot.tokens[-1])["kid"] == signing
    async with bot.session.get(f"{bot.room.address}/v1/.well-known/keys") as response:
        assert [one["kid"] for one in (await response.json())["keys"]] == [signing]
