"""Taking, passing, handing back, and what happens when nobody answers: somebody always hears of a case."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cast import Clinic, Clinician

OFFER = "Someone could use a peer."


async def asked(clinic: Clinic, *, not_these: tuple[str, ...] = ()) -> Clinician:
    """A colleague was suggested, and the first peer has been asked."""
    await clinic.person("noor-haddad").suggests("Tomasz Wilk", not_these=not_these)
    await clinic.passes(minutes=10)
    [first] = await clinic.who_sees(OFFER)
    return first


async def asked_in_turn(clinic: Clinic) -> tuple[Clinician, Clinician]:
    """The first one did not answer within four hours; the second one was asked, and both can still take it."""
    first = await asked(clinic)
    await clinic.passes(hours=4)
    [second] = [one for one in await clinic.who_sees(OFFER) if one is not first]
    return first, second


@pytest.mark.by_socket
async def test_of_two_who_take_the_same_request_at_the_same_instant_one_gets_it(clinic: Clinic) -> None:
    both = await asked_in_turn(clinic)
    seen = [(one, await one.finds("Take it")) for one in both]
    await asyncio.gather(*(one.presses_handle(button.handle) for one, button in seen if button))
    cards = [one for one in both if one.form and "Tomasz Wilk" in one.form.text]
    [other] = [one for one in both if one not in cards]
    assert len(cards) == 1
    other.sees("This is already settled.")
    await other.sees_message("This one is taken care of.")


async def test_a_late_take_wins_while_nobody_else_has(clinic: Clinic) -> None:
    first, second = await asked_in_turn(clinic)
    await first.presses("Take it")
    first.sees("Who: Tomasz Wilk")
    await second.sees_message("This one is taken care of.")
    await clinic.passes(days=1)
    assert await clinic.who_sees(OFFER) == []


async def test_nobody_asks_why_somebody_passes_and_the_next_one_is_asked(clinic: Clinic) -> None:
    first = await asked(clinic)
    await first.presses("Pass")
    first.sees("That's fine. A colleague will be asked.")
    await first.sees_message("You passed. That's fine.")
    [second] = await clinic.who_sees(OFFER)
    assert second is not first


async def test_after_three_passes_the_coordinator_chooses(clinic: Clinic) -> None:
    await asked(clinic)
    for _ in range(3):
        [peer] = await clinic.who_sees(OFFER)
        await peer.presses("Pass")
    marion = clinic.person("marion-castellan")
    await marion.sees_message("A case needs you.")
    await marion.presses("Open the desk")
    await marion.presses("Choose a supporter")
    assert marion.form is not None
    label, _ = next(choice for choice in marion.form.questions[0].choices if choice[1])
    await marion.fills(supporter=label)
    await marion.sends()
    marion.sees("They have been asked.")
    [chosen] = await clinic.who_sees(OFFER)
    assert label.startswith(chosen.name)


async def test_when_nobody_answers_coordinator_deputy_and_director_hear_of_it_in_turn(clinic: Clinic) -> None:
    """Four waking hours each; the coordinator's own message comes at the match deadline at the latest."""
    await asked(clinic)
    await clinic.passes(hours=24)
    marion, ben, theodora = (clinic.person(one) for one in ("marion-castellan", "ben-achterberg", "theodora-lang"))
    await marion.sees_message("A case needs you.")
    await ben.sees_no_message("needs you")
    await clinic.passes(hours=4)
    await ben.sees_message("A case is still waiting and needs you.")
    await theodora.sees_no_message("needs you")
    await clinic.passes(hours=4)
    await theodora.sees_message("A case is still waiting and needs you.")


async def test_handing_back_costs_nothing_and_somebody_else_is_asked(clinic: Clinic) -> None:
    first = await asked(clinic)
    await first.presses("Take it")
    await first.presses("Hand it back")
    await first.presses("Yes, hand it back")
    first.sees("That's fine. A colleague will be asked.")
    await first.sees_at_home("You have no open case.")
    [second] = await clinic.who_sees(OFFER)
    assert second is not first


async def test_whoever_should_not_be_asked_is_not_asked(clinic: Clinic) -> None:
    peer = await asked(clinic, not_these=("Ana Duarte", "Grace Okonjo"))
    assert peer.name not in {"Ana Duarte", "Grace Okonjo"}


async def test_a_supporter_who_has_not_reached_out_is_asked_and_then_the_coordinator_is_told(clinic: Clinic) -> None:
    """After 48 hours the supporter, after 72 the coordinator: with the supporter's name, at the desk only."""
    ana, marion = await asked(clinic), clinic.person("marion-castellan")
    await ana.presses("Take it")
    await clinic.passes(hours=48)
    await ana.sees_message("Have you been able to reach out yet?")
    await marion.sees_no_message("A supporter may need a hand.")
    await clinic.passes(hours=24)
    await marion.sees_message("A supporter may need a hand.")
    await marion.presses("Open the desk")
    marion.sees("Please call: Ana Duarte")
    marion.sees_not("Tomasz")
