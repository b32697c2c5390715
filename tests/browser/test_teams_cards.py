"""Every Teams card as Microsoft's renderer draws it: all of it fits a telephone, and can be read, light and dark."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from tests.browser.axe import grave_issues
from tests.platforms.teams.drawing import PHONE, THEMES, draw
from tests.platforms.teams.every import Shown, every
from tests.proof import count

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(400)]


@pytest_asyncio.fixture(loop_scope="module")
async def blank(browser: Browser) -> AsyncIterator[Page]:
    """A page as wide as a telephone, that asks nobody for anything; what fails in it fails the test."""
    context = await browser.new_context(viewport={"width": PHONE, "height": 740}, offline=True)
    page, complaints = await context.new_page(), list[str]()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    await context.close()
    assert not complaints


@pytest.mark.parametrize("locale", ["en", "fr"])
async def test_every_card_fits_a_telephone(blank: Page, locale: str):
    await draw(blank, every(locale), theme="light", width=PHONE)
    assert await blank.evaluate("misfits()") == []
    assert await blank.evaluate("document.documentElement.scrollWidth") == PHONE


@pytest.mark.parametrize("theme", count(THEMES[:1], THEMES, THEMES))
async def test_every_card_can_be_read_and_every_button_and_question_has_a_name(blank: Page, theme: str):
    """In one language: the same elements have the same colours."""
    await draw(blank, every("en"), theme=theme, width=PHONE)
    assert await grave_issues(blank) == []


def row(*labels: str) -> dict[str, object]:
    return {"type": "ActionSet", "actions": [{"type": "Action.Submit", "title": one} for one in labels]}


LINK = {"type": "TextBlock", "text": "[Call 911](tel:911)"}
FAINT = {"type": "TextBlock", "text": "Please choose a day.", "color": "Attention"}
ROW = {
    "type": "TableRow",
    "cells": [{"type": "TableCell", "items": [{**FAINT, "text": "Supporter", "wrap": True}]}] * 2,
}
NOT_FIT = {
    "cut": row("I'd like support", "Suggest a colleague", "Resources", "Someone may be in danger"),
    "nameless": row(""),
    "a link on a ground": {"type": "Container", "style": "attention", "items": [LINK]},
    "coloured letters": FAINT,
    "a broken word": {"type": "Table", "columns": [{"width": 1}, {"width": 9}], "rows": [ROW]},
    "wide": {"type": "TextBlock", "text": "x" * 80, "wrap": False},
    "a question without words": {"type": "Input.Text", "id": "a"},
}


@pytest.mark.parametrize("name", NOT_FIT)
async def test_what_does_not_fit_is_found(blank: Page, name: str):
    """Each of these once stood in a card, or would be as bad."""
    card = {"type": "AdaptiveCard", "version": "1.5", "body": [NOT_FIT[name]]}
    await draw(blank, [Shown(name, card)], theme="dark", width=PHONE)
    assert [*await blank.evaluate("misfits()"), *await grave_issues(blank)]
