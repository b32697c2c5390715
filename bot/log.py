"""The one function that logs, with an allow-list of keys and of values: never a name, a platform id, a token or a text.

What is not on the list is left out and counted (``dropped=``), so that a wrong caller can't leak; other people's
libraries are reduced to logger, level and exception class, and what nobody handles to classes and our own lines.
"""

from __future__ import annotations

import logging
import math
import os
import re
import resource
import sys
import threading
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import structlog

from bot.domain.errors import ConfigurationError
from bot.log_repeats import Repeats

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
    from types import TracebackType

    from structlog.typing import EventDict, Processor

Fact: TypeAlias = "str | float | type"
WORDS = frozenset(
    {
        "other",
        *("agenda", "outbox", "tidy", "backup", "work", "keys", "digest"),
        *("loop", "people", "identity", "socket", "readiness", "connections"),
        *("Delivered", "TryLater", "Unknown", "Unreachable", "Mendable", "Gone", "sent", "later", "given_up"),
        *(
            "lost",
            "revoked",
            "ratelimited",
            "rate_limited",
            "timeout",
            "invalid_auth",
            "not_authed",
            "account_inactive",
        ),
        *("token_revoked", "missing_scope", "user_not_found", "channel_not_found", "expired_trigger_id", "not_allowed"),
        *(
            "internal_error",
            "fatal_error",
            "service_unavailable",
            "invalid_arguments",
            "hash_conflict",
            "view_too_large",
        ),
        *("message_not_found", "cant_update_message", "cant_delete_message", "is_archived", "user_disabled"),
    }
)
"""Every word that may stand as a value; anything else that somebody passes is left out."""
_CASE = re.compile(r"[BCDFGHJKLMNPQRSTVWXZ2-9]{4}")
_ACTION = re.compile(r"[a-z]+(_[a-z]+){0,5}")
_LOGGER_NAME = re.compile(r"[A-Za-z_][\w.]{0,60}")
_HOME = Path(__file__).resolve().parents[1]
_OURS = tuple(str(_HOME / package) + os.sep for package in ("adapters", "bot", "store"))
_LOUD = ("slack_bolt", "slack_sdk", "botbuilder", "botframework", "msal", "aiohttp", "asyncio", "sqlalchemy", "psycopg")
_own_addresses: set[str] = set()
_repeats = Repeats()
_known_words: set[str] = set(WORDS)


def record(action: str, *, level: int = logging.INFO, **facts: Fact) -> None:
    """Write one line. ``action`` is a constant; what a key may hold is said by ``_fits``."""
    known = {key: _loggable(value) for key, value in facts.items() if _fits(key, value)}
    dropped = {"dropped": len(facts) - len(known)} if len(known) < len(facts) else {}
    constant = action if _ACTION.fullmatch(action) else "unnamed"
    structlog.get_logger().log(level, constant, **known, **dropped)


def failed(action: str, error: BaseException, **facts: Fact) -> None:
    """Write that something failed: the class of the error, never what it says."""
    record(action, level=logging.WARNING, error_class=type(error), **facts)


def tell_repeats() -> None:
    """Say of lines that were held back how often; asked every second while the programme runs."""
    for facts in _repeats.told():
        known = {name: value for name, value in facts.items() if name not in {"event", "level"}}
        structlog.get_logger().log(logging.WARNING, facts["event"], **known)


def know(words: Iterable[str]) -> None:
    """Words that a platform documents may stand as values from now on."""
    _known_words.update(words)


def own_address(address: str) -> str:
    """An address that we listen on ourselves may stand in a line; anybody else's may not."""
    _own_addresses.add(address)
    return address


def set_up(form: str = "") -> None:
    """Send every line to stderr: ``text``, ``json``, or text on a terminal only; and catch what nobody handles."""
    _repeats.clear()
    json = form == "json" or (not form and not sys.stderr.isatty())
    _configure(structlog.processors.JSONRenderer() if json else _PLAIN, _repeats)
    logging.basicConfig(level=logging.WARNING, handlers=[_Reduced()], force=True)
    for name in _LOUD:
        logging.getLogger(name).setLevel(logging.WARNING)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would hold everything
    sys.excepthook = lambda _kind, error, trace: _log_unhandled("process_died", error, trace)
    sys.unraisablehook = lambda what: _log_unhandled("error_ignored", what.exc_value, what.exc_traceback)
    threading.excepthook = lambda what: _log_unhandled("thread_died", what.exc_value, what.exc_traceback)


