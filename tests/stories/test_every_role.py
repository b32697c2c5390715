"""A day of every role: supporters set their limits and page for help, a notifier lists, a coordinator enters a call."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cast import Clinic


async def test_a_supporter_is_away_in_one_tap_and_back_in_another(clinic: Clinic) -> None:
    ana = clinic.person("ana-duarte")
    await ana.presses("Away for a week")
    await ana.sees_at_home("Away from Mon 3 Aug to Sun 9 Aug.")
    await ana.presses("I'm back")
    await ana.sees_not_at_home("Away from")


async def test_a_supporter_names_whom_they_can_not_support(clinic: Clinic) -> None:
    asked = set()
    for _ in range(2):
        await clinic.person("noor-haddad").suggests("Tomasz Wilk")
        await clinic.passes(minutes=10)
        [peer] = await clinic.who_sees("Someone could use a peer.")
        asked.add(peer.slug)
        await clinic.person("tomasz-wilk").presses("What is kept about me")
        await clinic.person("tomasz-wilk").presses("Erase it")
        await clinic.person("tomasz-wilk").presses("Yes, erase it")
        clinic.person("tomasz-wilk").closes()
        await peer.presses("More")
        await peer.presses("People I can't support")
        await peer.fills(avoid=("Tomasz Wilk",))
        await peer.sends()
        peer.sees("Nobody else sees this list.")
        peer.closes()
    assert len(asked) == 2


async def test_i_supported_someone_is_one_tap(clinic: Clinic) -> None:
    ana = clinic.person("ana-duarte")
    await ana.presses("I supported someone")
    ana.sees("Counted. Thank you for being there.")


@pytest.mark.by_socket
async def test_clinical_back_up_is_paged_and_answers(clinic: Clinic) -> None:
    ana, lena = clinic.person("ana-duarte"), clinic.person("lena-hartvig")
    await ana.presses("Page clinical back-up")
    ana.sees("Call 911")
    await ana.presses("Page them now")
    ana.sees("A clinical back-up is being paged.")
    ana.sees("Call 988")
    await lena.presses("Answer")
    lena.sees("Ana Duarte")
    await ana.sees_message("Clinical back-up has answered.")


async def test_when_nobody_answers_the_supporter_is_told_to_call(clinic: Clinic) -> None:
    ana = clinic.person("ana-duarte")
    await ana.presses("Page clinical back-up")
    await ana.presses("Page them now")
    await clinic.passes(minutes=10)
    await ana.sees_message("No clinical back-up has answered.")


async def test_a_notifier_lists_the_people_of_an_incident(clinic: Clinic) -> None:
    idris = clinic.person("idris-falk")
    people = ("Tomasz Wilk", "Noor Haddad", "Wren Calloway", "Jack Tulliver", "Owen Pritchard-Lee")
    await idris.presses("People of an incident")
    await idris.fills(people=people, category="Event with many people hurt")
    await idris.sends()
    for one in people:
        idris.sees(one)
    await idris.presses("Yes, send")
    idris.sees("You won't hear more")
    await clinic.passes(minutes=10)
    cases = await clinic.knows(lambda work: work.cases.all())
    assert len(cases) == 5
    await clinic.person("marion-castellan").sees_message("A group session may help them, too.")


async def test_a_coordinator_enters_somebody_who_called_and_a_supporter_calls_back(clinic: Clinic) -> None:
    marion = clinic.person("marion-castellan")
    await marion.presses("Someone who called")
    await marion.fills(phone="(617) 555-0100", asked="They asked themselves")
    await marion.sends()
    marion.sees("Call +16175550100")
    await marion.presses("Yes, enter it")
    await clinic.passes(minutes=10)
    [peer] = await clinic.who_sees("Someone could use a peer.")
    await peer.presses("Take it")
    peer.sees("Call +16175550100")
    await peer.presses("They'd rather not")
    await clinic.passes(days=20)
    assert await clinic.knows(lambda work: (work.outbox.waiting(), work.outbox.dead())) == (0, 0)


async def test_the_coordinator_sees_the_roster_and_the_coming_week(clinic: Clinic) -> None:
    marion = clinic.person("marion-castellan")
    await marion.presses("The roster")
    marion.sees("Ana Duarte")
    marion.sees("reviews events, so is not asked")
    await marion.presses("The next 7 days")
    marion.sees("Percent of the waking hours")


async def test_everybody_finds_resources(clinic: Clinic) -> None:
    noor = clinic.person("noor-haddad")
    await noor.presses("Resources")
    noor.sees("Peer Support for Clinicians")
    await noor.presses("Sheet to pass on")
    noor.sees("It says nothing about anybody.")
    noor.sees("https://doi.org/10.1370/afm.2074")
