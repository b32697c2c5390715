"""One whole case in a real browser over the real programme, as the guided tour tells it; parts of it by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from bot.domain.case import Step

if TYPE_CHECKING:
    from playwright.async_api import Locator, Page

    from bot.app import PlaygroundProgramme

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

NOOR, SUPPORTER, MARION = (f".pane:nth-child({number})" for number in (1, 2, 3))


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
    await expect(page.locator(f"{NOOR} .dialog")).to_contain_text("If a peer can be offered, one will try.")
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
    await expect(page.locator("#stored h3", has_text="roster ").first).to_be_visible()
    await expect(page.locator("#stored h3", has_text="cases")).to_have_count(0)


@pytest.mark.timeout(240)
async def test_a_whole_case_is_played_by_keyboard_alone(hospital: Page, programme: PlaygroundProgramme):
    """From the page's first stop to the end of the case: Tab, Enter, letters; the focus is never lost."""
    page = hospital
    await enters(page, "I’ll look around myself", "Suggest a colleague")
    await reaches(page, "SELECT")
    await page.keyboard.type("Tomasz")
    await enters(page, "Continue", "Yes, suggest")
    await page.keyboard.press("Escape")
    await comes(page, "asked")
    await follows(page)
    await enters(page, "Take it")
    await expect(page.locator(f"{SUPPORTER} .dialog h2")).to_be_focused()
    await enters(page, "I tried to reach them", "We were in touch", "Plan check-ins", "Save")
    await page.keyboard.press("Escape")
    assert await focused(page) == "Open", "the question became “You took this one”, with another button"
    await comes(page, "check_in_due")
    await follows(page)
    await enters(page, "Open", "We were in touch", "Close the case", "Close the case")
    await expect(page.locator(f"{SUPPORTER} .dialog")).to_contain_text("Closed")
    (case,) = programme.store.read_now(lambda work: list(work.cases.all()))
    assert case.step is Step.CLOSED


async def focused(page: Page) -> str:
    """The name of what has the focus; of a list that opens, that it is one."""
    return await page.evaluate(
        """() => {
            const { tagName, ariaLabel, textContent } = document.activeElement;
            return tagName === "SELECT" ? tagName : (ariaLabel ?? textContent).trim();
        }"""
    )


async def reaches(page: Page, name: str) -> None:
    """By Tab, in the order of the page."""
    for _ in range(90):
        await page.keyboard.press("Tab")
        if await focused(page) == name:
            return
    pytest.fail(f"Tab does not reach “{name}”, but {await focused(page)!r}")


async def enters(page: Page, *names: str) -> None:
    """Each of these buttons, once the last press was answered."""
    for name in names:
        await reaches(page, name)
        await page.keyboard.press("Enter")
        await expect(page.locator(".pane[aria-busy=true]")).to_have_count(0)
        await page.wait_for_timeout(100)


async def comes(page: Page, mark: str) -> None:
    """Time passes until this happened; Enter again and again keeps the focus on the clock."""
    await reaches(page, "To the next thing due")
    for _ in range(15):
        told = await (await page.request.get(f"{page.url}api/clock")).json()
        if mark in {one["mark"] for one in told["story"]}:
            return
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("button", name="To the next thing due")).to_have_attribute(
            "aria-disabled", "false"
        )
    pytest.fail(f"nothing came to {mark}")


async def follows(page: Page) -> None:
    """By the name in the timeline to the supporter's messages."""
    await expect(page.locator("#timeline")).to_be_visible()
    await reaches(page, await page.locator("#timeline li button").first.inner_text())
    await page.keyboard.press("Enter")
    await expect(page.locator(f"{SUPPORTER} [data-tab=messages]")).to_be_focused()


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
