"""Ledgers and counts of one transaction: claimed slots, counters, releases, the audit, limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from bot.conversation.effects import Tally
    from bot.domain.audit import Entry, Head, Kind, Record
    from bot.domain.release import Release


class Slots(Protocol):
    """Cron-like slots: each is claimed once, for ever."""

    def claim(self, job: str, slot: date) -> bool:
        """True for the first to ask."""
        ...

    def latest(self, job: str) -> date | None:
        """The latest claimed slot of a job."""
        ...


class Counters(Protocol):
    """How often something was, by quarter such as ``2026-Q3``; linked to nothing."""

    def forget_weeks(self, before: str) -> None:
        """Sums of weeks that began before this day."""
        ...

    def add(self, name: str, quarter: str) -> None:
        """One more."""
        ...

    def of(self, quarter: str) -> dict[str, int]:
        """What was counted in a quarter, by name."""
        ...


class Releases(Protocol):
    """Reports as they were published: appended to, never changed."""

    def all(self, *, strict: bool = False) -> Sequence[Release]:
        """Every one, the earliest period first; one that does not open is passed over, or SealBrokenError."""
        ...

    def append(self, release: Release) -> None:
        """One more; StaleWriteError if this period was released to this audience before."""
        ...


class Audit(Protocol):
    """Who looked at whose case: appended to, never changed (bot/domain/audit.py has its law)."""

    def append(self, record: Record) -> None:
        """One entry more, in this transaction; it waits for whoever else is appending."""
        ...

    def entries(self) -> Sequence[Entry]:
        """All that is kept, the oldest first."""
        ...

    def head(self) -> Head | None:
        """Where the chain ends; None before the first entry."""
        ...

    def count(self, kind: Kind, first: date, end: date, *, reason: str = "") -> int:
        """How many entries of a kind, and of a reason if one is given, from one day to before another."""
        ...

    def latest(self, kind: Kind) -> str | None:
        """The reason of the latest entry of a kind."""
        ...

    def fingerprint(self, text: str) -> str:
        """What stands for a text, the same for the same text in this installation."""
        ...

    def prune(self, before: date) -> None:
        """Let go of what is older than this day; the rest still verifies."""
        ...


class Limits(Protocol):
    """How often somebody did something lately; keyed, in windows, and gone when they end."""

    def used(self, name: str, subject: str, windows: Iterable[str]) -> int:
        """How often, in these windows together."""
        ...

    def each(self, name: str, subject: str, windows: Iterable[str]) -> tuple[int, ...]:
        """How often in each of these windows, in their order."""
        ...

    def add(self, name: str, subject: str, window: str, *, expires: datetime) -> None:
        """Once more in this window, which is forgotten when it ends."""
        ...

    def tally(self, tallies: Iterable[Tally]) -> None:
        """Once more for each of these."""
        ...

    def forget(self, now: datetime) -> None:
        """Every window that has ended by now."""
        ...
