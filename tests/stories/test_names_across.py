"""Whoever may see a name can read it and reach the person, whichever platform either of them is on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.domain.people import Listed
from tests.cast import HOSPITAL
from tests.platforms.both import SUPPORTERS, BothDriver
from tests.platforms.staff import StaffList

if TYPE_CHECKING:
    from bot.domain.people import Traits
    from tests.cast import Clinic, Clinician

BOTH, REVERSED, GRANTED = "slack_and_teams", "teams_and_slack", "slack_and_teams_with_graph"
TOMASZ, NOOR, UNSEEN = "tomasz-wilk", "noor-haddad", "lars-hedberg"
"""The last has done nothing in Teams yet."""


async def has_a_list(clinic: Clinic, **changed: Traits) -> None:
    """The hospital's own list was imported, and is all that the programme knows of anybody without a role."""
    driver = clinic.driver
    assert isinstance(driver, BothDriver)
    people = [
        Listed(
            person=driver.moved(one.person), name=one.name, traits=changed.get(one.slug.replace("-", "_"), one.traits)
        )
        for one in HOSPITAL.people.values()
    ]
    await clinic.programme.store.run(lambda work: work.directory.stage(1, people))
    assert await clinic.programme.store.run(lambda work: work.directory.swap(1, len(people)))
    world = clinic.programme.service._world
    assert isinstance(world.directory, StaffList)
    object.__setattr__(world, "directory", world.directory.platform)


async def taken(clinic: Clinic, slug: str = TOMASZ) -> Clinician:
    """Noor suggests a colleague, and a supporter on the other platform takes it."""
    await clinic.person(NOOR).suggests(HOSPITAL.people[slug].name)
    await clinic.passes(minutes=10)
    [peer] = await clinic.who_sees("Someone could use a peer.")
    await peer.presses("Take it")
    return peer


async def links(clinic: Clinic, who: Clinician) -> str:
    """The dialog with its links, as it left."""
    driver = clinic.driver
    assert isinstance(driver, BothDriver)
    return await driver.dialogs(who.slug)


async def asked(clinic: Clinic) -> list[str]:
    driver = clinic.driver
    assert isinstance(driver, BothDriver)
    return await driver.asked()


def chat_with(clinic: Clinic, slug: str) -> str:
    """The link that opens a chat with somebody where they are."""
    address = clinic.driver.address(slug)
    place, _, one = address.account.partition("/")
    if address.platform == "slack":
        return f"https://slack.com/app_redirect?team={place}&channel={one}"
    return f"https://teams.microsoft.com/l/chat/0/0?tenantId={place}&users=8:orgid:{one}"


@pytest.mark.only_in(BOTH, REVERSED)
async def test_a_supporter_reads_the_name_from_the_hospitals_list_and_has_the_way_there(clinic: Clinic) -> None:
    await has_a_list(clinic)
    peer = await taken(clinic)
    peer.sees("Tomasz Wilk")
    assert chat_with(clinic, TOMASZ).replace("&", "&amp;" if peer.address.platform == "slack" else "&") in await links(
        clinic, peer
    )
    before = clinic.driver.address(TOMASZ).platform == "slack"  # once, when he was picked: whether he is a person
    found = [one for one in await asked(clinic) if one.startswith("graph") or one.endswith(f" {_id(clinic, TOMASZ)}")]
    assert found == [f"users.info {_id(clinic, TOMASZ)}"] * before


def _id(clinic: Clinic, slug: str) -> str:
    return clinic.driver.address(slug).account.partition("/")[2]


@pytest.mark.only_in(GRANTED)
async def test_microsoft_tells_the_name_of_somebody_of_whom_the_programme_knows_nothing(clinic: Clinic) -> None:
    peer = await taken(clinic, UNSEEN)
    peer.sees(HOSPITAL.people[UNSEEN].name)
    assert f"graph {_id(clinic, UNSEEN)}" in await asked(clinic)


@pytest.mark.only_in(REVERSED)
async def test_slack_tells_the_name_of_somebody_of_whom_the_programme_knows_nothing(clinic: Clinic) -> None:
    peer = await taken(clinic)
    peer.sees("Tomasz Wilk")
    assert chat_with(clinic, TOMASZ) in await links(clinic, peer)
    assert f"users.info {_id(clinic, TOMASZ)}" in await asked(clinic)


@pytest.mark.only_in(BOTH)
async def test_without_a_name_there_is_still_a_way_to_the_person(clinic: Clinic) -> None:
    peer = await taken(clinic, UNSEEN)
    peer.sees("a colleague in Teams")
    assert chat_with(clinic, UNSEEN).replace("&", "&amp;") in await links(clinic, peer)


@pytest.mark.only_in(BOTH)
async def test_what_teams_said_of_somebody_is_known_while_the_process_runs(clinic: Clinic) -> None:
    await clinic.person(UNSEEN).opens()
    clinic.person(UNSEEN).closes()
    peer = await taken(clinic, UNSEEN)
    peer.sees(HOSPITAL.people[UNSEEN].name)


@pytest.mark.only_in(BOTH, REVERSED)
async def test_the_coordinator_who_looks_a_name_up_reads_it(clinic: Clinic) -> None:
    await has_a_list(clinic)
    ana = next(iter(sorted(SUPPORTERS)))
    await clinic.person(ana).presses("I'd like support")
    clinic.person(ana).closes()
    await clinic.passes(hours=30)
    marion = clinic.person("marion-castellan")
    assert marion.address.platform != clinic.driver.address(ana).platform
    await marion.presses("Open the desk")
    await marion.presses("Show who it is")
    await marion.fills(reason="The recipient called us")
    await marion.sends()
    marion.sees(HOSPITAL.people[ana].name)


@pytest.mark.only_in(BOTH, REVERSED)
async def test_the_coordinator_chooses_among_supporters_by_name(clinic: Clinic) -> None:
    await clinic.person(NOOR).suggests("Tomasz Wilk")
    await clinic.passes(minutes=10)
    marion = clinic.person("marion-castellan")
    for _ in range(3):
        [peer] = await clinic.who_sees("Someone could use a peer.")
        await peer.presses("Pass")
    await marion.presses("Open the desk")
    await marion.presses("Choose a supporter")
    names = {one.name for one in HOSPITAL.people.values() if one.slug in SUPPORTERS}
    assert marion.form is not None
    assert sum(name in marion.form.text for name in names) >= 3, marion.screen()


@pytest.mark.only_in(BOTH, REVERSED)
async def test_matching_knows_specialty_and_department_from_the_list(clinic: Clinic) -> None:
    """From surgery, with the specialty of intensive care: Elif fits best, Ana and Grace are not asked."""
    usual = HOSPITAL.people[TOMASZ].traits
    await has_a_list(clinic, tomasz_wilk=replace(usual, specialty="intensive_care", cluster="", languages=frozenset()))
    world = clinic.programme.service._world
    object.__setattr__(world, "policy", replace(world.policy, own_department=False))
    await clinic.person(NOOR).suggests("Tomasz Wilk")
    await clinic.passes(minutes=10)
    were_asked: list[str] = []
    while peers := await clinic.who_sees("Someone could use a peer."):
        were_asked += [one.slug for one in peers]
        await peers[0].presses("Pass")
    assert were_asked[0] == "elif-arsoy"
    assert not {"ana-duarte", "grace-okonjo"} & set(were_asked)
