"""Repeated log lines: what is said again and again within a minute is said a few times, then once with its count."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    from collections.abc import Iterator

    from structlog.typing import EventDict

SAID = 3
"""How often a line is written within one window."""
WINDOW = 60.0
"""Seconds."""
_LOUD = frozenset({"warning", "error", "critical"})
_MOST = 1_000


class _Line:
    def __init__(self, began: float, facts: dict[str, Any]) -> None:
        self.began, self.facts, self.count = began, facts, 1


class Repeats:
    """A processor of structlog; lines of no importance are never held back."""

    def __init__(self) -> None:
        self._lines: dict[tuple[Any, ...], _Line] = {}

    def __call__(self, _logger: object, _name: str, event: EventDict) -> EventDict:
        """The line, or DropEvent if it was written often enough lately."""
        if event.get("level") not in _LOUD or "repeats" in event:
            return event
        key = tuple(sorted((name, repr(value)) for name, value in event.items()))
        now = time.monotonic()
        line = self._lines.get(key)
        if line is None or now - line.began > WINDOW:
            self._make_room()
            self._lines[key] = _Line(now, dict(event))
            return event
        line.count += 1
        if line.count > SAID:
            raise structlog.DropEvent
        return event

    def told(self, *, now: float | None = None) -> Iterator[dict[str, Any]]:
        """What was held back in windows that are over, each with how often; asked now and then, and at the end."""
        at = time.monotonic() if now is None else now
        for key, line in list(self._lines.items()):
            if at - line.began > WINDOW:
                del self._lines[key]
                if line.count > SAID:
                    yield line.facts | {"repeats": line.count - SAID}

    def clear(self) -> None:
        """Begin anew."""
        self._lines.clear()

    def _make_room(self) -> None:
        if len(self._lines) >= _MOST:
            self._lines.pop(next(iter(self._lines)))
