"""Later, somebody else, handing back, a name that is looked up: what people see when a case takes another way."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cast import Clinic, Clinician

OFFER = "Someone could use a peer."


async def taken(clinic: Clinic) -> tuple[Clinician, Clinician]:
    """Tomasz asked for himself, and a peer has taken it."""
    tomasz = clinic.person("tomasz-wilk")
    await tomasz.opens()
    await tomasz.presses("I'd like support")
    tomasz.closes()
    [peer] = await clinic.who_sees(OFFER)
    await peer.presses("Take it")
    return tomasz, peer


async def own_request(tomasz: Clinician) -> None:
    tomasz.closes()
    await tomasz.presses("Open")


async def test_later_means_that_nobody_gets_in_touch_before_that_day(clinic: Clinic) -> None:
    tomasz, peer = await taken(clinic)
    await own_request(tomasz)
    await tomasz.presses("Later")
    await tomasz.fills(until=(clinic.now.date() + timedelta(days=10)).isoformat())
    await tomasz.sends()
    tomasz.sees("Nobody gets in touch before.")
    await peer.sees_message("One of your cases is paused.")
    await clinic.passes(days=9)
    await peer.sees_no_message("A pause is over.")
    await clinic.passes(days=1)
    await peer.sees_message("A pause is over.")
    await clinic.names_nobody()


async def test_somebody_else_takes_over_and_nobody_asks_why(clinic: Clinic) -> None:
    tomasz, peer = await taken(clinic)
    await own_request(tomasz)
    await tomasz.presses("Ask for another peer")
    await tomasz.presses("Yes, ask another peer")
    tomasz.sees("Somebody else will be asked. Nobody asks why.")
    await peer.sees_message("One of your cases has ended.")
    [second] = await clinic.who_sees(OFFER)
    assert second is not peer


async def test_after_contact_the_recipient_says_whether_there_is_another(clinic: Clinic) -> None:
    _, peer = await taken(clinic)
    await peer.presses("We were in touch")
    await peer.presses("Hand it back")
    await peer.fills(another="No, they are fine as it is")
    await peer.sends()
    await clinic.passes(days=2)
    assert await clinic.who_sees(OFFER) == []


async def test_a_name_is_looked_up_with_a_reason_that_the_recipient_can_read(clinic: Clinic) -> None:
    tomasz, marion = clinic.person("tomasz-wilk"), clinic.person("marion-castellan")
    await tomasz.opens()
    await tomasz.presses("I'd like support")
    await clinic.passes(hours=24)
    await marion.presses("Open the desk")
    marion.sees_not("Tomasz")
    await marion.presses("Show who it is")
    await marion.fills(reason="The recipient called us")
    await marion.sends()
    marion.sees("Who: Tomasz Wilk")
    await own_request(tomasz)
    tomasz.sees("The coordinator looked up your name on")
    tomasz.sees_not("Marion")


async def test_a_named_colleague_is_named_and_a_confidential_one_is_not(clinic: Clinic) -> None:
    noor = clinic.person("noor-haddad")
    await noor.opens()
    await noor.presses("Suggest a colleague")
    await noor.fills(colleague="Tomasz Wilk")
    await noor.sends()
    noor.sees("Your name stays sealed")
    await noor.presses("More about my name")
    await noor.fills(mode="They and their supporter may know it")
    await noor.sends()
    await noor.presses("Yes, suggest")
    await clinic.passes(minutes=10)
    [peer] = await clinic.who_sees(OFFER)
    await peer.presses("Take it")
    peer.sees("Noor Haddad")
