"""A day is the reader's own: what happened on a Friday evening is told of Friday, also where UTC has Saturday."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cast import Clinic


async def test_what_was_asked_for_in_the_evening_is_told_of_that_day(clinic: Clinic) -> None:
    await clinic.until("4 Dec 19:02")
    noor = clinic.person("noor-haddad")
    await noor.presses("I'd like support")
    noor.closes()
    await noor.presses("What is kept about me")
    noor.sees("You asked for support on Fri 4 Dec.")
    noor.sees_not("on Sat 5 Dec")


@pytest.mark.only_in("playground")
async def test_a_pause_is_offered_from_the_readers_own_day(clinic: Clinic) -> None:
    """Fourteen days from Friday are a Friday. The same engine everywhere."""
    await clinic.until("4 Dec 19:02")
    noor = clinic.person("noor-haddad")
    await noor.presses("I'd like support")
    noor.closes()
    await noor.presses("Open")
    await noor.presses("Later")
    assert noor.form is not None
    assert noor.form.questions[0].given == ("2026-12-18",)
