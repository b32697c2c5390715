"""The page about the report, with the report of a simulated year in it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.report import as_text
from bot.domain.policy import Policy, Reports
from bot.domain.release import Audience, Period, Release
from bot.insight.quarterly_report import Basis, report
from tests.simulation.year import START

if TYPE_CHECKING:
    from tests.simulation.year import Year

OF = "year 1"
"""The simulated year whose report is the example."""
PAGE = Path(__file__).parents[2] / "docs" / "report.md"
_BEGINS, _ENDS = "<!-- example -->\n", "<!-- end -->"


def says_so(year: Year, *, update: bool) -> None:
    """The example on the page is what the program draws; with ``update`` it is written."""
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(_BEGINS)
    _, _, after = rest.partition(_ENDS)
    drawn = before + _BEGINS + _example(year) + _ENDS + after
    if update:
        PAGE.write_text(drawn, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == drawn


def _example(year: Year) -> str:
    policy = Policy(report=Reports(specialties=("general_surgery", "anaesthesia", "emergency")))
    basis = Basis(counted=year.counted, earlier=(), today=date(START.year + 1, 1, 15), policy=policy)
    return "".join(f"\nFor {_WHO[one]}:\n\n```\n{_drawn(one, basis)}```\n" for one in Audience)


def _drawn(audience: Audience, basis: Basis) -> str:
    found = report(Period(START.year), audience, basis)
    assert isinstance(found, Release)
    return as_text(found)


_WHO = {Audience.COORDINATOR: "the coordinator", Audience.OUTSIDE: "the leadership reader"}
