"""The one function that logs, with an allow-list of keys: never a name, a platform id, a token or a text."""

from __future__ import annotations

import logging
from typing import Literal, TypeAlias, get_args

Key: TypeAlias = Literal["case", "sweep", "count", "duration", "error_class", "address", "outcome"]
_ALLOWED = frozenset(get_args(Key))
_LOGGER = logging.getLogger("peersupport")


def record(action: str, *, level: int = logging.INFO, **facts: str | float) -> None:
    """Write one line ``action=… key=value``. ``address`` is our own listening address, nobody's."""
    known = {key: value for key, value in facts.items() if key in _ALLOWED}
    _LOGGER.log(level, "%s", " ".join([f"action={action}", *(f"{key}={value}" for key, value in known.items())]))


def failed(action: str, error: BaseException, **facts: str | float) -> None:
    """Write that something failed: the class of the error, never what it says."""
    record(action, level=logging.WARNING, error_class=type(error).__name__, **facts)


def set_up() -> None:
    """Send our lines to stderr; reduce everybody else's to logger, level and exception class."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Reduced("%(asctime)s %(levelname)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    _LOGGER.setLevel(logging.INFO)


class _Reduced(logging.Formatter):
    """Third parties write requests, names and tokens into their messages and tracebacks; none of it is kept."""

    def format(self, record: logging.LogRecord) -> str:
        if record.name != _LOGGER.name:
            kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
            record = logging.makeLogRecord(
                {
                    "name": record.name,
                    "levelno": record.levelno,
                    "levelname": record.levelname,
                    "created": record.created,
                    "msg": f"action=third_party logger={record.name} error_class={kind or '-'}",
                }
            )
        return super().format(record)
