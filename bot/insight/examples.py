"""The weekly overview of an invented week: for the gallery and every platform's golden renderings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.domain.case import CaseCode, Why
from bot.insight import digest
from bot.insight.attention import Care, Need
from bot.insight.weekly_figures import CheckIns, Share, Week, WeekFigures

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.ui import Message

_ZONE = "America/New_York"
_HOUR = timedelta(hours=1)
_WEEK = Week.before(date(2026, 8, 3), _ZONE)
_BEFORE = Week.before(date(2026, 7, 27), _ZONE)

_FIGURES = WeekFigures(
    week=_WEEK,
    new=6,
    closed=4,
    open_at_start=9,
    open_at_end=11,
    waiting=2,
    oldest_waiting=19 * _HOUR,
    matched=Share(5, 6),
    matched_waiting=1,
    match_median=3 * _HOUR,
    match_p90=20 * _HOUR,
    reached=Share(4, 5),
    reached_waiting=0,
    passes=Share(3, 9),
    check_ins=CheckIns(on_time=5, late=1, skipped=1, pending=2),
    overdue_now=1,
)
_QUIET = WeekFigures(
    week=_WEEK,
    new=0,
    closed=0,
    open_at_start=0,
    open_at_end=0,
    waiting=0,
    oldest_waiting=None,
    matched=Share(0, 0),
    matched_waiting=0,
    match_median=None,
    match_p90=None,
    reached=Share(0, 0),
    reached_waiting=0,
    passes=Share(0, 0),
    check_ins=CheckIns(on_time=0, late=0, skipped=0, pending=0),
    overdue_now=0,
)
_NEEDS = (
    Need(code=CaseCode("K7F3"), why=Why.NEEDS_COORDINATOR, lasting=26 * _HOUR),
    Need(code=CaseCode("M2QX"), why=Why.NO_ATTEMPT, lasting=80 * _HOUR),
    Need(code=CaseCode("D9TH"), why=Why.CHECK_IN_OVERDUE, lasting=200 * _HOUR),
)
_CARE = Care(active=12, at_cap=2, resting=1, on_leave=1)

MESSAGES: Mapping[str, Message] = MappingProxyType(
    {
        "overview": digest.write(
            digest.Reading(
                figures=_FIGURES,
                before=replace(_FIGURES, week=_BEFORE, new=4, closed=5, open_at_start=10, open_at_end=9, waiting=1),
                needs=_NEEDS,
                care=_CARE,
                zone=_ZONE,
                undelivered=1,
                unreadable=2,
                missed=1,
                last_backup=date(2026, 7, 30),
                backup_is_old=True,
                oversight=digest.Oversight(reveals=1, holds=1, disclosures=0, head="412-9f86d081884c"),
            )
        ),
        "overview_quiet": digest.write(
            digest.Reading(figures=_QUIET, before=replace(_QUIET, week=_BEFORE), needs=(), care=_CARE, zone=_ZONE)
        ),
    }
)
"""A busy week after one whose overview never came, and a week in which nothing happened."""
