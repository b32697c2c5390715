"""A pane belongs to the person in it: their buttons, their home, on the programme as it really runs."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

if TYPE_CHECKING:
    from playwright.async_api import Locator, Page, Route

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

NOOR, ANA, MARION = 1, 2, 3
ALIKE = ("web:jack-tulliver", "web:lars-hedberg")
"""Two clinicians without a role, whose homes show the same words."""


def pane(page: Page, number: int) -> Locator:
    return page.locator(f".pane:nth-child({number})")


async def shows(page: Page, number: int, person: str) -> Locator:
    """Another person in this pane, once their home is there."""
    here = pane(page, number)
    await here.get_by_label("Show another person here").select_option(person)
    await expect(here.locator(".home button").first).to_be_visible()
    return here


async def test_every_button_of_another_person_works_although_the_homes_look_alike(hospital: Page):
    for person in ALIKE:
        here = await shows(hospital, NOOR, person)
        buttons = here.locator(".home button")
        for at in range(await buttons.count()):
            await works(hospital, here, buttons.nth(at))


async def works(page: Page, here: Locator, button: Locator) -> None:
    """It opens a form, and no toast says that it is no longer valid."""
    await button.click()
    await expect(here.locator(".dialog h2")).to_be_visible()
    await expect(here.locator(".toast")).to_be_empty()
    await page.keyboard.press("Escape")
    await expect(here.locator(".dialog")).to_be_hidden()


async def test_two_who_change_places_keep_their_own_buttons(hospital: Page):
    """Also in the pane that the other one left, with the same words in both."""
    await shows(hospital, ANA, ALIKE[0])
    await shows(hospital, NOOR, ALIKE[0])
    for number in (NOOR, ANA):
        here = pane(hospital, number)
        await works(hospital, here, here.locator(".home").get_by_role("button", name="Someone may be in danger"))


async def test_nobody_can_press_what_the_person_before_them_was_shown(hospital: Page):
    """While the next person's screen is fetched there is nothing to press: a slow answer leaves no foreign button."""
    late = asyncio.Event()

    async def slowly(route: Route) -> None:
        await late.wait()
        await route.continue_()

    await hospital.route("**/api/people/jack-tulliver", slowly)
    here = pane(hospital, NOOR)
    await here.get_by_label("Show another person here").select_option("web:jack-tulliver")
    await expect(here.locator(".name")).to_have_text("Jack Tulliver")
    await expect(here.locator(".home button")).to_have_count(0)
    late.set()
    await expect(here.locator(".home button").first).to_be_visible()


@pytest.mark.parametrize("number", [NOOR, ANA, MARION])
async def test_the_tab_home_shows_the_home_and_no_form(hospital: Page, number):
    here = pane(hospital, number)
    before = await here.locator(".home").inner_text()
    await here.get_by_role("tab", name="Messages").click()
    await here.get_by_role("tab", name="Home").click()
    await expect(here.locator(".home")).to_be_visible()
    await hospital.wait_for_timeout(300)  # what would open by itself has opened by then
    await expect(here.locator(".dialog")).to_be_hidden()
    assert await here.locator(".home").inner_text() == before
