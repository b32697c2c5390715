"""The playground in a real browser over the programme as it really runs, as somebody meets it for the first time."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import ViewportSize, expect

from bot.domain.people import PersonId
from bot.domain.typed.hours import parse_hours
from tests.platforms.web import examples

if TYPE_CHECKING:
    from playwright.async_api import Locator, Page

    from bot.app import PlaygroundProgramme
    from bot.domain.people import Member

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]  # one browser for all

NOOR, ANA, MARION = 1, 2, 3
WIDE, NARROW = ViewportSize(width=1440, height=900), ViewportSize(width=360, height=740)
PHONES = [(360, 740), (360, 640), (390, 844)]
ROOM = """() => {
    const { top, bottom } = document.querySelector(".pane.active").getBoundingClientRect();
    return (Math.min(bottom, innerHeight) - Math.max(top, 0)) / innerHeight;
}"""
"""How much of the height the conversation has."""


def pane(page: Page, number: int) -> Locator:
    return page.locator(f".pane:nth-child({number})")


async def width(page: Page) -> int:
    return await page.evaluate("document.documentElement.scrollWidth")


async def focused(page: Page) -> str:
    return await page.evaluate("document.activeElement.textContent.trim()")


async def asks_for_support(page: Page) -> Locator:
    """Noor, in one tap; the form that is then open has a field of nearly every kind."""
    await pane(page, NOOR).locator(".home").get_by_role("button", name="like support").click()
    form = pane(page, NOOR).locator(".dialog")
    await expect(form.locator("h2")).to_have_text("You asked for support")
    return form


async def test_three_people_stand_side_by_side_with_what_they_are(hospital: Page):
    await expect(hospital.locator(".pane:visible")).to_have_count(3)
    await expect(pane(hospital, ANA)).to_have_attribute("aria-label", "Ana Duarte, Surgeon · supporter")
    await expect(pane(hospital, NOOR).locator(".home")).to_contain_text("For you and your colleagues")
    await expect(pane(hospital, MARION).locator(".home")).to_contain_text("Coordination")
    assert await hospital.title() == "Peer support playground"


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_small_screen_shows_one_at_a_time_and_never_scrolls_sideways(hospital: Page, scheme):
    await hospital.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    await hospital.set_viewport_size(NARROW)
    for number in (NOOR, ANA, MARION):
        await hospital.click(f".seats button:nth-child({number})")
        await expect(hospital.locator(".pane:visible")).to_have_count(1)
        await pane(hospital, number).locator(".command").click()
        await expect(pane(hospital, number).locator("dialog")).to_be_visible()
        assert await width(hospital) == NARROW["width"]
    assert await hospital.evaluate("getComputedStyle(document.body).backgroundColor") == {
        "light": "rgb(243, 240, 234)",
        "dark": "rgb(17, 22, 25)",
    }.get(scheme)


@pytest.mark.parametrize(("across", "down"), PHONES)
async def test_on_a_telephone_the_conversation_has_two_thirds_of_the_height(hospital: Page, across, down):
    """With the tour and without it, at each of the tour's steps."""
    await hospital.set_viewport_size({"width": across, "height": down})
    assert await hospital.evaluate(ROOM) >= 2 / 3
    await hospital.get_by_role("button", name="Show me around").click()
    goes_on = hospital.locator("[data-tour=next]:visible, [data-tour=skip]:visible, [data-tour=done]:visible").first
    done = hospital.locator("[data-tour=done]")
    while True:
        await expect(goes_on).to_be_visible()
        assert await hospital.evaluate(ROOM) >= 2 / 3, await hospital.locator("#tour").get_attribute("data-at")
        if await done.is_visible():
            break
        await goes_on.click()
    await done.click()
    assert await hospital.evaluate(ROOM) >= 2 / 3
    assert await width(hospital) == across


async def test_a_dialog_is_called_by_its_title(hospital: Page):
    """What a screen reader says when it opens, and again when another form takes its place."""
    here = pane(hospital, ANA)
    await here.locator(".home").get_by_role("button", name="Suggest a colleague").click()
    await expect(here.get_by_role("dialog", name="Suggest a colleague")).to_be_visible()
    await hospital.keyboard.press("Escape")
    await here.locator(".home").get_by_role("button", name="Hours and leave").click()
    await expect(here.get_by_role("dialog", name="Hours and leave")).to_be_visible()


async def test_a_form_is_opened_kept_and_closed_by_keyboard(hospital: Page):
    """The focus goes to the form's title, stays inside while it is open, and comes back to where it was."""
    here = pane(hospital, ANA)
    await here.locator(".home").get_by_role("button", name="Hours and leave").focus()
    await hospital.keyboard.press("Enter")
    await expect(here.locator("dialog")).to_be_visible()
    assert await focused(hospital) == "Hours and leave"
    await hospital.keyboard.press("Shift+Tab")
    assert await focused(hospital) == "Save"
    await hospital.keyboard.press("Tab")
    assert await hospital.evaluate("document.activeElement.matches('.cross')")
    await hospital.keyboard.press("Escape")
    await expect(here.locator("dialog")).to_be_hidden()
    assert await focused(hospital) == "Hours and leave"


