"""Slack's bad days, on demand and by its own rules: too many requests, errors, answers that are lost or late."""

from __future__ import annotations

import math
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.platforms.storms import Storm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.platforms.slack.fake.workspace import Rules

TIERS = {
    "chat.update": 50,
    "chat.delete": 50,
    "conversations.open": 50,
    "conversations.history": 50,
    "users.info": 100,
    "users.list": 20,
    "views.open": 100,
    "views.push": 100,
    "views.update": 100,
    "views.publish": 100,
    "apps.connections.open": 20,
}
"""Calls a minute that Slack promises to let pass."""
KINDS = frozenset({"ratelimited", "refuse", "error", "drop", "lose_reply", "late", "cut"})


@dataclass
class Fault:
    """What happens to the next ``count`` calls of a method (``*`` is any).

    ratelimited: 429 with ``seconds``; refuse: 200 with ``ok: false`` and the word ``error``;
    error: a 5xx with ``status``; drop: not applied, the line is cut;
    lose_reply: applied, the line is cut; late: applied at once, answered after ``seconds``;
    cut: applied ``seconds`` after the line was cut. ``user``: only what is for this person; empty for everybody.
    """

    method: str
    kind: str
    count: int = 1
    seconds: float = 1.0
    status: int = 500
    error: str = ""
    user: str = ""

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Fault:
        fault = cls(**given)
        if fault.kind not in KINDS:
            raise ValueError(fault.kind)
        return fault


@dataclass
class Weather:
    """Every fault that waits for its call, and how often each method was called."""

    faults: list[Fault] = field(default_factory=list)
    storm: Storm = field(default_factory=Storm)
    _calls: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def strikes(self, method: str, user: str = "") -> Fault | None:
        """The fault of this call, used up by one."""
        for fault in self.faults:
            if fault.method in {method, "*"} and fault.user in {"", user}:
                fault.count -= 1
                if fault.count <= 0:
                    self.faults.remove(fault)
                return fault
        kind = self.storm.strikes(method, posts=method == "chat.postMessage")
        return Fault(method, kind, seconds=self.storm.late if kind == "cut" else 1.0) if kind else None

    def too_many(self, method: str, channel: str | None, rules: Rules) -> int:
        """Seconds to wait before this call may come again; 0 if it may pass now."""
        if channel and rules.a_message_a_second and (wait := self._full(f"channel {channel}", 1, 1.0)):
            return wait
        return self._full(method, TIERS[method], 60.0) if rules.tiers and method in TIERS else 0

    def _full(self, name: str, most: int, span: float) -> int:
        now, calls = time.monotonic(), self._calls[name]
        while calls and now - calls[0] >= span:
            calls.popleft()
        if len(calls) >= most:
            return max(1, math.ceil(span - (now - calls[0])))
        calls.append(now)
        return 0
