"""Asking for oneself: one tap at any hour, and no more is promised than is true."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cast import Clinic, Clinician


async def asked_at_night(clinic: Clinic) -> Clinician:
    """Noor could not sleep, and asked at three in the morning."""
    await clinic.until("Tue 03:00")
    noor = clinic.person("noor-haddad")
    await noor.opens()
    await noor.presses("I'd like support")
    return noor


async def test_one_tap_at_three_in_the_morning_is_enough(clinic: Clinic) -> None:
    """It says that it is saved, when somebody reads it, who steps in if nobody can, and whom to call now."""
    noor = await asked_at_night(clinic)
    noor.sees("Thank you for asking. It is saved.")
    noor.sees("Your request is safe here. Peers are asked from Tue 4 Aug, 07:00.")
    noor.sees("If nobody has taken it by Wed 5 Aug, 03:00, the coordinator steps in.")
    noor.sees("Call 988")


async def test_nobody_is_asked_before_their_hours(clinic: Clinic) -> None:
    await asked_at_night(clinic)
    await clinic.until("Tue 06:59")
    assert await clinic.who_sees("Someone could use a peer.") == []
    await clinic.passes(minutes=1)
    assert len(await clinic.who_sees("Someone could use a peer.")) == 1


async def test_whoever_asked_follows_it_in_their_home_and_is_written_to_by_nobody_but_a_human(clinic: Clinic) -> None:
    noor = await asked_at_night(clinic)
    await noor.sees_at_home("Peers can be asked again from Tue 4 Aug, 07:00.")
    await clinic.until("Tue 07:00")
    await noor.sees_at_home("A peer is being asked.")
    [peer] = await clinic.who_sees("Someone could use a peer.")
    await peer.presses("Take it")
    await noor.sees_at_home("A peer has taken your request and will reach out to you.")
    assert await noor.messages() == []


@pytest.mark.by_socket
async def test_wishes_reach_the_supporter(clinic: Clinic) -> None:
    noor = await asked_at_night(clinic)
    await noor.fills(reach="By phone", phone="+1 617 555 0100", not_these="Ana Duarte")
    await noor.sends()
    noor.sees("Saved.")
    await clinic.until("Tue 09:00")
    [peer] = await clinic.who_sees("Someone could use a peer.")
    assert peer.name != "Ana Duarte"
    await peer.presses("Take it")
    peer.sees("Call +1 617 555 0100")


@pytest.mark.by_socket
async def test_a_wrong_phone_number_is_said_at_its_field_and_nothing_is_lost(clinic: Clinic) -> None:
    noor = await asked_at_night(clinic)
    await noor.fills(reach="By phone", phone="call me")
    await noor.sends()
    assert "digits only" in noor.errors["phone"]
    noor.sees("Thank you for asking. It is saved.")


@pytest.mark.by_socket
async def test_a_pasted_phone_number_is_the_number_that_was_meant(clinic: Clinic) -> None:
    """Contacts put signs around it that nobody sees, and spaces that are none."""
    noor = await asked_at_night(clinic)
    await noor.fills(reach="By phone", phone="\u202a+1\u00a0617\u202f555\u20110100\u202c")
    await noor.sends()
    noor.sees("Saved.")
    await clinic.until("Tue 09:00")
    [peer] = await clinic.who_sees("Someone could use a peer.")
    await peer.presses("Take it")
    peer.sees("Call +1 617 555-0100")


async def test_whoever_asked_can_end_it(clinic: Clinic) -> None:
    noor = await asked_at_night(clinic)
    await clinic.until("Tue 07:00")
    [peer] = await clinic.who_sees("Someone could use a peer.")
    noor.closes()
    await noor.presses("Open")
    await noor.presses("End my request")
    noor.sees("Your request has ended.")
    await peer.sees_no_message("Someone could use a peer.")
    await noor.sees_not_at_home("Your request")


async def test_one_who_supports_others_can_ask_too_and_is_not_asked_to_support_themselves(clinic: Clinic) -> None:
    ana = clinic.person("ana-duarte")
    await ana.opens()
    await ana.presses("I'd like support")
    ana.closes()
    assert ana not in await clinic.who_sees("Someone could use a peer.")
    await ana.sees_at_home("A peer is being asked.")
