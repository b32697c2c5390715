"""Draws cards in a browser with Microsoft's own renderer, in the colours of Teams."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from tests import npm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from playwright.async_api import Page

    from tests.platforms.teams.every import Shown

CARDS = Path(__file__).parent / "cards"
THEMES = ("light", "dark")
PHONE, DESK = 360, 640
"""Pixels: the narrowest telephone, and a dialog on a desk."""


async def draw(page: Page, cards: Iterable[Shown], *, theme: str, width: int, named: bool = False) -> None:
    """All of them on one page, each as wide as its screen lets it be; ``named``: with their names above."""
    packages = npm.installed(CARDS) / "node_modules"
    await page.set_content('<!doctype html><html lang="en"><title>Cards</title><body></body></html>')
    await page.add_style_tag(content=_letters(packages / "@fontsource" / "noto-sans" / "files"))
    await page.add_style_tag(path=CARDS / "page.css")
    for script in ("adaptivecards/dist/adaptivecards.min.js", "markdown-it/dist/markdown-it.min.js"):
        await page.add_script_tag(path=packages / script)
    await page.add_script_tag(path=CARDS / "page.js")
    hosts = json.loads((CARDS / "hosts.json").read_text("utf-8"))
    asked = {"cards": [asdict(one) for one in cards], "hosts": hosts, "theme": theme, "width": width, "named": named}
    await page.evaluate("document.fonts.ready")
    await page.evaluate("asked => draw(asked)", asked)
    await page.evaluate("document.fonts.ready")


def _letters(files: Path) -> str:
    """Noto Sans, which is about as wide as Teams' Segoe UI: what fits must not depend on the machine's own letters."""
    faces = ""
    for weight in (400, 600):
        face = base64.b64encode((files / f"noto-sans-latin-{weight}-normal.woff2").read_bytes()).decode()
        source = f"url(data:font/woff2;base64,{face}) format('woff2')"
        faces += f"@font-face {{ font-family: 'Noto Sans'; font-weight: {weight}; src: {source}; }}\n"
    return faces
