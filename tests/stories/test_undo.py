"""A mis-pick is the worst mistake here: it is shown once more, can be undone, and nothing is told meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cast import Clinic


async def test_a_wrong_pick_is_undone_within_ten_minutes(clinic: Clinic) -> None:
    before = clinic.rows()
    noor = clinic.person("noor-haddad")
    await noor.suggests("Tomasz Wilk")
    await clinic.passes(minutes=9)
    await noor.presses("Undo")
    noor.sees("If less than 10 minutes had passed, nothing will happen and nothing was kept.")
    await clinic.passes(days=2)
    assert await clinic.who_sees("Someone could use a peer.") == []
    assert clinic.rows() == before


async def test_undoing_too_late_reads_the_same_and_changes_nothing(clinic: Clinic) -> None:
    noor = clinic.person("noor-haddad")
    await noor.suggests("Tomasz Wilk")
    await clinic.passes(minutes=10)
    await noor.presses("Undo")
    noor.sees("If less than 10 minutes had passed, nothing will happen and nothing was kept.")
    assert len(await clinic.who_sees("Someone could use a peer.")) == 1


async def test_the_person_is_shown_once_more_before_anything_is_saved(clinic: Clinic) -> None:
    noor = clinic.person("noor-haddad")
    await noor.opens()
    await noor.presses("Suggest a colleague")
    await noor.fills(colleague="Tomasz Wilk")
    await noor.sends()
    noor.sees("You are about to suggest")
    noor.sees("Tomasz Wilk")
    await noor.presses("No, choose again")
    await clinic.passes(days=1)
    assert await clinic.who_sees("Someone could use a peer.") == []


@pytest.mark.by_socket
async def test_suggesting_nobody_or_oneself_is_mended_in_the_form(clinic: Clinic) -> None:
    noor = clinic.person("noor-haddad")
    await noor.opens()
    await noor.presses("Suggest a colleague")
    await noor.sends()
    noor.sees(clinic.driver.missing)
    await noor.fills(colleague="Noor Haddad")
    await noor.sends()
    noor.sees("For yourself, use “I'd like support”.")


async def test_the_answer_is_the_same_whether_or_not_the_colleague_is_known_already(clinic: Clinic) -> None:
    noor, wren = clinic.person("noor-haddad"), clinic.person("wren-calloway")
    await noor.suggests("Tomasz Wilk")
    await clinic.passes(minutes=10)
    await wren.suggests("Tomasz Wilk")
    assert noor.form is not None
    assert wren.form is not None
    assert wren.form.text == noor.form.text
    await clinic.passes(minutes=10)
    assert len(await clinic.who_sees("Someone could use a peer.")) == 1
