"""The page itself speaks the browser's language, where the bot does; each person's own pane speaks that person's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from adapters.web import phrases
from adapters.web.markup import Html
from adapters.web.visit import pages, tour
from bot.domain.policy import Clocks
from bot.language import speak
from tests.platforms.web.stage import Stage

FRENCH = {"Accept-Language": "fr-CA,fr;q=0.9,en;q=0.8"}


@pytest.mark.parametrize(
    ("accepted", "lang"),
    [("fr-CA,fr;q=0.9,en;q=0.8", "fr"), ("en-US,fr;q=0.5", "en"), ("de,fr;q=0.5", "fr"), ("de", "en"), ("<b>", "en")],
)
async def test_the_page_is_in_the_browsers_language(client, accepted, lang):
    for path in ("/", "/gallery"):
        async with client.get(path, headers={"Accept-Language": accepted}) as response:
            assert f'<html lang="{lang}">' in await response.text()


def test_no_english_is_left_on_the_french_page():
    reader = replace(Stage().playground.narrating(FRENCH["Accept-Language"]), speak=speak)
    parts = {"tour": tour.steps(reader, Clocks()), **dict.fromkeys(("crisis", "folder", "begin_anew_button"), Html(""))}
    text = pages.page("index.html", phrases.PAGE, parts, reader=reader).text or ""
    assert "hôpital imaginaire" in text
    assert [word for word in ("Hospital time", "To the next thing due", "Guided tour", "Skip to") if word in text] == []


async def test_the_clock_tells_the_day_in_french(client):
    async with client.get("/api/clock", headers=FRENCH) as response:
        found = (await response.json())["now"]
    assert any(day in found for day in ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"))
