"""The playground in a real browser, as somebody meets it for the first time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from bot.domain.people import Address
from bot.ui import Pressed, Submitted
from tests.platforms.web import examples

if TYPE_CHECKING:
    from playwright.async_api import Locator, Page

    from tests.platforms.web.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]  # one browser for all

NOOR, ANA, MARION = 1, 2, 3
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 360, "height": 740}


def pane(page: Page, number: int) -> Locator:
    return page.locator(f".pane:nth-child({number})")


async def width(page: Page) -> int:
    return await page.evaluate("document.documentElement.scrollWidth")


async def focused(page: Page) -> str:
    return await page.evaluate("document.activeElement.textContent.trim()")


async def test_three_people_stand_side_by_side_with_what_they_are(page):
    await expect(page.locator(".pane:visible")).to_have_count(3)
    await expect(pane(page, ANA)).to_have_attribute("aria-label", "Ana Duarte, Surgeon · supporter")
    await expect(pane(page, NOOR).locator(".home")).to_contain_text("You don’t have to carry it alone")
    assert await page.title() == "Peer support playground"


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_small_screen_shows_one_at_a_time_and_never_scrolls_sideways(page, scheme):
    await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    await page.set_viewport_size(NARROW)
    for number in (NOOR, ANA, MARION):
        await page.click(f".seats button:nth-child({number})")
        await expect(page.locator(".pane:visible")).to_have_count(1)
        await pane(page, number).locator(".command").click()
        await expect(pane(page, number).locator("dialog")).to_be_visible()
        assert await width(page) == NARROW["width"]
    assert await page.evaluate("getComputedStyle(document.body).backgroundColor") == {
        "light": "rgb(243, 240, 234)",
        "dark": "rgb(17, 22, 25)",
    }.get(scheme)


async def test_a_form_is_opened_kept_and_closed_by_keyboard(page):
    """The focus goes to the form's title, stays inside while it is open, and comes back to where it was."""
    here = pane(page, NOOR)
    await here.locator(".command").focus()
    await page.keyboard.press("Enter")
    await expect(here.locator("dialog")).to_be_visible()
    assert await focused(page) == "Suggest a colleague"
    await page.keyboard.press("Shift+Tab")
    assert await focused(page) == "Send"
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.matches('.cross')")
    await page.keyboard.press("Escape")
    await expect(here.locator("dialog")).to_be_hidden()
    assert await focused(page) == "/peersupport"


async def test_a_form_over_one_person_leaves_the_others_usable(page):
    await pane(page, NOOR).locator(".command").click()
    await pane(page, ANA).get_by_role("button", name="Open K7F3").click()
    await expect(page.locator("dialog:visible")).to_have_count(2)


async def test_the_tabs_turn_by_arrow_keys(page):
    tab = pane(page, ANA).get_by_role("tab", name="Home")
    await tab.focus()
    await page.keyboard.press("ArrowRight")
    await expect(pane(page, ANA).get_by_role("tab", name="Messages")).to_be_focused()
    await expect(pane(page, ANA).locator(".messages")).to_be_visible()


async def test_a_message_arrives_without_a_reload(page, stage: Stage):
    """Like a telephone: a banner with the lock screen's words, a count at the tab, and the message behind both."""
    await stage.platform.send(Address("web", "noor-haddad"), examples.QUESTION, token="new")
    banner = pane(page, NOOR).locator(".banner")
    await expect(banner).to_have_text("Can you take something today?")
    await expect(pane(page, NOOR).locator(".tabs .badge")).to_contain_text("1")
    await banner.click()
    await expect(pane(page, NOOR).locator(".bubble")).to_have_count(1)
    await expect(pane(page, NOOR).locator(".tabs .badge")).to_be_hidden()


async def test_what_is_missing_or_wrong_is_said_in_place_and_what_was_typed_stays(page, stage: Stage):
    here = pane(page, NOOR)
    await here.locator(".command").click()
    await here.get_by_label("Phone", exact=False).last.fill("wrong")
    await here.get_by_role("button", name="Send").click()
    await expect(here.locator("[data-field=recipient] .error")).to_have_text("Please fill this in.")
    assert not [one for one in stage.service.heard if isinstance(one.gesture, Submitted)]
    await here.locator("[data-field=recipient] select").select_option("web:tomasz-wilk")
    await here.get_by_role("button", name="Send").click()
    await expect(here.locator("[data-field=phone] .error")).to_have_text("That is not a phone number.")
    await expect(here.locator("[data-field=recipient] .error")).to_be_hidden()
    await expect(here.locator("[data-field=phone] input")).to_have_value("wrong")
    await expect(here.locator("[data-field=phone] input")).to_be_focused()
    await here.locator("[data-field=phone] input").fill("555 0100")
    await here.get_by_role("button", name="Send").click()
    await expect(here.locator("dialog")).to_be_hidden()


async def test_a_form_sends_what_every_field_holds(page, stage: Stage):
    here = pane(page, NOOR)
    await here.locator(".command").click()
    await here.locator("[data-field=recipient] select").select_option("web:tomasz-wilk")
    await here.locator("[data-field=not_these] .sieve").fill("chloe")
    await here.get_by_role("checkbox", name="Chloé Marchandeau").check()
    await here.locator("[data-field=times]").get_by_label("Mornings").check()
    await here.get_by_role("button", name="Send").click()
    await expect(here.locator("dialog")).to_be_hidden()
    gesture = stage.service.heard[-1].gesture
    assert isinstance(gesture, Submitted)
    assert dict(gesture.values) == {
        "recipient": ("web:tomasz-wilk",),
        "urgency": ("routine",),
        "reach": (),
        "category": ("unsaid",),
        "times": ("am", "ev"),
        "topics": (),
        "not_these": ("web:ana-duarte", "web:chloe-marchandeau"),
        "from_day": ("2026-03-09",),
        "from_time": ("08:30",),
        "phone": ("555 0142",),
    }


