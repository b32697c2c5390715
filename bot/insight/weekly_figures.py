"""Weekly figures of the service (programme.md, "What the coordinator reads each week")."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from bot.domain.case import CheckInState, Closing, OfferState
from bot.domain.hours import at_wall, day_in, local

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from bot.domain.case import Case, CheckIn
    from bot.domain.policy import Policy

ENOUGH = 5
"""Below this many cases a percentage or a median would say more than is known."""


@dataclass(frozen=True)
class Week:
    """From one Monday 00:00 to the next in the programme's zone, as long as the calendar makes it; UTC instants."""

    starts: datetime
    ends: datetime

    @classmethod
    def before(cls, slot: date, zone: str) -> Week:
        """The last whole week before the local day of an overview."""
        monday = slot - timedelta(days=slot.weekday())
        return cls(at_wall(monday - timedelta(days=7), time(), zone), at_wall(monday, time(), zone))

    def has(self, moment: datetime | None) -> bool:
        """Whether something took place in this week."""
        return moment is not None and self.starts <= moment < self.ends


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    part: int
    of: int

    @property
    def percent(self) -> int | None:
        """Whole per cent, rounded down so that 100 means all; None if there are too few to say."""
        return self.part * 100 // self.of if self.of >= ENOUGH else None


@dataclass(frozen=True)
class CheckIns:
    """What became of the check-ins that were due in the week (``pending``: late by now, or still in time)."""

    on_time: int
    late: int
    skipped: int
    pending: int


@dataclass(frozen=True, kw_only=True)
class WeekFigures:
    """One week of the service.

    ``matched`` and ``reached`` look at the cases of the seven days that ended one deadline before the week did, so that
    each had its full time; ``matched_waiting`` and ``reached_waiting`` of them were still waiting at the week's end.
    Times to match are those of the cases accepted first in the week, None below five. ``overdue_now`` is as of reading.
    """

    week: Week
    new: int
    closed: int
    open_at_start: int
    open_at_end: int
    waiting: int
    oldest_waiting: timedelta | None
    matched: Share
    matched_waiting: int
    match_median: timedelta | None
    match_p90: timedelta | None
    reached: Share
    reached_waiting: int
    passes: Share
    check_ins: CheckIns
    overdue_now: int

    @property
    def balances(self) -> bool:
        """``open(start) + new - closed = open(end)``: each side is counted from other facts."""
        return self.open_at_start + self.new - self.closed == self.open_at_end


def week_figures(cases: Sequence[Case], week: Week, policy: Policy, *, now: datetime) -> WeekFigures:
    """Count one week from every case that is kept; ``now`` is when it is read, at or after the week's end."""
    waits = [week.ends - opened for case in cases if (opened := _waits_at(case, week.ends))]
    times = sorted(_times_to_match(cases, week))
    matched, matched_waiting = _on_time(cases, week, policy.clocks.match, reaches=_first_accepted)
    reached, reached_waiting = _on_time(cases, week, policy.clocks.attempt_asked, reaches=first_reached)
    return WeekFigures(
        week=week,
        new=sum(1 for case in cases if week.has(case.opened_at)),
        closed=sum(1 for case in cases if week.has(case.closed_at)),
        open_at_start=sum(1 for case in cases if _is_open_at(case, week.starts)),
        open_at_end=sum(1 for case in cases if _is_open_at(case, week.ends)),
        waiting=len(waits),
        oldest_waiting=max(waits, default=None),
        matched=matched,
        matched_waiting=matched_waiting,
        match_median=nearest_rank(times, 50),
        match_p90=nearest_rank(times, 90),
        reached=reached,
        reached_waiting=reached_waiting,
        passes=_passes(cases, week),
        check_ins=_check_ins(cases, week, policy),
        overdue_now=sum(1 for one in check_ins_owed(cases) if one.due + policy.clocks.check_in_asked <= now),
    )


