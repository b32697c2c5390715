"""How hard the property tests try: ``PEERSUPPORT_PROOF`` is quick (the default), ci or deep."""

from __future__ import annotations

import os
from typing import TypeVar

from hypothesis import HealthCheck, Phase, settings

T = TypeVar("T")
PROOF = os.environ.get("PEERSUPPORT_PROOF", "quick")
"""The profile of this run."""
SECONDS = 60 if PROOF == "quick" else 0
"""How long one property may take; 0 is as long as it needs."""
_RUNS = {"quick": (60, 30), "ci": (2_000, 50), "deep": (50_000, 100)}  # examples, steps of a state machine


def count(test: T, ci: T, deep: T) -> T:
    """How often, or what, to try of what Hypothesis does not generate: in ``make test``, in CI, in ``make deep``."""
    return {"quick": test, "ci": ci, "deep": deep}[PROOF]


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
