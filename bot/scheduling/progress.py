"""Sweep progress: when a sweep last came a step further, and whether it is to stop between two steps."""

from __future__ import annotations

import time


class Progress:
    """Of the sweeps of one process. A sweep that hangs takes no step, and holds up every message and timer."""

    def __init__(self) -> None:
        self.is_stopping = False
        self._at = time.monotonic()

    def step(self) -> None:
        """One entry was handled, one message tried, or there was nothing to do."""
        self._at = time.monotonic()

    def age(self) -> float:
        """Seconds since the last step."""
        return time.monotonic() - self._at
