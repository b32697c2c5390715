"""A browser's conversation with the playground over a real socket, without the browser."""

from __future__ import annotations

import asyncio
import json
import re
from typing import TYPE_CHECKING

import pytest

from adapters.web import phrases
from adapters.web.visit import pages
from bot.ui import Opened, Pressed, Submitted
from tests.platforms.web import examples

if TYPE_CHECKING:
    from aiohttp.test_utils import TestClient


ANA = "/api/people/ana-duarte"


async def seen(client: TestClient, path: str = ANA):
    async with client.get(path) as response:
        return await response.json()


async def posted(client: TestClient, path: str, body: object):
    async with client.post(path, json=body) as response:
        assert response.status == 200
        return await response.json()


def token_of(html: str, label: str) -> str:
    found = re.search(rf'data-token="([^"]+)"[^>]*>{label}<', html)
    assert found
    return found[1]


async def test_the_front_page_is_whole_and_in_plain_words(client):
    async with client.get("/") as response:
        text = await response.text()
    assert "{{" not in text
    assert "Peer support playground" in text


@pytest.mark.parametrize(
    ("page", "sentences", "parts"),
    [
        ("index.html", phrases.PAGE, {"lang", "tour", "crisis", "folder", "begin_anew_button"}),
        ("visit/gallery.html", phrases.GALLERY, {"lang", "contents_list", "rooms"}),
    ],
)
def test_a_page_uses_every_phrase_and_no_other(page, sentences, parts):
    """The rooms of the gallery are named where they are drawn."""
    slots = set(re.findall(r"\{\{(\w+)\}\}", (pages.FOLDER / page).read_text(encoding="utf-8")))
    assert slots - parts == set(sentences) - {"messages", "forms", "homes"} if "gallery" in page else set(sentences)


def test_the_tour_says_something_at_each_of_its_steps():
    """What a step waits for stands in the script, what it says in the phrases: the same steps in the same order."""
    script = (pages.FOLDER / "visit" / "tour.js").read_text(encoding="utf-8")
    table = script[script.index("const STEPS = {") : script.index("const NAMES")]
    assert re.findall(r"^  (\w+): \{", table, re.MULTILINE) == list(phrases.TOUR)


def test_the_page_holds_no_inline_script_or_style_and_no_foreign_address():
    for path in filter(lambda one: one.is_file(), pages.FOLDER.rglob("*")):
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|<script>|<style| style=| on\w+=\"|eval\(", text), path.name


async def test_each_file_of_the_page_is_served_and_nothing_else(client):
    for path in filter(lambda one: one.is_file(), pages.FOLDER.rglob("*")):
        async with client.get(f"/page/{path.name}") as response:
            assert response.status == (404 if path.suffix == ".html" else 200)
    for path in ("/page/..%2fapp.py", "/page/%2e%2e/app.py", "/page/", "/favicon.ico", "/api/people/nobody"):
        async with client.get(path) as response:
            assert response.status == 404


async def test_everybody_is_offered_with_what_they_are(client, stage):
    people = await seen(client, "/api/people")
    assert set(people["people"]) == set(stage.hospital.people)
    assert people["people"]["ana-duarte"]["line"] == "Surgeon · supporter"
    assert people["first"] == list(stage.hospital.first_seen)


async def test_somebody_sees_their_home_and_messages(client):
    look = await seen(client)
    assert "You support" in look["home"]
    assert look["messages"].count("<article") == 2
    assert look["lang"] == "en"


async def test_the_command_opens_the_entry_form(client, stage):
    reply = await posted(client, f"{ANA}/command", {})
    assert reply["reply"] == "show"
    assert "<form" in reply["html"]
    assert [one.gesture for one in stage.service.heard] == [Opened()]


async def test_a_press_brings_its_action_back(client, stage):
    token = token_of((await seen(client))["messages"], "Details")
    reply = await posted(client, f"{ANA}/press", {"token": token})
    assert "Case K7F3" in reply["html"]
    gesture = stage.service.heard[0].gesture
    assert isinstance(gesture, Pressed)
    assert (gesture.action.name, gesture.action.case, gesture.action.turn) == ("details", "K7F3", 2)


