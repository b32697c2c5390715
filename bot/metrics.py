"""What an operator watches: counts, ages and durations, in Prometheus's words; no label for a person or a case.

Every label takes its values from a closed set below; whatever else somebody passes is counted as ``other``.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.domain.errors import NotSavedError

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
OTHER = "other"
LABELS: Mapping[str, frozenset[str]] = {
    "platform": frozenset({"web", "slack", "teams"}),
    "outcome": frozenset({"Delivered", "TryLater", "Unknown", "Undeliverable"}),
    "result": frozenset({"saved", "not_saved", "refused"}),
    "sweep": frozenset({"work", "tidy", "backup"}),
    "table": frozenset({"agenda", "outbox", "cases"}),
    "version": frozenset(),  # one value: the installed release
}
"""Every label and all that it may be."""

REGISTRY = CollectorRegistry()
"""Its own, without the collectors that tell of the machine."""

_deliveries = Counter(
    "peersupport_deliveries", "Tries to deliver a message", ("platform", "outcome"), registry=REGISTRY
)
_units = Counter("peersupport_units_of_work", "Transactions of the programme", ("result",), registry=REGISTRY)
_unreadable = Counter("peersupport_unreadable_rows", "Rows that no key opened", ("table",), registry=REGISTRY)
_sweeps = Histogram("peersupport_sweep_seconds", "How long a sweep took", ("sweep",), registry=REGISTRY)
_swept_at = Gauge(
    "peersupport_sweep_last_success_timestamp_seconds", "When it last went well", ("sweep",), registry=REGISTRY
)
_lag = Gauge(
    "peersupport_loop_lag_seconds", "The longest that the event loop kept others waiting lately", registry=REGISTRY
)
_reachable = Gauge("peersupport_database_reachable", "1 if the figures below could be read", registry=REGISTRY)
_agenda = Gauge("peersupport_agenda_overdue_seconds", "How late the most overdue entry is", registry=REGISTRY)
_head = Gauge(
    "peersupport_outbox_overdue_seconds", "How long the oldest message could have been sent", registry=REGISTRY
)
_waiting = Gauge("peersupport_outbox_waiting", "Messages that wait", registry=REGISTRY)
_dead = Gauge("peersupport_outbox_dead", "Messages that were given up", registry=REGISTRY)
_backup = Gauge("peersupport_backup_age_seconds", "Since the day of the last backup; -1 for none", registry=REGISTRY)
_stopped = Gauge(
    "peersupport_platform_stopped", "1 if the platform lets the bot in no more", ("platform",), registry=REGISTRY
)
_build = Gauge("peersupport_build_info", "The installed release", ("version",), registry=REGISTRY)


@dataclass(frozen=True)
class Queues:
    """Ages in seconds, 0 for none; counts of messages; ``backup_age`` is None without a backup.

    ``stopped``: whether each configured platform lets the bot in no more.
    """

    agenda_overdue: float
    outbox_overdue: float
    waiting: int
    dead: int
    backup_age: float | None
    stopped: Mapping[str, bool] = field(default_factory=dict[str, bool])


def delivered(platform: str, outcome: str) -> None:
    """One try to deliver."""
    _deliveries.labels(_known("platform", platform), _known("outcome", outcome)).inc()


def unreadable(table: str) -> None:
    """A row that does not open was met."""
    _unreadable.labels(_known("table", table)).inc()


def swept(sweep: str, seconds: float, *, well_at: float | None) -> None:
    """A sweep ended; ``well_at`` is the real clock's second if it went well."""
    name = _known("sweep", sweep)
    _sweeps.labels(name).observe(seconds)
    if well_at is not None:
        _swept_at.labels(name).set(well_at)


def loop_lag(seconds: float) -> None:
    """How late the loop was at most."""
    _lag.set(seconds)


@contextmanager
def unit_of_work() -> Generator[None]:
    """Count how the transaction inside ends: saved, not saved, or refused by our own rules."""
    try:
        yield
    except NotSavedError:
        _units.labels("not_saved").inc()
        raise
    except Exception:
        _units.labels("refused").inc()
        raise
    _units.labels("saved").inc()


def page(queues: Queues | None) -> bytes:
    """Everything as text; None if the database did not answer, and its figures stay as they were."""
    _reachable.set(0 if queues is None else 1)
    if queues is not None:
        _agenda.set(queues.agenda_overdue)
        _head.set(queues.outbox_overdue)
        _waiting.set(queues.waiting)
        _dead.set(queues.dead)
        for platform, is_stopped in queues.stopped.items():
            _stopped.labels(_known("platform", platform)).set(is_stopped)
        _backup.set(-1 if queues.backup_age is None else queues.backup_age)
    return generate_latest(REGISTRY)


def _known(label: str, value: str) -> str:
    return value if value in LABELS[label] else OTHER


def _release() -> str:
    try:
        return version("peersupport")
    except PackageNotFoundError:
        return "unknown"


_build.labels(_release()).set(1)
