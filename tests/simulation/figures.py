"""What a simulated year comes to, counted from what was seen from outside, and its page in the docs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.domain.case import Step
from tests.simulation.year import START, SUPPORTERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.domain.case import Case
    from tests.simulation.year import Year

PAGE = Path(__file__).parents[2] / "docs" / "simulated-year.md"
_A_DAY, _TWO_DAYS = timedelta(hours=24), timedelta(hours=48)
_HEAD = """\
# A simulated year

A small hospital, simulated by `tests/simulation/test_year.py` over the real service, store and sweeps: twelve
supporters with their own hours and leave, one of whom leaves for good in summer; a coordinator, a deputy, a
director and a notifier; people who ask at any hour, for themselves, for a colleague, or on an incident list.
Whoever is asked takes it (60 %), passes (18 %), answers late (8 %) or not at all (14 %), and nearly everything
waits until morning when it falls into a night or on a public holiday. Supporters forget, hand back and close;
recipients pause, withdraw, ask for another one. These habits are assumptions (`tests/simulation/habits.py`): the
figures show how the rules behave, not what your hospital will see.

The test looks at the whole programme every day. In every year that was simulated:

- nobody got a message between 21:00 and 07:00 on their own clock;
- every open case had exactly one next step;
- no case had two supporters;
- every case was heard of by a human: asked, or called to the desk;
- at the end every case was closed or with somebody, and every closed one was gone 14 days later.

The stretch is what `make test` runs; the years are run in CI and by `make deep`. To write this page anew:
`PEERSUPPORT_PROOF=ci PEERSUPPORT_UPDATE=1 pytest -p no:randomly tests/simulation/test_year.py`.

"""


@dataclass(frozen=True, kw_only=True)
class Figures:
    """One column of the page; each field is a line, named by ``LABELS``."""

    requests: str
    cases: str
    matched: str
    match_median: str
    match_p90: str
    reached: str
    told: str
    desk: str
    nights: str
    messages: str
    load: str
    closings: str


LABELS: Mapping[str, str] = {
    "requests": "people asked for",
    "cases": "cases (the others were merged, undone or resting)",
    "matched": "accepted within 24 h",
    "match_median": "time to acceptance, median",
    "match_p90": "time to acceptance, 9 of 10",
    "reached": "first attempt within 48 h of acceptance",
    "told": "until the first human heard of it, at most (unless the recipient put it off)",
    "desk": "calls to the desk (coordinator, deputy, director)",
    "nights": "messages at night",
    "messages": "messages to a supporter a week",
    "load": "accepted by one supporter: most, median",
    "closings": "how they ended",
}


def figures(year: Year) -> Figures:
    """Count one year. A case is what was seen of it last, before it was forgotten."""
    cases = list(last_seen(year).values())
    waits = sorted(one.first_accepted_at - one.opened_at for one in cases if one.first_accepted_at and one.opened_at)
    tried = [
        one.first_attempt_at - one.first_accepted_at for one in cases if one.first_attempt_at and one.first_accepted_at
    ]
    heard = [one for one in cases if one.code in year.told and one.code not in put_off(year)]
    told = [year.told[one.code] - one.opened_at for one in heard if one.opened_at]
    weeks = (year.end - START).days / 7
    messages = sum(one.who in SUPPORTERS for one in year.got)
    load = sorted(_load(cases))
    return Figures(
        requests=str(year.asked),
        cases=str(len(cases)),
        matched=_share(sum(one <= _A_DAY for one in waits), len(cases)),
        match_median=_hours(waits[len(waits) // 2]),
        match_p90=_hours(waits[len(waits) * 9 // 10]),
        reached=_share(sum(one <= _TWO_DAYS for one in tried), len(waits)),
        told=_hours(max(told)),
        desk=str(sum(one.what in {"needs_you", "needs_you_still", "stalled", "stalled_later"} for one in year.got)),
        nights=str(len(at_night(year))),
        messages=f"{messages / len(SUPPORTERS) / weeks:.2f}",
        load=f"{load[-1]}, {load[len(load) // 2]}",
        closings=_closings(cases),
    )


def last_seen(year: Year) -> dict[str, Case]:
    """Every case there ever was."""
    return {case.code: case for look in year.looks for case in look.cases}


def put_off(year: Year) -> set[str]:
    """The cases whose recipients said "later"."""
    return {case.code for look in year.looks for case in look.cases if case.step is Step.PAUSED}


def at_night(year: Year) -> list[str]:
    """What somebody got between 21 and 07 on their own clock."""
    zone = ZoneInfo(year.policy.timezone)
    return [one.what for one in year.got if not 7 <= one.at.astimezone(zone).hour < 21]


def _load(cases: Iterable[Case]) -> list[int]:
    taken = Counter(one.supporter for one in cases if one.supporter)
    return [taken[f"web:{who}"] for who in SUPPORTERS]  # pyright: ignore[reportArgumentType] - an id is a text


def _closings(cases: Iterable[Case]) -> str:
    ended = Counter(str(one.closing) if one.closing else "open" for one in cases)
    return ", ".join(f"{number} {name}" for name, number in sorted(ended.items(), key=lambda one: (-one[1], one[0])))


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole}"


def _hours(span: timedelta) -> str:
    return f"{span.total_seconds() / 3600:.1f} h"


BUSY = """
## A busy week

Forty requests in five days (some for oneself, some merged or resting), twelve supporters, two coordinators, a deputy
and a director, who are suggested like anybody else; supporters go on leave, leave the roster and come back. Two weeks
are looked at, every hour, for seven seeds (`tests/simulation/test_busy_week.py`). *Wrong* counts whoever was told what
they can't act on or of their own case, questions that are open to somebody who may not take them, and cases that no
human knows of.

"""


def drawn(columns: Mapping[str, Figures]) -> str:
    """The page: one column for each stretch or year."""
    head = ["", *columns]
    lines = [[LABELS[one.name], *(getattr(column, one.name) for column in columns.values())] for one in fields(Figures)]
    rows = [head, ["---"] * len(head), *lines]
    busy = PAGE.read_text(encoding="utf-8").partition(BUSY)[2]
    return _HEAD + "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n" + BUSY + busy


def column_of(page: str, name: str) -> dict[str, str]:
    """What the page says in one column, by label."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("|")]
    place = rows[0].index(name)
    return {row[0]: row[place] for row in rows[2:]}
