"""One whole case in a real browser over the real programme, as the guided tour tells it; parts of it by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from playwright.async_api import expect

from bot.app import compose_playground
from tests.browser.conftest import opened
from tests.cast import START, set_clock, settings_for

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from playwright.async_api import Browser, Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

NOOR, SUPPORTER, MARION = (f".pane:nth-child({number})" for number in (1, 2, 3))


@pytest_asyncio.fixture(loop_scope="module")
async def hospital(browser: Browser, tmp_path: Path) -> AsyncIterator[Page]:
    """The real programme on a Monday at 10:00, and its page."""
    set_clock(tmp_path, START)
    programme = compose_playground(settings_for(tmp_path, f"sqlite:///{tmp_path / 'test.db'}"))
    async with TestServer(programme.site) as server:
        await programme.start()
        async with opened(browser, str(server.make_url("/"))) as page:
            yield page
    await programme.stop()


async def at(page: Page, step: str) -> None:
    await expect(page.locator(f"#tour[data-at={step}]")).to_be_visible()


async def presses(page: Page, person: str, *deeds: str) -> None:
    """In the open form, once the last press was answered; a name in brackets is a form to send."""
    for deed in deeds:
        way = f"form[data-does={deed[1:-1]}] [type=submit]" if deed.startswith("[") else f"button[data-does={deed}]"
        await page.locator(f"{person}:not([aria-busy=true]) .dialog {way}").click()


async def moves_on(page: Page, step: str) -> None:
    """To the next thing due, until the tour goes on."""
    for _ in range(12):
        await page.get_by_role("button", name="To the next thing due").click()
        await expect(page.get_by_role("button", name="To the next thing due")).to_have_attribute(
            "aria-disabled", "false"
        )
        await page.wait_for_timeout(150)
        if await page.locator(f"#tour[data-at={step}]").count():
            return
    await at(page, step)


async def suggests(page: Page) -> None:
    await page.locator(f"{NOOR} .command").click()
    await presses(page, NOOR, "suggest")
    await page.locator(f"{NOOR} [data-field=colleague] select").select_option("web:tomasz-wilk")
    await presses(page, NOOR, "[suggest_check]", "[suggest_send]")
    await expect(page.locator(f"{NOOR} .dialog")).to_contain_text("A trained peer will try to offer support.")
    await page.locator(f"{NOOR} .dialog footer [data-close]").click()


def pointed(page: Page) -> Locator:
    """What the tour outlines."""
    return page.locator(".pointed")


def shown(page: Page) -> Locator:
    """The tour's own button, which leads there."""
    return page.locator("[data-tour=show]")


async def test_the_tour_leads_through_a_whole_case(hospital: Page):
    """Each step is noticed by itself; the tour's own button leads to what it points at."""
    await hospital.get_by_role("button", name="Show me around").click()
    await is_suggested_and_taken(hospital)
    await is_reached_and_planned(hospital)
    await is_checked_and_closed(hospital)
    await is_seen_by_the_coordinator(hospital)
    await is_stored_and_forgotten(hospital)
    await hospital.get_by_role("button", name="Finish").click()
    await expect(hospital.locator("#tour")).to_be_hidden()


async def is_suggested_and_taken(page: Page) -> None:
    await at(page, "suggest")
    await expect(pointed(page)).to_have_text("/peersupport")
    await suggests(page)
    await moves_on(page, "meet")
    await shown(page).click()
    await at(page, "take")
    await expect(pointed(page)).to_have_text("Take it")
    await shown(page).click()
    await expect(pointed(page)).to_be_focused()
    await page.keyboard.press("Enter")
    await at(page, "card")
    await expect(page.locator(f"{SUPPORTER} .dialog")).to_contain_text("Tomasz Wilk")


async def is_reached_and_planned(page: Page) -> None:
    """After a reload in the middle: the tour knows where it was."""
    await page.reload()
    await at(page, "card")
    await page.locator("[data-tour=next]").click()
    await shown(page).click()
    await page.keyboard.press("Enter")
    await presses(page, SUPPORTER, "attempt", "contact")
    await at(page, "plan")
    await presses(page, SUPPORTER, "plan", "[plan_send]")
    await at(page, "due")
    await page.locator(f"{SUPPORTER} .dialog footer [data-close]").click()


