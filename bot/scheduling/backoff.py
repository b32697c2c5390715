"""Exponential back-off with jitter between two tries to send."""

from __future__ import annotations

import secrets

_FIRST, _LONGEST = 1.0, 60.0  # seconds of back-off: a minute after a platform is well again, all has arrived


def backoff(tries: int) -> float:
    """Seconds until the next try: doubling from one second to a minute, with full jitter above half."""
    ceiling = min(_LONGEST, _FIRST * 2 ** min(tries, 20))
    return ceiling / 2 + ceiling / 2 * secrets.randbelow(1000) / 1000
