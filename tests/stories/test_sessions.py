"""Group sessions: planned at the desk, and joined in private; how many come is known, and never who."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.people import Role
from tests.cast import HOSPITAL

if TYPE_CHECKING:
    from tests.cast import Clinic, Clinician

SUPPORTER = next(slug for slug, one in HOSPITAL.people.items() if Role.SUPPORTER in one.roles)


async def planned(clinic: Clinic, *, places: str = "2", led_by: str = "", day: str = "2026-08-12") -> Clinician:
    """Marion plans a session on grief, on a Wednesday at 17:00."""
    marion = clinic.person("marion-castellan")
    await marion.presses("Open the desk")
    await marion.presses("Group sessions")
    await marion.presses("Plan a session")
    await marion.fills(topic="Grief and loss", day=day, time="17:00", place="Room 4", capacity=places)
    if led_by:
        await marion.fills(facilitator=led_by)
    await marion.sends()
    marion.sees("Planned.")
    return marion


async def looks_up(one: Clinician) -> None:
    one.closes()
    await one.presses("Resources")
    await one.presses("Group sessions")


async def signs_up(one: Clinician) -> None:
    await looks_up(one)
    await one.presses("Sign up")
    one.sees("You have a place. Nobody else sees it.")
    one.closes()


async def test_who_comes_is_known_to_nobody_else(clinic: Clinic) -> None:
    peer = clinic.person(SUPPORTER)
    marion = await planned(clinic, led_by=peer.name)
    marion.sees("0 places of 2 are taken")
    marion.closes()
    tomasz = clinic.person("tomasz-wilk")
    await looks_up(tomasz)
    tomasz.sees("Grief and loss")
    tomasz.sees("Room 4")
    tomasz.sees_not(peer.name)
    await signs_up(tomasz)
    await marion.presses("Open the desk")
    await marion.presses("Group sessions")
    marion.sees("1 place of 2 is taken")
    marion.sees(peer.name)
    marion.sees_not("Tomasz Wilk")
    await peer.sees_at_home("1 person will come")
    await tomasz.presses("What is kept about me")
    tomasz.sees("Your place in a group session")
    tomasz.closes()


async def test_a_full_session_says_so_and_a_place_given_up_is_free(clinic: Clinic) -> None:
    await planned(clinic)
    tomasz, noor, late = (clinic.person(one) for one in ("tomasz-wilk", "noor-haddad", SUPPORTER))
    await looks_up(late)
    handle = await late.finds("Sign up")
    assert handle is not None
    await signs_up(tomasz)
    await signs_up(noor)
    await late.presses_handle(handle.handle)
    late.sees("This session is full now.")
    assert await late.finds("Sign up") is None
    await looks_up(tomasz)
    await tomasz.presses("Give up my place")
    tomasz.sees("You have no place in it now.")
    await signs_up(late)


async def test_the_day_before_by_day_a_constant_sentence_and_nothing_after_it_begins(clinic: Clinic) -> None:
    await planned(clinic)
    tomasz = clinic.person("tomasz-wilk")
    await signs_up(tomasz)
    await clinic.until("11 Aug 08:00")
    await tomasz.sees_no_message("is tomorrow")
    await clinic.until("11 Aug 10:00")
    await tomasz.sees_message("Something you signed up for is tomorrow.")
    await tomasz.sees_no_message("Grief")
    await tomasz.presses("Open")
    tomasz.sees("Grief and loss")
    tomasz.closes()
    assert len(await clinic.knows(lambda work: work.agenda.named("place"))) == 1
    await clinic.until("12 Aug 17:01")
    assert await tomasz.count("is tomorrow") == 1
    assert await clinic.knows(lambda work: (*work.agenda.named("place"), *work.agenda.named("session"))) == ()


async def test_who_signed_up_for_what_is_called_off_is_told_so(clinic: Clinic) -> None:
    marion = await planned(clinic)
    tomasz, noor = clinic.person("tomasz-wilk"), clinic.person("noor-haddad")
    await signs_up(tomasz)
    await marion.presses("Call it off")
    await marion.presses("Yes, call it off")
    marion.sees("Called off.")
    marion.closes()
    await tomasz.sees_message("A group session you signed up for will not take place.")
    await noor.sees_no_message("group session")
    await tomasz.presses("Open")
    tomasz.sees("No group session is planned at the moment.")


async def test_an_erasure_gives_the_place_up(clinic: Clinic) -> None:
    marion = await planned(clinic)
    tomasz = clinic.person("tomasz-wilk")
    await signs_up(tomasz)
    await tomasz.presses("What is kept about me")
    await tomasz.presses("Erase it")
    await tomasz.presses("Yes, erase it")
    marion.closes()
    await marion.presses("Open the desk")
    await marion.presses("Group sessions")
    marion.sees("0 places of 2 are taken")


async def test_what_is_no_plan_is_mended_beside_its_field(clinic: Clinic) -> None:
    marion = clinic.person("marion-castellan")
    await marion.presses("Open the desk")
    await marion.presses("Group sessions")
    await marion.presses("Plan a session")
    await marion.fills(topic="Grief and loss", day="2026-08-01", time="17:00", place="Room 4", capacity="61")
    await marion.sends()
    marion.sees("Please choose a day and a time to come")
    marion.sees("Please write a number from 2 to 60.")
    await marion.fills(day="2026-08-12", capacity="60", facilitator="Tomasz Wilk")
    await marion.sends()
    marion.sees("Please pick somebody who is on the roster, or nobody.")
