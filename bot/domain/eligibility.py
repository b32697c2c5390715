"""Who may be asked to support whom, and who comes first: hard exclusions, then a score (programme.md, "Matching")."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain.availability import can_be_asked, next_opening_of
from bot.domain.case import OfferState
from bot.domain.hours import day_in, next_opening, waking
from bot.domain.people import Role, Supporter, Traits

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.case import Case
    from bot.domain.hours import Window
    from bot.domain.people import Member
    from bot.domain.policy import Policy, Quiet

_QUARTER, _YEAR = timedelta(days=91), timedelta(days=365)
_AGAIN = timedelta(hours=1)


class Barrier(StrEnum):
    """Why somebody is not asked. Only CLOSED_NOW passes by itself within hours."""

    NO_SUPPORTER = "no_supporter"
    RECIPIENT = "recipient"
    EXCLUDED = "excluded"
    AVOIDS = "avoids"
    ASKED_ALREADY = "asked_already"
    REVIEWS_EVENTS = "reviews_events"
    DEPARTMENT = "department"
    TRAINING_LAPSED = "training_lapsed"
    AT_CAP = "at_cap"
    RESTING = "resting"
    CLOSED_NOW = "closed_now"


@dataclass(frozen=True, kw_only=True)
class MatchContext:
    """What a judgement needs to know beside case and supporter."""

    now: datetime
    policy: Policy
    recipient: Traits


def barrier(  # noqa: PLR0917 - which case, who, with how much to do, when
    case: Case, member: Member, open_cases: int, setting: MatchContext
) -> Barrier | None:
    """The first reason not to ask this person now; None if they may be asked."""
    supporter = member.supporter
    if supporter is None or not member.active:
        return Barrier.NO_SUPPORTER
    return (
        _forbidden(case, member, supporter, setting.now)
        or _by_policy(supporter, setting)
        or _load_barrier(supporter, open_cases, setting)
        or _closed_now(member, setting)
    )


def _forbidden(  # noqa: PLR0917 - which case, who, when
    case: Case, member: Member, supporter: Supporter, now: datetime
) -> Barrier | None:
    if member.person == case.recipient:
        return Barrier.RECIPIENT
    if member.person in case.excluded:
        return Barrier.EXCLUDED
    if case.recipient in supporter.avoid:
        return Barrier.AVOIDS
    return Barrier.ASKED_ALREADY if _was_asked(case, member, now) else None


def _was_asked(case: Case, member: Member, now: datetime) -> bool:
    """Whether they were asked before; a question that somebody else settled counts as never asked.

    So does one that they could not see, after an hour: before that, the same would happen again.
    """
    offer = case.offer_to(member.person)
    if offer is None or offer.state is OfferState.GONE:
        return False
    return offer.state is not OfferState.UNDELIVERED or offer.settled_at is None or now < offer.settled_at + _AGAIN


def forbids(case: Case, member: Member, setting: MatchContext) -> bool:
    """Whether this person must not have this case, whatever they were asked before: checked again when it happens."""
    supporter = member.supporter
    if supporter is None or not member.has(Role.SUPPORTER) or supporter.reviews_events:
        return True
    found = _forbidden(case, member, supporter, setting.now)
    return found not in {None, Barrier.ASKED_ALREADY} or training_lapsed(supporter, setting)


def _by_policy(supporter: Supporter, setting: MatchContext) -> Barrier | None:
    if supporter.reviews_events:
        return Barrier.REVIEWS_EVENTS
    department = setting.recipient.department
    same = bool(department) and supporter.traits.department == department
    if same and not setting.policy.own_department:
        return Barrier.DEPARTMENT
    if department and not same and not setting.policy.other_departments:
        return Barrier.DEPARTMENT
    return None


def _load_barrier(supporter: Supporter, open_cases: int, setting: MatchContext) -> Barrier | None:
    if training_lapsed(supporter, setting):
        return Barrier.TRAINING_LAPSED
    if at_cap(supporter, open_cases, setting.policy):
        return Barrier.AT_CAP
    if supporter.rest_until is not None and setting.now < supporter.rest_until:
        return Barrier.RESTING
    return None


def training_lapsed(supporter: Supporter, setting: MatchContext) -> bool:
    """Training valid for twelve months, hard after thirty days of grace; an unknown date counts as lapsed."""
    if supporter.trained_on is None:
        return True
    limits, today = setting.policy.limits, day_in(setting.now, setting.policy.timezone)
    return today > supporter.trained_on + limits.training_valid + limits.training_grace


def at_cap(supporter: Supporter, open_cases: int, policy: Policy) -> bool:
    """Two open cases at most, fewer if the supporter said so; never more."""
    return open_cases >= min(supporter.cap_open, policy.limits.open_cases)


def _closed_now(member: Member, setting: MatchContext) -> Barrier | None:
    return None if can_be_asked(member, setting.now, setting.policy) else Barrier.CLOSED_NOW


def waking_hours(quiet: Quiet) -> tuple[Window, ...]:
    """Every day outside the quiet hours."""
    return waking(quiet.starts, quiet.ends)


def first_waking(moment: datetime, zone_name: str, quiet: Quiet) -> datetime:
    """The first moment from this one on that is outside the quiet hours in that zone."""
    return next_opening(waking_hours(quiet), (), moment, zone_name) or moment


def opening(member: Member, setting: MatchContext) -> datetime | None:
    """When this supporter can be asked next."""
    return next_opening_of(member, setting.now, setting.policy)


@dataclass(frozen=True, kw_only=True)
class Rank:
    """Why somebody stands where they stand; sorts best first."""

    over_soft_limit: bool
    score: int
    recent: int
    last_offer: float
    tie: str
    reasons: tuple[str, ...]

    @property
    def key(self) -> tuple[bool, int, int, float, str]:
        """Soft limits last, then the score, then fewest recent acceptances, longest since an offer, a stable hash."""
        return (self.over_soft_limit, -self.score, self.recent, self.last_offer, self.tie)


def rank(case: Case, member: Member, setting: MatchContext) -> Rank:
    """Where an eligible supporter stands for this case."""
    supporter = member.supporter or Supporter()
    today = day_in(setting.now, member.timezone)
    quarter = sum(1 for day in supporter.accepted_on if today - day < _QUARTER)
    year = sum(1 for day in supporter.accepted_on if today - day < _YEAR)
    limits = setting.policy.limits
    points = _points(case, supporter.traits, setting)
    return Rank(
        over_soft_limit=quarter >= limits.accepted_a_quarter or year >= limits.accepted_a_year,
        score=sum(points.values()),
        recent=quarter,
        last_offer=supporter.last_offer_at.timestamp() if supporter.last_offer_at else 0.0,
        tie=hashlib.sha256(f"{case.code}|{member.person}".encode()).hexdigest(),
        reasons=tuple(points),
    )


def _points(case: Case, offered: Traits, setting: MatchContext) -> dict[str, int]:
    """Points by reason; the reasons are codes, so that the one-line explanation can be translated."""
    wanted, scores = setting.recipient, setting.policy.scores
    same_specialty = bool(wanted.specialty) and wanted.specialty == offered.specialty
    same_cluster = bool(wanted.cluster) and wanted.cluster == offered.cluster
    checks = {
        "profession": (
            _same(wanted, offered, "profession") and _same(wanted, offered, "level"),
            scores.profession_and_level,
        ),
        "specialty": (same_specialty, scores.specialty),
        "cluster": (same_cluster and not same_specialty, scores.cluster),
        "language": (bool(case.wishes.language) and case.wishes.language in offered.languages, scores.wish),
        "gender": (bool(case.wishes.gender) and case.wishes.gender == offered.gender, scores.wish),
        "site": (_same(wanted, offered, "site"), scores.site),
        "other_unit": (_differ(wanted, offered, "department"), scores.other_unit),
    }
    return {reason: worth for reason, (holds, worth) in checks.items() if holds}


def _same(wanted: Traits, offered: Traits, name: str) -> bool:
    return bool(getattr(wanted, name)) and getattr(wanted, name) == getattr(offered, name)


def _differ(wanted: Traits, offered: Traits, name: str) -> bool:
    known = bool(getattr(wanted, name)) and bool(getattr(offered, name))
    return known and getattr(wanted, name) != getattr(offered, name)
