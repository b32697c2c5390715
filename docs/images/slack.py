"""Draws all that the bot renders for Slack, to be looked at: ``python docs/images/slack.py FOLDER`` from the root.

A renderer of Block Kit that others wrote, light and dark; Slack's own fonts are not here.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from playwright.async_api import async_playwright

from tests.platforms.slack.drawing import THEMES, draw, every, script

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.async_api import Browser

A_SHEET, ACROSS, WIDTH = 12, 4, 420


def sheets() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Pages of a dozen drawings, by kind."""
    kinds: dict[str, list[dict[str, Any]]] = {}
    for shown in every():
        kinds.setdefault(shown["name"].partition("/")[0], []).append(shown)
    for kind, views in kinds.items():
        for start in range(0, len(views), A_SHEET):
            yield f"{kind}-{start // A_SHEET + 1}", views[start : start + A_SHEET]


async def main(folder: Path) -> None:
    """Take a picture of each sheet."""
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    with TemporaryDirectory() as name:
        drawing = script(Path(name))
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
            page = await browser.new_page(viewport={"width": ACROSS * (WIDTH + 12), "height": 100})
            for theme in THEMES:
                for sheet, views in sheets():
                    await draw(page, views, drawing, theme=theme, width=WIDTH)
                    await page.screenshot(path=folder / f"slack-{theme}-{sheet}.png", full_page=True)
            await for_readers(browser, drawing)
            await browser.close()


async def for_readers(browser: Browser, drawing: Path) -> None:
    """The picture of the install page: what a supporter is asked, and where all of it stands."""
    page = await browser.new_page(viewport={"width": 2 * (WIDTH + 12) + 12, "height": 100}, device_scale_factor=2)
    views = {one["name"]: one for one in every()}
    chosen = [views["messages/offer"], views["homes/home.home"]]
    await draw(page, chosen, drawing, theme="light", width=WIDTH)
    await page.add_style_tag(content="figcaption { display: none; } body { padding: 12px; }")
    await page.screenshot(path=Path(__file__).parent / "slack.png", full_page=True)


if __name__ == "__main__":
    pictures = Path(sys.argv[1])
    pictures.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(pictures))
