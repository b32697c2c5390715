"""The report of a year or a quarter, as an administrator draws and releases it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.app.administration.database import open_offline
from bot.app.administration.roster_changes import clock_of
from bot.conversation.audit_trail import day_of
from bot.domain.audit import OPERATOR, Kind, Record
from bot.insight.quarterly_report import Basis, Withheld, quarters_read, report

if TYPE_CHECKING:
    from datetime import date

    from bot.domain.policy import Policy
    from bot.domain.release import Audience, Period, Release
    from bot.ports import UnitOfWork
    from bot.settings import Settings


def publish(
    settings: Settings, period: Period, audience: Audience, *, release: bool
) -> tuple[Release | Withheld, bool]:
    """What may be read of this period, and whether it is released now or was before; else it was only drawn."""
    store, today = open_offline(settings), day_of(clock_of(settings).now(), settings.policy)
    try:
        if release:
            return store.run_now(lambda work: release_report(work, period, audience, at=(today, settings.policy)))
        return store.read_now(lambda work: draw_report(work, period, audience, at=(today, settings.policy)))
    finally:
        store.close()


def draw_report(
    work: UnitOfWork, period: Period, audience: Audience, *, at: tuple[date, Policy]
) -> tuple[Release | Withheld, bool]:
    """As it would be released, and whether it was; ``at`` is the programme's day and the policy."""
    today, policy = at
    earlier = work.releases.all(strict=True)
    counted = {quarter: work.counters.of(quarter) for quarter in quarters_read(period)}
    made = report(period, audience, Basis(counted=counted, earlier=earlier, today=today, policy=policy))
    return made, made in earlier


def release_report(
    work: UnitOfWork, period: Period, audience: Audience, *, at: tuple[date, Policy]
) -> tuple[Release | Withheld, bool]:
    """In the ledger and on record, in the caller's transaction; one that was released is given again."""
    made, before = draw_report(work, period, audience, at=at)
    if isinstance(made, Withheld) or before:
        return made, before
    work.releases.append(made)
    reason = f"{made.period}_{made.audience}".lower()
    work.audit.append(Record(kind=Kind.RELEASE, role=OPERATOR, on=made.on, reason=reason))
    return made, True