async def test_a_form_over_one_person_leaves_the_others_usable(hospital: Page):
    await pane(hospital, NOOR).locator(".command").click()
    await pane(hospital, ANA).get_by_role("button", name="Hours and leave").click()
    await expect(hospital.locator(".pane dialog:visible")).to_have_count(2)


async def test_the_tabs_turn_by_arrow_keys(hospital: Page):
    tab = pane(hospital, ANA).get_by_role("tab", name="Home")
    await tab.focus()
    await hospital.keyboard.press("ArrowRight")
    await expect(pane(hospital, ANA).get_by_role("tab", name="Messages")).to_be_focused()
    await expect(pane(hospital, ANA).locator(".messages")).to_be_visible()


async def test_a_message_arrives_without_a_reload(hospital: Page, programme: PlaygroundProgramme):
    """Like a telephone: a banner with the lock screen's words, a count at the tab, and the message behind both."""
    programme.mailbox.post("noor-haddad", examples.QUESTION, token="new", at=programme.clock.now())
    banner = pane(hospital, NOOR).locator(".banner")
    await expect(banner).to_have_text("Can you take something today?")
    await expect(pane(hospital, NOOR).locator(".tabs .badge")).to_contain_text("1")
    await banner.click()
    await expect(pane(hospital, NOOR).locator(".bubble")).to_have_count(1)
    await expect(pane(hospital, NOOR).locator(".tabs .badge")).to_be_hidden()


async def test_what_is_missing_is_said_in_place_before_anything_is_sent(hospital: Page):
    sent = list[str]()
    hospital.on("request", lambda asked: sent.append(asked.url) if asked.url.endswith("submit") else None)
    here = pane(hospital, NOOR)
    await here.locator(".home").get_by_role("button", name="Suggest a colleague").click()
    await here.get_by_role("button", name="Continue").click()
    await expect(here.locator("[data-field=colleague] .error")).to_have_text("Please fill this in.")
    assert not sent


async def test_what_is_wrong_is_said_in_place_and_what_was_typed_stays(hospital: Page):
    form = await asks_for_support(hospital)
    await form.locator("[data-field=phone] input").fill("wrong")
    await form.get_by_label("In person").check()
    await form.get_by_role("button", name="Save my wishes").click()
    await expect(form.locator("[data-field=phone] .error")).to_contain_text("number")
    await expect(form.locator("[data-field=phone] input")).to_have_value("wrong")
    await expect(form.locator("[data-field=phone] input")).to_be_focused()
    await expect(form.get_by_label("In person")).to_be_checked()


async def test_a_form_sends_what_every_field_holds(hospital: Page, programme: PlaygroundProgramme):
    """A choice, several people and a text come to the case itself."""
    form = await asks_for_support(hospital)
    await form.locator("[data-field=phone] input").fill("+1 617 555 0142")
    await form.locator("[data-field=category] select").select_option("moral_distress")
    await form.locator("[data-field=not_these] .sieve").fill("chloe")
    await form.get_by_role("checkbox", name="Chloé Marchandeau").check()
    await form.get_by_role("button", name="Save my wishes").click()
    await expect(form).to_contain_text("Saved.")
    await hospital.get_by_role("button", name="To the next thing due").click()
    await expect(hospital.get_by_role("button", name="To the next thing due")).to_have_attribute(
        "aria-disabled", "false"
    )
    (case,) = programme.store.read_now(lambda work: list(work.cases.all()))
    assert (case.category, case.wishes.phone) == ("moral_distress", "+1 617 555 0142")
    assert PersonId("web:chloe-marchandeau") in case.not_these


async def test_a_long_list_is_shortened_by_what_is_typed_but_keeps_what_is_ticked(hospital: Page):
    form = await asks_for_support(hospital)
    await form.get_by_role("checkbox", name="Ana Duarte").check()
    await form.locator("[data-field=not_these] .sieve").fill("marchandeau")
    await expect(form.locator("[data-field=not_these] .tick:visible")).to_have_text(
        [re.compile("Ana Duarte"), re.compile("Chloé Marchandeau")]
    )


