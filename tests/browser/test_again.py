"""The tour on data that others have played on, and a fresh hospital in the place of this one."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from bot.domain.people import Role
from tests.browser.conftest import opened
from tests.browser.serving import served
from tests.cast import settings_for

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.async_api import Browser, Locator, Page

    from bot.app import PlaygroundProgramme
    from store.unit_of_work import SqlUnitOfWork

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

SUGGESTED = re.compile("As (.+), press /peersupport, choose “Suggest a colleague”, and pick (.+)[.]")
WAYS = 3
"""How often the tour is played on the same data."""


def tour(page: Page) -> Locator:
    return page.locator("#tour")


async def begins(page: Page) -> tuple[str, str]:
    """From the first word again; who suggests, and whom."""
    if await tour(page).is_hidden():
        await page.get_by_role("button", name="Tour", exact=True).click()
    if await tour(page).get_attribute("data-at") != "welcome":
        await tour(page).get_by_role("button", name="Leave the tour").click()
        await page.get_by_role("button", name="Tour", exact=True).click()
    await page.get_by_role("button", name="Show me around").click()
    await expect(page.locator("#tour[data-at=suggest]")).to_be_visible()
    found = SUGGESTED.fullmatch(await page.locator(".tour-do").inner_text())
    assert found, await page.locator(".tour-do").inner_text()
    return found[1], found[2]


async def led(page: Page) -> Locator:
    """Where the tour leads, with the focus on what it points at."""
    await page.locator("[data-tour=show]").click()
    await expect(page.locator(".pointed:visible").first).to_be_visible()
    return page.locator(f"#{await page.locator('.pane:has(.pointed)').get_attribute('id')}")


async def suggests(page: Page, colleague: str) -> None:
    """By the tour's own pointer, form by form."""
    here = await led(page)
    await here.locator(".command").click()
    await here.locator(".dialog [data-does=suggest]").click()
    choice = here.locator("[data-field=colleague] select")
    await choice.select_option(await choice.locator("option", has_text=colleague).get_attribute("value"))
    await here.locator("form[data-does=suggest_check] [type=submit]").click()
    await here.locator("form[data-does=suggest_send] [type=submit]").click()
    await expect(page.locator("#tour[data-at=asked]")).to_be_visible()
    await here.locator(".dialog footer [data-close]").click()


async def waits(page: Page) -> None:
    """The clock, once."""
    await page.get_by_role("button", name="To the next thing due").click()
    await expect(page.get_by_role("button", name="To the next thing due")).to_have_attribute("aria-disabled", "false")
    await page.wait_for_timeout(150)


async def comes_to(page: Page, step: str) -> None:
    for _ in range(12):
        if await page.locator(f"#tour[data-at={step}]").count():
            return
        await waits(page)
    await expect(page.locator(f"#tour[data-at={step}]")).to_be_visible()


@pytest.mark.timeout(240)
async def test_the_tour_can_be_played_again_where_it_was_left(hospital: Page):
    """Once left with a question out, once with a case that was taken; each time somebody else is suggested."""
    seen = set[str]()
    for way in range(WAYS):
        _, colleague = await begins(hospital)
        assert colleague not in seen
        seen.add(colleague)
        await suggests(hospital, colleague)
        await comes_to(hospital, "meet")
        if way == 0:
            continue
        await led(hospital)
        here = await led(hospital)
        await here.locator(".messages [data-does=take]").last.click()
        await expect(hospital.locator("#tour[data-at=card]")).to_be_visible()
        await expect(here.locator(".dialog")).to_contain_text(colleague)
        await here.locator(".dialog footer [data-close]").click()


async def test_where_everybody_is_busy_the_tour_says_so_and_offers_a_fresh_hospital(
    hospital: Page, programme: PlaygroundProgramme
):
    programme.store.run_now(nobody_supports)
    _, colleague = await begins(hospital)
    await suggests(hospital, colleague)
    for _ in range(4):
        await waits(hospital)
    await expect(hospital.locator(".tour-do")).to_contain_text("Nobody can take it")


def nobody_supports(work: SqlUnitOfWork) -> None:
    for one in work.roster.with_role(Role.SUPPORTER):
        work.roster.save(replace(one, roles=frozenset[Role]()))


@pytest.mark.timeout(240)
async def test_a_fresh_hospital_is_asked_for_and_nothing_of_the_old_one_stays(browser: Browser, tmp_path: Path):
    """By the process that really serves it: the folder is on the page, and is what is emptied; files of others stay."""
    (tmp_path / "mine.txt").write_text("not the playground's", encoding="utf-8")
    settings = settings_for(tmp_path, f"sqlite:///{tmp_path / 'test.db'}")
    async with served(settings) as address, opened(browser, address, forgives="ERR_") as page:
        await expect(page.locator(".data")).to_contain_text(str(tmp_path))
        world = (await (await page.request.get(f"{address}/api/clock")).json())["world"]
        await page.get_by_role("button", name="I’ll look around myself").click()
        await page.locator(".pane:nth-child(1) .home").get_by_role("button", name="like support").click()
        await expect(page.locator(".pane:nth-child(1) .dialog")).to_be_visible()
        await page.keyboard.press("Escape")
        await page.get_by_role("button", name="Start over").click()
        await expect(page.get_by_role("dialog", name="Start over?")).to_be_visible()
        await page.get_by_role("button", name="Cancel").click()
        assert (await (await page.request.get(f"{address}/api/clock")).json())["world"] == world
        await page.get_by_role("button", name="Start over").click()
        async with page.expect_navigation():
            await page.get_by_role("button", name="Delete and start over").click()
        await page.wait_for_selector("html[data-ready]")
        assert (await (await page.request.get(f"{address}/api/clock")).json())["world"] != world
        await expect(page.locator(".pane:nth-child(1) .home")).not_to_contain_text("Your request")
        await page.locator(".pane:nth-child(1) .home").get_by_role("button", name="like support").click()
        await expect(page.locator(".pane:nth-child(1) .dialog h2")).to_be_visible()
    assert (tmp_path / "mine.txt").exists()
