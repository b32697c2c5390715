"""One story for each row of the roles: what somebody may, and what the same person never gets to see."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cast import Clinic, Clinician

OFFER = "Someone could use a peer."
FOR_EVERYBODY = {"I'd like support", "Suggest a colleague", "Resources", "Someone may be in danger"}


async def taken(clinic: Clinic) -> Clinician:
    await clinic.person("noor-haddad").suggests("Tomasz Wilk")
    await clinic.passes(minutes=10)
    [first] = await clinic.who_sees(OFFER)
    await first.presses("Take it")
    return first


async def buttons(person: Clinician) -> set[str]:
    """What the home offers."""
    await person.looks()
    return {one.label for one in person.pane.home.buttons}


async def test_anyone_finds_the_door_and_nothing_about_others(clinic: Clinic) -> None:
    await taken(clinic)
    jack = clinic.person("jack-tulliver")
    assert await buttons(jack) >= FOR_EVERYBODY
    await jack.presses("What is kept about me")
    jack.sees("No request for you that you would know of.")


async def test_a_recipient_reads_where_it_stands_once_a_human_was_in_touch(clinic: Clinic) -> None:
    peer, tomasz = await taken(clinic), clinic.person("tomasz-wilk")
    await tomasz.sees_not_at_home("Peer support for you")
    await peer.presses("We were in touch")
    await tomasz.presses("Open")
    tomasz.sees("You are in touch with a peer.")
    tomasz.sees_not("Noor")


async def test_a_supporter_sees_their_own_case_and_no_other(clinic: Clinic) -> None:
    peer, grace = await taken(clinic), clinic.person("grace-okonjo")
    peer.sees("Who: Tomasz Wilk")
    await grace.sees_at_home("You have no open case.")


async def test_a_coordinator_sees_codes_and_supporters_and_no_recipient(clinic: Clinic) -> None:
    await taken(clinic)
    marion = clinic.person("marion-castellan")
    await marion.presses("Open the desk")
    marion.sees("Accepted, not yet reached out")
    marion.sees_not("Tomasz")


async def test_a_deputy_has_the_same_desk(clinic: Clinic) -> None:
    marion, ben = clinic.person("marion-castellan"), clinic.person("ben-achterberg")
    assert await buttons(ben) == await buttons(marion)


async def test_a_director_reads_who_looked_and_not_at_whom(clinic: Clinic) -> None:
    await clinic.person("tomasz-wilk").presses("I'd like support")
    await clinic.passes(hours=24)
    marion, theodora = clinic.person("marion-castellan"), clinic.person("theodora-lang")
    await marion.presses("Open the desk")
    await marion.presses("Show who it is")
    await marion.fills(reason="A legal duty")
    await marion.sends()
    await theodora.presses("Who looked up a name")
    theodora.sees("Marion Castellan")
    theodora.sees_not("Tomasz")


async def test_a_notifier_names_people_and_hears_no_more(clinic: Clinic) -> None:
    idris = clinic.person("idris-falk")
    await idris.presses("People of an incident")
    await idris.fills(people=("Tomasz Wilk", "Jack Tulliver"))
    await idris.sends()
    await idris.presses("Yes, send")
    idris.closes()
    await clinic.passes(days=3)
    assert await idris.messages() == []
    await idris.sees_not_at_home("Tomasz")


@pytest.mark.parametrize("slug", ["lena-hartvig", "vera-sandoval-roth"])
async def test_a_clinical_back_up_and_a_leadership_reader_have_nothing_to_browse(clinic: Clinic, slug: str) -> None:
    await taken(clinic)
    anyone = await buttons(clinic.person("jack-tulliver"))
    assert await buttons(clinic.person(slug)) == anyone
