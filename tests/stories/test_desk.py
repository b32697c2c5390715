"""A desk to work at: a case opens from the list, a supporter's entry is changed, somebody is taken off the roster."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cast import Clinic


async def test_a_case_that_needs_nobody_opens_from_the_list_and_is_closed(clinic: Clinic) -> None:
    await clinic.person("tomasz-wilk").presses("I'd like support")
    marion = clinic.person("marion-castellan")
    await marion.presses("Open the desk")
    marion.sees("Nothing right now.")
    assert marion.form is not None
    code = marion.form.questions[0].choices[0][0]
    await marion.fills(case=code)
    await marion.sends()
    marion.sees("A peer is being asked")
    marion.sees_not("Tomasz Wilk")
    await marion.presses("Close the case")
    await marion.fills(closing="Nobody could be found")
    await marion.sends()
    marion.sees("No open cases.")


async def test_the_coordinator_finds_a_supporter_and_changes_what_only_they_can(clinic: Clinic) -> None:
    ana, marion = clinic.person("ana-duarte"), clinic.person("marion-castellan")
    await marion.presses("The roster")
    await marion.fills(find="ana du")
    await marion.sends()
    await marion.fills(supporter="Ana Duarte")
    await marion.sends()
    await marion.fills(trained="2025-01-01", cap="1 case at a time")
    await marion.sends()
    marion.sees("Saved.")
    marion.sees("training has lapsed")
    await ana.sees_at_home("your training has lapsed")


async def test_who_is_taken_off_the_roster_is_no_supporter_any_more(clinic: Clinic) -> None:
    ana, marion = clinic.person("ana-duarte"), clinic.person("marion-castellan")
    await ana.sees_at_home("Supporting")
    await marion.presses("The roster")
    await marion.fills(supporter="Ana Duarte")
    await marion.sends()
    await marion.presses("Take off the roster", sure=False)
    marion.sees("Take off the roster?")
    await marion.sends()
    marion.sees("Taken off the roster.")
    marion.sees_not("Ana Duarte")
    await ana.sees_not_at_home("Supporting")
