"""When the playground's process is gone: the page says so, still shows who can be called, and goes on by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from aiohttp.test_utils import TestServer
from playwright.async_api import expect

from adapters.web.app import build
from tests.platforms.web.stage import Stage

if TYPE_CHECKING:
    from playwright.async_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def test_the_page_waits_calmly_and_goes_on_when_somebody_answers_again(browser: Browser):
    stage = Stage()
    server = TestServer(build(stage.playground))
    await server.start_server()
    port = server.port
    page = await browser.new_page()
    await page.goto(str(server.make_url("/")))
    await page.wait_for_selector("html[data-ready]")
    await server.close()
    away = page.locator("#away")
    await expect(away).to_be_visible()
    await expect(away.get_by_role("link", name="988")).to_have_attribute("href", "tel:988")
    await page.locator(".pane:nth-child(1) .command").click()
    await expect(page.locator(".pane:nth-child(1) .toast")).to_contain_text("did not get through")
    server = TestServer(build(stage.playground), port=port)
    await server.start_server()
    await expect(away).to_be_hidden()
    await page.locator(".pane:nth-child(1) .command").click()
    await expect(page.locator(".pane:nth-child(1) dialog")).to_be_visible()
    await page.close()
    await server.close()
    stage.mailbox.close()
