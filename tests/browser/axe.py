"""Asks axe-core what it finds wrong for people who use a screen reader, a keyboard or large contrast."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import axe_playwright_python

if TYPE_CHECKING:
    from playwright.async_api import Page

_SCRIPT = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
_RUN = """async (without) => {
    const found = await axe.run({ include: document, exclude: without }, { resultTypes: ["violations"] });
    const grave = found.violations.filter((one) => ["serious", "critical"].includes(one.impact));
    const told = (one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 160)} ${node.failureSummary}`);
    return grave.flatMap(told);
}"""


async def grave_issues(page: Page, *without: str) -> list[str]:
    """Everything serious or critical on the page as it stands, ``without`` what these selectors find."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(_SCRIPT)
    return await page.evaluate(_RUN, list(without))
