"""A year of a small hospital: nobody is forgotten, nobody is woken, nobody is asked beyond their hours."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.domain.case import Closing, Step
from store.repositories import cases
from tests import golden
from tests.proof import PROOF, count
from tests.simulation import report_page
from tests.simulation.figures import LABELS, PAGE, at_night, column_of, drawn, figures, last_seen, put_off
from tests.simulation.year import SETTLED, Size, Year

if TYPE_CHECKING:
    from store.sealing import Keyring
    from tests.simulation.figures import Figures

STRETCH = Size(days=42, requests=12, run_off=timedelta(days=35))
YEAR = Size(days=365, requests=54, run_off=timedelta(days=75))
"""54 requests, two of them incident lists of three people: 58 people who are asked for."""
PAGED = {"six weeks": (1, STRETCH), **{f"year {seed}": (seed, YEAR) for seed in (1, 2, 3)}}
MORE = {f"year {seed}": (seed, YEAR) for seed in range(4, 14)}
LIVED = list(count({"six weeks": 0}, PAGED, {**PAGED, **MORE}))
PURGED = timedelta(days=14, hours=24)
"""Seen once a day: forgotten fourteen days after closing, so gone at the next look."""
HEARD = timedelta(hours=34)
"""The match deadline, and a night."""
_COLUMNS: dict[str, Figures] = {}
UPDATE = golden.is_renewing()
pytestmark = [pytest.mark.slow, pytest.mark.timeout(count(120, 1_200, 1_200))]


@pytest.fixture(params=LIVED)
async def lived(
    request: pytest.FixtureRequest, sqlite_url: str, keys: Keyring, no_power_cut: None, monkeypatch: pytest.MonkeyPatch
) -> tuple[str, Year]:
    """A programme that has lived through it all; a case's code, which breaks ties, comes from the same dice."""
    seed, size = (PAGED | MORE)[request.param]
    monkeypatch.setattr(cases, "secrets", random.Random(seed))  # noqa: S311 - a failure has to come again
    year = Year(url=sqlite_url, keys=keys, seed=seed, size=size)
    await year.runs()
    return request.param, year


async def test_year(lived: tuple[str, Year]) -> None:
    """One simulation answers all questions, because it is what takes the time."""
    name, year = lived
    nobody_is_woken(year)
    every_open_case_has_its_next_step(year)
    no_case_has_two_supporters(year)
    every_case_is_heard_of(year)
    everything_ends_or_is_with_somebody(year)
    what_is_closed_is_forgotten(year)
    if PROOF != "quick":  # what other tests of a process did before it moves some figures of the stretch
        the_page_says_so(name, year)
    if name == report_page.OF:
        report_page.says_so(year, update=UPDATE)


def nobody_is_woken(year: Year) -> None:
    assert len(year.got) > year.size.requests
    assert at_night(year) == []


def every_open_case_has_its_next_step(year: Year) -> None:
    for look in year.looks:
        for case in look.cases:
            assert look.next_steps[case.code] == 1, f"{look.at}: {case}"
            assert case.next_step is not None
            assert case.next_step.due >= look.at, f"{look.at}: overdue and not done: {case}"


def no_case_has_two_supporters(year: Year) -> None:
    """Asked from each supporter's side: who has which cases."""
    twice = [(look.at, code) for look in year.looks for code, held in look.held_by.items() if held > 1]
    assert twice == []
    assert any(look.held_by for look in year.looks)


def every_case_is_heard_of(year: Year) -> None:
    """By the supporter who is asked, or by whoever is called to the desk; unless its recipient put it off."""
    later = put_off(year)
    for code, case in last_seen(year).items():
        assert case.opened_at is not None
        heard = year.told.get(code)
        if heard is None or heard - case.opened_at > HEARD:
            assert code in later or case.closing is Closing.WITHDRAWN, f"nobody heard in time of {case}"


def everything_ends_or_is_with_somebody(year: Year) -> None:
    last = year.looks[-1]
    assert [case for case in last.cases if case.step not in SETTLED] == []
    assert sum(case.step is Step.CLOSED for case in last_seen(year).values()) > year.size.requests // 3


def what_is_closed_is_forgotten(year: Year) -> None:
    for look in year.looks:
        kept = [case for case in look.cases if case.closed_at and look.at - case.closed_at > PURGED]
        assert kept == [], f"{look.at}: not forgotten"
    assert len(year.looks[-1].cases) < len(last_seen(year))


def the_page_says_so(name: str, year: Year) -> None:
    found = figures(year)
    if UPDATE and name in PAGED:
        _COLUMNS[name] = found
        if len(_COLUMNS) == len(PAGED):
            PAGE.write_text(drawn({one: _COLUMNS[one] for one in PAGED}), encoding="utf-8")
    elif name in PAGED:
        told = {LABELS[field]: value for field, value in vars(found).items()}
        assert column_of(PAGE.read_text(encoding="utf-8"), name) == told
