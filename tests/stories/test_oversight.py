"""Who looked is on record before they read it; a name is not shown where that can't be written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.audit import Kind
from bot.domain.errors import NotSavedError
from bot.domain.people import Role
from store.repositories.audit import SqlAudit
from tests.cast import HOSPITAL

if TYPE_CHECKING:
    import pytest

    from bot.domain.audit import Entry
    from tests.cast import Clinic, Clinician


async def entries(clinic: Clinic, kind: Kind = Kind.ACCESS) -> list[Entry]:
    found = await clinic.knows(lambda work: work.audit.entries())
    assert await clinic.knows(lambda work: work.audit.verify()) == []
    return [one for one in found if one.kind == kind]


async def taken(clinic: Clinic) -> Clinician:
    """Noor suggests Tomasz, and a supporter takes it."""
    await clinic.person("noor-haddad").suggests("Tomasz Wilk")
    await clinic.passes(minutes=10)
    [peer] = await clinic.who_sees("Someone could use a peer.")
    await peer.presses("Take it")
    peer.sees("Tomasz Wilk")
    peer.closes()
    return peer


async def test_each_card_is_on_record_once_an_hour(clinic: Clinic) -> None:
    peer = await taken(clinic)
    await peer.presses("Open")
    peer.closes()
    assert [(one.role, one.reason) for one in await entries(clinic)] == [("supporter", "card")]
    await clinic.passes(hours=1)
    await peer.presses("Open")
    assert len(await entries(clinic)) == 2


async def test_what_can_not_be_recorded_is_not_shown(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    peer = await taken(clinic)
    await clinic.passes(hours=1)

    def fails(*_: object) -> None:
        raise NotSavedError

    monkeypatch.setattr(SqlAudit, "append", fails)
    await peer.presses("Open")
    peer.sees_not("Tomasz Wilk")
    peer.sees("988")


async def test_a_reveal_is_on_record_told_to_the_director_and_the_recipient_and_opens_again(clinic: Clinic) -> None:
    tomasz, marion = clinic.person("tomasz-wilk"), clinic.person("marion-castellan")
    await tomasz.presses("I'd like support")
    tomasz.closes()
    await clinic.passes(hours=30)
    await marion.presses("Open the desk")
    await marion.presses("Show who it is")
    marion.sees_not("Tomasz Wilk")
    await marion.fills(reason="The recipient called us")
    await marion.sends()
    marion.sees("Tomasz Wilk")
    [reveal] = await entries(clinic, Kind.REVEAL)
    assert (reveal.role, reveal.reason) == ("coordinator", "called")
    assert await entries(clinic) == []
    await marion.presses("Open the desk")
    await marion.presses("Show who it is")
    marion.sees("Tomasz Wilk")
    assert [one.reason for one in await entries(clinic)] == ["opened_again"]
    await tomasz.presses("Open")
    tomasz.sees("The coordinator looked up your name on")
    director = director_of(clinic)
    await director.presses("Who looked up a name")
    director.sees("the person called")
    director.sees_not("Tomasz Wilk")


def director_of(clinic: Clinic) -> Clinician:
    """Whoever directs the programme."""
    return next(clinic.person(slug) for slug, one in HOSPITAL.people.items() if Role.DIRECTOR in one.roles)


async def test_the_overview_counts_reveals_and_prints_the_head(clinic: Clinic) -> None:
    marion = clinic.person("marion-castellan")
    await clinic.person("tomasz-wilk").presses("I'd like support")
    await clinic.passes(hours=30)
    await marion.presses("Open the desk")
    await marion.presses("Show who it is")
    await marion.fills(reason="Somebody may be in danger")
    await marion.sends()
    marion.closes()
    await clinic.until("Mon 08:00")
    await marion.sees_message("Names looked up: 1. Cases under a legal hold: 0. Disclosures: 0.")
    head = next(one for one in await marion.messages() if "The audit ends with " in one)
    printed = head.partition("The audit ends with ")[2].partition(".")[0]
    await clinic.passes(days=3)
    assert await clinic.knows(lambda work: work.audit.verify(printed)) == []


async def test_who_pages_and_who_answers_is_on_record(clinic: Clinic) -> None:
    ana, lena = clinic.person("ana-duarte"), clinic.person("lena-hartvig")
    await ana.presses("Page clinical back-up")
    await ana.presses("Page them now")
    await lena.presses("Answer")
    lena.sees("Ana Duarte")
    assert [(one.role, one.reason) for one in await entries(clinic)] == [("backup", "backup")]


async def test_whom_the_director_is_to_call_is_on_record(clinic: Clinic) -> None:
    noor = clinic.person("noor-haddad")
    await noor.presses("What is kept about me")
    await noor.presses("Talk to the director")
    await noor.presses("Yes, call me")
    await clinic.passes(minutes=1)
    director = director_of(clinic)
    await director.presses("Open")
    director.sees("Noor Haddad")
    assert [(one.role, one.reason) for one in await entries(clinic)] == [("director", "complaint")]


async def test_the_first_start_records_the_policy_and_the_next_one_only_a_change(clinic: Clinic) -> None:
    assert len(await entries(clinic, Kind.POLICY)) == 1
    await clinic.is_away(hours=1)
    assert len(await entries(clinic, Kind.POLICY)) == 1


async def test_own_pages_and_codes_are_nobodys_look(clinic: Clinic) -> None:
    """The desk names nobody, a referrer reads whom they picked themselves, and everybody reads about themselves."""
    await clinic.person("noor-haddad").suggests("Tomasz Wilk")
    await clinic.person("marion-castellan").presses("Open the desk")
    tomasz = clinic.person("tomasz-wilk")
    await tomasz.presses("What is kept about me")
    assert await entries(clinic) == []


async def test_the_same_person_has_the_same_pseudonym_and_nobody_reads_it(clinic: Clinic) -> None:
    peer = await taken(clinic)
    await clinic.passes(hours=1)
    await peer.presses("Open")
    first, second = await entries(clinic)
    assert (first.actor, first.case_mark) == (second.actor, second.case_mark)
    assert len(first.actor) == len(first.case_mark) == 8
