"""When the playground's process is gone: the page says so, still shows who can be called, and goes on by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.browser.serving import served
from tests.cast import settings_for

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.async_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(240)]


async def test_the_page_waits_calmly_and_goes_on_when_somebody_answers_again(browser: Browser, tmp_path: Path):
    settings = settings_for(tmp_path, f"sqlite:///{tmp_path / 'test.db'}")
    page = await browser.new_page()
    away, noor = page.locator("#away"), page.locator(".pane:nth-child(1)")
    async with served(settings) as address:
        await page.goto(address)
        await page.wait_for_selector("html[data-ready]")
        await noor.locator(".home").get_by_role("button", name="like support").click()
        await expect(noor.locator("dialog")).to_be_visible()
        await page.keyboard.press("Escape")
    await expect(away).to_be_visible()
    await expect(away.get_by_role("link", name="Call 988").first).to_have_attribute("href", "tel:988")
    await noor.locator(".command").click()
    await expect(noor.locator(".toast")).to_contain_text("did not get through")
    async with served(replace(settings, port=int(address.rpartition(":")[2]))):
        await expect(away).to_be_hidden()
        await expect(noor.locator(".home")).to_contain_text("Your request")
        await noor.locator(".command").click()
        await expect(noor.locator("dialog")).to_be_visible()
        await page.close()
