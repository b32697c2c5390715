"""Teams' bad days, on demand and by its own limits: refusals, errors, answers that are lost or late."""

from __future__ import annotations

import json
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.platforms.storms import Storm

LIMITS = ((1.0, 7), (2.0, 8), (30.0, 60), (3600.0, 1800))
"""Messages to one chat: so many in so many seconds."""
KINDS = frozenset({"answer", "drop", "late", "cut"})
CASES: dict[str, dict[str, Any]] = {
    one["id"]: one for one in json.loads((Path(__file__).parents[2] / "answers" / "teams.json").read_text())
}
"""The answers that Microsoft documents, or its users report, by number."""
OPERATIONS = frozenset({"create", "send", "edit", "delete", "members", "member", "graph", "token", "keys", "*"})


@dataclass
class Fault:
    """What happens to the next ``count`` calls of an operation (``*`` is any).

    answer: refused with ``status``, ``code`` and, if there are ``seconds``, a Retry-After. drop: the line is cut.
    late: answered after ``seconds``. ``applied``: whether it was done all the same; what is late always is.
    cut: done ``seconds`` after the line was cut. ``case``: one of the documented answers, by its number; ``who``: only
    what is for this person, by their object id; empty for everybody.
    """

    operation: str
    kind: str
    count: int = 1
    status: int = 500
    code: str = "ServiceError"
    seconds: float | None = None
    applied: bool = False
    case: str = ""
    who: str = ""

    def __post_init__(self) -> None:
        assert self.kind in KINDS, self.kind
        assert self.operation in OPERATIONS, self.operation
        assert not self.case or self.case in CASES, self.case


@dataclass
class Weather:
    """Every fault that waits for its call, and when each chat was written to."""

    faults: list[Fault] = field(default_factory=list)
    storm: Storm = field(default_factory=Storm)
    _written: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def strikes(self, operation: str, who: str = "") -> Fault | None:
        """The fault of this call, used up by one."""
        for fault in self.faults:
            if fault.operation in {operation, "*"} and fault.who in {"", who}:
                fault.count -= 1
                if fault.count <= 0:
                    self.faults.remove(fault)
                return fault
        return self._struck(operation)

    def _struck(self, operation: str) -> Fault | None:
        """What the storm does to it: a gateway's error may come before or after it was done."""
        storm = self.storm
        match storm.strikes(operation, posts=operation == "send"):
            case "lose_reply":
                return Fault(operation, "drop", applied=True)
            case "ratelimited":
                return Fault(operation, "answer", status=429, code="TooManyRequests", seconds=1.0)
            case "error":
                return Fault(operation, "answer", status=502 if storm.either() else 504, applied=storm.either())
            case "refused":
                return Fault(operation, "answer", status=412, code="PreconditionFailed")
            case "cut":
                return Fault(operation, "cut", seconds=storm.late)
            case _:
                return None

    def too_many(self, chat: str) -> float:
        """Seconds to wait before this chat may be written to again; 0 if it may be now, and then it counts."""
        now, written = time.monotonic(), self._written[chat]
        waits = [_wait(written, now, span, most) for span, most in LIMITS]
        if not any(waits):
            written.append(now)
        return max(waits)


def _wait(written: deque[float], now: float, span: float, most: int) -> float:
    recent = [one for one in written if now - one < span]
    return span - (now - recent[-most]) if len(recent) >= most else 0.0