async def test_a_press_can_be_answered_by_a_toast_or_by_nothing(client):
    look = await seen(client)
    rest = {"token": token_of(look["home"], "Rest a while")}
    away = {"token": token_of(look["messages"], "Not this time")}
    assert await posted(client, f"{ANA}/press", rest) == {"reply": "toast", "text": "You rest until Monday."}
    assert await posted(client, f"{ANA}/press", away) == {"reply": "none"}


@pytest.mark.parametrize("token", ["forged", "W10="])
async def test_a_forged_button_is_a_friendly_toast(client, stage, token):
    reply = await posted(client, f"{ANA}/press", {"token": token})
    assert reply == {"reply": "toast", "text": "That button is no longer valid here."}
    assert not stage.service.heard


async def test_somebody_elses_button_does_not_open(client, stage):
    token = token_of((await seen(client))["messages"], "Details")
    for path in ("press", "submit"):
        body = {"token": token} if path == "press" else {"token": token, "fields": []}
        reply = await posted(client, f"/api/people/noor-haddad/{path}", body)
        assert reply["reply"] == "toast"
    assert not stage.service.heard


async def test_a_form_comes_back_with_its_values_or_its_errors(client, stage):
    html = (await posted(client, f"{ANA}/command", {}))["html"]
    token = re.search(r'<form class="sheet"[^>]*data-token="([^"]+)"', html)
    assert token
    fields = [{"name": "phone", "type": "text", "values": ["wrong"]}]
    reply = await posted(client, f"{ANA}/submit", {"token": token[1], "fields": fields})
    assert reply == {"reply": "errors", "errors": {"phone": "That is not a phone number."}}
    reply = await posted(client, f"{ANA}/submit", {"token": token[1], "fields": []})
    assert reply == {"reply": "none"}
    gestures = [one.gesture for one in stage.service.heard]
    assert [gesture.values for gesture in gestures if isinstance(gesture, Submitted)] == [(("phone", ("wrong",)),), ()]


async def test_the_clock_moves_and_tells_what_happened(client):
    before = await seen(client, "/api/clock")
    assert (before["now"], before["timeline"], before["story"]) == ("Tuesday 3 March, 02:05", "", [])
    moved = await posted(client, "/api/clock", {"step": "hour"})
    assert moved["now"] == "Tuesday 3 March, 03:05"
    assert moved["news"] == 2
    assert moved["said"] == "The clock moved on. Now it is Tuesday 3 March, 03:05."
    assert moved["timeline"].index("was asked") < moved["timeline"].index("became a case")
    assert (await seen(client, "/api/clock"))["timeline"] == moved["timeline"]
    told = [(one["mark"], one["who"]) for one in moved["story"]]
    assert told == [("opened", ""), ("asked", "ana-duarte")]


async def test_when_nothing_happened_that_is_said(client, stage):
    stage.clock.happens = ()
    moved = await posted(client, "/api/clock", {"step": "day"})
    assert moved["said"] == "Nothing happened in between."


async def test_an_open_page_hears_what_changed_until_the_playground_stops(client, stage):
    async with client.get("/api/changes") as response:
        assert await response.content.readuntil(b"\n\n") == b"retry: 1000\n\n"
        await stage.platform.send(stage.hospital.people["noor-haddad"].address, examples.REMINDER, token="t")
        line = await asyncio.wait_for(response.content.readuntil(b"\n\n"), 5)
        assert json.loads(line.removeprefix(b"data: ")) == ["noor-haddad"]
        stage.mailbox.changes.close()
        await asyncio.wait_for(response.content.read(), 5)


async def test_a_failure_is_answered_with_people_to_call_and_no_trace(client, stage, caplog):
    stage.service.breaks = True
    async with client.post(f"{ANA}/command", json={}) as response:
        assert response.status == 503
        reply = await response.json()
    assert reply["reply"] == "show"
    assert 'href="tel:988"' in reply["html"]
    assert "RuntimeError" not in reply["html"]
    assert "Traceback" not in caplog.text
    assert "ana-duarte" not in caplog.text
