"""Answers that are none: whatever a server or a proxy in between says, a call ends in Said, Refused or Lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.slack.workspace.web_api import Calls, NoClearAnswer, Refused, Said

if TYPE_CHECKING:
    from adapters.slack.workspace.web_api import Answer

JSON, HTML = "application/json", "text/html"
ANSWERS: dict[str, tuple[int, str, str, Answer]] = {
    "fine": (200, JSON, '{"ok": true}', Said({})),
    "refused": (200, JSON, '{"ok": false, "error": "user_disabled"}', Refused("user_disabled")),
    "too many": (429, JSON, '{"ok": false, "error": "ratelimited"}', Refused("ratelimited", 7.0)),
    "too many, from a proxy": (429, HTML, "<p>slow down", Refused("ratelimited", 7.0)),
    "too many, as text": (429, "text/plain", "slow down", Refused("ratelimited", 7.0)),
    "a word that is a sentence": (200, JSON, '{"ok": false, "error": "Ana Duarte is gone"}', Refused("unknown")),
    "no word": (200, JSON, '{"ok": false}', NoClearAnswer()),
    "no verdict": (200, JSON, "{}", NoClearAnswer()),
    "a list": (200, JSON, "[]", NoClearAnswer()),
    "a text": (200, JSON, '"ok"', NoClearAnswer()),
    "a number": (200, JSON, "7", NoClearAnswer()),
    "half of it": (200, JSON, '{"ok": tr', NoClearAnswer()),
    "no letters": (200, JSON, "\x00\x01", NoClearAnswer()),
    "plain text": (200, "text/plain", "ok", NoClearAnswer()),
    "a page": (200, HTML, "<h1>Sign in to the hospital's Wi-Fi</h1>", NoClearAnswer()),
    "an error page": (503, HTML, "<h1>Service unavailable</h1>", NoClearAnswer()),
    "an error with a word": (500, JSON, '{"ok": false, "error": "user_disabled"}', NoClearAnswer()),
    "nothing": (200, JSON, "", NoClearAnswer()),
}


@pytest.mark.parametrize("name", ANSWERS)
async def test_every_answer_is_one_of_three(name: str):
    status, kind, body, expected = ANSWERS[name]

    async def answer(_request: web.Request) -> web.Response:
        return web.Response(status=status, body=body.encode(), content_type=kind, headers={"Retry-After": "7"})

    app = web.Application()
    app.router.add_post("/api/auth.test", answer)
    async with TestServer(app, host="127.0.0.1") as server:
        calls = Calls("xoxb-1", str(server.make_url("/api/")))
        found = await calls.call("auth.test")
        await calls.close()
    assert type(found) is type(expected)
    assert not isinstance(found, Refused) or found == expected


async def test_a_refusal_is_heard_with_its_method():
    heard: list[tuple[str, Refused]] = []

    async def answer(_request: web.Request) -> web.Response:
        return web.json_response({"ok": False, "error": "ratelimited"}, status=429)

    app = web.Application()
    app.router.add_post("/api/auth.test", answer)
    async with TestServer(app, host="127.0.0.1") as server:
        calls = Calls("xoxb-1", str(server.make_url("/api/")), heard=lambda *told: heard.append(told))
        await calls.call("auth.test")
        await calls.close()
    assert heard == [("auth.test", Refused("ratelimited", 30.0))]