async def is_checked_and_closed(page: Page) -> None:
    await moves_on(page, "close")
    await shown(page).click()
    await page.locator(f"{SUPPORTER} .letter:last-child [data-does=open]").click()
    await presses(page, SUPPORTER, "check_in", "close", "[close_send]")
    await at(page, "desk")


async def is_seen_by_the_coordinator(page: Page) -> None:
    await shown(page).click()
    await page.keyboard.press("Enter")
    await expect(page.locator(f"{MARION} .dialog")).to_contain_text("No open cases.")
    await page.locator("[data-tour=next]").click()
    await page.locator(f"{MARION} .dialog footer [data-close]").click()
    await shown(page).click()
    await expect(page.locator(f"{MARION} .letter").first).to_contain_text("Your programme from")
    await page.locator("[data-tour=next]").click()


async def is_stored_and_forgotten(page: Page) -> None:
    await page.locator("#stored-button").click()
    await expect(page.locator("#stored h3").first).to_contain_text("cases 1 row")
    await expect(page.locator("#stored .notice")).to_contain_text("all 44 people: none")
    await page.locator("[data-tour=next]").click()
    await at(page, "end")
    for _ in range(15):
        await page.get_by_role("button", name="+1 day").click()
        await expect(page.get_by_role("button", name="+1 day")).to_have_attribute("aria-disabled", "false")
    await expect(page.locator("#stored h3", has_text="roster")).to_be_visible()
    await expect(page.locator("#stored h3", has_text="cases")).to_have_count(0)


async def test_a_case_is_taken_and_contact_noted_by_keyboard_alone(hospital: Page):
    """From the page's first stop to the card: Tab, Enter, arrows; the focus is never lost."""
    page = hospital
    await page.get_by_role("button", name="I’ll look around myself").click()
    await suggests(page)
    for _ in range(2):
        await page.get_by_role("button", name="+1 hour").click()
    asked = page.locator("#timeline li button").first
    await expect(asked).to_be_visible()
    await asked.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(f"{SUPPORTER} [data-tab=messages]")).to_be_focused()
    await reaches(page, "Take it")
    await page.keyboard.press("Enter")
    await expect(page.locator(f"{SUPPORTER} .dialog h2")).to_be_focused()
    await reaches(page, "We were in touch")
    await page.keyboard.press("Enter")
    await expect(page.locator(f"{SUPPORTER} .dialog")).to_contain_text("In touch")
    await expect(page.locator(f"{SUPPORTER} .messages")).to_contain_text("You took this one")
    await page.keyboard.press("Escape")
    assert await focused(page) == "Open", "the question became “You took this one”, with another button"


async def focused(page: Page) -> str:
    return await page.evaluate("document.activeElement.textContent.trim()")


async def reaches(page: Page, name: str) -> None:
    for _ in range(12):
        await page.keyboard.press("Tab")
        if await focused(page) == name:
            return
    pytest.fail(f"Tab does not reach “{name}”, but {await focused(page)!r}")


async def test_the_tour_is_left_begun_again_and_gone_back_in(hospital: Page):
    page, tour = hospital, hospital.locator("#tour")
    await expect(tour).to_be_visible()
    await page.get_by_role("button", name="I’ll look around myself").click()
    await expect(tour).to_be_hidden()
    await expect(page.get_by_role("button", name="Tour", exact=True)).to_be_focused()
    await page.reload()
    await page.wait_for_selector("html[data-ready]")
    await expect(tour).to_be_hidden()
    await page.get_by_role("button", name="Tour", exact=True).click()
    await page.get_by_role("button", name="Show me around").click()
    await suggests(page)
    await at(page, "asked")
    await page.locator("[data-tour=back]").click()
    await at(page, "suggest")
    await expect(tour).to_have_attribute("data-done", "true")
    await page.locator("[data-tour=next]").click()
    await at(page, "asked")
    await page.locator("[data-tour=skip]").click()
    await at(page, "meet")
    await tour.press("Escape")
    await expect(tour).to_be_hidden()


async def test_forms_fit_a_small_screen(hospital: Page):
    """At 360 pixels nothing scrolls sideways: the page, each form on the way, the panels."""
    page = hospital
    await page.set_viewport_size({"width": 360, "height": 740})
    await page.locator(f"{NOOR} .command").click()
    for deed in ("suggest", ""):
        assert await page.evaluate("document.documentElement.scrollWidth") == 360
        await presses(page, NOOR, *filter(None, [deed]))
    await page.locator("#stored-button").click()
    await expect(page.locator("#stored li").first).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
