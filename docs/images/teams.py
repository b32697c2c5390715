"""Draws all that the bot renders for Teams, to be looked at: ``python docs/images/teams.py FOLDER`` from the root.

Microsoft's own renderer in the colours of Teams, light and dark, on a telephone and on a desk; charts are left out.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[2]))

from playwright.async_api import async_playwright

from tests.platforms.teams.drawing import DESK, PHONE, THEMES, draw
from tests.platforms.teams.every import every

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.async_api import Browser

    from tests.platforms.teams.every import Shown

SHEETS = {PHONE: 16, DESK: 9}
"""Cards on a sheet."""
ACROSS = {PHONE: 4, DESK: 3}


def sheets(locale: str, width: int) -> Iterator[tuple[str, list[Shown]]]:
    """Pages of some cards, by kind."""
    kinds: dict[str, list[Shown]] = {}
    for shown in every(locale):
        kinds.setdefault(shown.name.partition("/")[0], []).append(shown)
    for kind, cards in kinds.items():
        for start in range(0, len(cards), SHEETS[width]):
            yield f"{kind}-{start // SHEETS[width] + 1}", cards[start : start + SHEETS[width]]


async def main(folder: Path) -> None:
    """Take a picture of each sheet."""
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        for width, theme, locale in (
            (width, theme, locale) for width in SHEETS for theme in THEMES for locale in ["en", "fr"]
        ):
            page = await browser.new_page(viewport={"width": ACROSS[width] * (width + 12) + 16, "height": 100})
            for name, cards in sheets(locale, width):
                await draw(page, cards, theme=theme, width=width, named=True)
                await page.screenshot(path=folder / f"teams-{locale}-{theme}-{width}-{name}.png", full_page=True)
            await page.close()
        await for_readers(browser)
        await browser.close()


async def for_readers(browser: Browser) -> None:
    """The picture of the install page: what a supporter is asked, and what opens once they took it."""
    page = await browser.new_page(
        viewport={"width": 2 * (DESK // 4 * 3 + 12) + 12, "height": 100}, device_scale_factor=2
    )
    cards = {shown.name: shown for shown in every("en")}
    chosen = [cards["messages/offer"], cards["forms/card.case_card-connected"]]
    await draw(page, chosen, theme="light", width=DESK // 4 * 3)
    await page.add_style_tag(content="body { padding: 12px; }")
    await page.screenshot(path=Path(__file__).parent / "teams.png", full_page=True)


if __name__ == "__main__":
    pictures = Path(sys.argv[1])
    pictures.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(pictures))