def nearest_rank(ordered: Sequence[timedelta], percent: int) -> timedelta | None:
    """The percentile that is itself one of the values: the ⌈n·p/100⌉th; None below five values."""
    if len(ordered) < ENOUGH:
        return None
    return ordered[-(-len(ordered) * percent // 100) - 1]


def check_ins_owed(cases: Iterable[Case]) -> list[CheckIn]:
    """Check-ins that somebody still owes: those of a closed case are owed no more."""
    return [one for case in cases if case.is_open for one in case.check_ins if one.state is CheckInState.PLANNED]


def first_reached(case: Case) -> datetime | None:
    """The first attempt, or the first sign of contact where no attempt was noted."""
    declined = case.closed_at if case.closing is Closing.DECLINED else None
    signs = (case.first_attempt_at, case.contacted_at, declined)
    return min((sign for sign in signs if sign is not None), default=None)


def _first_accepted(case: Case) -> datetime | None:
    return case.first_accepted_at


def _is_open_at(case: Case, moment: datetime) -> bool:
    """Told from the step and the opening, not from the closing alone, so that the balance checks both."""
    if case.opened_at is None or case.opened_at >= moment:
        return False
    return case.is_open or (case.closed_at is not None and case.closed_at >= moment)


def _waits_at(case: Case, moment: datetime) -> datetime | None:
    """Since when the case is open, if nobody had it at this moment; one that was handed back waits again."""
    accepted = case.accepted_at is not None and case.accepted_at < moment
    return case.opened_at if _is_open_at(case, moment) and not accepted else None


def _times_to_match(cases: Iterable[Case], week: Week) -> list[timedelta]:
    return [
        case.first_accepted_at - case.opened_at
        for case in cases
        if case.opened_at is not None and case.first_accepted_at is not None and week.has(case.first_accepted_at)
    ]


_TAKEN_BACK = (Closing.WITHDRAWN, Closing.MERGED)


def _on_time(
    cases: Iterable[Case], week: Week, deadline: timedelta, *, reaches: Callable[[Case], datetime | None]
) -> tuple[Share, int]:
    """How many of the cases that had their full time got there in it, and how many had not got there at all.

    A case that its recipient withdrew within that time, before it got there, is in neither.
    """
    cohort = Week(week.starts - deadline, week.ends - deadline)
    part = of = waiting = 0
    for case in cases:
        if case.opened_at is None or not cohort.has(case.opened_at):
            continue
        by, there = case.opened_at + deadline, reaches(case)
        if there is None and case.closing in _TAKEN_BACK and case.closed_at is not None and case.closed_at < by:
            continue
        of += 1
        part += there is not None and there <= by
        waiting += _is_open_at(case, week.ends) and (there is None or there >= week.ends)
    return Share(part, of), waiting


def _passes(cases: Iterable[Case], week: Week) -> Share:
    """Offers passed or not answered in time, of those that a supporter settled in the week by pass, silence or take."""
    not_taken = {OfferState.PASSED, OfferState.TIMED_OUT}
    states = [offer.state for case in cases for offer in case.offers if week.has(offer.settled_at)]
    part = sum(1 for state in states if state in not_taken)
    return Share(part, part + states.count(OfferState.TAKEN))


def _check_ins(cases: Sequence[Case], week: Week, policy: Policy) -> CheckIns:
    due = [one for case in cases for one in case.check_ins if week.has(one.due)]
    done = [one for one in due if one.state is CheckInState.DONE]
    grace = policy.clocks.check_in_asked
    on_time = sum(1 for one in done if one.settled_at is not None and one.settled_at <= one.due + grace)
    return CheckIns(
        on_time=on_time,
        late=len(done) - on_time,
        skipped=sum(1 for one in due if one.state is CheckInState.SKIPPED),
        pending=sum(1 for one in check_ins_owed(cases) if week.has(one.due)),
    )


def sums_of_case(case: Case, now: datetime, policy: Policy) -> Iterator[tuple[str, str, int]]:
    """What a case that is about to be forgotten adds to weeks that are still to be read: name, week and how much.

    A closed case changes no more, so it can be counted for the present week too. Waits and times are not kept.
    """
    monday = day_in(now, policy.timezone) - timedelta(days=local(now, policy.timezone).weekday())
    for ago in range(-1, _WEEKS_READ):
        slot = monday - timedelta(days=7 * ago)
        figures = week_figures((case,), Week.before(slot, policy.timezone), policy, now=now)
        yield from ((name, week_name(slot), count) for name, count in _sums(figures).items() if count)


def week_name(slot: date) -> str:
    """Under which the counters of the week before this Monday are kept."""
    return f"{slot - timedelta(days=slot.weekday())}"


def with_forgotten(figures: WeekFigures, counted: Mapping[str, int]) -> WeekFigures:
    """The same week, with what was counted of cases that are no longer kept."""
    more = {name.removeprefix(_COUNTER): count for name, count in counted.items() if name.startswith(_COUNTER)}
    sums = {name: count + more.get(name, 0) for name, count in _bare(figures).items()}
    plain = {name: sums[name] for name in _PLAIN}
    return replace(
        figures,
        **plain,
        matched=Share(sums["matched_part"], sums["matched_of"]),
        reached=Share(sums["reached_part"], sums["reached_of"]),
        passes=Share(sums["passes_part"], sums["passes_of"]),
        check_ins=CheckIns(
            on_time=sums["check_ins_on_time"],
            late=sums["check_ins_late"],
            skipped=sums["check_ins_skipped"],
            pending=figures.check_ins.pending,
        ),
    )


_COUNTER = "week_"
_WEEKS_READ = 4  # the present week, the one that is read next, the one before it, and one more after an outage
_PLAIN = ("new", "closed", "open_at_start", "open_at_end", "waiting")
_SHARES = ("matched", "reached", "passes")


def _sums(figures: WeekFigures) -> dict[str, int]:
    return {f"{_COUNTER}{name}": count for name, count in _bare(figures).items()}


def _bare(figures: WeekFigures) -> dict[str, int]:
    """Everything in a week that can be added up."""
    found: dict[str, int] = {name: getattr(figures, name) for name in _PLAIN}
    for name in _SHARES:
        share: Share = getattr(figures, name)
        found |= {f"{name}_part": share.part, f"{name}_of": share.of}
    done = figures.check_ins
    return found | {
        "check_ins_on_time": done.on_time,
        "check_ins_late": done.late,
        "check_ins_skipped": done.skipped,
    }
