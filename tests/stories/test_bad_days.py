"""When the usual way does not do: it is urgent, somebody is away, it is night, or somebody said no."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.domain.policy import Policy, Urgent

if TYPE_CHECKING:
    from tests.cast import Clinic, Clinician

OFFER, NOW = "Someone could use a peer.", "Someone could use a peer right now."
ON_CALL = ("ana-duarte", "priya-raghavan")


@pytest.fixture
async def hurried(clinic: Clinic) -> Clinic:
    """The same clinic with a rota, a tested second channel and a weekly test page."""
    members = await clinic.knows(lambda work: work.roster.everybody())
    names = {one.name for one in map(clinic.person, ON_CALL)}
    on_call = tuple(one.person for one in members if one.name in names)
    lane = Urgent(enabled=True, on_call=on_call)
    await clinic.stops()
    clinic.settings = replace(clinic.settings, policy=Policy(urgent=lane))
    await clinic.starts()
    return clinic


async def taken(clinic: Clinic) -> Clinician:
    """Noor suggested Tomasz, and a peer has taken it."""
    await clinic.person("noor-haddad").suggests("Tomasz Wilk")
    await clinic.passes(minutes=10)
    [first] = await clinic.who_sees(OFFER)
    await first.presses("Take it")
    return first


async def test_at_night_two_on_call_are_asked_and_the_first_has_it(hurried: Clinic) -> None:
    await hurried.until("Tue 03:00")
    noor = hurried.person("noor-haddad")
    await noor.opens()
    await noor.presses("I'd like support")
    await noor.fills(when="Now")
    await noor.sends()
    ana, priya = (hurried.person(one) for one in ON_CALL)
    assert {one.slug for one in await hurried.who_sees(NOW)} == set(ON_CALL)
    await priya.presses("Take it")
    priya.sees("Who: Noor Haddad")
    await ana.sees_message("This one is taken care of.")


async def test_urgent_and_nobody_answers_the_coordinator_hears_within_twenty_minutes(hurried: Clinic) -> None:
    await hurried.until("Tue 03:00")
    noor, marion = hurried.person("noor-haddad"), hurried.person("marion-castellan")
    await noor.opens()
    await noor.presses("I'd like support")
    await noor.fills(when="Now")
    await noor.sends()
    await hurried.passes(minutes=21)
    await marion.sees_message("A case needs you.")


async def test_without_a_rota_nobody_is_promised_hurry(clinic: Clinic) -> None:
    noor = clinic.person("noor-haddad")
    await noor.opens()
    await noor.presses("I'd like support")
    assert noor.form is not None
    assert "when" not in {one.name for one in noor.form.questions}


async def test_a_supporter_with_a_case_who_goes_away_for_long_is_talked_about_before_they_go(clinic: Clinic) -> None:
    peer, marion = await taken(clinic), clinic.person("marion-castellan")
    peer.closes()
    await peer.presses("Hours and leave")
    first = clinic.now.date() + timedelta(days=1)
    await peer.fills(away_from=first.isoformat(), away_to=(first + timedelta(days=20)).isoformat())
    await peer.sends()
    await marion.sees_message("A supporter with an open case will be away.")


async def test_a_week_away_lets_reminders_wait(clinic: Clinic) -> None:
    peer, marion = await taken(clinic), clinic.person("marion-castellan")
    peer.closes()
    await peer.presses("Away for a week")
    await clinic.passes(days=6)
    await peer.sees_no_message("Have you been able to reach out yet?")
    await marion.sees_no_message("A supporter with an open case will be away.")
    await clinic.passes(days=2)
    await peer.sees_message("Have you been able to reach out yet?")


async def test_a_supporter_who_leaves_after_contact_leaves_a_question_for_the_recipient(clinic: Clinic) -> None:
    peer, marion = await taken(clinic), clinic.person("marion-castellan")
    await peer.presses("We were in touch")
    await clinic.leaves(peer.slug)
    await marion.presses("Open the desk")
    marion.sees("Please ask whether they want another peer.")
    assert await clinic.who_sees(OFFER) == []


async def test_after_a_no_a_colleagues_suggestion_rests_silently_and_reads_the_same(clinic: Clinic) -> None:
    peer, noor, wren = await taken(clinic), clinic.person("noor-haddad"), clinic.person("wren-calloway")
    await peer.presses("They'd rather not")
    await clinic.passes(days=20)
    await wren.suggests("Tomasz Wilk")
    assert noor.form is not None
    assert wren.form is not None
    assert wren.form.text == noor.form.text
    await clinic.passes(days=1)
    assert await clinic.who_sees(OFFER) == []


async def test_after_a_no_one_can_still_ask_for_oneself(clinic: Clinic) -> None:
    peer = await taken(clinic)
    await peer.presses("They'd rather not")
    await clinic.person("tomasz-wilk").presses("I'd like support")
    assert len(await clinic.who_sees(OFFER)) == 1


async def test_after_a_no_a_list_of_an_incident_still_reaches_them(clinic: Clinic) -> None:
    peer, idris = await taken(clinic), clinic.person("idris-falk")
    await peer.presses("They'd rather not")
    await idris.presses("People of an incident")
    await idris.fills(people=("Tomasz Wilk", "Jack Tulliver"))
    await idris.sends()
    await idris.presses("Yes, send")
    await clinic.passes(minutes=10)
    assert len(await clinic.who_sees(OFFER)) == 2


async def test_whom_the_coordinator_chooses_at_night_is_asked_in_their_morning(clinic: Clinic) -> None:
    await clinic.person("noor-haddad").suggests("Tomasz Wilk")
    await clinic.passes(minutes=10)
    for _ in range(3):
        [peer] = await clinic.who_sees(OFFER)
        await peer.presses("Pass")
    await clinic.until("Mon 22:00")
    marion = clinic.person("marion-castellan")
    await chooses(marion, "Priya Raghavan")
    marion.sees("They will be asked when their hours begin.")
    await clinic.until("Tue 09:59")
    await clinic.person("priya-raghavan").sees_no_message(OFFER)
    await clinic.passes(minutes=1)
    await clinic.person("priya-raghavan").sees_message(OFFER)


async def chooses(marion: Clinician, name: str) -> None:
    """The case that needs somebody goes to this supporter."""
    await marion.presses("Open the desk")
    await marion.presses("Choose a supporter")
    await marion.fills(supporter=name)
    await marion.sends()


async def test_a_case_is_taken_from_a_supporter_who_never_reaches_out(clinic: Clinic) -> None:
    peer, marion = await taken(clinic), clinic.person("marion-castellan")
    await clinic.passes(days=3)
    await chooses(marion, "Grace Okonjo" if peer.slug != "grace-okonjo" else "Ana Duarte")
    await peer.sees_message("One of your cases has ended.")
    [second] = await clinic.who_sees(OFFER)
    assert second is not peer


async def test_a_second_attempt_that_is_never_made_ends_on_its_day(clinic: Clinic) -> None:
    """Asked on day 3, the coordinator told on day 4, closed when a third attempt would have gone unanswered."""
    peer, marion = await taken(clinic), clinic.person("marion-castellan")
    await peer.presses("I tried to reach them")
    await clinic.passes(days=3)
    await peer.sees_message("It may be time to try once more.")
    await clinic.passes(days=1)
    await marion.sees_message("The next attempt is overdue.")
    await clinic.passes(days=14)
    await peer.sees_message("One of your cases has ended.")
    assert await marion.count("A supporter may need a hand.") == 0


async def test_asking_for_oneself_lifts_the_wish_to_be_left_alone(clinic: Clinic) -> None:
    tomasz = clinic.person("tomasz-wilk")
    await tomasz.presses("What is kept about me")
    await tomasz.presses("Please don't suggest me")
    tomasz.closes()
    await tomasz.presses("I'd like support")
    assert len(await clinic.who_sees(OFFER)) == 1
    tomasz.closes()
    await tomasz.presses("What is kept about me")
    tomasz.sees("Please don't suggest me")


async def test_after_contact_another_peer_comes_only_because_the_recipient_wants_one(clinic: Clinic) -> None:
    peer = await taken(clinic)
    await peer.presses("We were in touch")
    await peer.presses("Hand it back")
    await peer.fills(another="Yes, please")
    await peer.sends()
    [second] = await clinic.who_sees(OFFER)
    assert second is not peer


async def test_ninety_days_without_a_sign_and_a_week_without_an_answer_end_it(clinic: Clinic) -> None:
    peer = await taken(clinic)
    await peer.presses("We were in touch")
    await peer.presses("Plan check-ins")
    await peer.fills(plan="Long")
    await peer.sends()
    await clinic.passes(days=99)
    await peer.sees_message("Are you still in touch?")
    await clinic.passes(days=8)
    await peer.sees_at_home("You have no open case.")
