"""Nobody is pestered, and nobody in need is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cast import Clinic


async def test_the_sixth_suggestion_of_an_hour_waits_and_keeps_what_was_chosen(clinic: Clinic) -> None:
    noor = clinic.person("noor-haddad")
    for _ in range(5):
        await noor.suggests("Tomasz Wilk")
    await noor.opens()
    await noor.presses("Suggest a colleague")
    await noor.fills(colleague="Wren Calloway")
    await noor.sends()
    await noor.presses("Yes, suggest")
    noor.sees("Nothing was sent. Please try again after")
    noor.sees("988")
    await clinic.passes(hours=1)
    assert len(await clinic.knows(lambda work: work.cases.all())) == 1
    await noor.presses("Try again")
    noor.sees("Thank you. If a peer can be offered, one will try.")
    await clinic.passes(minutes=10)
    assert len(await clinic.knows(lambda work: work.cases.all())) == 2


async def test_asking_for_oneself_is_never_refused(clinic: Clinic) -> None:
    tomasz = clinic.person("tomasz-wilk")
    for _ in range(12):
        await tomasz.opens()
        await tomasz.presses("I'd like support")
        tomasz.sees("Thank you for asking. It is saved.")
