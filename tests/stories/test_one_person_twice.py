"""Slack and Teams in one programme: the same person in both, connected by a code that they type themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from bot.domain.people import PersonId
from bot.scheduling.account_gone import announce
from tests.cast import Clinician
from tests.platforms.both import ELSEWHERE

if TYPE_CHECKING:
    from tests.cast import Clinic

pytestmark = pytest.mark.only_in("slack_and_teams")  # what it is about


def elsewhere(clinic: Clinic, slug: str) -> Clinician:
    """The same human, in front of the other platform."""
    return Clinician(clinic, f"{ELSEWHERE}{slug}", clinic.person(slug).name)


async def opens_about(person: Clinician) -> None:
    """All that is kept about them."""
    person.closes()
    await person.presses("What is kept about me")


async def gets_a_code(person: Clinician) -> str:
    await opens_about(person)
    await person.presses("Use it in Slack and Teams")
    assert person.form is not None
    found = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", person.form.text)
    assert found is not None, person.screen()
    return found[0]


async def types(person: Clinician, code: str) -> None:
    await opens_about(person)
    await person.presses("I have a code")
    await person.fills(code=code)
    await person.sends()


async def connects(shown_to: Clinician, typed_by: Clinician) -> None:
    await types(typed_by, await gets_a_code(shown_to))
    typed_by.sees("Connected. Both accounts are one now.")


@pytest.mark.parametrize("first", ["noor-haddad", "ana-duarte"])
async def test_a_code_connects_two_accounts_in_either_direction(clinic: Clinic, first: str) -> None:
    """Noor begins in Teams, Ana on Slack."""
    one, other = clinic.person(first), elsewhere(clinic, first)
    await connects(one, other)
    other.sees("Connected: Slack, Teams.")
    other.sees(f"The bot writes to you in {one.address.platform.title()}.")
    assert await clinic.knows(lambda work: work.people.canonical(other.address)) == str(one.address)


async def test_a_code_is_pasted_with_what_stood_around_it(clinic: Clinic) -> None:
    noor, other = clinic.person("noor-haddad"), elsewhere(clinic, "noor-haddad")
    code = await gets_a_code(noor)
    await types(other, f"\u202a{code}\u202c\u00a0")
    other.sees("Connected. Both accounts are one now.")


async def test_a_code_is_refused_when_it_is_wrong_used_late_or_ones_own(clinic: Clinic) -> None:
    noor, other, tomasz = clinic.person("noor-haddad"), elsewhere(clinic, "noor-haddad"), clinic.person("tomasz-wilk")
    await types(tomasz, "K7F3-9QXM")
    tomasz.sees("This code is not valid")
    code = await gets_a_code(noor)
    await types(noor, code)
    noor.sees("This is your own code.")
    await types(other, code)
    other.sees("Connected.")
    await types(tomasz, code)
    tomasz.sees("This code is not valid")
    late = await gets_a_code(tomasz)
    await clinic.passes(minutes=10)
    await types(elsewhere(clinic, "tomasz-wilk"), late)
    assert not await clinic.knows(lambda work: work.people.linked(PersonId(str(tomasz.address))))


async def test_after_five_wrong_codes_somebody_has_to_wait(clinic: Clinic) -> None:
    noor, code = clinic.person("tomasz-wilk"), await gets_a_code(clinic.person("noor-haddad"))
    for _ in range(5):
        await types(noor, "0000-0000")
    await types(noor, code)
    noor.sees("That was too many wrong codes.")


async def test_two_open_requests_of_one_person_become_one(clinic: Clinic) -> None:
    """Noor has asked in both; and what a colleague on Slack then suggests joins it."""
    noor, other = clinic.person("noor-haddad"), elsewhere(clinic, "noor-haddad")
    for one in (noor, other):
        await one.opens()
        await one.presses("I'd like support")
    await connects(noor, other)
    cases = [one for one in await clinic.knows(lambda work: work.cases.all()) if one.is_open]
    assert [one.recipient for one in cases] == [str(noor.address)]
    other.closes()
    await other.sees_at_home("Your request")
    await clinic.person("ana-duarte").suggests("Noor Haddad")
    await clinic.passes(minutes=10)
    still = [one for one in await clinic.knows(lambda work: work.cases.all()) if one.is_open]
    assert [(one.code, one.recipient) for one in still] == [(cases[0].code, str(noor.address))]


async def test_a_supporter_takes_in_teams_what_they_were_asked_on_slack_and_the_old_button_is_late(
    clinic: Clinic,
) -> None:
    await clinic.person("noor-haddad").suggests("Tomasz Wilk")
    await clinic.passes(minutes=10)
    [peer] = await clinic.who_sees("Someone could use a peer.")
    take = await peer.finds("Take it")
    assert take is not None
    other = elsewhere(clinic, peer.slug)
    await connects(other, peer)
    peer.closes()
    await peer.presses_handle(take.handle)
    await peer.sees_message("You took this one. Thank you.")
    [case] = await clinic.knows(lambda work: work.cases.all())
    assert case.supporter == str(other.address)
    await peer.presses_handle(take.handle)
    assert await clinic.knows(lambda work: work.cases.all()) == [case]


async def test_nobody_supports_themselves(clinic: Clinic) -> None:
    """Somebody asked in Teams; the peer on Slack who took it turns out to be the same person."""
    noor = clinic.person("noor-haddad")
    await noor.opens()
    await noor.presses("I'd like support")
    [peer] = await clinic.who_sees("Someone could use a peer.")
    await peer.presses("Take it")
    await connects(peer, noor)
    [case] = await clinic.knows(lambda work: work.cases.all())
    assert (case.is_open, case.supporter, case.recipient) == (True, None, str(peer.address))


async def test_who_loses_one_account_goes_on_under_the_other(clinic: Clinic) -> None:
    noor, other = clinic.person("noor-haddad"), elsewhere(clinic, "noor-haddad")
    await noor.opens()
    await noor.presses("I'd like support")
    await connects(noor, other)
    now = clinic.clock.now()
    await clinic.programme.store.run(lambda work: announce(work, noor.address, delivery_id="gone", now=now))
    await clinic.settles()
    await clinic.passes(minutes=2)
    [case] = await clinic.knows(lambda work: work.cases.all())
    assert (case.is_open, case.recipient) == (True, str(other.address))
    assert not await clinic.knows(lambda work: work.people.linked(case.recipient))


async def test_the_bot_writes_where_they_say_and_parted_the_other_is_a_stranger(clinic: Clinic) -> None:
    noor, other = clinic.person("noor-haddad"), elsewhere(clinic, "noor-haddad")
    await noor.opens()
    await noor.presses("I'd like support")
    await connects(noor, other)
    await other.presses("Write to me here instead")
    other.sees("The bot writes to you in Slack.")
    await other.presses("Disconnect")
    await other.presses("Yes, disconnect")
    [case] = await clinic.knows(lambda work: work.cases.all())
    assert case.recipient == str(other.address)
    await noor.sees_not_at_home(case.code)
    await clinic.passes(minutes=2)
    assert await clinic.knows(lambda work: work.people.canonical(noor.address)) == str(noor.address)


async def opts_out(person: Clinician) -> None:
    await opens_about(person)
    await person.presses("Please don't suggest me")


async def parts(person: Clinician) -> None:
    await opens_about(person)
    await person.presses("Disconnect")
    await person.presses("Yes, disconnect")


@pytest.mark.parametrize("before", [True, False])
async def test_who_wants_to_be_left_alone_is_so_under_every_account_that_was_theirs(
    clinic: Clinic, *, before: bool
) -> None:
    """She says it before she connects, or while both are one; parted, neither account can be suggested."""
    tomasz, other = clinic.person("tomasz-wilk"), elsewhere(clinic, "tomasz-wilk")
    if before:
        await opts_out(tomasz)
    await connects(other, tomasz)
    if not before:
        await opts_out(tomasz)
    await parts(tomasz)
    await clinic.person("noor-haddad" if tomasz.address.platform == "teams" else "ana-duarte").suggests("Tomasz Wilk")
    await clinic.passes(minutes=11)
    assert not await clinic.knows(lambda work: work.cases.all())
    for one in (tomasz, other):
        assert (await clinic.knows(lambda work, one=one: work.people.get(PersonId(str(one.address))))).opted_out


async def test_erasing_parts_the_accounts_and_leaves_the_wish_at_both(clinic: Clinic) -> None:
    tomasz, other = clinic.person("tomasz-wilk"), elsewhere(clinic, "tomasz-wilk")
    await opts_out(tomasz)
    await connects(other, tomasz)
    await opens_about(tomasz)
    await tomasz.presses("Erase it")
    await tomasz.presses("Yes, erase it")
    for one in (tomasz, other):
        assert (await clinic.knows(lambda work, one=one: work.people.get(PersonId(str(one.address))))).opted_out