@contextmanager
def quiet() -> Generator[None]:
    """Write only what nobody handles: for a command that says itself what it found."""
    before = structlog.get_config()["wrapper_class"]
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    try:
        yield
    finally:
        structlog.configure(wrapper_class=before)


def watch_loop(loop: asyncio.AbstractEventLoop) -> None:
    """Reduce what the event loop would tell of tasks that nobody waited for; and no debug mode, which shows values."""
    loop.set_debug(False)
    loop.set_exception_handler(_on_loop)


def refuse_debugging(variables: Mapping[str, str] = os.environ) -> None:
    """With a platform configured, nothing may run that prints values; ConfigurationError names it."""
    if variables.get("PYTHONASYNCIODEBUG") or sys.flags.dev_mode:
        raise ConfigurationError(
            "Python's debug mode (PYTHONASYNCIODEBUG, PYTHONDEVMODE or -X dev) prints what people wrote. Turn it off."
        )
    loud = [name for name in _LOUD if logging.getLogger(name).isEnabledFor(logging.DEBUG)]
    if loud:
        raise ConfigurationError(f"The debug log of {', '.join(loud)} prints requests and tokens. Turn it off.")


def _fits(key: str, value: Fact) -> bool:
    match key:
        case "case":
            return isinstance(value, str) and _CASE.fullmatch(value) is not None
        case "error_class":
            return isinstance(value, type) and issubclass(value, BaseException)
        case "count" | "duration":
            return isinstance(value, int | float) and math.isfinite(value)
        case "sweep" | "outcome" | "task" | "reason":
            return isinstance(value, str) and value in _known_words
        case "address":
            return isinstance(value, str) and value in _own_addresses
        case _:
            return False


def _loggable(value: Fact) -> str | float:
    return value.__name__ if isinstance(value, type) else value


class _Stderr:
    """Where lines go: whatever stderr is at that moment."""

    def msg(self, line: str) -> None:
        """A log that can't be written, as on a full disk, must end nothing else."""
        with suppress(OSError, ValueError):
            sys.stderr.write(f"{line}\n")
            sys.stderr.flush()

    log = debug = info = warning = error = critical = msg


def _configure(renderer: Callable[[Any, str, EventDict], str | bytes], *before: Processor) -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            *before,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.EventRenamer("action"),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: _Stderr(),
        cache_logger_on_first_use=False,
    )


_PLAIN = structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "action"])
_configure(_PLAIN)


class _Reduced(logging.Handler):
    """Third parties write requests, names and tokens into their messages and tracebacks; none of it is kept."""

    def emit(self, record: logging.LogRecord) -> None:
        kind = record.exc_info[0] if record.exc_info else None
        known = _LOGGER_NAME.fullmatch(record.name) and record.name.partition(".")[0] in sys.modules
        name = record.name if known else "unknown"
        facts = {"logger": name, "error_class": kind.__name__ if kind else "-"}
        structlog.get_logger().log(max(record.levelno, logging.INFO), "third_party", **facts)


def _on_loop(_loop: asyncio.AbstractEventLoop, context: Mapping[str, Any]) -> None:
    error = context.get("exception")
    _log_unhandled("task_died", error, error.__traceback__ if isinstance(error, BaseException) else None)


def _log_unhandled(action: str, error: BaseException | None, trace: TracebackType | None) -> None:
    """Classes, and the lines of our own code; no message, no value, no source of others."""
    classes = " < ".join(type(one).__name__ for one in _causes(error)) or "-"
    where = " > ".join(_our_frames(trace)) or "-"
    structlog.get_logger().log(logging.ERROR, action, error_class=classes, where=where)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _our_frames(trace: TracebackType | None) -> Iterator[str]:
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.startswith(_OURS):
            yield f"{Path(file).relative_to(_HOME).as_posix()}:{trace.tb_lineno}"
        trace = trace.tb_next
