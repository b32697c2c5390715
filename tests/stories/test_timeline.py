"""The story: a colleague is suggested, a peer reaches in and stays in touch; fourteen days after its end it is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cast import Clinic, Clinician

pytestmark = pytest.mark.by_socket

STAYS = {"slots", "loads"}
"""Digests that were sent; and the supporter's own load, which names no case."""


async def in_touch(clinic: Clinic, *, recipient: str = "Tomasz Wilk") -> Clinician:
    """A colleague was suggested; Ana took it, and was in touch with them the next day at 10:10."""
    await clinic.person("noor-haddad").suggests(recipient)
    ana = clinic.person("ana-duarte")
    await clinic.passes(minutes=10)
    await ana.presses("Take it")
    await ana.presses("I tried to reach them")
    await clinic.passes(days=1)
    await ana.presses("We were in touch")
    return ana


async def following_up(clinic: Clinic, plan: str = "Light") -> Clinician:
    """Ana has planned her check-ins."""
    ana = await in_touch(clinic)
    await ana.presses("Plan check-ins")
    await ana.fills(plan=plan)
    await ana.sends()
    ana.sees("Planned. You'll be reminded.")
    ana.closes()
    return ana


async def test_a_colleague_is_suggested_and_a_peer_is_asked_ten_minutes_later(clinic: Clinic) -> None:
    ana = clinic.person("ana-duarte")
    await clinic.person("noor-haddad").suggests("Tomasz Wilk")
    await clinic.passes(minutes=9)
    assert await ana.messages() == []
    await clinic.passes(minutes=1)
    await ana.sees_message("Someone could use a peer.")
    assert await clinic.who_sees("Someone could use a peer.") == [ana]


async def test_the_name_is_seen_only_on_the_card_of_the_one_who_took_it(clinic: Clinic) -> None:
    ana = clinic.person("ana-duarte")
    await clinic.person("noor-haddad").suggests("Tomasz Wilk")
    await clinic.passes(minutes=10)
    await ana.presses("Details")
    ana.sees("You see who it is after you take it.")
    ana.sees_not("Tomasz")
    await ana.presses("Take it")
    ana.sees("Who: Tomasz Wilk")
    await ana.sees_message("You took this one. Thank you.")


async def test_the_one_who_is_suggested_never_hears_from_the_bot(clinic: Clinic) -> None:
    await in_touch(clinic)
    tomasz = clinic.person("tomasz-wilk")
    assert await tomasz.messages() == []
    await tomasz.sees_not_at_home("Your request")


async def test_check_ins_are_reminded_of_at_nine_on_the_day(clinic: Clinic) -> None:
    """A week and thirty days after contact, on the supporter's own clock."""
    ana = await following_up(clinic)
    for so_far, day in enumerate(("11 Aug", "3 Sep")):
        await clinic.until(f"{day} 08:59")
        assert await ana.count("You planned to check in.") == so_far
        await clinic.until(f"{day} 09:00")
        assert await ana.count("You planned to check in.") == so_far + 1
        await ana.presses("Open")
        await ana.presses("We were in touch")
        ana.sees("Noted.")
        ana.closes()


async def test_fourteen_days_after_its_end_nothing_of_a_case_is_left(clinic: Clinic) -> None:
    before = clinic.rows()
    ana = await in_touch(clinic)
    await ana.presses("Close the case")
    await ana.sends()
    ana.sees("Closed. Thank you for being there.")
    await clinic.passes(days=13)
    assert clinic.rows()["cases"] == 1
    await clinic.passes(days=1)
    assert {name: rows for name, rows in clinic.rows().items() if name not in STAYS} == before
