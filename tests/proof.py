"""How hard the tests try: ``PEERSUPPORT_PROOF`` is quick (the default), ci or deep; and what the proofs T1 to T33 are.

A test that shows one of them says so: ``@pytest.mark.proof("T29", tried=TRIES, unit="answers")``. What it tried is
recorded by the run itself (``tests/proofs``), and docs/proofs.md is written from those records.
"""

from __future__ import annotations

import os
from typing import NamedTuple, TypeVar

from hypothesis import HealthCheck, Phase, settings

T = TypeVar("T")
PROOF = os.environ.get("PEERSUPPORT_PROOF", "quick")
"""The profile of this run."""
SECONDS = 60 if PROOF == "quick" else 0
"""How long one property may take; 0 is as long as it needs."""
_RUNS = {"quick": (60, 30), "ci": (2_000, 50), "deep": (50_000, 100)}  # examples, steps of a state machine
EXAMPLES = _RUNS[PROOF][0]
"""How many Hypothesis generates, unless a test says less."""


class Proof(NamedTuple):
    """One row of the list: what it shows, and how much is to be tried in CI and by ``make deep``, in words."""

    shows: str
    ci: str
    deep: str


PROOFS = {
    "T1a": Proof("the process dies before and after every commit, call and answer of a whole case", "all", "all pairs"),
    "T1b": Proof("`kill -9` at random moments while the platform is slow, loses answers and refuses", "300", "10,000"),
    "T2": Proof("PostgreSQL is stopped again and again under four processes", "40", "500"),
    "T3": Proof(
        "everybody takes the same request at once: one gets it, one sees it", "50 × 200 presses", "2,000 × 1,000"
    ),
    "T5": Proof("forged, replayed and downgraded requests: none comes in", "25,000 a platform", "1,000,000 a platform"),
    "T6": Proof("garbage behind a valid signature: an answer to each, memory stays flat", "10,000", "200,000"),
    "T7": Proof("canaries in every name, id, text and token are in nothing that comes out", "all", "all"),
    "T8": Proof("what a thief of the database finds in it without a key", "1,000 cases", "10,000 cases"),
    "T9": Proof("what a thief with every key finds once a case is gone", "300 cases", "3,000 cases"),
    "T10": Proof("sealed values that were changed, moved, cut or swapped never open", "5,000", "100,000"),
    "T11": Proof("the whole programme against a model, in random histories", "2,000 × 50 steps", "50,000 × 100 steps"),
    "T12": Proof("reminders and overviews in six zones, with outages, at the right local time", "90 days", "400 days"),
    "T13": Proof("a reader who knows the method finds no small count out", "10,000", "100,000"),
    "T15": Proof("storms of 429, outages and slow answers: nothing is lost, soon all has arrived", "40", "400"),
    "T16": Proof("a full disk, a read-only database, keys that are away: said, and mended alone", "30", "300"),
    "T19": Proof("role × action × state × ownership: only what the table of rights allows", "all", "all"),
    "T20": Proof("nothing personal in any payload that leaves", "all", "all"),
    "T21": Proof("no scope or permission beyond the list", "all", "all"),
    "T22": Proof("every tampered audit chain is found, and no whole one called broken", "2,000", "50,000"),
    "T23": Proof("a restore sends nothing again and brings nobody back", "20", "200"),
    "T24": Proof("each migration on filled databases", "all", "all"),
    "T25": Proof("each named bad patch turns a test red", "24", "all"),
    "T26": Proof("all that the operator can produce about a person equals the published table", "all", "all"),
    "T27": Proof("physical copies of the database link nobody better than guessing", "14 days", "90 days"),
    "T28": Proof("whatever breaks: `/readyz` says so within 60 s, and nothing is called saved", "all", "all pairs"),
    "T29": Proof("every documented refusal of both platforms is handled, and random bodies", "all", "20,000"),
    "T30": Proof("each factual sentence is true in every reachable state", "2,000 walks", "50,000 walks"),
    "T31": Proof("nobody is asked who may not be, in random organisations that change", "300", "10,000"),
    "T32": Proof("free times of every calendar are right; a bad one hangs nothing", "all committed", "all"),
    "T33": Proof("figures that are split narrow nothing that is suppressed", "N ≤ 25", "N = 47, 100,000 draws"),
}
"""By id, as design and threat model name them."""


def count(test: T, ci: T, deep: T) -> T:
    """How often, or what, to try of what Hypothesis does not generate: in ``make test``, in CI, in ``make deep``."""
    return {"quick": test, "ci": ci, "deep": deep}[PROOF]


class Part(NamedTuple):
    """A share of a long proof: ``make deep`` goes on after the last one that passed. ``seed`` differs for each."""

    seed: int
    tries: int

    def __str__(self) -> str:
        return f"part {self.seed}"


def parts(total: int, *, each: int) -> list[Part]:
    """Shares of a total, of at most ``each`` tries: for ``pytest.mark.parametrize``, with ``ids=str``."""
    full, rest = divmod(total, each)
    return [Part(seed, each) for seed in range(full)] + ([Part(full, rest)] if rest else [])


def register() -> None:
    """Make the profiles known to Hypothesis and load the one asked for; no deadline, because machines differ."""
    for name, (examples, steps) in _RUNS.items():
        settings.register_profile(
            name,
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=name != "deep",
            database=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
            phases=[Phase.explicit, Phase.generate, Phase.shrink],
        )
    settings.load_profile(PROOF)


register()
