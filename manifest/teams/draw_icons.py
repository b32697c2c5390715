"""Draws the two icons of the Teams app into the package: run it after changing the drawing, and look at the result.

python manifest/teams/draw_icons.py
"""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

from playwright.async_api import async_playwright

INTO = Path(__file__).parents[2] / "adapters" / "teams" / "package"
GROUND, LIGHT, WHITE = "#1f4f4a", "#a9d6cb", "#ffffff"

# Two people talking: one speech bubble listens behind the other.
BACK = "M69 40 h50 a17 17 0 0 1 17 17 v31 a17 17 0 0 1 -17 17 h-50 a17 17 0 0 1 -17 -17 v-31 a17 17 0 0 1 17 -17 z"
FRONT = (
    "M74 70 h54 a17 17 0 0 1 17 17 v32 a17 17 0 0 1 -17 17 h-3 v19 l-23 -19 h-28"
    " a17 17 0 0 1 -17 -17 v-32 a17 17 0 0 1 17 -17 z"
)
DOTS = "M84 103 h.1 M101 103 h.1 M118 103 h.1"

COLOR = f"""<svg xmlns="http://www.w3.org/2000/svg" width="192" height="192" viewBox="0 0 192 192">
<rect width="192" height="192" fill="{GROUND}"/>
<g transform="translate(96 96) scale(1.2) translate(-99 -98)"><path d="{BACK}" fill="{LIGHT}"/>
<path d="{FRONT}" fill="{WHITE}" stroke="{GROUND}" stroke-width="7" stroke-linejoin="round"/>
<path d="{DOTS}" stroke="{GROUND}" stroke-width="11" stroke-linecap="round"/></g></svg>"""

OUTLINE = f"""<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32" viewBox="0 0 32 32">
<g fill="none" stroke="{WHITE}" stroke-width="2" stroke-linejoin="round" stroke-linecap="round">
<path d="M6 18 a3 3 0 0 1 -3 -3 v-8 a3 3 0 0 1 3 -3 h14 a3 3 0 0 1 3 3"/>
<path d="M12 11 h14 a3 3 0 0 1 3 3 v8 a3 3 0 0 1 -3 3 h-1 v4 l-5 -4 h-8 a3 3 0 0 1 -3 -3 v-8 a3 3 0 0 1 3 -3 z"/>
<path d="M15.5 18 h.01 M19 18 h.01 M22.5 18 h.01" stroke-width="2.4"/>
</g></svg>"""


async def draw() -> None:
    """Both icons, in the sizes that Teams asks for."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium")
            or shutil.which("chromium-browser")
            or shutil.which("google-chrome")
        )
        for name, size, drawing in (("color", 192, COLOR), ("outline", 32, OUTLINE)):
            page = await browser.new_page(viewport={"width": size, "height": size})
            await page.set_content(f"<style>body {{ margin: 0 }} svg {{ display: block }}</style>{drawing}")
            await page.screenshot(path=INTO / f"{name}.png", omit_background=True)
        await browser.close()


asyncio.run(draw())
