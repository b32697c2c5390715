"""A real browser on the playground as it really runs; without one these tests are skipped, and on CI they fail."""

from __future__ import annotations

import os
import shutil
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from playwright.async_api import async_playwright

from bot.app import compose_playground
from tests.cast import START, set_clock, settings_for

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator
    from pathlib import Path

    from playwright.async_api import Browser, Page

    from bot.app import PlaygroundProgramme

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]


@pytest.fixture(scope="session")
def executable() -> str:
    """Where the browser is."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found:
        return found
    say_so = pytest.fail if os.environ.get("CI") else pytest.skip
    say_so("There is no browser here; `make browser` installs one.")
    return None


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(executable: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=executable, args=_ARGUMENTS)
        yield opened
        await opened.close()


@asynccontextmanager
async def opened(browser: Browser, address: str, *, forgives: str = "\0") -> AsyncGenerator[Page]:
    """The page at this address, on a desk; whatever it complains about or asks elsewhere fails the test.

    ``forgives``: a word of complaints that belong to the test, such as those about a server that starts over.
    """
    context = await browser.new_context(
        viewport={"width": 1440, "height": 900}, reduced_motion="reduce", color_scheme="light"
    )
    page, complaints = await context.new_page(), list[str]()
    page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
    page.on("request", lambda asked: None if asked.url.startswith(address) else complaints.append(asked.url))
    page.set_default_timeout(10_000)
    await page.goto(address)
    await page.wait_for_selector("html[data-ready]")
    yield page
    assert not [one for one in complaints if forgives not in one]
    await context.close()


@pytest_asyncio.fixture(loop_scope="module")
async def programme(tmp_path: Path) -> AsyncIterator[PlaygroundProgramme]:
    """The real programme (engine, store and sweeps) on a Monday at 10:00."""
    set_clock(tmp_path, START)
    composed = compose_playground(settings_for(tmp_path, f"sqlite:///{tmp_path / 'test.db'}"))
    yield composed
    await composed.stop()


@pytest_asyncio.fixture(loop_scope="module")
async def hospital(browser: Browser, programme: PlaygroundProgramme) -> AsyncIterator[Page]:
    """Its page."""
    async with TestServer(programme.site) as server:
        await programme.start()
        async with opened(browser, str(server.make_url("/"))) as page:
            yield page
