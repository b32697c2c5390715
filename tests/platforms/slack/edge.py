"""An edge that only remembers what it was handed, for tests of what stands before it."""

from __future__ import annotations

from adapters.slack.app import Answered


class ToyEdge:
    """``raises``: what it does instead of answering."""

    def __init__(self) -> None:
        self.heard: list[object] = []
        self.raises: Exception | None = None

    async def take(self, posted: object) -> Answered:
        if self.raises is not None:
            raise self.raises
        self.heard.append(posted)
        return Answered()
