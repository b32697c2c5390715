"""What can't be undone asks first; a late press is told how it stands; nothing that was saved reads as cancelled."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.domain.policy import Clocks, Policy, Suggestions
from tests.cast import START, Clinic, settings_for
from tests.playground import PlaygroundDriver

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cast import Clinician

pytestmark = pytest.mark.only_in("playground")  # what is said is made by the engine, the same everywhere


async def taken(clinic: Clinic) -> Clinician:
    """Who took the case of Tomasz, with its card open."""
    await clinic.person("noor-haddad").suggests("Tomasz Wilk")
    await clinic.passes(minutes=11)
    (peer,) = await clinic.who_sees("Someone could use a peer.")
    await peer.presses("Take it")
    return peer


async def test_a_no_is_asked_once_more_before_it_closes_anything(clinic: Clinic) -> None:
    peer = await taken(clinic)
    await peer.presses("They'd rather not", sure=False)
    peer.sees("The case closes, and colleagues can't suggest them for 30 days.")
    assert not await clinic.knows(lambda work: [one for one in work.cases.all() if not one.is_open])
    await peer.presses("Yes, close it")
    peer.sees("Closed. A no is always fine")


async def test_the_last_check_in_says_that_the_case_closes_with_it(clinic: Clinic) -> None:
    peer = await taken(clinic)
    await peer.presses("We were in touch")
    await peer.presses("Plan check-ins")
    await peer.fills(plan="Light: on days 7, 30")
    await peer.sends()
    await peer.presses("We were in touch", sure=False)
    peer.sees("Noted. Thank you.")
    await peer.presses("We were in touch", sure=False)
    peer.sees("This is the last one that is planned: the case closes with it.")
    peer.sees("forgotten after 14 days")
    await peer.presses("Yes, close it")
    peer.sees("It was the last check-in, so the case is closed.")


async def test_ones_own_request_is_ended_only_after_a_question(clinic: Clinic) -> None:
    noor = clinic.person("noor-haddad")
    await noor.presses("I'd like support")
    noor.closes()
    await noor.presses("Open")
    await noor.presses("End my request", sure=False)
    noor.sees("It can't be opened again.")
    noor.closes()
    await noor.sees_at_home("Your request")
    await noor.presses("Open")
    await noor.presses("End my request")
    noor.sees("Your request has ended.")


async def test_a_late_press_is_told_how_it_stands(clinic: Clinic) -> None:
    peer = await taken(clinic)
    assert peer.form is not None
    old = next(one for one in peer.form.buttons if one.label == "We were in touch")
    await peer.presses("I tried to reach them")
    await peer.presses_handle(old.handle)
    peer.sees("This came too late, or twice: nothing has changed. Where it stands: 1 attempt made.")


async def test_what_is_saved_is_closed_and_not_cancelled(clinic: Clinic) -> None:
    noor = clinic.person("noor-haddad")
    await noor.presses("I'd like support")
    noor.sees("It is saved.")
    noor.sees_not("Cancel")


async def test_every_number_is_the_policys(tmp_path: Path) -> None:
    clocks = replace(Clocks(), undo=timedelta(seconds=30), referrer=timedelta(days=30), purge=timedelta(days=90))
    policy = replace(Policy(), clocks=clocks, suggestions=replace(Suggestions(), of_one_days=9))
    clinic = Clinic(settings_for(tmp_path, f"sqlite:///{tmp_path / 'test.db'}", policy), PlaygroundDriver())
    await clinic.starts(at=START)
    noor = clinic.person("noor-haddad")
    await noor.presses("Suggest a colleague")
    await noor.fills(colleague="Tomasz Wilk")
    await noor.sends()
    noor.sees("You have 30 seconds to undo it.")
    noor.sees("forgotten after 30 days at most")
    await noor.presses("Yes, suggest")
    await noor.presses("Undo")
    noor.sees("If less than 30 seconds had passed")
    noor.closes()
    await noor.presses("What is kept about me")
    noor.sees("30 days at most")
    noor.sees("is suggested, for 9 days")
    await clinic.stops()


async def test_new_hours_keep_every_leave(clinic: Clinic) -> None:
    """Leave at Christmas, and a week from today; then only the hours change, on a form that was opened before."""
    ana = clinic.person("ana-duarte")
    await ana.presses("Hours and leave")
    await ana.fills(away_from="2026-12-20", away_to="2027-01-05")
    await ana.sends()
    ana.closes()
    await ana.presses("Hours and leave")
    opened = ana.form
    ana.closes()
    await ana.presses("Away for a week")
    ana.form = opened
    await ana.fills(hours="Tue 09:00-12:00")
    await ana.sends()
    member = await clinic.knows(lambda work: next(one for one in work.roster.everybody() if one.name == ana.name))
    assert member.supporter is not None
    assert [f"{one.first}" for one in member.supporter.leave] == ["2026-08-03", "2026-12-20"]
    ana.closes()
    await ana.presses("Hours and leave")
    await ana.fills(leave=())
    await ana.sends()
    after = await clinic.knows(lambda work: next(one for one in work.roster.everybody() if one.name == ana.name))
    assert after.supporter is not None
    assert after.supporter.leave == ()
