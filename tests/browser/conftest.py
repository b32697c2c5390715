"""A real browser on the staged playground; without one these tests are skipped, and on CI they fail."""

from __future__ import annotations

import os
import shutil
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from playwright.async_api import async_playwright

from adapters.web.app import build
from tests.platforms.web.stage import Stage

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

    from playwright.async_api import Browser, Page

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


@pytest_asyncio.fixture(loop_scope="module")
async def address() -> AsyncIterator[tuple[str, Stage]]:
    """A running playground, and its stage."""
    stage = Stage()
    async with TestServer(build(stage.playground)) as server:
        yield str(server.make_url("/")), stage
    stage.mailbox.close()


@pytest.fixture
def stage(address: tuple[str, Stage]) -> Stage:
    return address[1]


@asynccontextmanager
async def opened(browser: Browser, address: str) -> AsyncGenerator[Page]:
    """The page at this address, on a desk; whatever it complains about or asks elsewhere fails the test."""
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
    assert not complaints
    await context.close()


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser, address: tuple[str, Stage]) -> AsyncIterator[Page]:
    """The staged playground's page."""
    async with opened(browser, address[0]) as shown:
        yield shown