async def test_a_long_list_is_shortened_by_what_is_typed_but_keeps_what_is_ticked(page):
    here = pane(page, NOOR)
    await here.locator(".command").click()
    await here.locator("[data-field=not_these] .sieve").fill("marchandeau")
    await expect(here.locator("[data-field=not_these] .tick:visible")).to_have_text(
        [re.compile("Ana Duarte"), re.compile("Chloé Marchandeau")]
    )


async def test_what_is_typed_never_leaves_the_page_but_the_command_does(page, stage: Stage):
    box = pane(page, ANA).get_by_label("Message to the bot")
    await box.fill("I feel awful about bed 12")
    await box.press("Enter")
    await expect(pane(page, ANA).locator(".toast")).to_contain_text("doesn’t read what you write")
    assert not stage.service.heard
    await box.fill("/peersupport for a friend")
    await box.press("Enter")
    await expect(pane(page, ANA).locator("dialog")).to_be_visible()


async def test_the_clock_moves_and_the_timeline_tells_what_happened(page):
    await page.get_by_role("button", name="+1 hour").click()
    await expect(page.locator("#now")).to_have_text("Tuesday 3 March, 03:05")
    await expect(page.locator("#timeline li")).to_have_count(2)
    await expect(page.locator("#timeline")).to_contain_text("Ana Duarte was asked to take a case.")
    await page.get_by_role("button", name="What happened").click()
    await expect(page.locator("#timeline")).to_be_hidden()


async def test_a_name_in_the_timeline_leads_to_that_persons_messages(page):
    await page.get_by_role("button", name="+1 hour").click()
    await page.locator("#timeline").get_by_role("button", name="Ana Duarte").click()
    await expect(pane(page, ANA).get_by_role("tab", name="Messages")).to_be_focused()
    await expect(pane(page, ANA).locator(".bubble")).to_have_count(2)


async def test_another_person_can_be_shown_and_two_change_places(page):
    await pane(page, NOOR).get_by_label("Show another person here").select_option("web:samir-benali")
    await expect(pane(page, NOOR).locator(".name")).to_have_text("Samir Benali")
    await expect(pane(page, NOOR).locator(".rest")).to_have_attribute("lang", "fr")
    await pane(page, NOOR).get_by_label("Show another person here").select_option("web:ana-duarte")
    await expect(pane(page, ANA).locator(".name")).to_have_text("Samir Benali")
    await page.reload()
    await expect(pane(page, NOOR).locator(".name")).to_have_text("Ana Duarte")


async def test_a_press_is_answered_where_it_was_made(page, stage: Stage):
    await pane(page, ANA).get_by_role("button", name="Rest a while").click()
    await expect(pane(page, ANA).locator(".toast")).to_have_text("You rest until Monday.")
    await expect(pane(page, NOOR).locator(".toast")).to_be_empty()
    assert isinstance(stage.service.heard[-1].gesture, Pressed)


async def test_light_and_dark_are_a_choice_that_stays(page):
    await page.get_by_role("button", name="Light or dark").click()
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    await page.reload()
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")


async def test_a_form_that_comes_back_keeps_what_was_typed_unless_the_bot_gives_another_value(page, stage: Stage):
    """The same form in the place of itself: what was typed stays; a value that the bot changed is the bot's."""
    here = pane(page, NOOR)
    await here.locator(".command").click()
    await here.locator("[data-field=recipient] select").select_option("web:tomasz-wilk")
    await here.locator("[data-field=not_these] .sieve").fill("chloe")
    await here.get_by_role("checkbox", name="Chloé Marchandeau").check()
    await here.get_by_label("From").last.fill("11:15")
    await here.locator("[data-field=phone] input").fill("again")
    await here.get_by_role("button", name="Send").click()
    await expect(here.locator("[data-field=phone] input")).to_have_value("555 0199")
    await expect(here.locator("[data-field=recipient] select")).to_have_value("web:tomasz-wilk")
    await expect(here.get_by_role("checkbox", name="Chloé Marchandeau")).to_be_checked()
    await expect(here.locator("[data-field=from_time] input")).to_have_value("11:15")


async def test_the_focus_comes_back_to_where_it_was_although_the_home_was_written_anew(page, stage: Stage):
    here = pane(page, ANA)
    await here.get_by_role("button", name="Open K7F3").click()
    await expect(here.locator("dialog")).to_be_visible()
    stage.service.homes["ana-duarte"] = examples.COORDINATOR_HOME
    stage.mailbox.changes.announce("ana-duarte")
    await expect(here.locator(".home")).to_contain_text("This week")
    stage.service.homes["ana-duarte"] = examples.SUPPORTER_HOME
    stage.mailbox.changes.announce("ana-duarte")
    await expect(here.locator(".home")).to_contain_text("Open K7F3")
    await page.keyboard.press("Escape")
    assert await focused(page) == "Open K7F3"
