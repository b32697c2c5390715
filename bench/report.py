"""One line a figure: what was measured, what came out, and whether the bound that the project set itself holds."""

from __future__ import annotations

import logging
import statistics
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from collections.abc import Sequence

    Pairs = Sequence[tuple[float, float]]


def quiet() -> None:
    """The programme's own lines stay out of the figures, unless something fails."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))


def line(what: str, figure: str, bound: str = "", *, holds: bool | None = None) -> None:
    """Print it at once; without a bound nothing is judged."""
    verdict = "" if holds is None else "holds" if holds else "DOES NOT HOLD"
    print(f"{what:46}{figure:>22}   {bound:16}{verdict}".rstrip(), flush=True)


def at_most(what: str, figure: float, bound: float, *, form: str = ".1f") -> None:
    """The smaller the better."""
    line(what, f"{figure:{form}}", f"at most {bound:g}", holds=figure <= bound)


def at_least(what: str, figure: float, bound: float, *, form: str = ".2f") -> None:
    """The larger the better."""
    line(what, f"{figure:{form}}", f"at least {bound:g}", holds=figure >= bound)


def ratio(pairs: Pairs) -> float:
    """Ours to theirs, measured in turn: the median of the pairs."""
    return statistics.median(ours / bare for ours, bare in pairs)


def rates(what: str, pairs: Pairs) -> None:
    """Both, each at its median."""
    ours, bare = (statistics.median(one) for one in zip(*pairs, strict=True))
    line(f"  {what}: ours, bare", f"{ours:.0f}, {bare:.0f}")
