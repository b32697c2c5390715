"""The gallery shows everything there is, and everything on show looks like its golden file."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from adapters.web.visit.gallery import Painted, draw, rooms
from bot.language import languages, speak
from tests.platforms.web.golden_files import GOLDEN, check
from tests.platforms.web.stage import Stage


def folder_of(tongue: str) -> str:
    return "gallery" if tongue == "en" else f"gallery-{tongue}"


EXHIBITS = {one.anchor: one for _, exhibits in rooms() for one in exhibits}


@pytest.mark.parametrize("tongue", languages())
@pytest.mark.parametrize("anchor", EXHIBITS)
def test_an_exhibit_looks_like_its_golden_file(anchor, tongue):
    """In every language, so that a translation is read in its place and not as a line of a list."""
    eyes = replace(Stage().playground.narrator, speak=speak, tokens=Painted())
    reader = replace(eyes, clinician=replace(eyes.clinician, locale=tongue))
    check(f"{folder_of(tongue)}/{anchor}", draw(EXHIBITS[anchor].shown, reader))


@pytest.mark.parametrize("tongue", languages())
def test_there_is_no_golden_file_of_something_that_is_gone(tongue):
    assert {path.stem for path in (GOLDEN / folder_of(tongue)).iterdir()} == set(EXHIBITS)


async def test_the_gallery_shows_each_exhibit_once_in_every_language(client):
    async with client.get("/gallery") as response:
        assert response.status == 200
        text = await response.text()
    assert re.findall(r'<article class="exhibit" id="([^"]+)"', text) == list(EXHIBITS)
    for tongue in languages():
        assert text.count(f'<div class="specimen" lang="{tongue}">') == len(EXHIBITS)


async def test_nothing_in_the_gallery_opens(client, stage):
    async with client.get("/gallery") as response:
        tokens = set(re.findall(r'data-token="([^"]+)"', await response.text()))
    assert tokens == {"picture"}
    assert Painted().open("picture", stage.hospital.people["ana-duarte"].address) is None
