"""Plays one case in the playground and takes the README's pictures: ``python docs/images/make.py`` from the root."""

from __future__ import annotations

import asyncio
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

from aiohttp.test_utils import TestServer  # noqa: E402 - the root has to be found first
from playwright.async_api import async_playwright, expect  # noqa: E402

from bot.app import compose_playground  # noqa: E402
from tests.cast import START, set_clock, settings_for  # noqa: E402

if TYPE_CHECKING:
    from playwright.async_api import Locator, Page

NOOR, SUPPORTER, MARION = (f".pane:nth-child({number})" for number in (1, 2, 3))
WIDE, HIGH = 1440, 900


async def play(page: Page) -> None:
    """Suggest, ask, take; a picture of each moment worth seeing."""
    await page.click("[data-tour=later]")
    await page.click(f"{NOOR} .command")
    await page.click(f"{NOOR} .dialog [data-does=suggest]")
    await page.select_option(f"{NOOR} [data-field=colleague] select", "web:tomasz-wilk")
    await page.click(f"{NOOR} .dialog [type=submit]")
    await page.click(f"{NOOR} .dialog [data-does=suggest_send]")
    await page.locator(f"{NOOR} .dialog h2", has_text="Thank you").wait_for()
    await page.click("button[data-step=next]")
    asked = page.locator("#timeline li button").first
    await asked.click()
    await expect(page.locator(f"{SUPPORTER} .letter")).to_be_visible()
    await page.locator("#status:empty").wait_for(state="attached")
    await page.mouse.move(0, 0)
    await page.evaluate("document.activeElement.blur()")
    await page.screenshot(path=HERE / "playground.png")
    await page.click(f"{SUPPORTER} .messages [data-does=take]")
    await page.click("#timeline [data-shut]")
    await expect(page.locator(f"{SUPPORTER} .dialog")).to_contain_text("Tomasz Wilk")
    await picture(page.locator(f"{SUPPORTER} .dialog .sheet"), "card.png")
    await page.click(f"{MARION} .home [data-does=desk]")
    await expect(page.locator(f"{MARION} .dialog table")).to_be_visible()
    await picture(page.locator(f"{MARION} .dialog .sheet"), "desk.png")


async def picture(part: Locator, name: str) -> None:
    """One part of the page, as large as it would like to be."""
    await part.page.set_viewport_size({"width": WIDE, "height": 1200})
    await part.evaluate("one => one.querySelector('h2').blur()")
    await part.screenshot(path=HERE / name)
    await part.page.set_viewport_size({"width": WIDE, "height": HIGH})


async def main() -> None:
    """A pretend Monday at 10:00, in a folder that is gone afterwards."""
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    with TemporaryDirectory() as name:
        folder = Path(name)
        set_clock(folder, START)
        programme = compose_playground(settings_for(folder, f"sqlite:///{folder / 'picture.db'}"))
        async with TestServer(programme.site) as server, async_playwright() as playwright:
            await programme.start()
            browser = await playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
            page = await browser.new_page(
                viewport={"width": WIDE, "height": HIGH}, color_scheme="light", reduced_motion="reduce"
            )
            await page.goto(str(server.make_url("/")))
            await page.wait_for_selector("html[data-ready]")
            await play(page)
            await browser.close()
        await programme.stop()


if __name__ == "__main__":
    asyncio.run(main())