async def test_what_is_typed_never_leaves_the_page_but_the_command_does(hospital: Page):
    sent = list[str]()
    hospital.on("request", lambda asked: sent.append(asked.post_data or "") if asked.method == "POST" else None)
    box = pane(hospital, ANA).get_by_label("Message to the bot")
    await box.fill("I feel awful about bed 12")
    await box.press("Enter")
    await expect(pane(hospital, ANA).locator(".toast")).to_contain_text("doesn’t read what you write")
    assert not sent
    await box.fill("/peersupport for a friend")
    await box.press("Enter")
    await expect(pane(hospital, ANA).locator("dialog")).to_be_visible()
    assert not [one for one in sent if "friend" in one]


async def test_the_clock_moves_and_the_timeline_tells_what_happened(hospital: Page):
    await asks_for_support(hospital)
    await hospital.get_by_role("button", name="+1 hour").click()
    await expect(hospital.locator("#now")).to_have_text("Monday 3 August, 11:00")
    await expect(hospital.locator("#timeline")).to_contain_text("A supporter is asked.")
    open_by_itself = await hospital.locator("#timeline").is_visible()
    await hospital.get_by_role("button", name="What happened").click()
    await expect(hospital.locator("#timeline")).to_be_visible(visible=not open_by_itself)


async def test_a_name_in_the_timeline_leads_to_that_persons_messages(hospital: Page):
    await asks_for_support(hospital)
    await hospital.get_by_role("button", name="+1 hour").click()
    await expect(hospital.locator("#timeline li button").first).to_be_attached()
    if await hospital.locator("#timeline").is_hidden():
        await hospital.get_by_role("button", name="What happened").click()
    asked = hospital.locator("#timeline li button").first
    name = await asked.inner_text()
    await asked.click()
    here = hospital.locator(".pane", has=hospital.locator(f".name:text-is('{name}')"))
    await expect(here.get_by_role("tab", name="Messages")).to_be_focused()
    await expect(here.locator(".bubble")).to_have_count(1)


async def test_another_person_can_be_shown_and_two_change_places(hospital: Page):
    await pane(hospital, NOOR).get_by_label("Show another person here").select_option("web:samir-benali")
    await expect(pane(hospital, NOOR).locator(".name")).to_have_text("Samir Benali")
    await expect(pane(hospital, NOOR).locator(".rest")).to_have_attribute("lang", "fr")
    await expect(pane(hospital, NOOR).locator(".home")).to_contain_text("Suggérer une personne")
    await pane(hospital, NOOR).get_by_label("Show another person here").select_option("web:ana-duarte")
    await expect(pane(hospital, ANA).locator(".name")).to_have_text("Samir Benali")
    await hospital.reload()
    await expect(pane(hospital, NOOR).locator(".name")).to_have_text("Ana Duarte")


async def test_a_press_is_answered_where_it_was_made(hospital: Page):
    await pane(hospital, ANA).get_by_role("button", name="I supported someone").click()
    await expect(pane(hospital, ANA).locator(".toast")).to_have_text("Counted. Thank you for being there.")
    await expect(pane(hospital, NOOR).locator(".toast")).to_be_empty()


async def test_light_and_dark_are_a_choice_that_stays(hospital: Page):
    await hospital.get_by_role("button", name="Light or dark").click()
    await expect(hospital.locator("html")).to_have_attribute("data-theme", "dark")
    await hospital.reload()
    await expect(hospital.locator("html")).to_have_attribute("data-theme", "dark")


async def test_a_form_that_comes_back_keeps_what_was_typed(hospital: Page):
    """The wishes again in the place of themselves, once they are saved."""
    form = await asks_for_support(hospital)
    await form.locator("[data-field=phone] input").fill("+1 617 555 0142")
    await form.locator("[data-field=not_these] .sieve").fill("chloe")
    await form.get_by_role("checkbox", name="Chloé Marchandeau").check()
    await form.get_by_role("button", name="Save my wishes").click()
    await expect(form).to_contain_text("Saved.")
    if await form.locator("[data-field=phone]").count():
        await expect(form.locator("[data-field=phone] input")).to_have_value("+1 617 555 0142")
        await expect(form.get_by_role("checkbox", name="Chloé Marchandeau")).to_be_checked()


async def test_the_focus_comes_back_to_where_it_was_although_the_home_was_written_anew(
    hospital: Page, programme: PlaygroundProgramme
):
    here = pane(hospital, ANA)
    await here.locator(".home").get_by_role("button", name="Hours and leave").click()
    await expect(here.locator("dialog")).to_be_visible()
    programme.store.run_now(lambda work: work.roster.save(_with_hours(work.roster.get(PersonId("web:ana-duarte")))))
    programme.mailbox.changes.announce("ana-duarte")
    await expect(here.locator(".home")).to_contain_text("Tue 09:00-12:00")
    await hospital.keyboard.press("Escape")
    assert await focused(hospital) == "Hours and leave"


def _with_hours(member: Member | None) -> Member:
    assert member is not None
    assert member.supporter is not None
    return replace(member, supporter=replace(member.supporter, hours=parse_hours("Tue 09:00-12:00")))
