"""Nobody is left out: axe finds nothing serious, everything is reached by keyboard, nothing moves that need not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.browser.axe import grave_issues
from tests.proof import count

if TYPE_CHECKING:
    from playwright.async_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

SCHEMES = ("light", "dark")
_ALL = [("light", "en"), ("dark", "en"), ("light", "fr")]
GALLERIES = count(_ALL[:1], _ALL, _ALL)


@pytest.mark.parametrize("scheme", SCHEMES)
async def test_the_page_with_its_tour_and_panels_has_no_grave_issue(hospital: Page, scheme):
    page = hospital
    await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    assert await grave_issues(page) == []
    await page.get_by_role("button", name="Show me around").click()
    await page.locator(".pane:nth-child(1) .home").get_by_role("button", name="like support").click()
    await page.locator(".pane:nth-child(2) [data-tab=messages]").click()
    await page.get_by_role("button", name="+1 hour").click()
    await expect(page.locator("#timeline li").first).to_be_attached()
    assert await grave_issues(page) == []
    await page.locator("#stored-button").click()
    await expect(page.locator("#stored li").first).to_be_visible()
    assert await grave_issues(page) == []
    await page.locator("#begin-anew").click()
    await expect(page.get_by_role("dialog", name="Start over?")).to_be_visible()
    assert await grave_issues(page) == []


@pytest.mark.parametrize("scheme", SCHEMES)
async def test_a_telephone_has_no_grave_issue(hospital: Page, scheme):
    await hospital.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    await hospital.set_viewport_size({"width": 360, "height": 740})
    assert await grave_issues(hospital) == []
    await hospital.get_by_role("button", name="Show me around").click()
    await hospital.locator(".pane:nth-child(1) .command").click()
    await expect(hospital.locator(".pane:nth-child(1) .dialog")).to_be_visible()
    assert await grave_issues(hospital) == []


@pytest.mark.parametrize("scheme", SCHEMES)
async def test_an_open_form_with_errors_has_no_grave_issue(hospital: Page, scheme):
    await hospital.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    here = hospital.locator(".pane:nth-child(1)")
    await here.locator(".home").get_by_role("button", name="Suggest a colleague").click()
    await here.get_by_role("button", name="Continue").click()
    await expect(here.locator("[data-field=colleague] .error")).to_be_visible()
    assert await grave_issues(hospital) == []


@pytest.mark.parametrize(("scheme", "tongue"), GALLERIES)
async def test_no_exhibit_of_the_gallery_has_a_grave_issue(hospital: Page, scheme, tongue):
    """Every message, form and home, in both languages; the same elements have the same colours."""
    await hospital.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    await hospital.goto(f"{hospital.url}gallery")
    await hospital.wait_for_selector("html[data-ready]")
    assert await grave_issues(hospital, f".specimen:not([lang={tongue}])") == []


async def test_the_gallery_fits_a_small_screen_and_its_buttons_are_pictures(hospital: Page):
    await hospital.set_viewport_size({"width": 360, "height": 740})
    await hospital.goto(f"{hospital.url}gallery#form-supporting.case_card")
    await hospital.wait_for_selector("html[data-ready]")
    assert await hospital.evaluate("document.documentElement.scrollWidth") == 360
    await hospital.locator("[id='form-supporting.case_card'] .specimen:first-child [data-does=contact]").click()
    await expect(hospital.locator("#status")).to_contain_text("picture of a button")


async def test_nothing_moves_for_whoever_asked_for_less_motion(hospital: Page):
    await hospital.get_by_role("button", name="Show me around").click()
    await hospital.locator(".pane:nth-child(1) .command").click()
    assert await hospital.evaluate("document.getAnimations().length") == 0


async def test_what_passes_by_is_announced(hospital: Page):
    """Toasts, the clock and new messages are told by live regions that stand in the page before they speak."""
    for line in (".toast", ".news", "#status"):
        for region in await hospital.locator(line).all():
            await expect(region).to_have_attribute("role", "status")
            assert await region.evaluate("(one) => getComputedStyle(one).display") != "none"
    await expect(hospital.locator(".tour-text")).to_have_attribute("aria-live", "polite")


async def test_everything_is_reached_by_tab_and_its_focus_is_seen(hospital: Page):
    """Each stop has a name, and a ring: its own, or around the whole head for the person switcher."""
    stops = hospital.locator("button:visible, input:visible, select:visible, a[href]:visible")
    for stop in await stops.all():
        await expect(stop).to_have_accessible_name(re.compile(".+"))
    await hospital.keyboard.press("Tab")
    assert await hospital.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
