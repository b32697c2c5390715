"""What an operator watches: counts, ages and durations, in Prometheus's words; no label for a person or a case.

Every label takes its values from a closed set below; whatever else somebody passes is counted as ``other``.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.domain import hours
from bot.domain.errors import NotSavedError

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Mapping

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
OTHER = "other"
LABELS: Mapping[str, frozenset[str]] = {
    "platform": frozenset({"web", "slack", "teams"}),
    "outcome": frozenset({"Delivered", "TryLater", "Unknown", "Unreachable", "Mendable", "Gone"}),
    "result": frozenset({"saved", "not_saved", "refused"}),
    "sweep": frozenset({"work", "tidy", "backup"}),
    "table": frozenset({"agenda", "outbox", "cases"}),
    "task": frozenset({"backup", "loop", "people", "identity", "socket", "readiness", "connections"}),
    "wrong": frozenset({"database", "keys", "room", "tasks", "sweeps", "agenda", "outbox", "backup", "slack", "teams"}),
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
_tasks = Counter(
    "peersupport_tasks_ended", "Background tasks that ended and are begun again", ("task",), registry=REGISTRY
)
_wrong = Gauge("peersupport_not_ready", "1 if this is wrong, as /readyz says it", ("wrong",), registry=REGISTRY)
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
_zones = Gauge("peersupport_zones_info", "The release of the time zones in use", ("version",), registry=REGISTRY)
_rotas_stale = Gauge("peersupport_rotas_stale", "Calendars that could not be read for a day", registry=REGISTRY)
_rota_names = Gauge("peersupport_rota_unknown_names", "Names in calendars that match nobody", registry=REGISTRY)
_refuses = Gauge(
    "peersupport_platform_refusals", "Words with which the platform refuses everybody", ("platform",), registry=REGISTRY
)
_build = Gauge("peersupport_build_info", "The installed release", ("version",), registry=REGISTRY)


@dataclass(frozen=True)
class Queues:
    """Ages in seconds, 0 for none; counts of messages; ``backup_age`` is None without a backup.

    ``stopped``: whether each configured platform lets the bot in no more; ``refuses``: with how many words it refuses.
    """

    agenda_overdue: float
    outbox_overdue: float
    waiting: int
    dead: int
    backup_age: float | None
    stopped: Mapping[str, bool] = field(default_factory=dict[str, bool])
    refuses: Mapping[str, int] = field(default_factory=dict[str, int])


def delivered(platform: str, outcome: str) -> None:
    """One try to deliver."""
    _deliveries.labels(_known_label("platform", platform), _known_label("outcome", outcome)).inc()


def unreadable(table: str) -> None:
    """A row that does not open was met."""
    _unreadable.labels(_known_label("table", table)).inc()


def swept(sweep: str, seconds: float, *, well_at: float | None) -> None:
    """A sweep ended; ``well_at`` is the real clock's second if it went well."""
    name = _known_label("sweep", sweep)
    _sweeps.labels(name).observe(seconds)
    if well_at is not None:
        _swept_at.labels(name).set(well_at)


def task_ended(task: str) -> None:
    """A background task ended that was to go on."""
    _tasks.labels(_known_label("task", task)).inc()


def not_ready(wrong: Collection[str]) -> None:
    """What the last look found, by word."""
    for word in LABELS["wrong"]:
        _wrong.labels(word).set(word in wrong)


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


def rotas(stale: int, unknown: int) -> None:
    """How many calendars fail for a day, and how many of their names match nobody."""
    _rotas_stale.set(stale)
    _rota_names.set(unknown)


def page(queues: Queues | None) -> bytes:
    """Everything as text; None if the database did not answer, and its figures stay as they were."""
    _reachable.set(0 if queues is None else 1)
    if queues is not None:
        _agenda.set(queues.agenda_overdue)
        _head.set(queues.outbox_overdue)
        _waiting.set(queues.waiting)
        _dead.set(queues.dead)
        for platform, words in queues.refuses.items():
            _refuses.labels(_known_label("platform", platform)).set(words)
        for platform, is_stopped in queues.stopped.items():
            _stopped.labels(_known_label("platform", platform)).set(is_stopped)
        _backup.set(-1 if queues.backup_age is None else queues.backup_age)
    return generate_latest(REGISTRY)


def _known_label(label: str, value: str) -> str:
    return value if value in LABELS[label] else OTHER


def _release() -> str:
    try:
        return version("peersupport")
    except PackageNotFoundError:
        return "unknown"


_build.labels(_release()).set(1)
_zones.labels(hours.RELEASE).set(1)
