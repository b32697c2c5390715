"""Who reads a report that was released, on every platform, and who does not."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bot.app.administration.reporting import release_report
from bot.domain.audit import Kind
from bot.domain.release import Audience, Period

if TYPE_CHECKING:
    from store.unit_of_work import SqlUnitOfWork
    from tests.cast import Clinic

LAST_YEAR = {"category_unsaid": 31, "category_patient_death": 14, "category_litigation": 6, "category_personal": 1}


async def publishes(clinic: Clinic, *audiences: Audience) -> None:
    """An administrator releases the report of last year."""

    def work(unit: SqlUnitOfWork) -> None:
        for name, number in (LAST_YEAR | {"origin_self": 20, "origin_colleague": 32}).items():
            for _ in range(number):
                unit.counters.add(name, "2025-Q2")
        for one in audiences:
            release_report(unit, Period(2025), one, at=(date(2026, 8, 3), clinic.settings.policy))

    await clinic.programme.store.run(work)


async def test_a_leadership_reader_opens_the_report_and_reads_no_small_count(clinic: Clinic) -> None:
    await publishes(clinic, *Audience)
    vera = clinic.person("vera-sandoval-roth")
    await vera.presses("Report 2025")
    vera.sees("52 cases ended and were forgotten in this period.")
    vera.sees("Both counts are shown if neither is under 11.")
    vera.sees("14")
    vera.sees("not shown: one of the two is under 11")
    vera.sees_not("31")


async def test_a_coordinator_reads_more(clinic: Clinic) -> None:
    await publishes(clinic, *Audience)
    marion = clinic.person("marion-castellan")
    await marion.presses("Report 2025")
    marion.sees("Both counts are shown if neither is under 5.")
    marion.sees("31")


async def test_what_was_released_to_coordinators_only_nobody_else_finds(clinic: Clinic) -> None:
    await publishes(clinic, Audience.COORDINATOR)
    for slug in ("vera-sandoval-roth", "noor-haddad"):
        await clinic.person(slug).sees_not_at_home("Report 2025")


async def test_each_release_is_on_record(clinic: Clinic) -> None:
    await publishes(clinic, *Audience)
    found = [one for one in await clinic.knows(lambda work: work.audit.entries()) if one.kind == Kind.RELEASE]
    assert [(one.role, one.reason) for one in found] == [("operator", "2025_coordinator"), ("operator", "2025_outside")]
