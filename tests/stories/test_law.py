"""What the law asks: a case is kept, or a person's data printed, and two people have to want it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.app.administration.oversight import request_disclosure
from bot.conversation.events.oversight import DisclosureReason
from bot.domain.people import Role
from bot.domain.policy import Policy
from tests.cast import HOSPITAL

if TYPE_CHECKING:
    from tests.cast import Clinic, Clinician


def holder(clinic: Clinic, role: Role) -> Clinician:
    """Whoever has this role."""
    return next(clinic.person(slug) for slug, one in HOSPITAL.people.items() if role in one.roles)


async def test_a_held_case_stays_until_two_people_lift_the_hold(clinic: Clinic) -> None:
    tomasz, marion, director = (
        clinic.person("tomasz-wilk"),
        holder(clinic, Role.COORDINATOR),
        holder(clinic, Role.DIRECTOR),
    )
    await tomasz.presses("I'd like support")
    tomasz.closes()
    [case] = await clinic.knows(lambda work: work.cases.all())
    await marion.presses("Legal holds")
    await marion.fills(case=case.code)
    await marion.sends()
    await marion.fills(reason="A lawsuit, or one to be expected")
    await marion.sends()
    marion.sees("Now somebody else confirms it.")
    marion.closes()
    await director.sees_at_home("A legal hold waits for a second person.")
    await director.presses("Legal holds")
    await director.presses("Confirm the hold")
    director.closes()
    await tomasz.presses("What is kept about me")
    tomasz.sees("A legal hold keeps it since")
    await tomasz.presses("Erase it")
    await tomasz.presses("Yes, erase it")
    tomasz.sees("It can't be erased before the hold is lifted.")
    tomasz.closes()
    await clinic.passes(days=20)
    assert len(await clinic.knows(lambda work: work.cases.all())) == 1
    for one, button in ((director, "Lift the hold"), (marion, "Yes, lift it")):
        await one.presses("Legal holds")
        await one.presses(button)
        one.closes()
    assert await clinic.knows(lambda work: work.cases.all()) == []


async def test_a_disclosure_is_approved_on_the_page_by_its_code(clinic: Clinic) -> None:
    tomasz, director = clinic.person("tomasz-wilk"), holder(clinic, Role.DIRECTOR)
    await tomasz.presses("I'd like support")
    [case] = await clinic.knows(lambda work: work.cases.all())
    at = (clinic.programme.clock.now(), Policy())

    async def asks() -> tuple[str, tuple[str, ...]]:
        outcome = await clinic.programme.store.run(
            lambda work: request_disclosure(work, case.recipient, DisclosureReason.COURT, at=at)
        )
        return outcome.key, tuple(one.what for one in outcome.found)

    key, nothing = await asks()
    assert nothing == ()
    await director.sees_at_home("Somebody asks you to agree to a disclosure.")
    await director.presses("Disclosures")
    director.sees(key)
    director.sees_not(HOSPITAL.people["tomasz-wilk"].name)
    await director.presses("Yes, it may be printed")
    director.sees("Approved. It can be printed once.")
    assert await asks() == (key, (f"case {case.code}, as recipient",))


async def test_what_was_erased_still_counts_in_the_week(clinic: Clinic) -> None:
    tomasz = clinic.person("tomasz-wilk")
    await tomasz.presses("I'd like support")
    tomasz.closes()
    await tomasz.presses("What is kept about me")
    await tomasz.presses("Erase it")
    await tomasz.presses("Yes, erase it")
    await clinic.passes(minutes=1)
    assert await clinic.knows(lambda work: work.cases.all()) == []
    counted = await clinic.knows(lambda work: work.counters.of("2026-08-10"))
    assert (counted["week_new"], counted["week_closed"]) == (1, 1)
