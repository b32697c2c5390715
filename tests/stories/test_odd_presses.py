"""Stale, repeated, foreign and forged presses change nothing, and are answered kindly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from bot.domain.case import Case
    from tests.cast import Clinic, Clinician

NOT_VALID = "That button is no longer valid here."


async def the_case(clinic: Clinic) -> Case:
    """The one case there is, as the database has it."""
    [case] = await clinic.knows(lambda work: work.cases.all())
    return case


async def asked(clinic: Clinic) -> Clinician:
    """Ana has been asked."""
    await clinic.person("noor-haddad").suggests("Tomasz Wilk")
    await clinic.passes(minutes=10)
    return clinic.person("ana-duarte")


async def handle(person: Clinician, label: str) -> str:
    """What is behind a button that somebody sees."""
    button = await person.finds(label)
    assert button is not None, person.screen()
    return button.handle


async def test_taking_twice_shows_the_same_card_twice(clinic: Clinic) -> None:
    ana = await asked(clinic)
    take = await handle(ana, "Take it")
    await ana.presses_handle(take)
    before = await the_case(clinic)
    await ana.presses_handle(take)
    ana.sees("Who: Tomasz Wilk")
    assert await the_case(clinic) == before


async def test_a_button_of_yesterday_shows_how_things_stand_today(clinic: Clinic) -> None:
    ana = await asked(clinic)
    await ana.presses("Take it")
    stale = await handle(ana, "I tried to reach them")
    await ana.presses("We were in touch")
    before = await the_case(clinic)
    await ana.presses_handle(stale)
    ana.sees("In touch")
    assert await the_case(clinic) == before


@pytest.mark.parametrize("label", ["Take it", "Pass", "Details"])
async def test_another_persons_button_does_not_open(clinic: Clinic, label: str) -> None:
    ana, grace = await asked(clinic), clinic.person("grace-okonjo")
    before = await the_case(clinic)
    await grace.presses_handle(await handle(ana, label))
    grace.sees(NOT_VALID)
    grace.sees_not("Tomasz")
    assert await the_case(clinic) == before


@pytest.mark.parametrize("token", ["x", "AAAA", "0" * 400, "a.b.c"])
async def test_a_forged_button_is_answered_kindly(clinic: Clinic, token: str) -> None:
    ana = await asked(clinic)
    before = await the_case(clinic)
    await ana.presses_handle(token)
    ana.sees(NOT_VALID)
    assert await the_case(clinic) == before


async def test_every_flipped_letter_of_a_button_closes_it(clinic: Clinic) -> None:
    ana = await asked(clinic)
    good, before = await handle(ana, "Take it"), await the_case(clinic)
    for at in range(0, len(good), 7):
        await ana.presses_handle(good[:at] + ("A" if good[at] != "A" else "B") + good[at + 1 :])
        ana.sees(NOT_VALID)
    assert await the_case(clinic) == before


async def test_a_button_of_a_case_that_is_gone_says_that_it_moved_on(clinic: Clinic) -> None:
    ana = await asked(clinic)
    await ana.presses("Take it")
    stale = await handle(ana, "I tried to reach them")
    await ana.presses("They'd rather not")
    ana.sees("A no is always fine")
    await clinic.passes(days=15)
    await ana.presses_handle(stale)
    ana.sees("This is already settled.")
    ana.sees_not("Tomasz")


async def test_passing_after_taking_changes_nothing(clinic: Clinic) -> None:
    ana = await asked(clinic)
    take, decline = await handle(ana, "Take it"), await handle(ana, "Pass")
    await ana.presses_handle(take)
    before = await the_case(clinic)
    await ana.presses_handle(decline)
    assert await the_case(clinic) == before


async def test_asking_twice_is_one_request(clinic: Clinic) -> None:
    noor = clinic.person("noor-haddad")
    await noor.opens()
    for _ in range(3):
        noor.closes()
        await noor.presses("I'd like support")
        noor.sees("It is saved.")
    assert (await the_case(clinic)).is_open
    assert len(await clinic.who_sees("Someone could use a peer.")) == 1
