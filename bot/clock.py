"""The only place that reads the time: the real clock, and one that the playground can move."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class RealClock:
    """The time as it is."""

    def now(self) -> datetime:
        """This moment, in UTC."""
        return datetime.now(UTC)


class MovableClock:
    """The playground's time: real time plus an offset, kept in a file so that it never runs backwards."""

    def __init__(self, kept_in: Path | None = None) -> None:
        """``kept_in``: where the offset survives a restart; None for a throw-away programme."""
        self._kept_in = kept_in
        self._offset = timedelta(seconds=_read_seconds(kept_in))
        self._held: datetime | None = None

    def now(self) -> datetime:
        """This moment of the programme, in UTC; it stands still while it is being moved."""
        return self._held or datetime.now(UTC) + self._offset

    def hold(self, moment: datetime) -> None:
        """Stand at this moment; earlier ones than now are ignored."""
        self._held = max(moment, self.now())

    def release(self) -> None:
        """Run on from where it stands, and remember it."""
        if self._held is not None:
            self._offset = self._held - datetime.now(UTC)
            self._held = None
        if self._kept_in is not None:
            self._kept_in.write_text(f"{self._offset.total_seconds()}\n", encoding="ascii")


def _read_seconds(kept_in: Path | None) -> float:
    if kept_in is None or not kept_in.exists():
        return 0.0
    return float(kept_in.read_text(encoding="ascii"))
