"""A supporter at the Agents Playground's own page, in a real browser."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.async_api import Browser

    from tests.platforms.teams.agents_playground.running import Town

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


PATIENCE = 40_000.0
"""Milliseconds: its page is nine megabytes of script, and the machine may be busy."""


async def test_the_supporter_reads_the_nudge_and_takes_it(town: Town, browser: Browser, tmp_path: Path):
    """The picture is kept with the other things of this test, or in PEERSUPPORT_SCREENSHOTS."""
    context = await browser.new_context(viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
    page = await context.new_page()
    page.set_default_timeout(PATIENCE)
    await page.route(
        re.compile(f"^(?!{re.escape(town.ana.address)})"), lambda route: route.abort()
    )  # Microsoft's fonts
    await page.goto(town.ana.address, wait_until="commit")
    await page.get_by_text("Personal Chat").wait_for()
    await town.everybody_installs()
    await town.noor_asks()
    await page.get_by_text("Someone could use a peer.").wait_for()
    await page.get_by_role("button", name="Take it").click()
    await page.get_by_text("You took this one. Thank you.").wait_for()
    assert await page.get_by_role("button", name="Open", exact=True).is_visible()
    assert await page.get_by_role("button", name="Take it").count() == 0
    folder = Path(os.environ.get("PEERSUPPORT_SCREENSHOTS", tmp_path))
    await page.screenshot(path=folder / "agents-playground-taken.png")
    await context.close()
