"""A bad day by chance, on any platform: what each call of the bot meets."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass
class Storm:
    """Up to ``latency`` seconds there and back, and the shares of calls that fail.

    ``refused``: turned away for now with another word than too many. ``only``: all this happens to this call alone.
    ``cut``: of messages; they are posted ``late`` seconds after their line was cut; if that is infinite, when the
    weather changes.
    """

    latency: float = 0.0
    lose_reply: float = 0.0
    ratelimited: float = 0.0
    error: float = 0.0
    refused: float = 0.0
    cut: float = 0.0
    late: float = 1.0
    only: str = ""
    seed: int = 0

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)  # noqa: S311 - a failure has to come again

    def way(self, call: str) -> float:
        """Seconds on one way."""
        return self._dice.random() * self.latency / 2 if self.only in {"", call} else 0.0

    def strikes(self, call: str, *, posts: bool) -> str:
        """What this call meets, by the name of its share; empty for nothing. ``posts``: it brings a message."""
        if self.only not in {"", call}:
            return ""
        thrown = self._dice.random()
        for kind in ("lose_reply", "ratelimited", "error", "refused", *(["cut"] if posts else [])):
            thrown -= getattr(self, kind)
            if thrown < 0:
                return kind
        return ""

    def either(self) -> bool:
        """One of two, by chance."""
        return self._dice.random() < 0.5
