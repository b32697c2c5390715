"""Draws Slack's views and messages in a browser with a renderer of Block Kit that others wrote."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests import npm

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.async_api import Page

HERE = Path(__file__).parent
DRAWN, GOLDEN = HERE / "drawn", HERE / "golden"
KINDS = {"messages": "message", "homes": "home", "forms": "modal"}
THEMES = ("light", "dark")


def every() -> Iterator[dict[str, Any]]:
    """All golden renderings: ``name``, ``kind`` and ``view``."""
    for folder, kind in KINDS.items():
        for file in sorted((GOLDEN / folder).glob("*.json")):
            yield {"name": f"{folder}/{file.stem}", "kind": kind, "view": json.loads(file.read_text("utf-8"))}


def script(folder: Path) -> Path:
    """What draws them, in one file that is written into this folder."""
    packages, written = npm.installed(DRAWN) / "node_modules", folder / "drawn.js"
    wishes = ["--bundle", "--jsx=automatic", "--format=iife", "--minify", '--define:process.env.NODE_ENV="production"']
    command = [npm.node(), str(packages / "esbuild" / "bin" / "esbuild"), str(DRAWN / "entry.jsx"), *wishes]
    found = {**os.environ, "NODE_PATH": str(packages)}
    subprocess.run([*command, f"--outfile={written}"], env=found, capture_output=True, timeout=120, check=True)
    return written


async def draw(page: Page, views: Sequence[dict[str, Any]], drawing: Path, *, theme: str, width: int) -> None:
    """All of them on one page, each as wide as given; ``drawing`` is what ``script`` wrote."""
    packages = npm.installed(DRAWN) / "node_modules"
    await page.set_content('<!doctype html><html lang="en"><title>Views</title><body></body></html>')
    await page.add_style_tag(path=packages / "slack-blocks-to-jsx" / "dist" / "style.css")
    await page.add_style_tag(path=DRAWN / "page.css")
    await page.add_style_tag(content=f":root {{ --width: {width}px; }}")
    await page.add_script_tag(path=drawing)
    await page.evaluate("([views, theme]) => draw(views, theme)", [views, theme])
